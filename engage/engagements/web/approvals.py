"""The way of an engagement, and of its results, through approvals: where it stands, asking,
optional steps, and naming an edit minor."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from engage.accounts.queries import names_of
from engage.core.errors import Conflict, NotFound, Refused
from engage.core.unit import Unit
from engage.engagements.approving import results_subject, subject_by_kind, subject_of
from engage.engagements.comparing import texts_of
from engage.engagements.forms.approvals import AskForm, MinorEditForm, OptionalStepForm
from engage.engagements.models import Engagement
from engage.engagements.reach import EDITING_ROLES
from engage.engagements.service import missing_before, newest_draft
from engage.engagements.web.blueprint import (
    CONFLICT,
    REFUSED,
    blueprint,
    editable,
    page,
    readable_by_approvers,
    side_of,
)
from engage.governance.approvals.minor import approved_words, name_minor
from engage.governance.approvals.queries import (
    approvers_named,
    decisions_of,
    open_request,
    standings_of,
)
from engage.governance.approvals.rules import (
    OPTIONAL,
    Decided,
    Standing,
    State,
    Step,
    Subject,
    SubjectKind,
    rule_of,
)
from engage.governance.approvals.service import (
    ask,
    ask_step,
    drop_step,
    may_decide,
    withdraw_request,
)
from engage.governance.approvals.words import (
    STATE_WORDS,
    STEP_WORDS,
    VERDICT_WORDS,
    parts_in_words,
)
from engage.governance.rules import Missing
from engage.web.access import staff
from engage.web.forms import Form
from engage.web.transaction import current_unit

KINDS: Final = (SubjectKind.ENGAGEMENT, SubjectKind.RESULTS)


@dataclass(frozen=True)
class ShownStep:
    """One step as the page shows it."""

    step: Step
    words: str
    state: State
    state_words: str
    touched: str
    who: str
    instead_of: str
    asked_of: str
    at: datetime | None
    reason: str
    is_mine: bool
    may_drop: bool


@dataclass(frozen=True)
class ShownDecision:
    """One line of the history."""

    at: datetime
    words: str
    who: str
    instead_of: str
    reason: str


@dataclass(frozen=True)
class Way:
    """One subject's way: its steps and what was decided about it."""

    kind: SubjectKind
    heading: str
    steps: tuple[ShownStep, ...]
    history: tuple[ShownDecision, ...]
    is_asked: bool
    is_approved: bool
    missing: tuple[Missing, ...]
    can_be_minor: bool


@blueprint.get("/staff/engagements/<slug>/approvals")
@staff()
def approvals(slug: str) -> ResponseReturnValue:
    unit = current_unit()
    return _page(unit, readable_by_approvers(unit, slug))


@blueprint.post("/staff/engagements/<slug>/approvals/<kind>/ask")
@staff(*EDITING_ROLES)
def ask_for_approval(slug: str, kind: str) -> ResponseReturnValue:
    unit, form = current_unit(), AskForm()
    engagement = editable(unit, slug)
    subject = subject_by_kind(unit, engagement, kind_of(kind))
    if not form.validate():
        return _page(unit, engagement, REFUSED, form)
    return _done(
        unit,
        engagement,
        form,
        lambda: ask(unit, subject, form.note.data or ""),
        "Approval is asked for. The first approvers are told.",
    )


@blueprint.post("/staff/engagements/<slug>/approvals/<kind>/withdraw")
@staff(*EDITING_ROLES)
def withdraw_from_approval(slug: str, kind: str) -> ResponseReturnValue:
    unit, form = current_unit(), AskForm()
    engagement = editable(unit, slug)
    subject = subject_by_kind(unit, engagement, kind_of(kind))
    return _done(
        unit,
        engagement,
        form,
        lambda: withdraw_request(unit, subject),
        "Nobody is asked any more. What was decided stays.",
    )


