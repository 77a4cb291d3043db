"""The comments' own work: what recurs, and what follows when removed words are deleted for good."""

from typing import Final

from engage.comments.attachments.rules import HolderKind
from engage.comments.attachments.service import erase
from engage.comments.defences.senders import forget
from engage.core.unit import Unit
from engage.jobs.service import Payload

FORGET_SENDERS: Final = "comments.forget_senders"
ERASE_ATTACHMENTS: Final = "comments.erase_attachments"


def forget_senders(unit: Unit, _payload: Payload) -> None:
    """Network addresses count, as salted hashes, within their hour; then their salt goes too."""
    forget(unit)


def erase_attachments(unit: Unit, payload: Payload) -> None:
    """Words purged from a comment may stand in its files and its quoted mail too (R30)."""
    erase(unit, HolderKind.COMMENT, int(payload["comment_id"]))
