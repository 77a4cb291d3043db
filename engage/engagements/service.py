"""Use cases of staff: draft, publish, report back, unpublish.

Editing never touches what the public sees: it makes a new revision. Publishing asks every gate
and then makes the drafts of the engagement and of its topics public in one step.
"""

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from engage.core.errors import Conflict, Refused
from engage.core.events import EngagementPublished, EngagementUnpublished, ResultsPublished
from engage.core.text import TextTooComplex, render_markdown
from engage.core.unit import Unit
from engage.engagements import queries
from engage.engagements.models import Engagement, Revision, Topic
from engage.engagements.reach import EDITING_ROLES
from engage.engagements.readiness import missing_by_engagement
from engage.engagements.rules import (
    Content,
    EngagementContent,
    Kind,
    Phase,
    ResultsContent,
    TopicContent,
    content_hash,
    slug_fault,
    to_json,
)
from engage.governance.rules import Missing
from engage.governance.service import Action, Outbound, refuse_if_held
from engage.jobs.service import enqueue
from engage.notices.service import find_template, take_snapshot

SITE_SCOPE = "site"
ANNOUNCE = "engagements.announce"
TAKEN = "Another engagement has this address already."
CHANGED = "Somebody saved this while you were writing. Your text is kept below: compare and save."


class NotReady(Refused):
    """Publishing is refused; `missing` names every single thing to put right."""

    def __init__(self, missing: tuple[Missing, ...]) -> None:
        super().__init__("", "This cannot be published yet.")
        self.missing = missing


def create_engagement(
    unit: Unit, *, ministry_id: int, slug: str, content: EngagementContent
) -> Engagement:
    """A draft that only staff see."""
    unit.actor.require(*EDITING_ROLES, ministry_id=ministry_id)
    _refuse_slug(slug, is_topic=False)
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
    _refuse_changed(engagement.draft_revision_id, seen_revision_id)
    _refuse_unreadable("body", content.body)
    revision = _revise(unit, "engagement", engagement.id, engagement.draft_revision_id, content)
    engagement.draft_revision_id = revision.id
    if engagement.published_at is None:
        engagement.title, engagement.kind = content.title, content.kind.value
    return revision


def add_topic(unit: Unit, engagement: Engagement, slug: str, content: TopicContent) -> Topic:
    """A topic after the others; public with the next publishing."""
    unit.actor.require(*EDITING_ROLES, ministry_id=engagement.ministry_id)
    _refuse_slug(slug, is_topic=True)
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
    _refuse_changed(topic.draft_revision_id, seen_revision_id)
    _refuse_unreadable("body", content.body)
    revision = _revise(unit, "topic", topic.id, topic.draft_revision_id, content)
    topic.draft_revision_id = revision.id
    if topic.published_revision_id is None:
        topic.title = content.title
    return revision


def whats_missing(unit: Unit, engagement: Engagement) -> tuple[Missing, ...]:
    """All that stands between the draft and the public, for the page that staff look at."""
    return missing_by_engagement(unit, [engagement])[engagement.id]


def publish(unit: Unit, engagement: Engagement, *, seen_revision_id: int | None) -> None:
    """Makes engagement and topics public; raises NotReady naming all that is missing.

    `seen_revision_id` is the newest draft that the person read (`newest_draft`), a topic's perhaps.
    """
    unit.actor.require(*EDITING_ROLES, ministry_id=engagement.ministry_id)
    _refuse_changed(newest_draft(unit, engagement), seen_revision_id)
    refuse_if_held(unit, Action(Outbound.PUBLISH_ENGAGEMENT, engagement.id))
    missing = whats_missing(unit, engagement)
    if missing:
        raise NotReady(missing)
    content = queries.engagement_content(unit.session, engagement.draft_revision_id)
    _apply(unit, engagement, content)
    for topic in queries.topics_of(unit.session, engagement.id):
        topic.published_revision_id = topic.draft_revision_id
        topic.title = queries.topic_content(unit.session, topic.draft_revision_id).title
    _announce_changes(unit, engagement)
    unit.audit(
        "engagement.published",
        engagement.scope,
        revision=engagement.published_revision_id,
        hash=content_hash(content),
    )
    unit.emit(EngagementPublished(engagement.id, engagement.published_revision_id or 0))
    touch(unit, engagement)


def newest_draft(unit: Unit, engagement: Engagement) -> int | None:
    """The latest draft revision of the engagement and its topics: any later save makes a higher."""
    topics = queries.topics_of(unit.session, engagement.id)
    drafts = [engagement.draft_revision_id, *(topic.draft_revision_id for topic in topics)]
    return max((draft for draft in drafts if draft is not None), default=None)


