"""What waits for an approver, minor edits to look at, and who stands in for whom."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from engage.accounts.queries import names_of
from engage.accounts.wording import ROLE_WORDS
from engage.core.errors import Conflict, Refused
from engage.core.permissions import Role
from engage.core.unit import Unit
from engage.engagements.approving import approvable
from engage.engagements.comparing import ToRead, to_read
from engage.engagements.forms.approvals import DelegateForm
from engage.engagements.waiting import waiting_for_me
from engage.engagements.web.blueprint import REFUSED, blueprint, page
from engage.governance.approvals.delegating import DELEGATED, delegate, end_delegation
from engage.governance.approvals.minor import look_at_minor, snapshots_of
from engage.governance.approvals.models import Delegation
from engage.governance.approvals.queries import (
    approvers_named,
    delegations_of,
    staff_in_use,
    unseen_minor_edits,
)
from engage.governance.approvals.rules import Part
from engage.web.access import staff
from engage.web.transaction import current_unit

DIRECTOR: Final = (Role.COMMUNICATIONS_DIRECTOR,)


@dataclass(frozen=True)
class ShownEdit:
    """A minor edit that the director has not looked at."""

    number: int
    slug: str
    title: str
    who: str
    reason: str
    made_at: datetime
    changes: tuple[ToRead, ...]


@dataclass(frozen=True)
class ShownDelegation:
    number: int
    role: str
    who: str
    delegate: str
    starts_at: datetime
    ends_at: datetime
    reason: str
    state: str
    may_end: bool


@blueprint.get("/staff/approvals")
@staff()
def my_approvals() -> ResponseReturnValue:
    unit = current_unit()
    return page("my_approvals.html", things=tuple(waiting_for_me(unit)), edits=tuple(_edits(unit)))


def _edits(unit: Unit) -> Iterator[ShownEdit]:
    within = unit.actor.ministries(DIRECTOR)
    if within == frozenset():
        return
    rows = unseen_minor_edits(unit.session, within)
    names = names_of(unit.session, {row.made_by for row in rows if row.made_by})
    for row in rows:
        about = approvable(unit, row.subject_kind, row.subject_id)
        before, after = snapshots_of(row)
        covers = frozenset({Part.WORDS})
        yield ShownEdit(
            number=row.id,
            slug=about.engagement.slug,
            title=about.title,
            who=names.get(row.made_by or 0, "a colleague"),
            reason=row.reason,
            made_at=row.made_at,
            changes=to_read(unit, about.engagement, after, covers, before),
        )


@blueprint.post("/staff/approvals/minor/<number:number>")
@staff(*DIRECTOR)
def minor_edit_seen(number: int) -> ResponseReturnValue:
    unit, contests = current_unit(), request.form.get("verdict") == "contest"
    try:
        with unit.attempt():
            look_at_minor(unit, number, contests=contests)
    except Conflict as conflict:
        flash(str(conflict), "warning")
        return redirect(url_for("engagements.my_approvals"), 303)
    flash("It counts as an edit that has to be approved." if contests else "Noted that you saw it.")
    return redirect(url_for("engagements.my_approvals"), 303)


@blueprint.get("/staff/approvals/delegates")
@staff()
def delegates() -> ResponseReturnValue:
    unit = current_unit()
    return _delegates_page(unit, _delegate_form(unit, DelegateForm(formdata=None)))


@blueprint.post("/staff/approvals/delegates")
@staff(*DELEGATED, Role.ADMINISTRATOR)
def name_delegate() -> ResponseReturnValue:
    unit = current_unit()
    form = _delegate_form(unit, DelegateForm())
    if not form.validate():
        return _delegates_page(unit, form, REFUSED)
    starts_at, ends_at = form.instants(unit.settings.time_zone)
    try:
        with unit.attempt():
            delegate(
                unit,
                person_id=int(form.approver.data or 0),
                delegate_id=int(form.delegate.data or 0),
                role=Role(form.role.data),
                starts_at=starts_at,
                ends_at=ends_at,
                reason=form.reason.data or "",
            )
    except Refused as refused:
        form.show_fault(refused)
        return _delegates_page(unit, form, REFUSED)
    flash("The delegate is named.")
    return redirect(url_for("engagements.delegates"), 303)


@blueprint.post("/staff/approvals/delegates/<number:number>/end")
@staff()
def end_delegate(number: int) -> ResponseReturnValue:
    end_delegation(current_unit(), number)
    flash("The delegation has ended.")
    return redirect(url_for("engagements.my_approvals"), 303)


def _delegate_form(unit: Unit, form: DelegateForm) -> DelegateForm:
    """One's own roles; an administrator can name a delegate for anybody who is away."""
    people = staff_in_use(unit.session)
    me = unit.actor.person_id or 0
    roles = DELEGATED
    approvers = {me: people.get(me, "")}
    if unit.actor.may(Role.ADMINISTRATOR):
        approvers = approvers_named(unit.session, DELEGATED, None)
    else:
        roles = tuple(role for role in DELEGATED if role in {one.role for one in unit.actor.grants})
    form.offer(approvers, {role: ROLE_WORDS[role] for role in roles}, people)
    return form


def _delegates_page(unit: Unit, form: DelegateForm, status: int = 200) -> ResponseReturnValue:
    rows = delegations_of(unit.session, unit.actor.person_id or 0)
    people = {row.person_id for row in rows} | {row.delegate_id for row in rows}
    names = names_of(unit.session, people)
    return page(
        "delegates.html",
        status,
        form=form,
        delegations=[_shown(unit, row, names) for row in rows],
    )


def _shown(unit: Unit, row: Delegation, names: dict[int, str]) -> ShownDelegation:
    is_over = row.ended_at is not None or row.ends_at <= unit.now
    state = "Over" if is_over else "In force" if row.starts_at <= unit.now else "To come"
    return ShownDelegation(
        number=row.id,
        role=ROLE_WORDS[Role(row.role)],
        who=names.get(row.person_id, ""),
        delegate=names.get(row.delegate_id, ""),
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        reason=row.reason,
        state=state,
        may_end=not is_over,
    )
