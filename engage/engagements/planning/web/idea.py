"""The idea: written in a few sentences, answered early by Citizen Engagement (R8).

Content that is better shared than asked about is sent to the shop; who got what, and what came of
it, is recorded here too.
"""

from datetime import date

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from engage.core.unit import Unit
from engage.engagements.forms.shape import RevisionForm
from engage.engagements.models import Engagement
from engage.engagements.planning import queries, service
from engage.engagements.planning.forms import (
    AnswerForm,
    OutcomeForm,
    SectionForm,
    SharedForm,
    section_form,
)
from engage.engagements.planning.rules import Section
from engage.engagements.planning.steps import ANSWERING_ROLES, SHARING_ROLES, IdeaStepKind
from engage.engagements.planning.web.blueprint import blueprint, plan_of, plan_page
from engage.engagements.planning.web.sections import saved_form
from engage.engagements.planning.web.showing import answers_shown, idea_of
from engage.engagements.planning.words import HINTS
from engage.engagements.reach import EDITING_ROLES, READING_ROLES
from engage.engagements.web.blueprint import (
    CONFLICT,
    REFUSED,
    Meanwhile,
    editable,
    meanwhile,
    readable,
    readable_by_approvers,
    refusal,
)
from engage.engagements.web.drafting import saved_words
from engage.web.access import staff
from engage.web.transaction import current_unit


@blueprint.get("/staff/engagements/<slug>/plan/idea")
@staff(*READING_ROLES)
def idea(slug: str) -> ResponseReturnValue:
    unit = current_unit()
    return _page(unit, readable_by_approvers(unit, slug))


@blueprint.post("/staff/engagements/<slug>/plan/idea")
@staff(*EDITING_ROLES)
def save_idea(slug: str) -> ResponseReturnValue:
    unit = current_unit()
    engagement = editable(unit, slug)
    plan = plan_of(unit, engagement)
    form = section_form(Section.IDEA, plan.content, plan.asked, plan.purposes)()
    if not form.validate():
        return _page(unit, engagement, form, status=REFUSED)
    seen = form.seen_revision_id.data
    content = plan.content.with_values(form.values(Section.IDEA, plan.content, plan.asked))
    status, message = refusal(
        unit,
        form,
        lambda: service.save_planning(unit, engagement, content, seen_revision_id=seen),
    )
    if status:
        subject, newest = ("planning", engagement.id), engagement.planning_revision_id
        changed = meanwhile(unit, form, subject, newest, message)
        return _page(unit, engagement, form, status=status, changed=changed)
    flash(saved_words(seen, engagement.planning_revision_id))
    return redirect(url_for("planning.idea", slug=slug), 303)


@blueprint.post("/staff/engagements/<slug>/plan/idea/ask")
@staff(*EDITING_ROLES)
def ask(slug: str) -> ResponseReturnValue:
    unit, sent = current_unit(), RevisionForm()
    engagement = editable(unit, slug)
    plan = plan_of(unit, engagement)
    form = saved_form(plan, Section.IDEA, engagement.planning_revision_id)
    seen = sent.seen_revision_id.data
    status, message = refusal(
        unit, form, lambda: service.put_idea(unit, engagement, seen_revision_id=seen)
    )
    if status:
        return _page(unit, engagement, form, status=status, message=message)
    flash("Citizen Engagement sees the idea on its desk now.")
    return redirect(url_for("planning.idea", slug=slug), 303)


@blueprint.post("/staff/engagements/<slug>/plan/idea/answer")
@staff(*ANSWERING_ROLES)
def answer(slug: str) -> ResponseReturnValue:
    unit, form = current_unit(), AnswerForm()
    engagement = readable(unit, slug)
    if not form.validate():
        return _page(unit, engagement, answering=form, status=REFUSED)
    status, message = refusal(
        unit,
        form,
        lambda: service.answer_idea(
            unit,
            engagement,
            IdeaStepKind(form.answer.data),
            form.words.data or "",
            seen_revision_id=form.seen_revision_id.data,
            seen_step_id=form.seen_step_id.data,
        ),
    )
    if status:
        form.see(engagement.planning_revision_id)
        form.see_step(idea_of(unit, engagement).last_step_id)
        return _page(unit, engagement, answering=form, status=status, message=message)
    flash("Your answer is recorded.")
    return redirect(url_for("planning.idea", slug=slug), 303)