def unpublish(unit: Unit, engagement: Engagement) -> None:
    """Takes the whole engagement from public view at once; nothing is erased."""
    unit.actor.require(*EDITING_ROLES, ministry_id=engagement.ministry_id)
    if engagement.published_at is None:
        raise Refused("", "This engagement is not published.")
    engagement.published_at = None
    unit.audit("engagement.unpublished", engagement.scope)
    unit.emit(EngagementUnpublished(engagement.id))
    touch(unit, engagement)


def save_results(
    unit: Unit, engagement: Engagement, content: ResultsContent, *, seen_revision_id: int | None
) -> Revision:
    """A draft of what was heard and done."""
    unit.actor.require(*EDITING_ROLES, ministry_id=engagement.ministry_id)
    _refuse_changed(engagement.results_draft_revision_id, seen_revision_id)
    _refuse_unreadable("body", content.body)
    revision = _revise(
        unit, "results", engagement.id, engagement.results_draft_revision_id, content
    )
    engagement.results_draft_revision_id = revision.id
    return revision


def publish_results(unit: Unit, engagement: Engagement, *, seen_revision_id: int | None) -> None:
    """Shows the results page (R73); a time-limited engagement must have closed before."""
    unit.actor.require(*EDITING_ROLES, ministry_id=engagement.ministry_id)
    _refuse_changed(engagement.results_draft_revision_id, seen_revision_id)
    refuse_if_held(unit, Action(Outbound.PUBLISH_RESULTS, engagement.id))
    content = queries.results_content(unit.session, engagement.results_draft_revision_id)
    if not content.summary.strip() or not content.body.strip():
        raise Refused("body", "Write what was heard and what was done with it, with a summary.")
    phase = engagement.timing.phase(unit.now)
    if phase in (Phase.PLANNED, Phase.UPCOMING) or (
        phase is Phase.OPEN and engagement.closes_at is not None
    ):
        raise Refused("", "Results can be published once the engagement has closed.")
    engagement.results_revision_id = engagement.results_draft_revision_id
    engagement.results_at = engagement.results_at or unit.now
    unit.audit("results.published", engagement.scope, hash=content_hash(content))
    unit.emit(ResultsPublished(engagement.id, engagement.results_revision_id or 0))
    touch(unit, engagement)


def touch(unit: Unit, engagement: Engagement) -> None:
    """Public content of this engagement changed: its pages and the home page are made anew."""
    unit.touch(engagement.scope)
    unit.touch(SITE_SCOPE)


def _apply(unit: Unit, engagement: Engagement, content: EngagementContent) -> None:
    """The one place that copies a revision's facts beside it."""
    template = find_template(unit, content.notice_template)
    if template is None:
        raise RuntimeError("the notice gate let a missing template pass")
    take_snapshot(unit, engagement.id, template)
    engagement.published_revision_id = engagement.draft_revision_id
    engagement.published_at = engagement.published_at or unit.now
    engagement.title = content.title
    engagement.summary = content.summary
    engagement.kind = content.kind.value
    engagement.opens_at = content.opens_at
    engagement.closes_at = content.closes_at if content.kind is Kind.TIME_LIMITED else None


def _announce_changes(unit: Unit, engagement: Engagement) -> None:
    """Jobs that tell others of opening and closing; acceptance never waits for them (R87)."""
    for name, instant in (("open", engagement.opens_at), ("closed", engagement.closes_at)):
        if instant is not None and instant > unit.now:
            enqueue(
                unit,
                ANNOUNCE,
                {"engagement_id": engagement.id, "phase": name},
                run_at=instant,
                key=f"{ANNOUNCE}:{engagement.id}:{name}:{instant.isoformat()}",
            )


def _revise(
    unit: Unit, subject: str, subject_id: int, current_id: int | None, content: Content
) -> Revision:
    current = unit.session.get(Revision, current_id) if current_id else None
    digest = content_hash(content)
    if current is not None and current.content_hash == digest:
        return current
    last = unit.session.scalar(
        select(func.max(Revision.number)).where(
            Revision.subject == subject, Revision.subject_id == subject_id
        )
    )
    revision = Revision(
        subject=subject,
        subject_id=subject_id,
        number=(last or 0) + 1,
        content=to_json(content),
        content_hash=digest,
        created_at=unit.now,
        created_by=unit.actor.person_id,
    )
    unit.session.add(revision)
    unit.session.flush()
    unit.audit("revision.saved", f"{subject}:{subject_id}", number=revision.number, hash=digest)
    return revision


def _refuse_slug(slug: str, *, is_topic: bool) -> None:
    fault = slug_fault(slug, is_topic=is_topic)
    if fault:
        raise Refused("slug", fault)


def _refuse_changed(current: int | None, seen: int | None) -> None:
    if current is not None and current != seen:
        raise Conflict(CHANGED)


def _refuse_unreadable(field: str, source: str) -> None:
    try:
        render_markdown(source)
    except TextTooComplex as error:
        raise Refused(field, str(error)) from None
