"""How it stands with both ways, for the staff page: queues, lags, comments that were left out."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from engage.comments.models import Comment
from engage.engagements.models import Engagement
from engage.jobs.models import Job
from engage.jobs.rules import JobState
from engage.wordpress.models import WordPressLeftOut, WordPressLink, WordPressRun
from engage.wordpress.plans import LinkState, RunKind, RunTrouble, Thing

LISTED: Final = 100
MINUTE: Final = timedelta(minutes=1)


@dataclass(frozen=True)
class Queue:
    """Jobs of one kind that wait or are being done."""

    kind: str
    count: int
    oldest: datetime


@dataclass(frozen=True)
class LeftOutRow:
    """A comment left there that is none here; its words stay there."""

    id: int
    remote_id: int
    title: str
    slug: str
    reason: str
    left_at: datetime


@dataclass(frozen=True)
class Pace:
    """Public comments whose post is there: how many are there too, how many went lately."""

    there: int
    missing: int
    in_last_minute: int
    oldest_missing: datetime | None


def queues(session: Session, kinds: Collection[str]) -> Sequence[Queue]:
    rows = session.execute(
        select(Job.kind, func.count(), func.min(Job.created_at))
        .where(Job.kind.in_(kinds), Job.state.in_((JobState.WAITING, JobState.RUNNING)))
        .group_by(Job.kind)
        .order_by(func.min(Job.created_at))
    )
    return [Queue(kind, count, oldest) for kind, count, oldest in rows]


def pace(session: Session, now: datetime) -> Pace:
    """Of engagements with a post in view; one that people took down there is missing to nobody."""
    post, link = WordPressLink.__table__.alias("post"), WordPressLink
    shown = and_(link.state == LinkState.SHOWN, link.remote_id.is_not(None))
    missing = or_(link.id.is_(None), link.state.in_((LinkState.NEW, LinkState.HELD)))
    there, lacking, oldest = session.execute(
        select(
            func.count(link.id).filter(shown),
            func.count(Comment.id).filter(missing),
            func.min(Comment.published_at).filter(missing),
        )
        .select_from(Comment)
        .join(Engagement, Engagement.id == Comment.engagement_id)
        .join(post, and_(post.c.thing == Thing.ENGAGEMENT, post.c.local_id == Engagement.id))
        .outerjoin(link, and_(link.thing == Thing.COMMENT, link.local_id == Comment.id))
        .where(
            Comment.published_version.is_not(None),
            Engagement.published_at <= now,
            post.c.remote_id.is_not(None),
            post.c.state.in_((LinkState.SHOWN, LinkState.CONFLICT)),
        )
    ).one()
    lately = session.scalar(
        select(func.count()).where(link.thing == Thing.COMMENT, link.pushed_at > now - MINUTE)
    )
    return Pace(there, lacking, lately or 0, oldest)


def oldest_unsent(session: Session, pushes: Collection[str]) -> datetime | None:
    """Since when the push that was caused first has not got through."""
    return session.scalar(
        select(func.min(Job.created_at)).where(
            Job.kind.in_(pushes), Job.state.in_((JobState.WAITING, JobState.RUNNING))
        )
    )


def last_good_pull(session: Session) -> datetime | None:
    return session.scalar(
        select(func.max(WordPressRun.finished_at)).where(
            WordPressRun.kind == RunKind.PULL, WordPressRun.trouble == ""
        )
    )


def left_out(session: Session, limit: int = LISTED) -> Sequence[LeftOutRow]:
    """Those that nobody looked at yet, oldest first."""
    row = WordPressLeftOut
    found = session.execute(
        select(row.id, row.remote_id, Engagement.title, Engagement.slug, row.reason, row.left_at)
        .join(Engagement, Engagement.id == row.engagement_id)
        .where(row.settled_at.is_(None))
        .order_by(row.id)
        .limit(limit)
    )
    return [LeftOutRow(*one) for one in found]


def count_left_out(session: Session) -> tuple[int, datetime | None]:
    """How many nobody looked at yet, and since when the first is there."""
    count, since = session.execute(
        select(func.count(), func.min(WordPressLeftOut.seen_at)).where(
            WordPressLeftOut.settled_at.is_(None)
        )
    ).one()
    return count, since


def alarm(session: Session) -> WordPressRun | None:
    """The last comparison, if it found that too much was taken down there at once."""
    last = session.scalar(
        select(WordPressRun)
        .where(WordPressRun.kind == RunKind.COMPARE, WordPressRun.finished_at.is_not(None))
        .order_by(WordPressRun.id.desc())
        .limit(1)
    )
    return last if last is not None and last.trouble == RunTrouble.MASS_CHANGE else None