@blueprint.post("/staff/engagements/<slug>/plan/shared")
@staff(*SHARING_ROLES)
def share(slug: str) -> ResponseReturnValue:
    unit, form = current_unit(), SharedForm()
    engagement = readable(unit, slug)
    if not form.validate():
        return _page(unit, engagement, sharing=form, status=REFUSED)
    status, _message = refusal(
        unit,
        form,
        lambda: service.record_shared(
            unit,
            engagement,
            form.sent_to.data or "",
            form["content"].data or "",
            form.sent_on.data or date.max,
        ),
    )
    if status:
        return _page(unit, engagement, sharing=form, status=status)
    flash("It is recorded. Say here what came of it once you know.")
    return redirect(url_for("planning.idea", slug=slug), 303)


@blueprint.get("/staff/engagements/<slug>/plan/shared/<number:shared_id>")
@staff(*SHARING_ROLES)
def outcome(slug: str, shared_id: int) -> ResponseReturnValue:
    unit = current_unit()
    return _outcome_page(unit, readable(unit, slug), shared_id, OutcomeForm(formdata=None))


@blueprint.post("/staff/engagements/<slug>/plan/shared/<number:shared_id>")
@staff(*SHARING_ROLES)
def record_outcome(slug: str, shared_id: int) -> ResponseReturnValue:
    unit, form = current_unit(), OutcomeForm()
    engagement = readable(unit, slug)
    if not form.validate():
        return _outcome_page(unit, engagement, shared_id, form, REFUSED)
    status, message = refusal(
        unit,
        form,
        lambda: service.record_outcome(unit, engagement, shared_id, form.outcome.data or ""),
    )
    if status:
        return _outcome_page(unit, engagement, shared_id, form, status, message)
    flash("The outcome is recorded.")
    return redirect(url_for("planning.idea", slug=slug), 303)


def _page(
    unit: Unit,
    engagement: Engagement,
    form: SectionForm | None = None,
    answering: AnswerForm | None = None,
    sharing: SharedForm | None = None,
    *,
    status: int = 200,
    message: str = "",
    changed: Meanwhile | None = None,
) -> ResponseReturnValue:
    """Idea, answers and shared content, each with its form for those who may write there."""
    plan, ministry = plan_of(unit, engagement), engagement.ministry_id
    shown = idea_of(unit, engagement)
    revision = engagement.planning_revision_id
    if form is None and unit.actor.reaches(EDITING_ROLES, ministry):
        form = saved_form(plan, Section.IDEA, revision)
    if answering is None and unit.actor.reaches(ANSWERING_ROLES, ministry):
        answering = AnswerForm(formdata=None)
        answering.see(revision)
        answering.see_step(shown.last_step_id)
    if sharing is None and unit.actor.reaches(SHARING_ROLES, ministry):
        sharing = SharedForm(formdata=None)
    return plan_page(
        unit,
        engagement,
        "idea",
        Section.IDEA.value,
        status,
        plan=plan,
        form=form,
        answering=answering,
        sharing=sharing,
        idea=shown,
        hints=HINTS,
        meanwhile=changed,
        message=message,
        values=answers_shown(Section.IDEA, plan),
    )


def _outcome_page(
    unit: Unit,
    engagement: Engagement,
    shared_id: int,
    form: OutcomeForm,
    status: int = 200,
    message: str = "",
) -> ResponseReturnValue:
    shown = idea_of(unit, engagement)
    found = next((one for one in shown.shared if one.shared_id == shared_id), None)
    if found is None:
        queries.shared_to_change(unit.session, engagement.id, shared_id)
    return plan_page(
        unit,
        engagement,
        "outcome",
        Section.IDEA.value,
        status,
        shared=found,
        form=form,
        message=message if status == CONFLICT else "",
    )
