"""What is asked about followers and about news."""

from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engage.engagements.models import Engagement, Topic
from engage.engagements.queries import content_of, public_topics_of, revisions_by_id
from engage.engagements.rules import EngagementContent, TopicContent
from engage.following.models import NewsBaseline, NewsIssue, NewsItem, Subscription
from engage.following.rules import CONFIRMATION_EVERY, Pace, Published, State
from engage.replies.models import Reply


def followers(session: Session, engagement_id: int) -> int:
    """How many follow: those who confirmed it and have not left."""
    asked = select(func.count()).where(
        Subscription.engagement_id == engagement_id, Subscription.state == State.ACTIVE
    )
    return session.scalar(asked) or 0


def confirmations_since(session: Session, email_index: str, now: datetime) -> int:
    """How many mails with a link went to an address within the day, for all engagements."""
    asked = select(func.count()).where(
        Subscription.email_index == email_index,
        Subscription.confirmation_at > now - CONFIRMATION_EVERY,
    )
    return session.scalar(asked) or 0


def by_address(session: Session, engagement_id: int, email_index: str) -> Subscription | None:
    """The row of this address, held until the end of the transaction."""
    return session.scalar(
        select(Subscription)
        .where(Subscription.engagement_id == engagement_id, Subscription.email_index == email_index)
        .with_for_update()
    )


def active_after(
    session: Session, issue: NewsIssue, after_id: int, limit: int
) -> Sequence[Subscription]:
    """The next followers to be told of an issue, by their numbers, held."""
    return session.scalars(
        select(Subscription)
        .where(
            Subscription.engagement_id == issue.engagement_id,
            Subscription.state == State.ACTIVE,
            Subscription.pace == issue.pace,
            Subscription.id > after_id,
        )
        .order_by(Subscription.id)
        .limit(limit)
        .with_for_update()
    ).all()


def is_followed(session: Session, engagement_id: int) -> bool:
    """Whether anybody ever asked to follow it: then a baseline was set."""
    asked = select(NewsBaseline.topic_id).where(NewsBaseline.engagement_id == engagement_id)
    return session.scalar(asked.limit(1)) is not None


def last_item_id(session: Session, engagement_id: int) -> int:
    asked = select(func.max(NewsItem.id)).where(NewsItem.engagement_id == engagement_id)
    return session.scalar(asked) or 0


def news_between(
    session: Session, engagement_id: int, after_id: int, last_id: int, since: datetime
) -> Sequence[NewsItem]:
    """Items of an issue that happened after somebody began to follow, in their order."""
    return session.scalars(
        select(NewsItem)
        .where(
            NewsItem.engagement_id == engagement_id,
            NewsItem.id > after_id,
            NewsItem.id <= last_id,
            NewsItem.at >= since,
        )
        .order_by(NewsItem.id)
    ).all()


def gathering_issue(session: Session, engagement_id: int) -> NewsIssue | None:
    """The issue that waits for more to happen."""
    return session.scalar(
        select(NewsIssue).where(
            NewsIssue.engagement_id == engagement_id,
            NewsIssue.pace == Pace.AT_ONCE,
            NewsIssue.last_item_id.is_(None),
        )
    )


def issue_before(session: Session, issue: NewsIssue) -> NewsIssue | None:
    """The one before it of the same engagement and pace."""
    return session.scalar(
        select(NewsIssue)
        .where(
            NewsIssue.engagement_id == issue.engagement_id,
            NewsIssue.pace == issue.pace,
            NewsIssue.id < issue.id,
        )
        .order_by(NewsIssue.id.desc())
        .limit(1)
    )


def newest_issue(session: Session, engagement_id: int, pace: Pace) -> NewsIssue | None:
    return session.scalar(
        select(NewsIssue)
        .where(NewsIssue.engagement_id == engagement_id, NewsIssue.pace == pace)
        .order_by(NewsIssue.id.desc())
        .limit(1)
    )


def newest_issues(session: Session, engagement_id: int, most: int = 20) -> Sequence[NewsIssue]:
    """What was told, or is held, or gathers; the newest first."""
    return session.scalars(
        select(NewsIssue)
        .where(NewsIssue.engagement_id == engagement_id)
        .order_by(NewsIssue.id.desc())
        .limit(most)
    ).all()


