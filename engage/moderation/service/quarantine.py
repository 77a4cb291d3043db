"""Where removed text lies: sealed, read for a reason, emptied on its date (R30).

A row holds one version of a comment as it was before words were taken out: its text, the marks and
the intake's flags that it had, and which stretches went. All of it is one encrypted value, bound to
its row, and nothing else of the program reads it.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Final

from sqlalchemy import select

from engage.comments.models import Comment
from engage.core.crypto import Undecryptable
from engage.core.errors import NotAllowed, NotFound, Refused
from engage.core.permissions import Role
from engage.core.unit import Unit
from engage.engagements.models import Engagement
from engage.governance.conduct.service import refuse_in_conflict
from engage.moderation.flags import Flag, Source
from engage.moderation.models import Decision, Quarantine, QuarantineReveal
from engage.moderation.rules import MODERATING_ROLES, UNDO_PERIOD
from engage.moderation.ruling import cleaned_reveal_reason
from engage.privacy.redaction import Mark

READING_ROLES: Final = (Role.PRIVACY_OFFICER,)
NO_QUARANTINE: Final = "There is nothing in quarantine by this number, or not for your ministry."
PURGED: Final = "The removed text was deleted for good, so it cannot be read any more."
UNREADABLE: Final = "The key for this text is not here, so it cannot be read."
NOT_YOURS: Final = (
    "Only privacy officers read removed text, and who took it out while they can still undo it."
)


@dataclass(frozen=True)
class Original:
    """A version as it was: text, marks, flags; and the stretches of it that were taken out."""

    body: str
    marks: tuple[Mark, ...]
    flags: tuple[Flag, ...]
    removed: tuple[tuple[int, int], ...]

    @property
    def stretches(self) -> list[str]:
        return [self.body[start:end] for start, end in self.removed]


def seal(unit: Unit, decision: Decision, version: int, original: Original) -> Quarantine:
    """Puts a version away until its purge date."""
    row = Quarantine(
        comment_id=decision.comment_id,
        version=version,
        decision_id=decision.id,
        removed_at=unit.now,
        purge_at=unit.now + timedelta(days=unit.settings.quarantine_days),
    )
    unit.session.add(row)
    unit.session.flush()
    row.cipher = unit.keyring.encrypt(json.dumps(asdict(original)), _context(row))
    return row


def opened(unit: Unit, row: Quarantine) -> Original | None:
    """What a row holds; None once it is emptied. Raises Undecryptable without its key."""
    if row.cipher is None:
        return None
    values = json.loads(unit.keyring.decrypt(row.cipher, _context(row)))
    return Original(
        values["body"],
        tuple(Mark(**mark) for mark in values["marks"]),
        tuple(Flag(**flag | {"source": Source(flag["source"])}) for flag in values["flags"]),
        tuple((start, end) for start, end in values["removed"]),
    )


def empty(unit: Unit, row: Quarantine) -> None:
    """Nothing of the text is left in the row; that it was there stays on record."""
    row.cipher, row.emptied_at = None, unit.now


def of_decision(unit: Unit, decision_id: int) -> Sequence[Quarantine]:
    """What one decision took out, by version."""
    question = select(Quarantine).where(Quarantine.decision_id == decision_id)
    return unit.session.scalars(question.order_by(Quarantine.version)).all()


def reveal(unit: Unit, quarantine_id: int, reason: str) -> str:
    """The text as it was, for a privacy officer or its remover; who and why is kept (R77).

    Raises NotFound for another ministry's, NotAllowed for others than those two, Invalid at the
    field 'reason', Refused when it was purged, its key is missing, or a conflict of interest
    keeps the reader off the topic.
    """
    row = readable(unit, quarantine_id)
    comment = unit.session.get_one(Comment, row.comment_id)
    refuse_in_conflict(unit, comment.engagement_id, comment.topic_id)
    cleaned = cleaned_reveal_reason(reason)
    try:
        original = opened(unit, row)
    except Undecryptable:
        raise Refused("", UNREADABLE) from None
    if original is None:
        raise Refused("", PURGED)
    if unit.actor.person_id is None:
        raise NotAllowed(NOT_YOURS)
    unit.session.add(
        QuarantineReveal(
            quarantine_id=row.id,
            revealed_at=unit.now,
            revealed_by=unit.actor.person_id,
            reason=cleaned,
        )
    )
    unit.audit("quarantine.revealed", f"quarantine:{row.id}", comment=row.comment_id)
    unit.session.flush()
    return original.body


def readable(unit: Unit, quarantine_id: int) -> Quarantine:
    """The row, locked, if the actor may read it; raises NotFound or NotAllowed."""
    row = unit.session.get(Quarantine, quarantine_id, with_for_update=True)
    comment = unit.session.get(Comment, row.comment_id) if row else None
    engagement = unit.session.get(Engagement, comment.engagement_id) if comment else None
    if row is None or engagement is None:
        raise NotFound(NO_QUARANTINE)
    if unit.actor.reaches(READING_ROLES, engagement.ministry_id):
        return row
    if not unit.actor.reaches(MODERATING_ROLES, engagement.ministry_id):
        raise NotFound(NO_QUARANTINE)
    decision = unit.session.get_one(Decision, row.decision_id)
    is_maker = decision.decided_by is not None and decision.decided_by == unit.actor.person_id
    if not is_maker or unit.now >= decision.decided_at + UNDO_PERIOD:
        raise NotAllowed(NOT_YOURS)
    return row


def _context(row: Quarantine) -> str:
    return f"quarantine:{row.id}"
