"""The page on which an approver reads exactly what they decide, and decides it."""

from dataclasses import dataclass

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from engage.core.errors import Conflict, NotAllowed, NotFound, Refused
from engage.core.unit import Unit
from engage.engagements.approving import subject_by_kind
from engage.engagements.comparing import to_read
from engage.engagements.forms.approvals import DecisionForm
from engage.engagements.models import Engagement
from engage.engagements.service import decide_step, missing_before
from engage.engagements.web.approvals import kind_of, step_of
from engage.engagements.web.blueprint import (
    CONFLICT,
    REFUSED,
    blueprint,
    page,
    readable_by_approvers,
    side_of,
)
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
from engage.governance.approvals.service import holder_for
from engage.governance.approvals.words import STATE_WORDS, STEP_WORDS, parts_in_words
from engage.governance.rules import Missing
from engage.web.access import staff
from engage.web.transaction import current_unit


@dataclass(frozen=True)
class Around:
    """What a step is of, by its name, and where its approvals and its preview are."""

    title: str
    approvals_href: str
    preview_href: str


@blueprint.get("/staff/engagements/<slug>/approvals/<kind>/<step>")
@staff()
def step_page(slug: str, kind: str, step: str) -> ResponseReturnValue:
    unit = current_unit()
    engagement = readable_by_approvers(unit, slug)
    chosen = kind_of(kind)
    return _page(unit, engagement, chosen, step_of(chosen, step))


@blueprint.post("/staff/engagements/<slug>/approvals/<kind>/<step>")
@staff()
def decide_step_sent(slug: str, kind: str, step: str) -> ResponseReturnValue:
    unit, form = current_unit(), DecisionForm()
    engagement = readable_by_approvers(unit, slug)
    chosen = kind_of(kind)
    wanted = step_of(chosen, step)
    _refuse_others(unit, engagement, chosen, wanted)
    if not form.validate():
        return _page(unit, engagement, chosen, wanted, form, REFUSED)
    verdict = Verdict(form.verdict.data)
    try:
        with unit.attempt():
            decide_step(
                unit,
                engagement,
                chosen,
                wanted,
                verdict,
                seen_hash=form.seen_hash.data or "",
                reason=form.reason.data or "",
            )
    except Refused as refused:
        form.show_fault(refused)
        return _page(unit, engagement, chosen, wanted, form, REFUSED)
    except Conflict as conflict:
        form.form_errors.append(str(conflict))
        return _page(unit, engagement, chosen, wanted, form, CONFLICT)
    flash("It is approved." if verdict is Verdict.APPROVED else "It is returned with your reason.")
    return redirect(url_for("engagements.my_approvals"), 303)


def _refuse_others(unit: Unit, engagement: Engagement, kind: SubjectKind, step: Step) -> None:
    """Whose step it is not learns nothing about what is right or wrong in the form."""
    subject = subject_by_kind(unit, engagement, kind)
    for one in standings_of(unit.session, subject):
        if one.step is step:
            holder_for(unit, subject, one)


def _page(
    unit: Unit,
    engagement: Engagement,
    kind: SubjectKind,
    step: Step,
    sent: DecisionForm | None = None,
    status: int = 200,
) -> ResponseReturnValue:
    subject = subject_by_kind(unit, engagement, kind)
    missing = missing_before(unit, engagement, kind, step)
    base = f"/staff/engagements/{engagement.slug}"
    title, preview = f"Results: {engagement.title}", f"{base}/preview/results"
    if kind is SubjectKind.ENGAGEMENT:
        title, preview = engagement.title, f"{base}/preview"
    return step_shown(
        unit,
        engagement,
        subject,
        step,
        missing=missing,
        sent=sent,
        status=status,
        around=Around(title, f"{base}/approvals", preview),
    )


def step_shown(
    unit: Unit,
    engagement: Engagement,
    subject: Subject,
    step: Step,
    *,
    missing: tuple[Missing, ...],
    sent: DecisionForm | None,
    status: int,
    around: Around,
) -> ResponseReturnValue:
    """The page of one step, whatever is approved."""
    standing = next((one for one in standings_of(unit.session, subject) if one.step is step), None)
    if standing is None:
        raise NotFound("There is no such step.")
    form = sent or DecisionForm(formdata=None)
    # From here on the person has read what is there now.
    form.seen_hash.raw_data = None
    form.seen_hash.data = content_hash(subject, standing.rule)
    try:
        holder_for(unit, subject, standing)
        why_not = ""
    except NotAllowed as refusal:
        why_not = str(refusal)
    decided = standing.decided
    was_read = decided is not None and decided.verdict is Verdict.APPROVED
    earlier = decided.snapshot if decided is not None and was_read else None
    covers = standing.rule.covers
    return page(
        "approval_step.html",
        status,
        side=side_of(unit, engagement),
        step_words=STEP_WORDS[step],
        state_words=STATE_WORDS[standing.state],
        covers=parts_in_words(covers & frozenset(subject.parts)),
        form=form,
        why_not=why_not,
        can_decide=not why_not and _is_open(standing),
        missing=missing,
        changed=to_read(unit, engagement, subject.snapshot, covers, earlier) if earlier else (),
        everything=to_read(unit, engagement, subject.snapshot, covers),
        decided=decided,
        touched=parts_in_words(standing.touched) if standing.touched else "",
        around=around,
    )


def _is_open(standing: Standing) -> bool:
    return standing.state in (State.WAITS, State.APPROVED, State.RETURNED)
