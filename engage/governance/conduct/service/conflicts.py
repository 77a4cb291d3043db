"""Conflicts of interest: declared by a person or recorded for them, and ended with a reason (R51).

Whoever declares locks the person's row; whoever acts on what a conflict could bar shares that lock
and only then asks. So of a declaration and a decision at the same moment one sees the other: a
decision never commits after the declaration that bars it. The row's key is not touched, so that
nothing else which merely names the person waits.
"""

from dataclasses import dataclass
from typing import Final

from sqlalchemy import bindparam, select

from engage.accounts.models import Person
from engage.core.errors import Conflict, NotAllowed, NotFound, Refused
from engage.core.unit import Unit
from engage.governance.conduct.models import ConflictOfInterest
from engage.governance.conduct.queries import conflicts_of
from engage.governance.conduct.rules import LEAD_ROLES, Conflicts, cleaned_reason

IN_CONFLICT: Final = (
    "A conflict of interest keeps you off this topic, so this was not done. What you wrote is kept"
    " on this page: give it to a colleague, or ask the engagement's lead."
)
NO_CONFLICT: Final = "There is no such declaration, or it belongs to another ministry."
SAY_WHY: Final = "Say in a few words what the conflict of interest is."
SAY_WHY_OVER: Final = "Say in a few words why it is over."
ALREADY: Final = "This conflict of interest stands already."
OVER: Final = "This conflict of interest has ended already."
NOT_YOURS: Final = "Only the engagement's leads record a conflict of interest for somebody else."
NOT_YOURS_TO_END: Final = (
    "Somebody else recorded this for you, so an engagement lead ends it and not you."
)


class InConflict(Refused):
    """The actor keeps off this, whatever the roles allow."""

    def __init__(self) -> None:
        super().__init__("", IN_CONFLICT)


@dataclass(frozen=True)
class Subject:
    """What a conflict is with: a topic, or (None) a whole engagement, of a ministry."""

    ministry_id: int
    engagement_id: int
    topic_id: int | None = None


def conflicts_held(unit: Unit) -> Conflicts:
    """What the actor keeps off, held until the transaction ends. For who acts on many things."""
    person_id = unit.actor.person_id
    if person_id is not None:
        unit.session.execute(_SHARED, {"person": person_id})
    return conflicts_of(unit.session, person_id)


def refuse_in_conflict(unit: Unit, engagement_id: int, topic_id: int | None = None) -> None:
    """For use cases: raises InConflict if the actor keeps off this (see `Conflicts.bars`)."""
    if conflicts_held(unit).bars(engagement_id, topic_id):
        raise InConflict


def record_conflict(
    unit: Unit, subject: Subject, reason: str, *, person_id: int | None = None
) -> ConflictOfInterest:
    """From now on the person (None: the actor) keeps off the subject.

    Whose ministry the subject is of, the caller knows. Raises NotAllowed for somebody else's by
    who is no lead there, Refused at 'reason', Conflict when it stands already.
    """
    declared_by = unit.actor.person_id
    if declared_by is None:
        raise Refused("", "Only a person can declare a conflict of interest.")
    person_id = person_id or declared_by
    is_own = person_id == declared_by
    if not is_own and not unit.actor.reaches(LEAD_ROLES, subject.ministry_id):
        raise NotAllowed(NOT_YOURS)
    cleaned = cleaned_reason(reason, SAY_WHY)
    if unit.session.execute(_LOCKED, {"person": person_id}).first() is None:
        raise NotFound(NO_CONFLICT)
    if _stands(unit, person_id, subject):
        raise Conflict(ALREADY)
    row = ConflictOfInterest(
        person_id=person_id,
        engagement_id=subject.engagement_id,
        topic_id=subject.topic_id,
        reason_cipher="",
        declared_at=unit.now,
        declared_by=declared_by,
        seen_at=unit.now if is_own else None,
    )
    unit.session.add(row)
    unit.session.flush()
    row.reason_cipher = unit.keyring.encrypt(cleaned, _context("reason", row.id))
    unit.session.flush()
    unit.audit(
        "conflict.declared" if is_own else "conflict.recorded",
        f"conflict:{row.id}",
        person=person_id,
        engagement=subject.engagement_id,
        topic=subject.topic_id,
    )
    return row


