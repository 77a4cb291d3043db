"""How the intake is doing, for the page of the queue."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import func, select

from engage.comments.models import Comment
from engage.comments.rules import Hold
from engage.core.unit import Unit
from engage.moderation.intake.models import IntakeCondition
from engage.moderation.intake.recording import CONDITION
from engage.moderation.intake.rules import is_late


@dataclass(frozen=True)
class IntakeState:
    """`oldest`: since when the comment waits that waits longest for its check. `is_late`: the
    worker is down or far behind. `names_missing_since`: names are not looked for since then."""

    oldest: datetime | None
    is_late: bool
    names_missing_since: datetime | None

    @property
    def words(self) -> tuple[str, ...]:
        """What a moderator should know, one sentence or two for each trouble."""
        said = []
        if self.is_late:
            said.append(
                "New comments wait long for the automatic check. You can decide on them under"
                " 'Being checked': nothing is highlighted there yet."
            )
        if self.names_missing_since is not None:
            said.append(
                "Names are not looked for at present, because the model of names could not be"
                " loaded. Contact details and numbers are. Read with more care."
            )
        return tuple(said)


def state(unit: Unit) -> IntakeState:
    """Two small reads, however many comments there are."""
    oldest = unit.session.scalar(_OLDEST)
    row = unit.session.get(IntakeCondition, CONDITION)
    return IntakeState(oldest, is_late(oldest, unit.now), row.names_missing_since if row else None)


# Every page of the queue asks this: it is put together once.
_OLDEST: Final = select(func.min(Comment.waiting_since)).where(
    Comment.hold == Hold.INTAKE, Comment.waiting_since.is_not(None)
)