@blueprint.post("/staff/engagements/<slug>/approvals/steps")
@staff(*EDITING_ROLES)
def add_optional_step(slug: str) -> ResponseReturnValue:
    unit, form = current_unit(), OptionalStepForm()
    engagement = editable(unit, slug)
    _offer_people(unit, engagement, form)
    if not form.validate():
        return _page(unit, engagement, REFUSED, form)
    return _done(
        unit,
        engagement,
        form,
        lambda: ask_step(
            unit,
            subject_of(unit, engagement),
            form.chosen_step,
            form.reason.data or "",
            form.chosen_person,
        ),
        "The step is added.",
    )


@blueprint.post("/staff/engagements/<slug>/approvals/steps/<step>/drop")
@staff(*EDITING_ROLES)
def drop_optional_step(slug: str, step: str) -> ResponseReturnValue:
    unit, form = current_unit(), AskForm()
    engagement = editable(unit, slug)
    chosen = step_of(SubjectKind.ENGAGEMENT, step)
    return _done(
        unit,
        engagement,
        form,
        lambda: drop_step(unit, subject_of(unit, engagement), chosen),
        "The step is taken away.",
    )


@blueprint.post("/staff/engagements/<slug>/approvals/<kind>/minor")
@staff(*EDITING_ROLES)
def name_edit_minor(slug: str, kind: str) -> ResponseReturnValue:
    unit, form = current_unit(), MinorEditForm()
    engagement = editable(unit, slug)
    subject = subject_by_kind(unit, engagement, kind_of(kind))
    if not form.validate():
        return _page(unit, engagement, REFUSED, form)
    return _done(
        unit,
        engagement,
        form,
        lambda: _name_minor(unit, engagement, subject, form),
        "It is noted as a minor edit, and the communications director is told.",
    )


def _name_minor(unit: Unit, engagement: Engagement, subject: Subject, form: MinorEditForm) -> None:
    if form.seen_revision_id.data != _newest(unit, engagement, subject):
        raise Conflict("Somebody saved this while you were reading. Read what is there now.")
    approved = approved_words(unit, subject)
    if approved is None:
        raise Refused("", "There is no approved text of which this could be a minor edit.")
    name_minor(
        unit,
        subject,
        approved=approved,
        texts=texts_of(unit, approved.snapshot, subject.snapshot),
        reason=form.reason.data or "",
    )


def _newest(unit: Unit, engagement: Engagement, subject: Subject) -> int | None:
    if subject.kind is SubjectKind.RESULTS:
        return engagement.results_draft_revision_id
    return newest_draft(unit, engagement)


def kind_of(text: str) -> SubjectKind:
    """The kind in an address; NotFound for what is none."""
    if text not in KINDS:
        raise NotFound("There is no such approval.")
    return SubjectKind(text)


def step_of(kind: SubjectKind, text: str) -> Step:
    """The step in an address; NotFound for what is none of this kind."""
    try:
        return rule_of(kind, Step(text)).step
    except (ValueError, KeyError):
        raise NotFound("There is no such step.") from None


def _done(
    unit: Unit, engagement: Engagement, form: Form, act: Callable[[], object], words: str
) -> ResponseReturnValue:
    """Carries a use case out, or shows on the page why not."""
    try:
        with unit.attempt():
            act()
    except Refused as refused:
        form.show_fault(refused)
        return _page(unit, engagement, REFUSED, form)
    except Conflict as conflict:
        form.form_errors.append(str(conflict))
        return _page(unit, engagement, CONFLICT, form)
    flash(words)
    return redirect(url_for("engagements.approvals", slug=engagement.slug), 303)


