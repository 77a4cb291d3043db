"""What should be on WordPress of one engagement, as our records have it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.orm import Session

from engage.comments.models import Comment
from engage.jobs.models import Job
from engage.jobs.rules import JobState
from engage.wordpress.models import WordPressLeftOut, WordPressLink
from engage.wordpress.plans import Thing


@dataclass(frozen=True)
class LinkedComment:
    """A comment that is public here or has a link. `is_erased`: it is here no more."""

    comment_id: int
    public_id: str
    waits: bool
    link: WordPressLink | None
    in_charge: bool
    is_erased: bool = False


def comments_with_links(
    session: Session, engagement_id: int, post_id: int | None
) -> list[LinkedComment]:
    """All of an engagement, and what stands under its post of comments that were erased."""
    link = WordPressLink
    question = (
        select(
            Comment.id,
            Comment.public_id,
            Comment.published_version,
            Comment.waiting_since,
            link,
            _is_live(),
        )
        .outerjoin(link, and_(link.thing == Thing.COMMENT, link.local_id == Comment.id))
        .where(
            Comment.engagement_id == engagement_id,
            or_(Comment.published_version.is_not(None), link.id.is_not(None)),
        )
        .order_by(Comment.id)
    )
    rows = [
        LinkedComment(number, public_id, version is None and since is not None, found, bool(live))
        for number, public_id, version, since, found, live in session.execute(question)
    ]
    return rows + _erased(session, post_id)


def _erased(session: Session, post_id: int | None) -> list[LinkedComment]:
    link = WordPressLink
    question = (
        select(link, _is_live())
        .outerjoin(Comment, Comment.id == link.local_id)
        .where(link.thing == Thing.COMMENT, link.post_id == post_id, Comment.id.is_(None))
        .order_by(link.id)
    )
    if post_id is None:
        return []
    return [
        LinkedComment(found.local_id, "", False, found, bool(live), is_erased=True)
        for found, live in session.execute(question)
    ]


def links_of_replies(
    session: Session, reply_ids: Collection[int]
) -> dict[int, tuple[WordPressLink, bool]]:
    """Links of official replies, and whether a job has each in hand, by reply."""
    link = WordPressLink
    question = select(link, _is_live()).where(
        link.thing == Thing.REPLY, link.local_id.in_(reply_ids)
    )
    return {found.local_id: (found, bool(live)) for found, live in session.execute(question)}


def _is_live() -> ColumnElement[bool]:
    live = (JobState.WAITING, JobState.RUNNING)
    return exists().where(Job.id == WordPressLink.job_id, Job.state.in_(live))


def is_live(session: Session, job_id: int | None) -> bool:
    """Whether this job waits for its turn or is being done."""
    job = session.get(Job, job_id) if job_id is not None else None
    return job is not None and job.state in (JobState.WAITING, JobState.RUNNING)


def left_out_keys(session: Session, engagement_id: int) -> frozenset[str]:
    question = select(WordPressLeftOut.identity).where(
        WordPressLeftOut.engagement_id == engagement_id
    )
    return frozenset(session.scalars(question))


def links_with(session: Session, ids: Sequence[int]) -> dict[int, WordPressLink]:
    """Locked, as they are now."""
    rows = session.scalars(
        select(WordPressLink)
        .where(WordPressLink.id.in_(ids))
        .order_by(WordPressLink.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return {row.id: row for row in rows}


def pushed_after(link: WordPressLink | None, moment: datetime) -> bool:
    return link is not None and link.pushed_at is not None and link.pushed_at > moment
