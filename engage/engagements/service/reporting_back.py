"""Reporting back: what was heard and what was done with it (R73)."""

from engage.core.errors import Refused
from engage.core.events import ResultsPublished
from engage.core.unit import Unit
from engage.engagements import queries
from engage.engagements.approving import results_subject
from engage.engagements.models import Engagement, Revision
from engage.engagements.reach import EDITING_ROLES
from engage.engagements.rules import Phase, ResultsContent, content_hash
from engage.engagements.service.publishing import NotReady
from engage.engagements.service.revising import refuse_changed, refuse_unreadable, revise, touch
from engage.governance.approvals.service import complete, unapproved
from engage.governance.service import Action, Outbound, refuse_if_held
from engage.media.service import faults_in


def save_results(
    unit: Unit, engagement: Engagement, content: ResultsContent, *, seen_revision_id: int | None
) -> Revision:
    """A draft of what was heard and done."""
    unit.actor.require(*EDITING_ROLES, ministry_id=engagement.ministry_id)
    refuse_changed(engagement.results_draft_revision_id, seen_revision_id)
    refuse_unreadable("body", content.body)
    revision = revise(unit, "results", engagement.id, engagement.results_draft_revision_id, content)
    engagement.results_draft_revision_id = revision.id
    return revision


def publish_results(unit: Unit, engagement: Engagement, *, seen_revision_id: int | None) -> None:
    """Shows the results page (R73); a time-limited engagement must have closed before."""
    unit.actor.require(*EDITING_ROLES, ministry_id=engagement.ministry_id)
    refuse_changed(engagement.results_draft_revision_id, seen_revision_id)
    refuse_if_held(unit, Action(Outbound.PUBLISH_RESULTS, engagement.id))
    content = queries.results_content(unit.session, engagement.results_draft_revision_id)
    if not content.summary.strip() or not content.body.strip():
        raise Refused("body", "Write what was heard and what was done with it, with a summary.")
    for fault in faults_in(unit, engagement.id, [content.body]):
        raise Refused("body", fault)
    phase = engagement.timing.phase(unit.now)
    if phase in (Phase.PLANNED, Phase.UPCOMING) or (
        phase is Phase.OPEN and engagement.closes_at is not None
    ):
        raise Refused("", "Results can be published once the engagement has closed.")
    subject = results_subject(unit, engagement)
    missing = unapproved(unit, subject)
    if missing:
        raise NotReady(missing)
    complete(unit, subject)
    engagement.results_revision_id = engagement.results_draft_revision_id
    engagement.results_at = engagement.results_at or unit.now
    unit.audit("results.published", engagement.scope, hash=content_hash(content))
    unit.emit(ResultsPublished(engagement.id, engagement.results_revision_id or 0))
    touch(unit, engagement)