def is_told_later(session: Session, issue: NewsIssue) -> bool:
    """Whether a later issue of this pace was told already: then this one was held meanwhile."""
    asked = select(NewsIssue.id).where(
        NewsIssue.engagement_id == issue.engagement_id,
        NewsIssue.pace == issue.pace,
        NewsIssue.id > issue.id,
        NewsIssue.owed_at.is_not(None),
    )
    return session.scalar(asked.limit(1)) is not None


def held_until(session: Session, issue: NewsIssue) -> int:
    """The newest item of earlier issues that are still held: no later mail may tell of it."""
    asked = select(func.max(NewsIssue.last_item_id)).where(
        NewsIssue.engagement_id == issue.engagement_id,
        NewsIssue.pace == issue.pace,
        NewsIssue.id < issue.id,
        NewsIssue.owed_at.is_(None),
    )
    return session.scalar(asked) or 0


def first_followed_at(session: Session, engagement_id: int) -> datetime:
    """When the first of those who follow it now confirmed; the far future when nobody does."""
    asked = select(func.min(Subscription.confirmed_at)).where(
        Subscription.engagement_id == engagement_id, Subscription.state == State.ACTIVE
    )
    return session.scalar(asked) or datetime(9999, 1, 1, tzinfo=UTC)


def followed_daily(session: Session) -> Sequence[int]:
    """The engagements that somebody follows once a day."""
    return session.scalars(
        select(Subscription.engagement_id)
        .where(Subscription.state == State.ACTIVE, Subscription.pace == Pace.DAILY)
        .distinct()
        .order_by(Subscription.engagement_id)
    ).all()


def replies_between(session: Session, engagement_id: int, since: datetime, until: datetime) -> int:
    """How many official replies were published from `since` on and before `until`."""
    asked = select(func.count()).where(
        Reply.engagement_id == engagement_id,
        Reply.published_at >= since,
        Reply.published_at < until,
        Reply.withdrawn_at.is_(None),
    )
    return session.scalar(asked) or 0


def published_now(session: Session, engagement: Engagement) -> tuple[Published, dict[int, int]]:
    """What is public of an engagement, and the number of each revision by topic id (0: its own)."""
    topics = public_topics_of(session, engagement.id)
    numbers = {one.id: one.published_revision_id or 0 for one in topics}
    numbers[0] = engagement.published_revision_id or 0
    return _published(session, numbers), numbers


def published_before(session: Session, engagement_id: int) -> Published | None:
    """What was public when changes were last looked for; None: nobody ever followed it."""
    rows = session.scalars(
        select(NewsBaseline).where(NewsBaseline.engagement_id == engagement_id)
    ).all()
    if not rows:
        return None
    return _published(session, {row.topic_id: row.revision_id for row in rows})


def _published(session: Session, numbers: dict[int, int]) -> Published:
    rows = revisions_by_id(session, numbers.values())
    contents = {
        topic_id: content_of(rows[number]) for topic_id, number in numbers.items() if number in rows
    }
    own = contents.pop(0, None)
    return Published(
        own if isinstance(own, EngagementContent) else EngagementContent(),
        {key: one for key, one in contents.items() if isinstance(one, TopicContent)},
    )


def topics_by_id(session: Session, ids: Sequence[int]) -> dict[int, Topic]:
    """Those of these topics that the public may read."""
    rows = session.scalars(
        select(Topic).where(Topic.id.in_(ids), Topic.published_revision_id.is_not(None))
    )
    return {row.id: row for row in rows}


def lapsed(session: Session, before: datetime, limit: int) -> Sequence[Subscription]:
    """Rows that were asked for by then and never confirmed."""
    return session.scalars(
        select(Subscription)
        .where(Subscription.state == State.PENDING, Subscription.asked_at <= before)
        .order_by(Subscription.id)
        .limit(limit)
        .with_for_update()
    ).all()


def kept_too_long(session: Session, results_before: datetime, limit: int) -> Sequence[Subscription]:
    """Rows of engagements whose results were out by then and that are not open any more."""
    return session.scalars(
        select(Subscription)
        .join(Engagement, Engagement.id == Subscription.engagement_id)
        .where(
            Subscription.state.in_((State.PENDING, State.ACTIVE)),
            Engagement.results_at <= results_before,
            Engagement.closes_at.is_not(None),
        )
        .order_by(Subscription.id)
        .limit(limit)
        .with_for_update(of=Subscription)
    ).all()
