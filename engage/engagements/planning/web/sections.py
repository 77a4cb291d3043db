"""The whole plan on one page, and a page for each section of it."""

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from engage.core.unit import Unit
from engage.engagements.models import Engagement
from engage.engagements.planning import service
from engage.engagements.planning.forms import SectionForm, section_form, section_values
from engage.engagements.planning.rules import Section
from engage.engagements.planning.schedules import may_archive
from engage.engagements.planning.states import PAPER_KEYS
from engage.engagements.planning.web.blueprint import Plan, blueprint, plan_of, plan_page
from engage.engagements.planning.web.showing import answers_shown, idea_of, papers_of
from engage.engagements.planning.words import HINTS, SECTION_WORDS
from engage.engagements.reach import EDITING_ROLES, READING_ROLES
from engage.engagements.web.blueprint import (
    REFUSED,
    editable,
    meanwhile,
    readable_by_approvers,
    refusal,
)
from engage.engagements.web.drafting import saved_words
from engage.web.access import staff
from engage.web.transaction import current_unit

SECTION_PATH = (
    "/staff/engagements/<slug>/plan/<any(need,privacy,fields,security,property,records):name>"
)


@blueprint.get("/staff/engagements/<slug>/plan")
@staff(*READING_ROLES)
def whole(slug: str) -> ResponseReturnValue:
    unit = current_unit()
    engagement = readable_by_approvers(unit, slug)
    plan = plan_of(unit, engagement)
    return plan_page(
        unit,
        engagement,
        "whole",
        "whole",
        plan=plan,
        values={section.value: answers_shown(section, plan) for section in Section},
        idea=idea_of(unit, engagement),
        papers={key: papers_of(unit, engagement, kind)[:1] for kind, key in PAPER_KEYS.items()},
    )


@blueprint.get(SECTION_PATH)
@staff(*READING_ROLES)
def section(slug: str, name: str) -> ResponseReturnValue:
    unit = current_unit()
    return section_page(unit, readable_by_approvers(unit, slug), Section(name))


@blueprint.post(SECTION_PATH)
@staff(*EDITING_ROLES)
def save(slug: str, name: str) -> ResponseReturnValue:
    unit = current_unit()
    engagement = editable(unit, slug)
    wanted = Section(name)
    plan = plan_of(unit, engagement)
    form = section_form(wanted, plan.content, plan.asked, plan.purposes)()
    if not form.validate():
        return section_page(unit, engagement, wanted, form, REFUSED)
    seen = form.seen_revision_id.data
    content = plan.content.with_values(form.values(wanted, plan.content, plan.asked))
    status, message = refusal(
        unit,
        form,
        lambda: service.save_planning(unit, engagement, content, seen_revision_id=seen),
    )
    if status:
        return section_page(unit, engagement, wanted, form, status, message)
    flash(saved_words(seen, engagement.planning_revision_id))
    return redirect(_next_page(slug, wanted), 303)


def section_page(
    unit: Unit,
    engagement: Engagement,
    wanted: Section,
    form: SectionForm | None = None,
    status: int = 200,
    conflict: str = "",
) -> ResponseReturnValue:
    """A section in its form, or, for those who only read, in words."""
    plan = plan_of(unit, engagement)
    if form is None and unit.actor.reaches(EDITING_ROLES, engagement.ministry_id):
        form = saved_form(plan, wanted, engagement.planning_revision_id)
    changed = None
    if form is not None:
        subject = ("planning", engagement.id)
        changed = meanwhile(unit, form, subject, engagement.planning_revision_id, conflict)
    return plan_page(
        unit,
        engagement,
        "section",
        wanted.value,
        status,
        plan=plan,
        form=form,
        section=wanted,
        heading=SECTION_WORDS[wanted],
        hints=HINTS,
        meanwhile=changed,
        values=answers_shown(wanted, plan),
        archiving=may_archive(plan.content),
    )


def saved_form(plan: Plan, wanted: Section, revision_id: int | None) -> SectionForm:
    """The form with what is saved, whatever the request carried."""
    made = section_form(wanted, plan.content, plan.asked, plan.purposes)
    form = made(formdata=None, data=section_values(wanted, plan.content, plan.asked))
    form.see(revision_id)
    return form


def _next_page(slug: str, done: Section) -> str:
    """The next section where that was asked for; after the last, the whole."""
    if request.form.get("then") != "next":
        return url_for("planning.section", slug=slug, name=done.value)
    after = list(Section)[list(Section).index(done) + 1 :]
    if not after:
        return url_for("planning.whole", slug=slug)
    return url_for("planning.section", slug=slug, name=after[0].value)
