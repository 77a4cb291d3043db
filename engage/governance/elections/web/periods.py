"""Setting an election period, changing its dates, taking one back that has not begun."""

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from engage.core.errors import Conflict, NotAllowed, NotFound, Refused
from engage.core.unit import Unit
from engage.governance.elections.forms import LARGEST_VERSION, PeriodForm, SeenForm
from engage.governance.elections.models import ElectionPeriod
from engage.governance.elections.rules import SETTING_ROLES
from engage.governance.elections.service import change_period, set_period, withdraw_period
from engage.governance.elections.service.setting import NO_PERIOD
from engage.governance.elections.web.blueprint import CONFLICT, NUMBER, REFUSED, blueprint, page
from engage.governance.elections.web.overview import may_set
from engage.web.access import staff
from engage.web.transaction import current_unit


@blueprint.get("/staff/elections/periods/new")
@staff(*SETTING_ROLES)
def new_period() -> ResponseReturnValue:
    unit = _setting_unit()
    return _page(unit, PeriodForm(formdata=None))


@blueprint.post("/staff/elections/periods/new")
@staff(*SETTING_ROLES)
def add_period() -> ResponseReturnValue:
    unit, form = _setting_unit(), PeriodForm()
    try:
        with unit.attempt():
            set_period(unit, form.dates(unit.settings.time_zone))
    except Refused as refused:
        form.show_fault(refused)
        return _page(unit, form, status=REFUSED)
    flash("The election period is set. The clock begins and ends it.")
    return redirect(url_for(".overview"), 303)


@blueprint.get(f"/staff/elections/periods/{NUMBER}")
@staff(*SETTING_ROLES)
def period(number: int) -> ResponseReturnValue:
    unit = _setting_unit()
    row = _row(unit, number)
    form = PeriodForm(formdata=None)
    form.show(row, unit.settings.time_zone)
    return _page(unit, form, row)


@blueprint.post(f"/staff/elections/periods/{NUMBER}")
@staff(*SETTING_ROLES)
def save_period(number: int) -> ResponseReturnValue:
    unit, form = _setting_unit(), PeriodForm()
    row = _row(unit, number)
    if not form.validate():
        return _page(unit, form, row, REFUSED)
    seen = form.seen_version.data or 0
    try:
        with unit.attempt():
            change_period(unit, number, form.dates(unit.settings.time_zone, row), seen_version=seen)
    except Refused as refused:
        form.show_fault(refused)
        return _page(unit, form, row, REFUSED)
    except Conflict as conflict:
        form.seen_version.raw_data, form.seen_version.data = None, _row(unit, number).version
        return _page(unit, form, row, CONFLICT, str(conflict))
    flash("The dates are changed.")
    return redirect(url_for(".overview"), 303)


@blueprint.post(f"/staff/elections/periods/{NUMBER}/withdraw")
@staff(*SETTING_ROLES)
def take_back_period(number: int) -> ResponseReturnValue:
    unit, sent = _setting_unit(), SeenForm()
    row = _row(unit, number)
    seen = sent.seen_version.data or 0
    try:
        with unit.attempt():
            withdraw_period(unit, number, seen_version=min(max(seen, 0), LARGEST_VERSION))
    except (Refused, Conflict) as refusal:
        form = PeriodForm(formdata=None)
        form.show(row, unit.settings.time_zone)
        return _page(unit, form, row, CONFLICT, str(refusal))
    flash("The election period is taken back.")
    return redirect(url_for(".overview"), 303)


def _setting_unit() -> Unit:
    """The unit of somebody who answers for every ministry; a role in one is not enough."""
    unit = current_unit()
    if not may_set(unit.actor):
        raise NotAllowed("Only who answers for every ministry sets an election period.")
    return unit


def _row(unit: Unit, number: int) -> ElectionPeriod:
    row = unit.session.get(ElectionPeriod, number)
    if row is None or row.withdrawn_at is not None:
        raise NotFound(NO_PERIOD)
    return row


def _page(
    unit: Unit,
    form: PeriodForm,
    row: ElectionPeriod | None = None,
    status: int = 200,
    conflict: str = "",
) -> ResponseReturnValue:
    seen = SeenForm(formdata=None)
    if row is not None:
        seen.seen_version.data = row.version
    has_begun = row is not None and row.called_at <= unit.now
    return page(
        "period.html", status, form=form, row=row, seen=seen, conflict=conflict, has_begun=has_begun
    )
