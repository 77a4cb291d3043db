"""Reads what programs are told: each answer is a handful of SELECTs, whatever it lists.

What is public is decided where the pages ask it; here is only what they have no question for.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from engage.accounts.models import Ministry
from engage.comments.models import Comment
from engage.comments.queries import is_hidden
from engage.core.unit import Unit
from engage.engagements.models import Engagement, Revision, Topic
from engage.engagements.rules import (
    EngagementContent,
    TopicContent,
    engagement_from_json,
    topic_from_json,
)
from engage.governance.elections.rules import Window
from engage.sharing.api_lists import EPOCH, ListCursor, Wanted

BATCH: Final = 250


@dataclass(frozen=True)
class Listed:
    """A public engagement with what was published of it, and its ministry."""

    engagement: Engagement
    content: EngagementContent
    ministry_code: str
    ministry: str

    @property
    def cursor(self) -> ListCursor:
        """Where a page ends that ends with it."""
        return ListCursor(self.engagement.published_at or EPOCH, self.engagement.slug)


def listed(
    unit: Unit, wanted: Wanted, *, limit: int, after: ListCursor | None
) -> tuple[list[Listed], bool]:
    """A page of those that fit, and whether others follow."""
    found: list[Listed] = []
    size = limit + 1 if replace(wanted, ministry="") == Wanted() else BATCH
    for one in _all_after(unit.session, wanted, after, size):
        phase = one.engagement.timing.phase(unit.now)
        opens_at = one.engagement.timing.opens_at
        region, areas = one.content.region, one.content.topic_areas
        if not wanted.fits(phase, region, areas, opens_at, one.engagement.closes_at):
            continue
        if len(found) == limit:
            return found, True
        found.append(one)
    return found, False


def _all_after(
    session: Session, wanted: Wanted, after: ListCursor | None, size: int
) -> Iterator[Listed]:
    while True:
        batch = _batch(session, wanted, after, size)
        yield from batch
        if len(batch) < size:
            return
        after = batch[-1].cursor


def _batch(session: Session, wanted: Wanted, after: ListCursor | None, size: int) -> list[Listed]:
    question = (
        select(Engagement, Revision.content, Ministry.code, Ministry.name)
        .join(Revision, Revision.id == Engagement.published_revision_id)
        .join(Ministry, Ministry.id == Engagement.ministry_id)
        .where(Engagement.published_at.is_not(None))
        .order_by(Engagement.published_at.desc(), Engagement.slug)
        .limit(size)
    )
    if wanted.ministry:
        question = question.where(func.lower(Ministry.code) == wanted.ministry.lower())
    if after is not None:
        at, slug = Engagement.published_at, Engagement.slug
        as_old = and_(at == after.published_at, slug > after.slug)
        question = question.where(or_(at < after.published_at, as_old))
    return [
        Listed(engagement, engagement_from_json(content), code, name)
        for engagement, content, code, name in session.execute(question)
    ]


def of_ministry(session: Session, engagement: Engagement, content: EngagementContent) -> Listed:
    ministry = session.get_one(Ministry, engagement.ministry_id)
    return Listed(engagement, content, ministry.code, ministry.name)


def next_change_of_any(session: Session, now: datetime) -> datetime | None:
    """The next instant at which some public engagement is in another phase."""
    instants = (Engagement.opens_at, Engagement.closes_at, Engagement.results_at)
    questions = (
        select(func.min(one)).where(one > now, Engagement.published_at.is_not(None))
        for one in instants
    )
    found = (session.scalar(question) for question in questions)
    return min((instant for instant in found if instant is not None), default=None)


def public_ministries(session: Session) -> list[tuple[str, str]]:
    """Code and name of those that have something public, by name."""
    rows = session.execute(
        select(Ministry.code, Ministry.name)
        .join(Engagement, Engagement.ministry_id == Ministry.id)
        .where(Engagement.published_at.is_not(None))
        .distinct()
        .order_by(Ministry.name)
    )
    return [(code, name) for code, name in rows]


def public_topics(session: Session, engagement_id: int) -> list[tuple[Topic, TopicContent]]:
    """Topics in their order, with what was published of each."""
    rows = session.execute(
        select(Topic, Revision.content)
        .join(Revision, Revision.id == Topic.published_revision_id)
        .where(Topic.engagement_id == engagement_id)
        .order_by(Topic.position, Topic.id)
    )
    return [(topic, topic_from_json(content)) for topic, content in rows]


def public_parents(
    session: Session, parent_ids: Iterable[int | None], hidden: tuple[Window, ...]
) -> dict[int, str]:
    """The public ids of those comments that were answered and are public themselves."""
    wanted = {one for one in parent_ids if one is not None}
    if not wanted:
        return {}
    rows = session.scalars(
        select(Comment).where(Comment.id.in_(wanted), Comment.published_version.is_not(None))
    )
    return {row.id: row.public_id for row in rows if not is_hidden(row, hidden)}
