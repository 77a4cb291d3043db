"""Making drafts public, and taking an engagement from public view.

Publishing asks every gate and every approval, and then makes the drafts of the engagement and of
its topics public in one step.
"""

from engage.core.errors import Conflict, Refused
from engage.core.events import EngagementPublished, EngagementUnpublished
from engage.core.unit import Unit
from engage.engagements import queries
from engage.engagements.approving import subject_of
from engage.engagements.listing import areas_text
from engage.engagements.models import Engagement
from engage.engagements.notice_words import approved_hash
from engage.engagements.reach import EDITING_ROLES
from engage.engagements.readiness import missing_by_engagement
from engage.engagements.rules import EngagementContent, Kind, content_hash
from engage.engagements.service.drafting import newest_draft
from engage.engagements.service.revising import refuse_changed, touch
from engage.governance.approvals.service import complete, unapproved
from engage.governance.rules import Missing
from engage.governance.service import Action, Outbound, refuse_if_held
from engage.jobs.service import enqueue
from engage.notices.service import find_template, take_snapshot

ANNOUNCE = "engagements.announce"


class NotReady(Refused):
    """Publishing is refused; `missing` names every single thing to put right."""

    def __init__(self, missing: tuple[Missing, ...]) -> None:
        super().__init__("", "This cannot be published yet.")
        self.missing = missing


def whats_missing(unit: Unit, engagement: Engagement) -> tuple[Missing, ...]:
    """All that stands between the draft and the public, for the page that staff look at."""
    return missing_by_engagement(unit, [engagement])[engagement.id]


def publish(unit: Unit, engagement: Engagement, *, seen_revision_id: int | None) -> None:
    """Makes engagement and topics public; raises NotReady naming all that is missing.

    `seen_revision_id` is the newest draft that the person read (`newest_draft`), a topic's perhaps.
    """
    unit.actor.require(*EDITING_ROLES, ministry_id=engagement.ministry_id)
    refuse_changed(newest_draft(unit, engagement), seen_revision_id)
    refuse_if_held(unit, Action(_kind_of_act(engagement), engagement.id))
    subject = subject_of(unit, engagement)
    missing = (*whats_missing(unit, engagement), *unapproved(unit, subject))
    if missing:
        raise NotReady(missing)
    content = queries.engagement_content(unit.session, engagement.draft_revision_id)
    _apply(unit, engagement, content, approved_hash(subject.snapshot))
    for topic in queries.topics_of(unit.session, engagement.id):
        topic.published_revision_id = topic.draft_revision_id
        topic.title = queries.topic_content(unit.session, topic.draft_revision_id).title
    complete(unit, subject)
    _announce_changes(unit, engagement)
    unit.audit(
        "engagement.published",
        engagement.scope,
        revision=engagement.published_revision_id,
        hash=content_hash(content),
    )
    unit.emit(EngagementPublished(engagement.id, engagement.published_revision_id or 0))
    touch(unit, engagement)


def _kind_of_act(engagement: Engagement) -> Outbound:
    """A launch, or changes of what the public has already: an election judges them apart."""
    is_launch = engagement.published_at is None
    return Outbound.PUBLISH_ENGAGEMENT if is_launch else Outbound.PUBLISH_CHANGES


def unpublish(unit: Unit, engagement: Engagement) -> None:
    """Takes the whole engagement from public view at once; nothing is erased."""
    unit.actor.require(*EDITING_ROLES, ministry_id=engagement.ministry_id)
    if engagement.published_at is None:
        raise Refused("", "This engagement is not published.")
    engagement.published_at = None
    unit.audit("engagement.unpublished", engagement.scope)
    unit.emit(EngagementUnpublished(engagement.id))
    touch(unit, engagement)


def _apply(
    unit: Unit, engagement: Engagement, content: EngagementContent, approved_notice: str
) -> None:
    """The one place that copies a revision's facts beside it."""
    template = find_template(unit, content.notice_template)
    if template is None or template.whole_hash != approved_notice:
        # Its file was changed in this very moment.
        raise Conflict("The collection notice was changed just now. Read it once more.")
    take_snapshot(unit, engagement.id, template)
    engagement.published_revision_id = engagement.draft_revision_id
    engagement.published_at = engagement.published_at or unit.now
    engagement.title = content.title
    engagement.summary = content.summary
    engagement.kind = content.kind.value
    engagement.opens_at = content.opens_at
    engagement.closes_at = content.closes_at if content.kind is Kind.TIME_LIMITED else None
    engagement.region = content.region
    engagement.topic_areas = areas_text(content.topic_areas)


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
