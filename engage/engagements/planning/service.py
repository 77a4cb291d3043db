"""Use cases of planning: save the record, put and answer the idea, record what officers found."""

from datetime import date

from engage.core.dates import zone
from engage.core.errors import Conflict, NotAllowed, Refused
from engage.core.permissions import ActorKind
from engage.core.text import is_blank
from engage.core.unit import Unit
from engage.engagements.approving import collection_hashes, is_approved_in_principle
from engage.engagements.models import Engagement, Revision
from engage.engagements.planning import queries
from engage.engagements.planning.assessments import (
    OFFICERS,
    AssessmentKind,
    Found,
    found_fault,
    security_hash,
)
from engage.engagements.planning.models import Assessment, IdeaStep, SharedContent
from engage.engagements.planning.rules import PlanningContent
from engage.engagements.planning.schedules import SCHEDULES
from engage.engagements.planning.steps import ANSWERING_ROLES, SHARING_ROLES, IdeaStepKind
from engage.engagements.reach import EDITING_ROLES
from engage.engagements.service.revising import refuse_changed, revise

NOT_APPROVED = "This can be recorded once the plan is approved in principle."
CHANGED_MEANWHILE = "The plan was changed while you were reading. Read it again, then record."
ANSWERED_MEANWHILE = "The idea was answered meanwhile. Read the answer first."


def save_planning(
    unit: Unit, engagement: Engagement, content: PlanningContent, *, seen_revision_id: int | None
) -> Revision:
    """A new revision of the record; the same content again makes none."""
    unit.actor.require(*EDITING_ROLES, ministry_id=engagement.ministry_id)
    refuse_changed(engagement.planning_revision_id, seen_revision_id)
    before = queries.planning_content(unit.session, engagement).classification
    if content.classification not in {"", before, *SCHEDULES}:
        raise Refused("classification", "Choose one of the classifications in the table.")
    revision = revise(unit, "planning", engagement.id, engagement.planning_revision_id, content)
    engagement.planning_revision_id = revision.id
    return revision


def put_idea(unit: Unit, engagement: Engagement, *, seen_revision_id: int | None) -> IdeaStep:
    """Asks Citizen Engagement before much is written; waits on its desk until it is answered."""
    unit.actor.require(*EDITING_ROLES, ministry_id=engagement.ministry_id)
    refuse_changed(engagement.planning_revision_id, seen_revision_id)
    if is_blank(queries.planning_content(unit.session, engagement).idea):
        raise Refused("idea", "Write the idea first.")
    steps = queries.idea_steps(unit.session, engagement.id)
    if steps and steps[-1].step == IdeaStepKind.ASKED:
        raise Refused("", "Citizen Engagement has the idea already, and has not answered yet.")
    return _step(unit, engagement, IdeaStepKind.ASKED, "")


def answer_idea(
    unit: Unit,
    engagement: Engagement,
    answer: IdeaStepKind,
    words: str,
    *,
    seen_revision_id: int | None,
    seen_step_id: int | None,
) -> IdeaStep:
    """Citizen Engagement's answer, in words; one can be given unasked, and given anew."""
    unit.actor.require(*ANSWERING_ROLES, ministry_id=engagement.ministry_id)
    refuse_changed(engagement.planning_revision_id, seen_revision_id)
    steps = queries.idea_steps(unit.session, engagement.id)
    if steps and steps[-1].id != seen_step_id:
        raise Conflict(ANSWERED_MEANWHILE)
    if answer is IdeaStepKind.ASKED:
        raise Refused("answer", "Choose an answer.")
    if is_blank(words):
        raise Refused("words", "Say in a few words why.")
    return _step(unit, engagement, answer, words)


