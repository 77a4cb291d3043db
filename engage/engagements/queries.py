"""Questions about engagements, each named for what it asks."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from engage.core.errors import NotFound
from engage.engagements.models import Engagement, Revision, Topic
from engage.engagements.rules import (
    EngagementContent,
    ResultsContent,
    TopicContent,
    engagement_from_json,
    results_from_json,
    topic_from_json,
)

NO_ENGAGEMENT = "There is no such engagement."
NO_TOPIC = "There is no such topic."


def engagement_by_slug(session: Session, slug: str) -> Engagement:
    found = session.scalar(select(Engagement).where(Engagement.slug == slug))
    if found is None:
        raise NotFound(NO_ENGAGEMENT)
    return found


def public_engagement(session: Session, slug: str) -> Engagement:
    """One that the public may know of; a draft is as unknown as a slug that never was."""
    found = engagement_by_slug(session, slug)
    if found.published_at is None or found.published_revision_id is None:
        raise NotFound(NO_ENGAGEMENT)
    return found


def engagement_by_id(session: Session, engagement_id: int) -> Engagement:
    found = session.get(Engagement, engagement_id)
    if found is None:
        raise NotFound(NO_ENGAGEMENT)
    return found


def all_engagements(session: Session) -> Sequence[Engagement]:
    return session.scalars(select(Engagement).order_by(Engagement.created_at.desc())).all()


def published_engagements(session: Session) -> Sequence[Engagement]:
    return session.scalars(
        select(Engagement)
        .where(Engagement.published_at.is_not(None))
        .order_by(Engagement.closes_at, Engagement.id)
    ).all()


def topics_of(session: Session, engagement_id: int) -> Sequence[Topic]:
    """All topics, drafts too, in their order."""
    return session.scalars(
        select(Topic).where(Topic.engagement_id == engagement_id).order_by(Topic.position, Topic.id)
    ).all()


def public_topics_of(session: Session, engagement_id: int) -> Sequence[Topic]:
    return session.scalars(
        select(Topic)
        .where(Topic.engagement_id == engagement_id, Topic.published_revision_id.is_not(None))
        .order_by(Topic.position, Topic.id)
    ).all()


def topic_by_slug(session: Session, engagement_id: int, slug: str) -> Topic:
    found = session.scalar(
        select(Topic).where(Topic.engagement_id == engagement_id, Topic.slug == slug)
    )
    if found is None:
        raise NotFound(NO_TOPIC)
    return found


def public_topic(session: Session, engagement_id: int, slug: str) -> Topic:
    found = topic_by_slug(session, engagement_id, slug)
    if found.published_revision_id is None:
        raise NotFound(NO_TOPIC)
    return found


def revisions_of(session: Session, subject: str, subject_id: int) -> Sequence[Revision]:
    """Newest first."""
    return session.scalars(
        select(Revision)
        .where(Revision.subject == subject, Revision.subject_id == subject_id)
        .order_by(Revision.number.desc())
    ).all()


def engagement_content(session: Session, revision_id: int | None) -> EngagementContent:
    """The content of a revision; with None, an empty one."""
    revision = session.get(Revision, revision_id) if revision_id else None
    return engagement_from_json(revision.content) if revision else EngagementContent()


def topic_content(session: Session, revision_id: int | None) -> TopicContent:
    revision = session.get(Revision, revision_id) if revision_id else None
    return topic_from_json(revision.content) if revision else TopicContent()


def results_content(session: Session, revision_id: int | None) -> ResultsContent:
    revision = session.get(Revision, revision_id) if revision_id else None
    return results_from_json(revision.content) if revision else ResultsContent()
