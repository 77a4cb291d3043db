"""How much waits: right at every moment, and cheap however much it is."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import and_, func, literal, select
from sqlalchemy.orm import Session

from engage.comments.models import Comment
from engage.comments.rules import State
from engage.comments.service import QUEUE_SCOPE
from engage.core.ledgers import Counter, counts
from engage.engagements.models import Engagement
from engage.moderation.queries.comments import Within


@dataclass(frozen=True)
class Tally:
    """How many comments of an engagement wait for a decision."""

    slug: str
    title: str
    waiting: int


def waiting_total(session: Session, *, within: Within) -> int:
    """How many comments wait for a decision: one counter, or those of the actor's ministries."""
    if within is None:
        return counts(session, QUEUE_SCOPE).get(State.WAITING, 0)
    return sum(tally.waiting for tally in waiting_by_engagement(session, within=within))


def waiting_by_engagement(session: Session, *, within: Within) -> Sequence[Tally]:
    """The engagements in which something waits, by title.

    First texts are counted as they move; corrections of public comments, always few, are counted
    where they stand.
    """
    corrections = (
        select(Comment.engagement_id, func.count().label("corrections"))
        .where(Comment.waiting_since.is_not(None), Comment.published_version.is_not(None))
        .group_by(Comment.engagement_id)
        .subquery()
    )
    waiting = func.coalesce(Counter.value, 0) + func.coalesce(corrections.c.corrections, 0)
    question = (
        select(Engagement.slug, Engagement.title, waiting)
        .outerjoin(
            Counter,
            and_(
                Counter.scope == literal("engagement:").concat(Engagement.id),
                Counter.name == State.WAITING.value,
            ),
        )
        .outerjoin(corrections, corrections.c.engagement_id == Engagement.id)
        .where(waiting > 0)
        .order_by(Engagement.title, Engagement.id)
    )
    if within is not None:
        question = question.where(Engagement.ministry_id.in_(within))
    return [Tally(*row) for row in session.execute(question)]