def _page(
    unit: Unit, engagement: Engagement, status: int = 200, sent: Form | None = None
) -> ResponseReturnValue:
    may_edit = unit.actor.reaches(EDITING_ROLES, engagement.ministry_id)
    step_form = sent if isinstance(sent, OptionalStepForm) else OptionalStepForm(formdata=None)
    _offer_people(unit, engagement, step_form)
    ways = [_way(unit, engagement, subject_of(unit, engagement), "The engagement")]
    if engagement.results_draft_revision_id is not None:
        ways.append(_way(unit, engagement, results_subject(unit, engagement), "The results page"))
    return page(
        "approvals.html",
        status,
        side=side_of(unit, engagement),
        ways=ways,
        may_edit=may_edit,
        sent=sent,
        ask_forms=_one_each(AskForm, "note", sent),
        step_form=step_form,
        minor_forms=_one_each(MinorEditForm, "reason", sent),
        newest={
            SubjectKind.ENGAGEMENT: newest_draft(unit, engagement) or "",
            SubjectKind.RESULTS: engagement.results_draft_revision_id or "",
        },
    )


def _one_each(form: type[Form], name: str, sent: Form | None) -> dict[SubjectKind, Form]:
    """The same small form for each subject on the page, with field ids of its own; the one that was
    refused keeps what was typed."""
    asked = (request.view_args or {}).get("kind", SubjectKind.ENGAGEMENT)
    found = {}
    for kind in KINDS:
        is_sent = isinstance(sent, form) and kind == asked
        found[kind] = sent if is_sent and sent is not None else form(formdata=None)
        found[kind][name].id = found[kind][name].label.field_id = f"{kind}-{name}"
    return found


def _offer_people(unit: Unit, engagement: Engagement, form: OptionalStepForm) -> None:
    roles = {rule_of(SubjectKind.ENGAGEMENT, step).role for step in OPTIONAL}
    form.offer_people(approvers_named(unit.session, roles, engagement.ministry_id))


def _way(unit: Unit, engagement: Engagement, subject: Subject, heading: str) -> Way:
    missing = missing_before(unit, engagement, subject.kind, Step.EXECUTIVE)
    return way_of(unit, subject, heading, missing)


def way_of(unit: Unit, subject: Subject, heading: str, missing: tuple[Missing, ...]) -> Way:
    """Where a subject stands, in words; `missing` keeps its exact content from approval."""
    steps = standings_of(unit.session, subject)
    decisions = decisions_of(unit.session, subject.kind, subject.subject_id)
    names = _names(unit, steps, decisions)
    is_asked = open_request(unit.session, subject.kind, subject.subject_id) is not None
    return Way(
        kind=subject.kind,
        heading=heading,
        steps=tuple(_shown(unit, subject, one, names) for one in steps),
        history=tuple(_line(one, names) for one in reversed(decisions)),
        is_asked=is_asked,
        is_approved=all(one.state is State.APPROVED for one in steps),
        missing=missing,
        can_be_minor=approved_words(unit, subject) is not None,
    )


def _names(
    unit: Unit, steps: tuple[Standing, ...], decisions: tuple[Decided, ...]
) -> dict[int, str]:
    people = {one.person_id for one in decisions} | {one.for_person_id for one in decisions}
    people |= {one.asked_of for one in steps}
    return names_of(unit.session, {one for one in people if one is not None})


def _shown(unit: Unit, subject: Subject, one: Standing, names: dict[int, str]) -> ShownStep:
    decided = one.decided
    is_open = one.state is State.WAITS
    return ShownStep(
        step=one.step,
        words=STEP_WORDS[one.step],
        state=one.state,
        state_words=STATE_WORDS[one.state],
        touched=parts_in_words(one.touched) if one.touched else "",
        who=names.get(decided.person_id, "") if decided else "",
        instead_of=names.get(decided.for_person_id or 0, "") if decided else "",
        asked_of=names.get(one.asked_of or 0, ""),
        at=decided.decided_at if decided else None,
        reason=decided.reason if decided else "",
        is_mine=(is_open or decided is not None) and may_decide(unit, subject, one),
        may_drop=one.rule.is_optional and decided is None,
    )


def _line(one: Decided, names: dict[int, str]) -> ShownDecision:
    return ShownDecision(
        at=one.decided_at,
        words=f"{STEP_WORDS[one.step]}: {VERDICT_WORDS[one.verdict]}",
        who=names.get(one.person_id, "a colleague"),
        instead_of=names.get(one.for_person_id or 0, ""),
        reason=one.reason,
    )
