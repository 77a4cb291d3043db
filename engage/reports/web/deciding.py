"""The page on which an approver reads a report's very files, and decides."""

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from engage.core.errors import Conflict, NotAllowed, NotFound, Refused
from engage.core.unit import Unit
from engage.engagements.forms.approvals import DecisionForm
from engage.engagements.models import Engagement
from engage.engagements.web.approvals import step_of
from engage.engagements.web.blueprint import side_of
from engage.governance.approvals.queries import standings_of
from engage.governance.approvals.rules import (
    Standing,
    State,
    Step,
    Subject,
    SubjectKind,
    Verdict,
    content_hash,
)
from engage.governance.approvals.service import decide, holder_for
from engage.governance.approvals.words import STATE_WORDS, STEP_WORDS
from engage.reports import queries, service
from engage.reports.approving import report_subject
from engage.reports.models import Report
from engage.reports.web.blueprint import CONFLICT, REFUSED, blueprint, page, readable_report
from engage.reports.web.drafts import PAGE
from engage.web.access import staff
from engage.web.transaction import current_unit

READ_FOR = {
    Step.PRIVACY: "Read it for people: names, places, rare events and small counts that could tell"
    " who somebody is.",
    Step.COMMUNICATIONS: "Read it for what the ministry says by it, and whether it is said well.",
}


@blueprint.get(f"{PAGE}/approvals/<step>")
@staff()
def report_step(slug: str, number: int, step: str) -> ResponseReturnValue:
    unit = current_unit()
    engagement, report = readable_report(unit, slug, number)
    return _page(unit, engagement, report, step_of(SubjectKind.REPORT, step))


@blueprint.post(f"{PAGE}/approvals/<step>")
@staff()
def decide_report_step(slug: str, number: int, step: str) -> ResponseReturnValue:
    unit, form = current_unit(), DecisionForm()
    engagement, report = readable_report(unit, slug, number)
    wanted = step_of(SubjectKind.REPORT, step)
    subject = report_subject(unit, engagement, report)
    # Whose step it is not learns nothing about what is right or wrong in the form.
    holder_for(unit, subject, _standing(unit, subject, wanted))
    if not form.validate():
        return _page(unit, engagement, report, wanted, form, REFUSED)
    verdict = Verdict(form.verdict.data)
    try:
        with unit.attempt():
            service.hold_still(unit, engagement, report)
            decide(
                unit,
                report_subject(unit, engagement, report),
                wanted,
                verdict,
                seen_hash=form.seen_hash.data or "",
                reason=form.reason.data or "",
                missing=service.lacking(unit, report),
            )
    except Refused as refused:
        form.show_fault(refused)
        return _page(unit, engagement, report, wanted, form, REFUSED)
    except Conflict as conflict:
        form.form_errors.append(str(conflict))
        return _page(unit, engagement, report, wanted, form, CONFLICT)
    flash("It is approved." if verdict is Verdict.APPROVED else "It is returned with your reason.")
    return redirect(url_for("engagements.my_approvals"), 303)


def _standing(unit: Unit, subject: Subject, step: Step) -> Standing:
    found = next((one for one in standings_of(unit.session, subject) if one.step is step), None)
    if found is None:
        raise NotFound("There is no such step.")
    return found


def _page(
    unit: Unit,
    engagement: Engagement,
    report: Report,
    step: Step,
    sent: DecisionForm | None = None,
    status: int = 200,
) -> ResponseReturnValue:
    subject = report_subject(unit, engagement, report)
    standing = _standing(unit, subject, step)
    form = sent or DecisionForm(formdata=None)
    # From here on the person has read what is there now.
    form.seen_hash.raw_data = None
    form.seen_hash.data = content_hash(subject, standing.rule)
    try:
        holder_for(unit, subject, standing)
        why_not = ""
    except NotAllowed as refusal:
        why_not = str(refusal)
    is_open = standing.state in (State.WAITS, State.APPROVED, State.RETURNED)
    return page(
        "step.html",
        status,
        side=side_of(unit, engagement),
        report=report,
        files=queries.files_of(unit.session, [report.id]).get(report.id, []),
        step_name=STEP_WORDS[step],
        read_for=READ_FOR[step],
        state_name=STATE_WORDS[standing.state],
        form=form,
        why_not=why_not,
        can_decide=not why_not and is_open and not queries.is_released(unit.session, report.id),
        missing=service.lacking(unit, report),
        decided=standing.decided,
        is_reopened=standing.is_reopened,
        sign_off=queries.sign_off_by_id(unit.session, report.sign_off_id),
    )
