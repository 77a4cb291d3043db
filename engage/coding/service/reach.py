"""Who may code and who keeps the codebook, and the rows that both hold while they do so.

Locks are taken in one order: the codebook (coders share it, whoever changes it has it alone), the
comment, the person whose conflicts of interest are asked for.
"""

from typing import Final

from sqlalchemy import select

from engage.coding.models import Codebook
from engage.coding.queries.codebook import newest_change
from engage.coding.rules.codebook import CODING_ROLES, KEEPING_ROLES, ChangeKind
from engage.core.dates import datetime_words
from engage.core.errors import Conflict, Refused
from engage.core.unit import Unit
from engage.engagements.models import Engagement
from engage.governance.conduct.service import refuse_in_conflict
from engage.governance.service import must_acknowledge, require_acknowledged

NO_CODEBOOK: Final = "There is no codebook yet. Begin it with a first theme."
DONE_WORDS: Final[dict[ChangeKind, str]] = {
    ChangeKind.ADDED: "added a theme",
    ChangeKind.EDITED: "changed a theme's words",
    ChangeKind.MOVED: "changed the order",
    ChangeKind.RETIRED: "retired a theme",
    ChangeKind.REVIVED: "took a retired theme back into use",
    ChangeKind.MERGED: "merged two themes",
    ChangeKind.SPLIT: "split a theme",
}


def require_coder(unit: Unit, engagement: Engagement) -> None:
    """The role there and, for who moderates, the rules acknowledged (R15, R51)."""
    unit.actor.require(*CODING_ROLES, ministry_id=engagement.ministry_id)
    if must_acknowledge(unit):
        require_acknowledged(unit)


def require_keeper(unit: Unit, engagement: Engagement) -> None:
    """The role there, and no conflict of interest with any of it: a codebook is about every topic
    at once (R51)."""
    unit.actor.require(*KEEPING_ROLES, ministry_id=engagement.ministry_id)
    refuse_in_conflict(unit, engagement.id)


def shared_codebook(unit: Unit, engagement_id: int) -> Codebook:
    """The codebook, which nobody changes before this transaction ends; raises Refused."""
    found = unit.session.scalar(
        select(Codebook)
        .where(Codebook.engagement_id == engagement_id)
        .with_for_update(read=True)
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise Refused("", NO_CODEBOOK)
    return found


def codebook_to_change(unit: Unit, engagement_id: int, seen_version: int | None) -> Codebook:
    """The codebook, this transaction's alone. Raises Refused without one, and Conflict telling what
    happened when it is another than was seen (None: whatever was seen)."""
    found = unit.session.scalar(
        select(Codebook)
        .where(Codebook.engagement_id == engagement_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise Refused("", NO_CODEBOOK)
    if seen_version is not None and seen_version != found.version:
        raise Conflict(what_happened(unit, engagement_id))
    return found


def what_happened(unit: Unit, engagement_id: int) -> str:
    """The last change of the codebook, in words."""
    newest = newest_change(unit.session, engagement_id)
    if newest is None:
        return "Somebody changed the codebook meanwhile. Look at it and decide again."
    change, _theme_id = newest
    who = "You" if change.by == unit.actor.person_id else "A colleague"
    at = datetime_words(change.at, unit.settings.time_zone)
    label = change.after.get("label_en") or change.before.get("label_en") or ""
    about = f" (“{label}”)" if label else ""
    return f"{who} {DONE_WORDS[change.kind]}{about} meanwhile: {at}. Look again before you save."
