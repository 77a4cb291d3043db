"""The way of an update through its approvals, and the page on which a step is decided."""

from collections.abc import Callable

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from engage.core.errors import Conflict, Refused
from engage.core.unit import Unit
from engage.engagements.forms.approvals import AskForm, DecisionForm
from engage.engagements.models import Engagement
from engage.engagements.reach import EDITING_ROLES
from engage.engagements.web.approvals import step_of, way_of
from engage.engagements.web.blueprint import CONFLICT, REFUSED, editable, side_of
from engage.engagements.web.deciding import Around, step_shown
from engage.governance.approvals.queries import standings_of
from engage.governance.approvals.rules import Step, SubjectKind, Verdict
from engage.governance.approvals.service import ask, decide, holder_for, withdraw_request
from engage.updates.approving import update_subject
from engage.updates.models import EngagementUpdate
from engage.updates.service import whats_missing
from engage.updates.web.blueprint import (
    blueprint,
    find_update,
    found_for_approvers,
    page,
    shown,
)
from engage.web.access import staff
from engage.web.transaction import current_unit


@blueprint.get("/staff/engagements/<slug>/updates/<update_slug>/approvals")
@staff()
def update_approvals(slug: str, update_slug: str) -> ResponseReturnValue:
    unit = current_unit()
    engagement, found = found_for_approvers(unit, slug, update_slug)
    return _page(unit, engagement, found, AskForm(formdata=None))


@blueprint.post("/staff/engagements/<slug>/updates/<update_slug>/approvals/ask")
@staff(*EDITING_ROLES)
def ask_for_update(slug: str, update_slug: str) -> ResponseReturnValue:
    unit, form = current_unit(), AskForm()
    engagement = editable(unit, slug)
    found = find_update(unit, engagement, update_slug)
    if not form.validate():
        return _page(unit, engagement, found, form, REFUSED)
    subject = update_subject(unit, engagement, found)
    return _done(
        unit,
        engagement,
        found,
        form,
        lambda: ask(unit, subject, form.note.data or ""),
        "Approval is asked for. The first approvers are told.",
    )


@blueprint.post("/staff/engagements/<slug>/updates/<update_slug>/approvals/withdraw")
@staff(*EDITING_ROLES)
def ask_no_more_for_update(slug: str, update_slug: str) -> ResponseReturnValue:
    unit = current_unit()
    engagement = editable(unit, slug)
    found = find_update(unit, engagement, update_slug)
    subject = update_subject(unit, engagement, found)
    return _done(
        unit,
        engagement,
        found,
        AskForm(formdata=None),
        lambda: withdraw_request(unit, subject),
        "Nobody is asked any more. What was decided stays.",
    )


@blueprint.get("/staff/engagements/<slug>/updates/<update_slug>/approvals/<step>")
@staff()
def update_step(slug: str, update_slug: str, step: str) -> ResponseReturnValue:
    unit = current_unit()
    engagement, found = found_for_approvers(unit, slug, update_slug)
    return _step_page(unit, engagement, found, step_of(SubjectKind.UPDATE, step))


@blueprint.post("/staff/engagements/<slug>/updates/<update_slug>/approvals/<step>")
@staff()
def decide_update_step(slug: str, update_slug: str, step: str) -> ResponseReturnValue:
    unit, form = current_unit(), DecisionForm()
    engagement, found = found_for_approvers(unit, slug, update_slug)
    wanted = step_of(SubjectKind.UPDATE, step)
    subject = update_subject(unit, engagement, found)
    for one in standings_of(unit.session, subject):
        if one.step is wanted:
            # Whose step it is not learns nothing about what is right or wrong in the form.
            holder_for(unit, subject, one)
    if not form.validate():
        return _step_page(unit, engagement, found, wanted, form, REFUSED)
    verdict = Verdict(form.verdict.data)
    try:
        with unit.attempt():
            decide(
                unit,
                subject,
                wanted,
                verdict,
                seen_hash=form.seen_hash.data or "",
                reason=form.reason.data or "",
                missing=whats_missing(unit, engagement, found),
            )
    except Refused as refused:
        form.show_fault(refused)
        return _step_page(unit, engagement, found, wanted, form, REFUSED)
    except Conflict as conflict:
        form.form_errors.append(str(conflict))
        return _step_page(unit, engagement, found, wanted, form, CONFLICT)
    flash("It is approved." if verdict is Verdict.APPROVED else "It is returned with your reason.")
    return redirect(url_for("engagements.my_approvals"), 303)


def _done(
    unit: Unit,
    engagement: Engagement,
    found: EngagementUpdate,
    form: AskForm,
    act: Callable[[], object],
    words: str,
) -> ResponseReturnValue:
    try:
        with unit.attempt():
            act()
    except Refused as refused:
        form.show_fault(refused)
        return _page(unit, engagement, found, form, REFUSED)
    flash(words)
    href = url_for("updates.update_approvals", slug=engagement.slug, update_slug=found.slug)
    return redirect(href, 303)


def _page(
    unit: Unit, engagement: Engagement, found: EngagementUpdate, form: AskForm, status: int = 200
) -> ResponseReturnValue:
    missing = whats_missing(unit, engagement, found)
    subject = update_subject(unit, engagement, found)
    return page(
        "approvals.html",
        status,
        side=side_of(unit, engagement),
        update=shown(engagement, found, unit.settings.time_zone),
        way=way_of(unit, subject, found.title, missing),
        may_edit=unit.actor.reaches(EDITING_ROLES, engagement.ministry_id),
        form=form,
    )


def _step_page(
    unit: Unit,
    engagement: Engagement,
    found: EngagementUpdate,
    step: Step,
    sent: DecisionForm | None = None,
    status: int = 200,
) -> ResponseReturnValue:
    base = f"/staff/engagements/{engagement.slug}"
    return step_shown(
        unit,
        engagement,
        update_subject(unit, engagement, found),
        step,
        missing=whats_missing(unit, engagement, found),
        sent=sent,
        status=status,
        around=Around(
            found.title,
            f"{base}/updates/{found.slug}/approvals",
            f"{base}/preview/updates/{found.slug}",
        ),
    )