def record_shared(
    unit: Unit, engagement: Engagement, sent_to: str, content: str, sent_on: date
) -> SharedContent:
    """R8: content went to the shop instead of becoming an engagement."""
    unit.actor.require(*SHARING_ROLES, ministry_id=engagement.ministry_id)
    for field, value, words in (
        ("sent_to", sent_to, "Say who got it."),
        ("content", content, "Say what was sent."),
    ):
        if is_blank(value):
            raise Refused(field, words)
    if sent_on > _today(unit):
        raise Refused("sent_on", "Give the day on which it was sent, today or earlier.")
    shared = SharedContent(
        engagement_id=engagement.id,
        sent_on=sent_on,
        sent_to=sent_to,
        content=content,
        recorded_at=unit.now,
        recorded_by=unit.actor.person_id,
    )
    unit.session.add(shared)
    unit.session.flush()
    unit.audit("shared_content.recorded", engagement.scope, shared=shared.id)
    return shared


def record_outcome(unit: Unit, engagement: Engagement, shared_id: int, outcome: str) -> None:
    """What came of shared content; once said it stays."""
    unit.actor.require(*SHARING_ROLES, ministry_id=engagement.ministry_id)
    shared = queries.shared_to_change(unit.session, engagement.id, shared_id)
    if is_blank(outcome):
        raise Refused("outcome", "Say what came of it.")
    if shared.outcome is not None:
        raise Conflict("A colleague recorded the outcome meanwhile.")
    shared.outcome, shared.outcome_at = outcome, unit.now
    shared.outcome_by = unit.actor.person_id
    unit.audit("shared_content.outcome_recorded", engagement.scope, shared=shared.id)


def record_assessment(
    unit: Unit,
    engagement: Engagement,
    kind: AssessmentKind,
    found: Found,
    *,
    covers: str,
) -> Assessment:
    """R6, R19, R47: what an officer of the ministry found, after approval in principle.

    `covers`: the hash of what the officer read (`covered`); raises Conflict when it is not what is
    planned now. An administrator does not stand in: the officer's signature is what this is about.
    """
    if unit.actor.kind is not ActorKind.SYSTEM and not unit.actor.may(
        OFFICERS[kind], engagement.ministry_id
    ):
        raise NotAllowed("This assessment is recorded by the officer who answers for it.")
    if not is_approved_in_principle(unit, engagement):
        raise Refused("", NOT_APPROVED)
    if covers != covered(unit, engagement, kind):
        raise Conflict(CHANGED_MEANWHILE)
    fault = found_fault(kind, found, _today(unit))
    if fault is not None:
        raise Refused(*fault)
    before = queries.current_assessment(unit.session, engagement.id, kind)
    row = Assessment(
        engagement_id=engagement.id,
        kind=kind.value,
        number=found.number.strip(),
        decided_on=found.decided_on,
        signatories=found.signatories,
        conditions=found.conditions,
        decision=found.decision if kind is AssessmentKind.SECURITY else "",
        covers=covers,
        planning_revision_id=engagement.planning_revision_id,
        recorded_at=unit.now,
        recorded_by=unit.actor.person_id,
    )
    unit.session.add(row)
    unit.session.flush()
    unit.audit(
        "assessment.recorded",
        engagement.scope,
        before=before.id if before else None,
        after=row.id,
        kind=row.kind,
        decision=row.decision,
        covers=covers,
    )
    return row


def covered(unit: Unit, engagement: Engagement, kind: AssessmentKind) -> str:
    """The hash of what an assessment of this kind covers, as it is planned now."""
    if kind is AssessmentKind.PIA:
        return collection_hashes(unit, [engagement])[engagement.id]
    return security_hash(queries.planning_content(unit.session, engagement))


def _step(unit: Unit, engagement: Engagement, kind: IdeaStepKind, words: str) -> IdeaStep:
    steps = queries.idea_steps(unit.session, engagement.id)
    step = IdeaStep(
        engagement_id=engagement.id,
        step=kind.value,
        words=words,
        planning_revision_id=engagement.planning_revision_id,
        taken_at=unit.now,
        taken_by=unit.actor.person_id,
    )
    unit.session.add(step)
    unit.session.flush()
    unit.audit(
        "idea.answered" if kind is not IdeaStepKind.ASKED else "idea.put",
        engagement.scope,
        before=steps[-1].step if steps else None,
        after=step.step,
    )
    return step


def _today(unit: Unit) -> date:
    return unit.now.astimezone(zone(unit.settings.time_zone)).date()
