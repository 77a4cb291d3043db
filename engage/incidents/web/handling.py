"""The list of incidents, one incident with its steps, and the page to print."""

from typing import Final

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from engage.comments.queries import cursor_from_address, cursor_in_address
from engage.core.errors import Refused
from engage.core.unit import Unit
from engage.incidents.forms import StepForm
from engage.incidents.queries import Row, counted_by_state, incident, incidents, steps_of
from engage.incidents.rules import (
    EXPORTING_ROLES,
    OPENING_ROLES,
    READING_ROLES,
    STEP_WORDS,
    Kind,
    State,
    still_to_do,
    to_choose,
)
from engage.incidents.service import take_step
from engage.incidents.web.blueprint import (
    INCIDENT,
    REFUSED,
    asked_kind,
    asked_state,
    blueprint,
    may_read_comment,
    page,
    readable,
    whom_to_tell,
)
from engage.web.access import staff
from engage.web.forms import SelectChoice
from engage.web.transaction import current_unit

PAGE: Final = 50


@blueprint.get("/staff/incidents")
@staff(*READING_ROLES)
def all_incidents() -> ResponseReturnValue:
    unit = current_unit()
    within, state, kind = readable(unit), asked_state(), asked_kind()
    found = incidents(
        unit.session,
        within=within,
        limit=PAGE + 1,
        before=cursor_from_address(request.args.get("before", "")),
        state=state,
        kind=kind,
    )
    rows = found[:PAGE]
    older = cursor_in_address(rows[-1].place) if len(found) > PAGE else None
    counted = counted_by_state(unit.session, within=within)
    return page(
        "list.html",
        rows=rows,
        state=state,
        kind=kind,
        states=tuple(State),
        kinds=tuple(Kind),
        counted=counted,
        total=sum(counted.values()),
        may_open=unit.actor.ministries(OPENING_ROLES) != frozenset(),
        may_export=unit.actor.ministries(EXPORTING_ROLES) != frozenset(),
        older_href=url_for(".all_incidents", state=state, kind=kind, before=older) if older else "",
        **whom_to_tell(unit, frozenset()),
    )


@blueprint.get(f"/staff/incidents/{INCIDENT}", endpoint="incident")
@staff(*READING_ROLES)
def one_incident(incident_id: int) -> ResponseReturnValue:
    unit = current_unit()
    row = incident(unit.session, incident_id, within=readable(unit))
    return _incident_page(unit, row, StepForm(formdata=None))


@blueprint.post(f"/staff/incidents/{INCIDENT}/steps")
@staff(*READING_ROLES)
def record_step(incident_id: int) -> ResponseReturnValue:
    unit, form = current_unit(), StepForm()
    row = incident(unit.session, incident_id, within=readable(unit))
    try:
        with unit.attempt():
            taken = take_step(unit, incident_id, form.step.data or "", form.note.data or "")
    except Refused as refusal:
        form.show_fault(refusal)
        return _incident_page(unit, row, form, REFUSED)
    flash(f"Noted: {STEP_WORDS[taken]}.")
    return redirect(url_for(".incident", incident_id=incident_id), 303)


@blueprint.get(f"/staff/incidents/{INCIDENT}/print")
@staff(*READING_ROLES)
def print_page(incident_id: int) -> ResponseReturnValue:
    """The whole incident on paper, without anything to press."""
    unit = current_unit()
    row = incident(unit.session, incident_id, within=readable(unit))
    return page(
        "print.html",
        row=row,
        steps=steps_of(unit.session, [row.id]).get(row.id, ()),
        printed_at=unit.now,
        **whom_to_tell(unit, frozenset({row.ministry_id})),
    )


def _incident_page(unit: Unit, row: Row, form: StepForm, status: int = 200) -> ResponseReturnValue:
    steps = steps_of(unit.session, [row.id]).get(row.id, ())
    taken = [one.step for one in steps]
    form.step.choices = [SelectChoice(one.value, STEP_WORDS[one]) for one in to_choose(taken)]
    return page(
        "incident.html",
        status,
        row=row,
        steps=steps,
        missing=still_to_do(row.kind, taken),
        form=form,
        reads_comment=may_read_comment(unit, row),
        **whom_to_tell(unit, frozenset({row.ministry_id})),
    )
