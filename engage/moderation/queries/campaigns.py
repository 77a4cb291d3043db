"""Campaigns as moderators see them: what waits of each, its letter's members, and their texts.

A campaign may have a hundred thousand members, so nothing here reads all of them: lists are paged
by key, and counts of what waits stop at `MANY`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Select, and_, func, select
from sqlalchemy.orm import Session

from engage.comments.models import Comment, CommentText
from engage.comments.rules import Hold, State
from engage.core.errors import NotFound
from engage.engagements.models import Engagement
from engage.governance.conduct.rules import NO_CONFLICTS, Conflicts
from engage.moderation.models import Campaign, CampaignMember
from engage.moderation.queries.comments import Within
from engage.moderation.queries.waiting import Filters, waiting_numbers

NO_CAMPAIGN: Final = "There is no such campaign, or it belongs to another ministry."
MANY: Final = 1_000
FIRST_OF_QUEUE: Final = 500
SAMPLE: Final = 60


@dataclass(frozen=True)
class CampaignLine:
    """A campaign in a list: how many it has, and how many of those that say the same wait."""

    id: int
    engagement_slug: str
    engagement_title: str
    found_at: datetime
    members: int
    alike: int

    @property
    def alike_words(self) -> str:
        return f"more than {MANY:,}" if self.alike > MANY else f"{self.alike:,}"


@dataclass(frozen=True)
class Member:
    """One comment of a campaign, as it reads now."""

    id: int
    version: int
    state: str
    is_waiting: bool
    adds_something: bool
    received_at: datetime
    text: str


def campaigns_waiting(
    session: Session,
    *,
    within: Within,
    engagement_id: int | None = None,
    without: Conflicts = NO_CONFLICTS,
) -> list[CampaignLine]:
    """Those of which something waits among the oldest in that part of the queue."""
    if without:
        return _campaigns_beside(session, within, engagement_id, without)
    first = (
        select(CampaignMember.campaign_id)
        .join(Comment, Comment.id == CampaignMember.comment_id)
        .where(Comment.hold == Hold.CAMPAIGN, Comment.waiting_since.is_not(None))
        .order_by(Comment.waiting_since, Comment.id)
        .limit(FIRST_OF_QUEUE)
    )
    if engagement_id is not None:
        first = first.where(Comment.engagement_id == engagement_id)
    question = _lines().where(Campaign.id.in_(select(first.subquery().c.campaign_id)))
    if within is not None:
        question = question.where(Engagement.ministry_id.in_(within))
    rows = session.execute(question.order_by(Campaign.id)).all()
    return [_line(session, row) for row in rows]


def _campaigns_beside(
    session: Session, within: Within, engagement_id: int | None, without: Conflicts
) -> list[CampaignLine]:
    """The same for who keeps off something: the queue's own walks lead around it."""
    filters = Filters(part=Hold.CAMPAIGN, engagement_id=engagement_id, without=without)
    numbers = waiting_numbers(session, within=within, limit=FIRST_OF_QUEUE, filters=filters)
    theirs = select(CampaignMember.campaign_id).where(CampaignMember.comment_id.in_(numbers))
    rows = session.execute(_lines().where(Campaign.id.in_(theirs)).order_by(Campaign.id)).all()
    return [_line(session, row, without.topic_ids) for row in rows]


def campaign_line(
    session: Session, campaign_id: int, *, within: Within, but_topics: frozenset[int] = frozenset()
) -> CampaignLine:
    """One campaign; raises NotFound beyond the reader's ministries."""
    question = _lines().where(Campaign.id == campaign_id)
    if within is not None:
        question = question.where(Engagement.ministry_id.in_(within))
    row = session.execute(question).first()
    if row is None:
        raise NotFound(NO_CAMPAIGN)
    return _line(session, row, but_topics)


def members_of(
    session: Session, campaign_id: int, *, limit: int, after_id: int = 0
) -> Sequence[Member]:
    """In the order of their numbers."""
    question = (
        _members(campaign_id)
        .where(CampaignMember.comment_id > after_id)
        .order_by(CampaignMember.comment_id)
        .limit(limit)
    )
    return [_member(row) for row in session.execute(question)]


def alike_waiting(
    session: Session,
    campaign_id: int,
    limit: int = MANY,
    *,
    but_topics: frozenset[int] = frozenset(),
) -> dict[int, int]:
    """Those that add nothing and wait: their numbers with the versions to be seen; but for the
    topics that a reader keeps off."""
    question = (
        select(Comment.id, Comment.version)
        .join(CampaignMember, CampaignMember.comment_id == Comment.id)
        .where(
            CampaignMember.campaign_id == campaign_id,
            CampaignMember.adds_something.is_(False),
            Comment.waiting_since.is_not(None),
        )
        .order_by(CampaignMember.comment_id)
        .limit(limit)
    )
    if but_topics:
        question = question.where(Comment.topic_id.not_in(but_topics))
    return {number: version for number, version in session.execute(question)}


def sample_texts(session: Session, campaign_id: int) -> tuple[str, ...]:
    """Texts of its first members, from which the letter is worked out."""
    question = (
        select(CommentText.body)
        .join(Comment, and_(Comment.id == CommentText.comment_id))
        .join(CampaignMember, CampaignMember.comment_id == Comment.id)
        .where(
            CampaignMember.campaign_id == campaign_id,
            CommentText.version == Comment.version,
            Comment.state != State.WITHDRAWN,
        )
        .order_by(CampaignMember.comment_id)
        .limit(SAMPLE)
    )
    return tuple(session.scalars(question))


def _members(campaign_id: int) -> Select[*tuple[Any, ...]]:
    question: Select[*tuple[Any, ...]] = (
        select(
            Comment.id,
            Comment.version,
            Comment.state,
            Comment.waiting_since,
            CampaignMember.adds_something,
            Comment.received_at,
            CommentText.body,
        )
        .join(Comment, Comment.id == CampaignMember.comment_id)
        .outerjoin(
            CommentText,
            and_(
                CommentText.comment_id == Comment.id,
                CommentText.version == Comment.version,
                Comment.state != State.WITHDRAWN,
            ),
        )
        .where(CampaignMember.campaign_id == campaign_id)
    )
    return question


def _member(row: Any) -> Member:
    number, version, state, since, adds, received_at, text = row
    return Member(number, version, state, since is not None, adds, received_at, text or "")


def _lines() -> Select[*tuple[Any, ...]]:
    question: Select[*tuple[Any, ...]] = select(
        Campaign.id, Engagement.slug, Engagement.title, Campaign.found_at
    ).join(Engagement, Engagement.id == Campaign.engagement_id)
    return question


def _line(session: Session, row: Any, but_topics: frozenset[int] = frozenset()) -> CampaignLine:
    number, slug, title, found_at = row
    count = select(func.count()).where(CampaignMember.campaign_id == number)
    members = session.scalar(count) or 0
    alike = len(alike_waiting(session, number, MANY + 1, but_topics=but_topics))
    return CampaignLine(number, slug, title, found_at, members, alike)
