"""Which decision of a comment stands, and the public counts by reason that follow from it (R82).

The counters `reason:<reason>` of an engagement count, for each comment, the reasons of the one
decision that stands, if that one kept the comment from public view. So a comment that was refused,
corrected and published is counted under no reason any more; one that was refused, corrected and
refused again is counted once; and undoing puts back what was before. A refused correction counts
nowhere, as its comment is public.
"""

from collections.abc import Iterable
from typing import Final

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from engage.comments.rules import State
from engage.core.unit import Unit
from engage.engagements.models import Engagement
from engage.moderation.models import Decision, DecisionReason
from engage.moderation.queries.decisions import is_standing
from engage.moderation.rules import DECLINING, Reason


def standing_decision(session: Session, comment_id: int) -> Decision | None:
    """The newest decision that settled the comment and was not undone."""
    return session.scalar(_STANDING, {"number": comment_id})


def decided_version(session: Session, comment_id: int) -> int | None:
    """The newest version that a standing decision is about."""
    return session.scalar(
        select(func.max(Decision.version)).where(Decision.comment_id == comment_id, is_standing())
    )


def count_standing(
    unit: Unit,
    engagement: Engagement,
    decision: Decision | None,
    by: int,
    reasons: Iterable[str] | None = None,
) -> None:
    """Counts the reasons of a decision that begins (1) or ceases (-1) to stand.

    They are looked up where the caller does not have them at hand.
    """
    if decision is None or not _keeps_from_view(decision):
        return
    if reasons is None:
        reasons = unit.session.scalars(
            select(DecisionReason.reason).where(DecisionReason.decision_id == decision.id)
        )
    for reason in reasons:
        count_reason(unit, engagement, Reason(reason), by)


def count_reason(unit: Unit, engagement: Engagement, reason: Reason, delta: int) -> None:
    unit.count(engagement.scope, f"reason:{reason}", delta)


def _keeps_from_view(decision: Decision) -> bool:
    return decision.outcome in DECLINING and decision.to_state != State.PUBLISHED


# Every decision asks this: it is put together once.
_STANDING: Final = (
    select(Decision)
    .where(Decision.comment_id == bindparam("number"), is_standing())
    .order_by(Decision.id.desc())
    .limit(1)
)
