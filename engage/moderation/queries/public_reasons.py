"""Why comments of an engagement are not public, counted for everybody to read (R82).

It counts what the report counts (comments that are declined now, by the decision that stands), so
that the two can never be subtracted from one another. The counters `reason:...` would not do: they
go on counting a comment that its author took back or corrected since.
"""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engage.comments.models import Comment
from engage.comments.rules import State
from engage.moderation.models import Decision, DecisionReason
from engage.moderation.queries.decisions import is_standing
from engage.moderation.rules import Reason


def reason_counts(session: Session, engagement_id: int) -> dict[str, int]:
    """How many declined comments each reason was given for; a comment can have several."""
    last = (
        select(func.max(Decision.id))
        .join(Comment, Comment.id == Decision.comment_id)
        .where(
            Comment.engagement_id == engagement_id,
            Comment.state == State.NOT_PUBLISHED,
            is_standing(),
        )
        .group_by(Decision.comment_id)
    )
    question = (
        select(DecisionReason.reason, func.count())
        .where(DecisionReason.decision_id.in_(last))
        .group_by(DecisionReason.reason)
    )
    counted = {reason: count for reason, count in session.execute(question)}
    return {reason.value: counted.get(reason, 0) for reason in Reason}
