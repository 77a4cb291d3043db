"""Where a message can be placed: engagements that its reader reaches, with their topics.

Whether one took comments when the message arrived is said beside it, as that alone decides (R87).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from engage.engagements.models import Engagement, Topic
from engage.engagements.queries import engagements_by_ids
from engage.mail.incoming.queries.pages import Within

MOST_OFFERED: Final = 40


@dataclass(frozen=True)
class Place:
    """An engagement that was published, and (id, title) of each topic that was."""

    engagement_id: int
    title: str
    was_open: bool
    topics: tuple[tuple[int, str], ...]


@dataclass(frozen=True)
class Offered:
    """The places that fit, those first that were open; `more` fit but are not offered."""

    places: tuple[Place, ...]
    more: int = 0

    def holds(self, engagement_id: int, topic_id: int) -> bool:
        return any(
            place.engagement_id == engagement_id and topic_id in dict(place.topics)
            for place in self.places
        )


def places(
    session: Session,
    *,
    within: Within,
    arrived_at: datetime,
    words: str = "",
    first: int | None = None,
) -> Offered:
    """Those whose title holds every word; `first` is offered whatever its title, and first."""
    question = (
        select(Engagement.id, Engagement.title)
        .where(Engagement.published_at.is_not(None))
        .order_by(Engagement.closes_at.is_not(None), Engagement.closes_at.desc(), Engagement.id)
    )
    if within is not None:
        question = question.where(Engagement.ministry_id.in_(within))
    wanted = words.casefold().split()
    found = [
        row.id
        for row in session.execute(question)
        if row.id == first or all(word in row.title.casefold() for word in wanted)
    ]
    found.sort(key=lambda number: number != first)
    offered = _as_places(session, found[:MOST_OFFERED], arrived_at)
    ordered = sorted(offered, key=lambda one: (one.engagement_id != first, not one.was_open))
    return Offered(tuple(ordered), max(0, len(found) - MOST_OFFERED))


def _as_places(session: Session, ids: list[int], arrived_at: datetime) -> list[Place]:
    topics: dict[int, list[tuple[int, str]]] = {one: [] for one in ids}
    for topic in session.scalars(_topics(ids)):
        topics[topic.engagement_id].append((topic.id, topic.title))
    by_id = {one.id: one for one in engagements_by_ids(session, ids)}
    return [
        Place(
            number,
            by_id[number].title,
            by_id[number].timing.accepts_comments(arrived_at),
            tuple(topics[number]),
        )
        for number in ids
        if topics[number]
    ]


def _topics(ids: Iterable[int]) -> Select[Topic]:
    return (
        select(Topic)
        .where(Topic.engagement_id.in_(list(ids)), Topic.published_revision_id.is_not(None))
        .order_by(Topic.engagement_id, Topic.position, Topic.id)
    )
