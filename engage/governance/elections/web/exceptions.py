"""Asking for an exception, granting it as the second director, revoking it (R56)."""

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from engage.accounts.queries import names_of
from engage.core.dates import date_words
from engage.core.errors import Conflict, NotFound, Refused
from engage.core.unit import Unit
from engage.governance.elections import listing, places, queries
from engage.governance.elections.forms import ExceptionForm, GrantForm, SeenForm, number
from engage.governance.elections.models import ElectionException
from engage.governance.elections.places import Place
from engage.governance.elections.programs import PROGRAMS
from engage.governance.elections.rules import (
    AUTHORITY_LENGTH,
    GRANTING_ROLES,
    READING_ROLES,
    REASON_LENGTH,
    ElectionPhase,
    lacks_grant_of,
)
from engage.governance.elections.service import (
    Asked,
    ask_exception,
    grant_exception,
    revoke_exception,
)
from engage.governance.elections.service.excepting import NO_EXCEPTION
from engage.governance.elections.web.blueprint import CONFLICT, NUMBER, REFUSED, blueprint, page
from engage.governance.elections.words import GROUND_WORDS, KIND_WORDS
from engage.web.access import staff
from engage.web.forms import SelectChoice
from engage.web.transaction import current_unit

LENGTHS = {"reason": REASON_LENGTH, "authority": AUTHORITY_LENGTH}


@blueprint.get("/staff/elections/exceptions/new")
@staff(*GRANTING_ROLES)
def new_exception() -> ResponseReturnValue:
    return _form_page(current_unit(), ExceptionForm(formdata=None))


@blueprint.post("/staff/elections/exceptions/new")
@staff(*GRANTING_ROLES)
def ask() -> ResponseReturnValue:
    unit, form = current_unit(), ExceptionForm()
    asked = Asked(
        period_id=number(form.period.data),
        engagement_id=number(form.engagement.data),
        kind=form.kind.data or "",
        ground=form.ground.data or "",
        authority=form.authority.data or "",
        program=form.program.data or "",
        reason=form.reason.data or "",
    )
    try:
        with unit.attempt():
            row = ask_exception(unit, asked)
    except Refused as refused:
        form.show_fault(refused)
        return _form_page(unit, form, REFUSED)
    flash("You granted your half. It is in force when the second director grants it too.")
    return redirect(url_for(".exception", number=row.id), 303)


@blueprint.get(f"/staff/elections/exceptions/{NUMBER}")
@staff(*READING_ROLES)
def exception(number: int) -> ResponseReturnValue:
    unit = current_unit()
    return _page(unit, *_found(unit, number), GrantForm(formdata=None))


@blueprint.post(f"/staff/elections/exceptions/{NUMBER}")
@staff(*GRANTING_ROLES)
def grant(number: int) -> ResponseReturnValue:
    unit, form = current_unit(), GrantForm()
    row, place = _found(unit, number)
    try:
        with unit.attempt():
            grant_exception(unit, number, form.reason.data or "")
    except Refused as refused:
        form.show_fault(refused)
        return _page(unit, row, place, form, REFUSED)
    except Conflict as conflict:
        unit.session.refresh(row)
        return _page(unit, row, place, form, CONFLICT, str(conflict))
    flash("The exception is in force.")
    return redirect(url_for(".exception", number=number), 303)


@blueprint.post(f"/staff/elections/exceptions/{NUMBER}/revoke")
@staff(*GRANTING_ROLES)
def revoke(number: int) -> ResponseReturnValue:
    unit = current_unit()
    row, place = _found(unit, number)
    try:
        with unit.attempt():
            revoke_exception(unit, number)
    except Conflict as conflict:
        unit.session.refresh(row)
        return _page(unit, row, place, GrantForm(formdata=None), CONFLICT, str(conflict))
    flash("The exception is revoked. Nothing more goes out under it.")
    return redirect(url_for(".exception", number=number), 303)


def _found(unit: Unit, exception_id: int) -> tuple[ElectionException, Place]:
    row = unit.session.get(ElectionException, exception_id)
    place = places.place_of(unit.session, row.engagement_id) if row else None
    if row is None or place is None or not unit.actor.reaches(READING_ROLES, place.ministry_id):
        raise NotFound(NO_EXCEPTION)
    return row, place


def _form_page(unit: Unit, form: ExceptionForm, status: int = 200) -> ResponseReturnValue:
    tz = unit.settings.time_zone
    standing = [
        one
        for one in queries.periods(unit.session)
        if one.phase(unit.now) is not ElectionPhase.OVER
    ]
    within = unit.actor.ministries(GRANTING_ROLES)
    form.period.choices = [
        SelectChoice(str(one.id), f"Called {date_words(one.called_at, tz)}") for one in standing
    ]
    form.engagement.choices = [
        SelectChoice("", "Choose an engagement"),
        *(
            SelectChoice(str(one.id), one.title or one.slug)
            for one in listing.places_within(unit.session, within)
        ),
    ]
    return page("new_exception.html", status, form=form, lengths=LENGTHS, has_period=bool(standing))


def _page(
    unit: Unit,
    row: ElectionException,
    place: Place,
    form: GrantForm,
    status: int = 200,
    conflict: str = "",
) -> ResponseReturnValue:
    program = PROGRAMS.get(row.program)
    by = {one for one in (row.communications_by, row.executive_by, row.revoked_by) if one}
    return page(
        "exception.html",
        status,
        row=row,
        place=place,
        form=form,
        conflict=conflict,
        lengths=LENGTHS,
        names=names_of(unit.session, by),
        kind_words=KIND_WORDS,
        ground_words=GROUND_WORDS,
        program=program.name if program else "",
        is_in_force=queries.grants_of(row).is_in_force,
        is_over=_is_over(unit, row),
        may_grant=_may_grant(unit, row, place),
        may_revoke=row.revoked_at is None and unit.actor.reaches(GRANTING_ROLES, place.ministry_id),
        seen=SeenForm(formdata=None),
    )


def _is_over(unit: Unit, row: ElectionException) -> bool:
    phases = {one.id: one.phase(unit.now) for one in queries.periods(unit.session)}
    return phases.get(row.period_id, ElectionPhase.OVER) is ElectionPhase.OVER


def _may_grant(unit: Unit, row: ElectionException, place: Place) -> bool:
    if _is_over(unit, row):
        return False
    return lacks_grant_of(queries.grants_of(row), unit.actor, place.ministry_id)
