"""Complete planning records in tests: written and assessed as people would, without sign-ins."""

from dataclasses import replace
from datetime import date

from engage.core.permissions import SYSTEM
from engage.core.unit import Unit
from engage.engagements.models import Engagement
from engage.engagements.planning import queries, service
from engage.engagements.planning.assessments import AssessmentKind, Found, Threats
from engage.engagements.planning.gaps import OPEN_ANSWERS, gaps
from engage.engagements.planning.rules import FieldPlan, PlanningContent
from engage.engagements.readiness import purposes_of
from engage.governance.rules import Assessed

SIGNED = date(2026, 1, 9)
PIA = Found("PIA-2026-014", SIGNED, "A. Officer, ministry privacy officer")
SECURITY = Found(
    "SA-2026-014", SIGNED, "B. Officer, information security", decision=Threats.NOT_REQUIRED
)
FOUND = {AssessmentKind.PIA: PIA, AssessmentKind.SECURITY: SECURITY}


def purpose_of(unit: Unit, engagement: Engagement) -> str:
    """One of those that the engagement's notice names; '' while it has none."""
    return next(iter(purposes_of(unit, engagement)), "")


def complete_plan(unit: Unit, engagement: Engagement, **changes: object) -> PlanningContent:
    """A record in which nothing is open, for the form that the engagement has now."""
    fields = tuple(
        FieldPlan(
            field.key,
            "" if field.is_question else "Without it there is nothing to read.",
            "" if field.is_question else "The team reads it.",
            "From the form to the database in British Columbia.",
            "Deleted with the project.",
            "" if field.is_question else purpose_of(unit, engagement),
        )
        for field in queries.asked_fields(unit.session, engagement)
    )
    answers = {name: f"About {name}, in a sentence." for name in OPEN_ANSWERS}
    written = PlanningContent(
        **answers,  # type: ignore[arg-type]
        idea="Ask at night.",
        short_period_reason="The season ends.",
        fields=fields,
    )
    return replace(written, **changes)  # type: ignore[arg-type]


def plan(unit: Unit, engagement: Engagement, **changes: object) -> None:
    """Saves a complete record as the system, so that it has no author who could not approve it."""
    acting, unit.actor = unit.actor, SYSTEM
    content = complete_plan(unit, engagement, **changes)
    seen = engagement.planning_revision_id
    service.save_planning(unit, engagement, content, seen_revision_id=seen)
    unit.actor = acting


def plan_what_is_open(unit: Unit, engagement: Engagement) -> None:
    """A complete record, unless there is one already."""
    saved = queries.planning_content(unit.session, engagement)
    asked = queries.asked_fields(unit.session, engagement)
    if gaps(saved, asked, purposes_of(unit, engagement)):
        plan(unit, engagement)


def assess(unit: Unit, engagement: Engagement, kind: AssessmentKind) -> None:
    """Records an assessment, unless one counts already for what is planned now.

    The engagement must be approved in principle.
    """
    acting, unit.actor = unit.actor, SYSTEM
    covers = service.covered(unit, engagement, kind)
    recorded = queries.current_assessment(unit.session, engagement.id, kind)
    if queries.standing_of(recorded, covers) is not Assessed.CURRENT:
        service.record_assessment(unit, engagement, kind, FOUND[kind], covers=covers)
    unit.actor = acting
