"""The jobs of moderation, by kind: `wiring.jobs` joins them to events and to the clock."""

from collections.abc import Mapping
from typing import Final

from engage.jobs.handlers import Handler, networked, transactional
from engage.moderation.emptying import PURGE, purge
from engage.moderation.intake import REGROUP, SCREEN, regroup, screen
from engage.moderation.reported.tasks import FORGET_NOTES, forget
from engage.moderation.spam.keeping import LEARN, learn

HANDLERS: Final[Mapping[str, Handler]] = {
    # Not that it leaves the machine: its lease is renewed while it looks, however long that takes.
    SCREEN: networked(screen),
    REGROUP: networked(regroup),
    LEARN: networked(learn),
    PURGE: networked(purge),
    FORGET_NOTES: transactional(forget),
}
