"""Drafts: what only staff see. Editing never touches what is public: it makes a new revision."""

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from engage.core.errors import Refused
from engage.core.unit import Unit
from engage.engagements import queries
from engage.engagements.models import Engagement, Revision, Topic
from engage.engagements.reach import EDITING_ROLES
from engage.engagements.rules import EngagementContent, TopicContent
from engage.engagements.service.revising import (
    refuse_changed,
    refuse_slug,
    refuse_unreadable,
    revise,
)

TAKEN = "Another engagement has this address already."


def create_engagement(
    unit: Unit, *, ministry_id: int, slug: str, content: EngagementContent
) -> Engagement:
    """A draft that only staff see."""
    unit.actor.require(*EDITING_ROLES, ministry_id=ministry_id)
    refuse_slug(slug, is_topic=False)
    if unit.session.scalar(select(Engagement.id).where(Engagement.slug == slug)):
        raise Refused("slug", TAKEN)
    engagement = Engagement(
        slug=slug,
        ministry_id=ministry_id,
        title=content.title,
        kind=content.kind.value,
        created_at=unit.now,
        created_by=unit.actor.person_id,
    )
    try:
        with unit.attempt():
            unit.session.add(engagement)
    except IntegrityError:
        # Another took the address between our look and our insert.
        raise Refused("slug", TAKEN) from None
    unit.audit("engagement.created", engagement.scope)
    save_engagement(unit, engagement, content, seen_revision_id=None)
    return engagement


def save_engagement(
    unit: Unit, engagement: Engagement, content: EngagementContent, *, seen_revision_id: int | None
) -> Revision:
    """A new draft revision; the same content again makes none."""
    unit.actor.require(*EDITING_ROLES, ministry_id=engagement.ministry_id)
    refuse_changed(engagement.draft_revision_id, seen_revision_id)
    refuse_unreadable("body", content.body)
    revision = revise(unit, "engagement", engagement.id, engagement.draft_revision_id, content)
    engagement.draft_revision_id = revision.id
    if engagement.published_at is None:
        engagement.title, engagement.kind = content.title, content.kind.value
    return revision


def add_topic(unit: Unit, engagement: Engagement, slug: str, content: TopicContent) -> Topic:
    """A topic after the others; public with the next publishing."""
    unit.actor.require(*EDITING_ROLES, ministry_id=engagement.ministry_id)
    refuse_slug(slug, is_topic=True)
    taken = unit.session.scalar(
        select(Topic.id).where(Topic.engagement_id == engagement.id, Topic.slug == slug)
    )
    if taken:
        raise Refused("slug", "Another topic has this address already.")
    last = unit.session.scalar(
        select(func.max(Topic.position)).where(Topic.engagement_id == engagement.id)
    )
    topic = Topic(
        engagement_id=engagement.id, slug=slug, title=content.title, position=(last or 0) + 1
    )
    unit.session.add(topic)
    unit.session.flush()
    save_topic(unit, engagement, topic, content, seen_revision_id=None)
    return topic


def save_topic(
    unit: Unit,
    engagement: Engagement,
    topic: Topic,
    content: TopicContent,
    *,
    seen_revision_id: int | None,
) -> Revision:
    unit.actor.require(*EDITING_ROLES, ministry_id=engagement.ministry_id)
    if not content.title.strip():
        raise Refused("title", "Give the topic a title.")
    refuse_changed(topic.draft_revision_id, seen_revision_id)
    refuse_unreadable("body", content.body)
    revision = revise(unit, "topic", topic.id, topic.draft_revision_id, content)
    topic.draft_revision_id = revision.id
    if topic.published_revision_id is None:
        topic.title = content.title
    return revision


def newest_draft(unit: Unit, engagement: Engagement) -> int | None:
    """The latest draft revision of the engagement and its topics: any later save makes a higher."""
    topics = queries.topics_of(unit.session, engagement.id)
    drafts = [engagement.draft_revision_id, *(topic.draft_revision_id for topic in topics)]
    return max((draft for draft in drafts if draft is not None), default=None)
