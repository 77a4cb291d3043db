"""The way of a translation through its approvals, and the page on which a step is decided."""

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
from engage.multilingual.approving import title_of, translation_subject
from engage.multilingual.models import EngagementTranslation
from engage.multilingual.service import whats_missing
from engage.multilingual.web.blueprint import (
    blueprint,
    find_translation,
    found_for_approvers,
    page,
    shown,
)
from engage.web.access import staff
from engage.web.transaction import current_unit


@blueprint.get("/staff/engagements/<slug>/translations/<tag>/approvals")
@staff()
def translation_approvals(slug: str, tag: str) -> ResponseReturnValue:
    unit = current_unit()
    engagement, found = found_for_approvers(unit, slug, tag)
    return _page(unit, engagement, found, AskForm(formdata=None))


@blueprint.post("/staff/engagements/<slug>/translations/<tag>/approvals/ask")
@staff(*EDITING_ROLES)
def ask_for_translation(slug: str, tag: str) -> ResponseReturnValue:
    unit, form = current_unit(), AskForm()
    engagement = editable(unit, slug)
    found = find_translation(unit, engagement, tag)
    if not form.validate():
        return _page(unit, engagement, found, form, REFUSED)
    subject = translation_subject(unit, engagement, found)
    return _done(
        unit,
        engagement,
        found,
        form,
        lambda: ask(unit, subject, form.note.data or ""),
        "Approval is asked for. The first approvers are told.",
    )


@blueprint.post("/staff/engagements/<slug>/translations/<tag>/approvals/withdraw")
@staff(*EDITING_ROLES)
def ask_no_more_for_translation(slug: str, tag: str) -> ResponseReturnValue:
    unit = current_unit()
    engagement = editable(unit, slug)
    found = find_translation(unit, engagement, tag)
    subject = translation_subject(unit, engagement, found)
    return _done(
        unit,
        engagement,
        found,
        AskForm(formdata=None),
        lambda: withdraw_request(unit, subject),
        "Nobody is asked any more. What was decided stays.",
    )


@blueprint.get("/staff/engagements/<slug>/translations/<tag>/approvals/<step>")
@staff()
def translation_step(slug: str, tag: str, step: str) -> ResponseReturnValue:
    unit = current_unit()
    engagement, found = found_for_approvers(unit, slug, tag)
    return _step_page(unit, engagement, found, step_of(SubjectKind.TRANSLATION, step))


@blueprint.post("/staff/engagements/<slug>/translations/<tag>/approvals/<step>")
@staff()
def decide_translation_step(slug: str, tag: str, step: str) -> ResponseReturnValue:
    unit, form = current_unit(), DecisionForm()
    engagement, found = found_for_approvers(unit, slug, tag)
    wanted = step_of(SubjectKind.TRANSLATION, step)
    subject = translation_subject(unit, engagement, found)
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
    found: EngagementTranslation,
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
    href = url_for("multilingual.translation_approvals", slug=engagement.slug, tag=found.language)
    return redirect(href, 303)


def _page(
    unit: Unit,
    engagement: Engagement,
    found: EngagementTranslation,
    form: AskForm,
    status: int = 200,
) -> ResponseReturnValue:
    missing = whats_missing(unit, engagement, found)
    subject = translation_subject(unit, engagement, found)
    return page(
        "approvals.html",
        status,
        side=side_of(unit, engagement),
        translation=shown(engagement, found),
        way=way_of(unit, subject, title_of(engagement, found), missing),
        may_edit=unit.actor.reaches(EDITING_ROLES, engagement.ministry_id),
        form=form,
    )


def _step_page(
    unit: Unit,
    engagement: Engagement,
    found: EngagementTranslation,
    step: Step,
    sent: DecisionForm | None = None,
    status: int = 200,
) -> ResponseReturnValue:
    base = f"/staff/engagements/{engagement.slug}"
    return step_shown(
        unit,
        engagement,
        translation_subject(unit, engagement, found),
        step,
        missing=whats_missing(unit, engagement, found),
        sent=sent,
        status=status,
        around=Around(
            title_of(engagement, found),
            f"{base}/translations/{found.language}/approvals",
            f"{base}/translations/{found.language}",
        ),
    )
