"""Questions about links: what is there, what is missing there, what waits for a person."""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from engage.comments.models import Comment
from engage.engagements.models import Engagement, Topic
from engage.jobs.models import Job
from engage.jobs.rules import JobState
from engage.wordpress.models import WordPressContact, WordPressLink
from engage.wordpress.plans import LinkState, Thing
from engage.wordpress.rules import PostStatus

CONTACT_ID: Final = 1


@dataclass(frozen=True)
class PostRow:
    """An engagement's post, for staff."""

    slug: str
    title: str
    state: str
    trouble: str | None
    remote_id: int | None
    pushed_at: datetime | None


def link_of(session: Session, thing: Thing, local_id: int) -> WordPressLink | None:
    return session.scalar(
        select(WordPressLink).where(
            WordPressLink.thing == thing, WordPressLink.local_id == local_id
        )
    )


def contact(session: Session) -> WordPressContact | None:
    return session.get(WordPressContact, CONTACT_ID)


def takes_comments(post: WordPressLink | None) -> bool:
    """Whether the post is public there; an edit of its text that nobody settled does not matter."""
    return (
        post is not None
        and post.remote_id is not None
        and post.remote_status == PostStatus.PUBLISH
        and post.state in (LinkState.SHOWN, LinkState.CONFLICT)
    )


def is_running(session: Session, job_id: int, now: datetime) -> bool:
    """Whether a worker has this job in hand."""
    held = exists().where(Job.id == job_id, Job.state == JobState.RUNNING, Job.lease_until >= now)
    return bool(session.scalar(select(held)))


def linked_or_published(session: Session) -> Sequence[Engagement]:
    """Every engagement that has, had or should have a post."""
    linked = select(WordPressLink.local_id).where(WordPressLink.thing == Thing.ENGAGEMENT)
    return session.scalars(
        select(Engagement)
        .where(or_(Engagement.published_at.is_not(None), Engagement.id.in_(linked)))
        .order_by(Engagement.id)
    ).all()


def with_post(session: Session) -> Sequence[int]:
    """Engagements that have a link."""
    return session.scalars(
        select(WordPressLink.local_id).where(WordPressLink.thing == Thing.ENGAGEMENT)
    ).all()


def waiting_for_job(session: Session, kind: str) -> frozenset[int]:
    """The engagements that jobs of this kind are for, which are not done."""
    payloads = session.scalars(
        select(Job.payload).where(Job.kind == kind, Job.state != JobState.DONE)
    )
    return frozenset(json.loads(payload)["engagement_id"] for payload in payloads)


def jobs_in_charge(session: Session, thing: Thing) -> set[int]:
    """Local ids of things with a job that will still look at them, or that waits for a person."""
    return set(
        session.scalars(
            select(WordPressLink.local_id)
            .join(Job, Job.id == WordPressLink.job_id)
            .where(WordPressLink.thing == thing, Job.state != JobState.DONE)
        )
    )


def comments_to_show(
    session: Session,
    now: datetime,
    limit: int,
    engagement_id: int | None = None,
    left_out: Collection[int] = (),
) -> Sequence[tuple[int, str]]:
    """Ids and public ids of public comments that WordPress lacks or has in an earlier version.

    Those of the engagements in `left_out` wait for something else.
    """
    post, link = aliased(WordPressLink), aliased(WordPressLink)
    question = (
        select(Comment.id, Comment.public_id)
        .join(Engagement, Engagement.id == Comment.engagement_id)
        .join(Topic, Topic.id == Comment.topic_id)
        .join(post, and_(post.thing == Thing.ENGAGEMENT, post.local_id == Engagement.id))
        .outerjoin(link, and_(link.thing == Thing.COMMENT, link.local_id == Comment.id))
        .where(
            Comment.published_version.is_not(None),
            Engagement.published_at <= now,
            Topic.published_revision_id.is_not(None),
            post.remote_id.is_not(None),
            post.remote_status == PostStatus.PUBLISH,
            post.state.in_([LinkState.SHOWN, LinkState.CONFLICT]),
            or_(
                link.id.is_(None),
                link.state.in_([LinkState.NEW, LinkState.HIDDEN]),
                and_(
                    link.state == LinkState.SHOWN,
                    link.version.is_distinct_from(Comment.published_version),
                ),
            ),
            _nobody_in_charge(link.job_id),
        )
        .order_by(Comment.id)
        .limit(limit)
    )
    if engagement_id is not None:
        question = question.where(Comment.engagement_id == engagement_id)
    if left_out:
        question = question.where(Comment.engagement_id.not_in(left_out))
    return [(row.id, row.public_id) for row in session.execute(question)]


