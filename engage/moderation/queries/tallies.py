"""How much waits: right at every moment, and cheap however much it is.

The counters `waiting:<hold>` are moved by the transactions that move comments, so every question
here reads a few small rows and never counts comments.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, bindparam, func, literal, select
from sqlalchemy.orm import Session

from engage.comments.models import Comment
from engage.comments.rules import Hold, State
from engage.comments.service import QUEUE_SCOPE
from engage.core.ledgers import Counter, counts
from engage.engagements.models import Engagement
from engage.governance.conduct.rules import Conflicts
from engage.moderation.queries.comments import Within

PREFIX = f"{State.WAITING}:"
MANY: Final = 1_000
"""Counts that no counter holds stop here: beyond it the page says 'more than'."""


@dataclass(frozen=True)
class Tally:
    """How many comments of an engagement wait for a decision."""

    slug: str
    title: str
    waiting: int


def waiting_total(session: Session, *, within: Within) -> int:
    """How many comments wait for a decision, in whichever part of the queue."""
    return sum(waiting_by_partition(session, within=within).values())


def waiting_by_partition(
    session: Session, *, within: Within, engagement_id: int | None = None
) -> dict[Hold, int]:
    """How many wait in each part of the queue: over all, or of the ministries or engagement."""
    if within is None and engagement_id is None:
        found = counts(session, QUEUE_SCOPE)
        return {hold: found.get(f"{PREFIX}{hold}", 0) for hold in Hold}
    question = (
        select(Counter.name, func.sum(Counter.value))
        .join(Engagement, Counter.scope == _scope())
        .where(Counter.name.in_([f"{PREFIX}{hold}" for hold in Hold]))
        .group_by(Counter.name)
    )
    if within is not None:
        question = question.where(Engagement.ministry_id.in_(within))
    if engagement_id is not None:
        question = question.where(Engagement.id == engagement_id)
    summed = {name: int(value) for name, value in session.execute(question)}
    return {hold: summed.get(f"{PREFIX}{hold}", 0) for hold in Hold}


def barred_by_partition(
    session: Session, conflicts: Conflicts, *, within: Within, engagement_id: int | None = None
) -> dict[Hold, int]:
    """How many of those a reader may not decide, for a conflict of interest (R51).

    Of whole engagements the counters know it. Of topics no counter does: theirs are counted, each
    part to a little beyond `MANY`.
    """
    counted = dict.fromkeys(Hold, 0)
    if not conflicts:
        return counted
    reached = select(Engagement.id).where(
        Engagement.id.in_({*conflicts.engagements, *(one for one, _topic in conflicts.topics)})
    )
    if within is not None:
        reached = reached.where(Engagement.ministry_id.in_(within))
    if engagement_id is not None:
        reached = reached.where(Engagement.id == engagement_id)
    for one in session.scalars(reached).all():
        if one in conflicts.engagements:
            found = waiting_by_partition(session, within=within, engagement_id=one)
        else:
            found = _of_topics(session, conflicts.topics_in(one))
        for hold, count in found.items():
            counted[hold] += count
    return counted


def _of_topics(session: Session, topic_ids: frozenset[int]) -> dict[Hold, int]:
    found = dict.fromkeys(Hold, 0)
    for topic_id in topic_ids:
        for hold in Hold:
            some = select(Comment.id).where(
                Comment.topic_id == topic_id,
                Comment.hold == hold,
                Comment.waiting_since.is_not(None),
            )
            counting = select(func.count()).select_from(some.limit(MANY + 1).subquery())
            found[hold] += session.scalar(counting) or 0
    return found


def waiting_by_engagement(
    session: Session,
    *,
    within: Within,
    hold: Hold | None = None,
    but: frozenset[int] = frozenset(),
) -> Sequence[Tally]:
    """The engagements in which something waits (in one part of the queue, or any), by title; `but`
    those that a reader keeps off."""
    values: dict[str, Any] = {
        "names": [f"{PREFIX}{one}" for one in ([hold] if hold else list(Hold))]
    }
    if within is not None:
        values["within"] = sorted(within)
    question = _TALLIES if within is None else _TALLIES_WITHIN
    if but:
        question = question.where(Engagement.id.not_in(but))
    found = session.execute(question, values)
    return [Tally(slug, title, int(value)) for slug, title, value in found]


def engagements_with_waiting(
    session: Session, *, within: Within, hold: Hold | None = None
) -> Sequence[int]:
    """The numbers of the engagements in which something waits there."""
    wanted = [hold] if hold else list(Hold)
    question = (
        select(Engagement.id)
        .join(
            Counter,
            and_(
                Counter.scope == _scope(),
                Counter.name.in_([f"{PREFIX}{one}" for one in wanted]),
                Counter.value > 0,
            ),
        )
        .distinct()
    )
    if within is not None:
        question = question.where(Engagement.ministry_id.in_(within))
    return session.scalars(question).all()


def _scope() -> ColumnElement[str]:
    return literal("engagement:").concat(Engagement.id)


# Put together once: every page of the queue asks this.
_WAITING: Final = func.sum(Counter.value)
_TALLIES: Final = (
    select(Engagement.slug, Engagement.title, _WAITING)
    .join(
        Counter,
        and_(Counter.scope == _scope(), Counter.name.in_(bindparam("names", expanding=True))),
    )
    .group_by(Engagement.id, Engagement.slug, Engagement.title)
    .having(_WAITING > 0)
    .order_by(Engagement.title, Engagement.id)
)
_TALLIES_WITHIN: Final = _TALLIES.where(
    Engagement.ministry_id.in_(bindparam("within", expanding=True))
)
