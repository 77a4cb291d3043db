"""The page of one report: its files, what it corrects, its approvals, and its release."""

from collections.abc import Callable

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from engage.core.errors import Conflict, Refused
from engage.core.unit import Unit
from engage.engagements.forms.approvals import AskForm
from engage.engagements.models import Engagement
from engage.engagements.web.approvals import way_of
from engage.engagements.web.blueprint import side_of
from engage.governance.service import Action, Outbound, how_it_stands
from engage.reports import queries, service
from engage.reports.approving import report_subject
from engage.reports.forms import CorrectionForm, ReleaseForm
from engage.reports.models import Report
from engage.reports.service import ROLES, State
from engage.reports.web.blueprint import (
    CONFLICT,
    NUMBER,
    REFUSED,
    blueprint,
    draft_to_change,
    page,
    readable_report,
)
from engage.web.access import staff
from engage.web.forms import Form
from engage.web.transaction import current_unit

PAGE = f"/staff/engagements/<slug>/report/{NUMBER}"


@blueprint.get(PAGE)
@staff()
def report_page(slug: str, number: int) -> ResponseReturnValue:
    unit = current_unit()
    return _page(unit, *readable_report(unit, slug, number))


@blueprint.post(f"{PAGE}/correction")
@staff(*ROLES)
def name_correction(slug: str, number: int) -> ResponseReturnValue:
    unit = current_unit()
    engagement, report = draft_to_change(unit, slug, number)
    form = CorrectionForm()
    form.offer(queries.releases(unit.session, engagement_id=engagement.id))
    return _done(
        unit,
        engagement,
        report,
        form,
        lambda: service.name_correction(
            unit,
            engagement,
            report,
            form.chosen,
            form.correction.data or "",
            seen=form.seen.data or "",
        ),
        "What this report corrects is noted. Approvals are needed for these words too.",
    )


@blueprint.post(f"{PAGE}/ask")
@staff(*ROLES)
def ask_for_report(slug: str, number: int) -> ResponseReturnValue:
    unit, form = current_unit(), AskForm()
    engagement, report = draft_to_change(unit, slug, number)
    return _done(
        unit,
        engagement,
        report,
        form,
        lambda: service.ask_for_approval(unit, engagement, report, form.note.data or ""),
        "Approval is asked for. The privacy officer and the communications director are told.",
    )


@blueprint.post(f"{PAGE}/ask-no-more")
@staff(*ROLES)
def ask_no_more_for_report(slug: str, number: int) -> ResponseReturnValue:
    unit = current_unit()
    engagement, report = draft_to_change(unit, slug, number)
    return _done(
        unit,
        engagement,
        report,
        AskForm(),
        lambda: service.ask_no_more(unit, engagement, report),
        "Nobody is asked any more. What was decided stays.",
    )


@blueprint.post(f"{PAGE}/release/<any(ministry, public):audience>")
@staff(*ROLES)
def release_report(slug: str, number: int, audience: str) -> ResponseReturnValue:
    unit, form = current_unit(), ReleaseForm()
    engagement, report = draft_to_change(unit, slug, number)
    is_public = audience == "public"
    whom = "to the public" if is_public else "to the ministry"
    return _done(
        unit,
        engagement,
        report,
        form,
        lambda: service.release(
            unit, engagement, report, is_public=is_public, seen=form.seen.data or ""
        ),
        f"The report is released {whom}.",
    )


def _done(
    unit: Unit,
    engagement: Engagement,
    report: Report,
    form: Form,
    act: Callable[[], object],
    words: str,
) -> ResponseReturnValue:
    """Carries a use case out, or shows on the page why not."""
    if not form.validate():
        return _page(unit, engagement, report, form, REFUSED)
    try:
        with unit.attempt():
            act()
    except Refused as refused:
        form.show_fault(refused)
        return _page(unit, engagement, report, form, REFUSED)
    except Conflict as conflict:
        form.form_errors.append(str(conflict))
        unit.session.refresh(report)
        return _page(unit, engagement, report, form, CONFLICT)
    flash(words)
    return redirect(url_for(".report_page", slug=engagement.slug, number=report.number), 303)


def _page(
    unit: Unit,
    engagement: Engagement,
    report: Report,
    sent: Form | None = None,
    status: int = 200,
) -> ResponseReturnValue:
    may_build = service.may_build(unit, engagement)
    released = queries.releases(unit.session, engagement_id=engagement.id)
    own = [one for one in released if one.report.id == report.id]
    lacking = service.lacking(unit, report)
    way = way_of(unit, report_subject(unit, engagement, report), "", lacking)
    form, correction_form = ReleaseForm(formdata=None), _correction_form(report, released, sent)
    form.see(service.seen_hash(unit, engagement, report))
    correction_form.see(service.seen_hash(unit, engagement, report))
    return page(
        "report.html",
        status,
        side=side_of(unit, engagement),
        report=report,
        files=queries.files_of(unit.session, [report.id]).get(report.id, []),
        is_draft=report.state == State.READY and not own,
        is_ready=report.state == State.READY,
        lacking=lacking,
        own=own,
        may_build=may_build,
        way=way,
        sent=sent,
        ask_form=sent if isinstance(sent, AskForm) else AskForm(formdata=None),
        correction_form=correction_form,
        release_form=form,
        internal_missing=service.unapproved_steps(unit, engagement, report, is_public=False),
        public_missing=service.unapproved_steps(unit, engagement, report, is_public=True),
        is_internal=any(not one.release.is_public for one in own),
        is_public=any(one.release.is_public for one in own),
        held=_held(unit, engagement, report),
        sign_off=queries.sign_off_by_id(unit.session, report.sign_off_id),
    )


def _held(unit: Unit, engagement: Engagement, report: Report) -> str:
    """Why a public release may not go out now; '' when it may."""
    verdict = how_it_stands(unit, Action(Outbound.RELEASE_REPORT, engagement.id, report.id))
    return "" if verdict.allowed else verdict.reason


def _correction_form(
    report: Report, released: list[queries.Released], sent: Form | None
) -> CorrectionForm:
    form = sent if isinstance(sent, CorrectionForm) else CorrectionForm(formdata=None)
    form.offer(released)
    if form is not sent:
        form.corrects.data = str(report.corrects or "")
        form.correction.data = report.correction
    return form
