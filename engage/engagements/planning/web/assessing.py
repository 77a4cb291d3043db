"""Recording a Privacy Impact Assessment or a security assessment, by the officer (R19, R47)."""

from flask import flash, redirect, request
from flask.typing import ResponseReturnValue

from engage.core.unit import Unit
from engage.engagements.approving import is_approved_in_principle
from engage.engagements.models import Engagement
from engage.engagements.planning import queries, service
from engage.engagements.planning.assessments import OFFICERS, AssessmentKind
from engage.engagements.planning.forms import AssessmentForm, SecurityForm, amended_values
from engage.engagements.planning.rules import Section
from engage.engagements.planning.states import PAPER_KEYS
from engage.engagements.planning.web.blueprint import blueprint, plan_of, plan_page
from engage.engagements.planning.web.showing import answers_shown, papers_of
from engage.engagements.planning.words import ASSESSMENT_WORDS
from engage.engagements.reach import READING_ROLES
from engage.engagements.web.blueprint import REFUSED, readable, readable_by_approvers, refusal
from engage.web.access import staff
from engage.web.transaction import current_unit

FORMS = {AssessmentKind.PIA: AssessmentForm, AssessmentKind.SECURITY: SecurityForm}
READ_WITH = {
    AssessmentKind.PIA: (Section.PRIVACY, Section.FIELDS),
    AssessmentKind.SECURITY: (Section.SECURITY,),
}
"""What the officer reads above the form: what the assessment covers."""


@blueprint.get("/staff/engagements/<slug>/plan/pia")
@staff(*READING_ROLES)
def pia(slug: str) -> ResponseReturnValue:
    unit = current_unit()
    return _page(unit, readable_by_approvers(unit, slug), AssessmentKind.PIA)


@blueprint.post("/staff/engagements/<slug>/plan/pia")
@staff(OFFICERS[AssessmentKind.PIA])
def record_pia(slug: str) -> ResponseReturnValue:
    return _record(slug, AssessmentKind.PIA)


@blueprint.get("/staff/engagements/<slug>/plan/security-assessment")
@staff(*READING_ROLES)
def security(slug: str) -> ResponseReturnValue:
    unit = current_unit()
    return _page(unit, readable_by_approvers(unit, slug), AssessmentKind.SECURITY)


@blueprint.post("/staff/engagements/<slug>/plan/security-assessment")
@staff(OFFICERS[AssessmentKind.SECURITY])
def record_security(slug: str) -> ResponseReturnValue:
    return _record(slug, AssessmentKind.SECURITY)


def _record(slug: str, kind: AssessmentKind) -> ResponseReturnValue:
    unit, form = current_unit(), FORMS[kind]()
    engagement = readable(unit, slug)
    if not form.validate():
        return _page(unit, engagement, kind, form, REFUSED)
    status, message = refusal(
        unit,
        form,
        lambda: service.record_assessment(
            unit, engagement, kind, form.found(), covers=form.covers.data or ""
        ),
    )
    if status:
        return _page(unit, engagement, kind, form, status, message)
    flash(f"{ASSESSMENT_WORDS[kind]}: recorded.")
    return redirect(request.path, 303)


def _page(
    unit: Unit,
    engagement: Engagement,
    kind: AssessmentKind,
    form: AssessmentForm | None = None,
    status: int = 200,
    message: str = "",
) -> ResponseReturnValue:
    plan = plan_of(unit, engagement)
    is_ready = is_approved_in_principle(unit, engagement)
    if form is None and is_ready and unit.actor.may(OFFICERS[kind], engagement.ministry_id):
        latest = queries.current_assessment(unit.session, engagement.id, kind)
        form = FORMS[kind](formdata=None, data=amended_values(latest))
    if form is not None:
        form.show_covered(service.covered(unit, engagement, kind))
    return plan_page(
        unit,
        engagement,
        "assessment",
        PAPER_KEYS[kind],
        status,
        plan=plan,
        form=form,
        heading=ASSESSMENT_WORDS[kind],
        is_ready=is_ready,
        standing=plan.standings[kind],
        papers=papers_of(unit, engagement, kind),
        covers=[answers_shown(section, plan) for section in READ_WITH[kind]],
        collects_nothing=kind is AssessmentKind.PIA and plan.content.collects_nothing,
        message=message,
    )
