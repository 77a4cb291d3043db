"""Questions about links: what is there, what is missing there, what waits for a person."""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import exists, func, or_, select
from sqlalchemy.orm import Session

from engage.engagements.models import Engagement
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


def running_jobs(session: Session, job_ids: Collection[int], now: datetime) -> frozenset[int]:
    """Which of these jobs a worker has in hand."""
    if not job_ids:
        return frozenset()
    return frozenset(
        session.scalars(
            select(Job.id).where(
                Job.id.in_(job_ids), Job.state == JobState.RUNNING, Job.lease_until >= now
            )
        )
    )


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