def end_conflict(unit: Unit, conflict_id: int, ministry_id: int, reason: str) -> ConflictOfInterest:
    """It is over; the row stays. Raises NotFound for who may not know of it, NotAllowed for one's
    own that somebody else recorded, Refused at 'reason', Conflict when it has ended already."""
    row = unit.session.get(
        ConflictOfInterest, conflict_id, with_for_update=True, populate_existing=True
    )
    if row is None or not may_read_reason(unit, row, ministry_id):
        raise NotFound(NO_CONFLICT)
    if not may_end(unit, row, ministry_id):
        raise NotAllowed(NOT_YOURS_TO_END)
    if row.ended_at is not None:
        raise Conflict(OVER)
    cleaned = cleaned_reason(reason, SAY_WHY_OVER)
    row.ended_at, row.ended_by = unit.now, unit.actor.person_id
    row.ended_reason_cipher = unit.keyring.encrypt(cleaned, _context("ended_reason", row.id))
    unit.session.flush()
    unit.audit(
        "conflict.ended",
        f"conflict:{row.id}",
        person=row.person_id,
        engagement=row.engagement_id,
        topic=row.topic_id,
    )
    return row


def see_conflict(unit: Unit, conflict_id: int) -> None:
    """The person for whom it was recorded says that they know of it."""
    row = unit.session.get(ConflictOfInterest, conflict_id, with_for_update=True)
    if row is None or row.person_id != unit.actor.person_id:
        raise NotFound(NO_CONFLICT)
    if row.seen_at is None:
        row.seen_at = unit.now
        unit.session.flush()
        unit.audit("conflict.seen", f"conflict:{row.id}", person=row.person_id)


def words_of(unit: Unit, row: ConflictOfInterest) -> tuple[str, str]:
    """The reason, and why it is over ('' while it stands); for who may read them only."""
    reason = unit.keyring.decrypt(row.reason_cipher, _context("reason", row.id))
    ended = row.ended_reason_cipher
    over = unit.keyring.decrypt(ended, _context("ended_reason", row.id)) if ended else ""
    return reason, over


def may_read_reason(unit: Unit, row: ConflictOfInterest, ministry_id: int) -> bool:
    """The person, and the leads and administrators of the engagement's ministry."""
    return row.person_id == unit.actor.person_id or unit.actor.reaches(LEAD_ROLES, ministry_id)


def may_end(unit: Unit, row: ConflictOfInterest, ministry_id: int) -> bool:
    """Whoever declared it for themselves, and leads; but nobody what others recorded of them."""
    if row.person_id == unit.actor.person_id:
        return row.declared_by == row.person_id
    return unit.actor.reaches(LEAD_ROLES, ministry_id)


def _stands(unit: Unit, person_id: int, subject: Subject) -> bool:
    question = select(ConflictOfInterest.id).where(
        ConflictOfInterest.person_id == person_id,
        ConflictOfInterest.engagement_id == subject.engagement_id,
        ConflictOfInterest.topic_id.is_not_distinct_from(subject.topic_id),
        ConflictOfInterest.ended_at.is_(None),
    )
    return unit.session.scalar(question) is not None


def _context(column: str, row_id: int) -> str:
    return f"conflict_of_interest.{column}:{row_id}"


# Every decision asks the first: it is put together once.
_PERSON: Final = select(Person.id).where(Person.id == bindparam("person"))
_SHARED: Final = _PERSON.with_for_update(read=True)
_LOCKED: Final = _PERSON.with_for_update(key_share=True)