def comments_to_remove(session: Session, limit: int) -> Sequence[tuple[int, str]]:
    """Ids and keys of comments that are, or may be, on WordPress and are public no more."""
    question = (
        select(WordPressLink.local_id, WordPressLink.key)
        .outerjoin(Comment, Comment.id == WordPressLink.local_id)
        .where(
            WordPressLink.thing == Thing.COMMENT,
            or_(WordPressLink.remote_id.is_not(None), WordPressLink.attempted != ""),
            Comment.published_version.is_(None),
            _nobody_in_charge(WordPressLink.job_id),
        )
        .order_by(WordPressLink.local_id)
        .limit(limit)
    )
    return [(row.local_id, row.key) for row in session.execute(question)]


def _nobody_in_charge(job_id: InstrumentedAttribute[int | None]) -> ColumnElement[bool]:
    return ~exists().where(Job.id == job_id, Job.state != JobState.DONE)


def published_replies(session: Session, comment_id: int) -> Sequence[int]:
    return session.scalars(
        select(Comment.id)
        .where(Comment.parent_id == comment_id, Comment.published_version.is_not(None))
        .order_by(Comment.id)
    ).all()


def posts(session: Session) -> list[PostRow]:
    """Every engagement with a link, conflicts first."""
    rows = session.execute(
        select(WordPressLink, Engagement.slug, Engagement.title)
        .join(Engagement, Engagement.id == WordPressLink.local_id)
        .where(WordPressLink.thing == Thing.ENGAGEMENT)
        .order_by(WordPressLink.state != LinkState.CONFLICT, Engagement.id.desc())
    )
    return [
        PostRow(slug, title, link.state, link.trouble, link.remote_id, link.pushed_at)
        for link, slug, title in rows
    ]


def comment_conflicts(session: Session) -> Sequence[WordPressLink]:
    """Comments that people took down on WordPress, last first."""
    return session.scalars(
        select(WordPressLink)
        .where(WordPressLink.thing == Thing.COMMENT, WordPressLink.state == LinkState.CONFLICT)
        .order_by(WordPressLink.pushed_at.desc(), WordPressLink.id.desc())
    ).all()


def counts_by_state(session: Session, thing: Thing) -> dict[LinkState, int]:
    rows = session.execute(
        select(WordPressLink.state, func.count())
        .where(WordPressLink.thing == thing)
        .group_by(WordPressLink.state)
    )
    return dict.fromkeys(LinkState, 0) | {LinkState(state): count for state, count in rows}


def pushed_since(session: Session, since: datetime) -> int:
    question = select(func.count()).where(WordPressLink.pushed_at >= since)
    return session.scalar(question) or 0


def last_push(session: Session) -> datetime | None:
    return session.scalar(select(func.max(WordPressLink.pushed_at)))


def jobs_by_state(session: Session, kinds: Collection[str], state: JobState) -> list[Job]:
    """Jobs of these kinds, oldest first."""
    question = select(Job).where(Job.kind.in_(kinds), Job.state == state).order_by(Job.id)
    return list(session.scalars(question))


def count_of_jobs(session: Session, kinds: Collection[str], state: JobState) -> int:
    question = select(func.count()).where(Job.kind.in_(kinds), Job.state == state)
    return session.scalar(question) or 0
