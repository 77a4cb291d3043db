"""The Connect register: accounts, blogs and engagement sites of the reader's ministries."""

from collections.abc import Callable

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from engage.accounts.models import Ministry
from engage.core.errors import Conflict, NotAllowed, Refused
from engage.core.unit import Unit
from engage.outreach import queries
from engage.outreach.forms import EntryForm
from engage.outreach.models import ConnectEntry
from engage.outreach.rules import KEEPING_ROLES, PROPOSING_ROLES, ToolStatus, is_due, keeps
from engage.outreach.service import (
    add_entry,
    change_entry,
    confirm_entry,
    list_entry,
    retire_entry,
    undo_entry,
)
from engage.outreach.service.entries import NOT_YOURS, reach, reachable, writable_ministries
from engage.outreach.web.blueprint import (
    CONFLICT,
    NUMBER,
    REFUSED,
    blueprint,
    history,
    page,
    seen_form,
    seen_version,
    show_faults,
)
from engage.outreach.words import ACTION_WORDS, AUDIENCE_WORDS, KIND_WORDS, STATE_WORDS
from engage.web.access import staff
from engage.web.forms import SelectChoice
from engage.web.transaction import current_unit


@blueprint.get("/staff/connect")
@staff()
def entries() -> ResponseReturnValue:
    unit = current_unit()
    rows = queries.entries(unit.session, reach(unit))
    return page(
        "entries.html",
        rows=rows,
        due={
            one.entry.id
            for one in rows
            if one.entry.state == "listed" and is_due(one.entry.checked_at, unit.now)
        },
        may_add=bool(writable_ministries(unit)),
        kind_words=KIND_WORDS,
        state_words=STATE_WORDS,
        audience_words=AUDIENCE_WORDS,
    )


@blueprint.get("/staff/connect/new")
@staff(*PROPOSING_ROLES)
def new_entry() -> ResponseReturnValue:
    return _page(current_unit(), EntryForm(formdata=None))


@blueprint.post("/staff/connect/new")
@staff(*PROPOSING_ROLES)
def save_new_entry() -> ResponseReturnValue:
    unit, form = current_unit(), EntryForm()
    ministries = {one.code: one.id for one in writable_ministries(unit)}
    is_sound = form.validate()
    try:
        with unit.attempt():
            row = add_entry(unit, ministries.get(form.ministry.data or "", 0), form.typed())
            if not is_sound:
                raise Refused("", "")
    except Refused as refused:
        if refused.message:
            show_faults(form, refused)
        return _page(unit, form, status=REFUSED)
    listed = row.state == "listed"
    flash(f"{row.name} is {'listed' if listed else 'proposed. It waits to be listed'}.")
    return redirect(url_for(".entry", number=row.id), 303)


@blueprint.get(f"/staff/connect/{NUMBER}")
@staff()
def entry(number: int) -> ResponseReturnValue:
    unit = current_unit()
    row = reachable(unit, number)
    return _page(unit, _filled(unit, row), row)


@blueprint.post(f"/staff/connect/{NUMBER}")
@staff(*PROPOSING_ROLES)
def save_entry(number: int) -> ResponseReturnValue:
    unit, form = current_unit(), EntryForm()
    row = _writable(unit, number)
    is_sound = form.validate()
    seen = form.seen_version.data or 0
    try:
        with unit.attempt():
            change_entry(unit, number, form.typed(), seen_version=seen)
            if not is_sound:
                raise Refused("", "")
    except Refused as refused:
        if refused.message:
            show_faults(form, refused)
        return _page(unit, form, reachable(unit, number, lock=True), REFUSED)
    except Conflict as conflict:
        row = reachable(unit, number, lock=True)
        form.seen_version.raw_data, form.seen_version.data = None, row.version
        return _page(unit, form, row, CONFLICT, str(conflict))
    waits = row.state == "proposed"
    flash(f"{row.name} is saved.{' It waits to be listed.' if waits else ''}")
    return redirect(url_for(".entry", number=number), 303)


@blueprint.post(f"/staff/connect/{NUMBER}/list")
@staff(*KEEPING_ROLES)
def list_one(number: int) -> ResponseReturnValue:
    return _press(number, list_entry, "is listed.")


@blueprint.post(f"/staff/connect/{NUMBER}/retire")
@staff(*PROPOSING_ROLES)
def retire_one(number: int) -> ResponseReturnValue:
    return _press(number, retire_entry, "is retired. The public page does not link it any more.")


@blueprint.post(f"/staff/connect/{NUMBER}/confirm")
@staff(*PROPOSING_ROLES)
def confirm_one(number: int) -> ResponseReturnValue:
    return _press(number, confirm_entry, "is confirmed. It is asked again in a year.")


@blueprint.post(f"/staff/connect/{NUMBER}/undo")
@staff(*PROPOSING_ROLES)
def undo_one(number: int) -> ResponseReturnValue:
    return _press(number, undo_entry, "is as it was before the last change.")


def _press(number: int, act: Callable[..., object], done: str) -> ResponseReturnValue:
    unit = current_unit()
    row = _writable(unit, number)
    try:
        with unit.attempt():
            act(unit, number, seen_version=seen_version())
    except (Refused, Conflict) as refusal:
        row = reachable(unit, number, lock=True)
        return _page(unit, _filled(unit, row), row, CONFLICT, str(refusal))
    flash(f"{row.name} {done}")
    return redirect(url_for(".entry", number=number), 303)


def _writable(unit: Unit, number: int) -> ConnectEntry:
    """The entry, for who may change it; NotFound beyond the own ministries."""
    row = reachable(unit, number)
    if not unit.actor.reaches(PROPOSING_ROLES, row.ministry_id):
        raise NotAllowed(NOT_YOURS)
    return row


def _filled(unit: Unit, row: ConnectEntry) -> EntryForm:
    form = EntryForm(formdata=None)
    form.show(queries.entry_content(unit.session, row), row.version)
    return form


def _page(
    unit: Unit,
    form: EntryForm,
    row: ConnectEntry | None = None,
    status: int = 200,
    conflict: str = "",
) -> ResponseReturnValue:
    _offer(unit, form)
    ministry = unit.session.get_one(Ministry, row.ministry_id) if row else None
    return page(
        "entry.html",
        status,
        form=form,
        row=row,
        ministry=ministry.name if ministry else "",
        seen=seen_form(row.version if row else 0),
        conflict=conflict,
        changes=history(unit, f"connect:{row.id}") if row else [],
        may_keep=keeps(unit.actor),
        may_write=row is None or unit.actor.reaches(PROPOSING_ROLES, row.ministry_id),
        is_due=row is not None and row.state == "listed" and is_due(row.checked_at, unit.now),
        action_words=ACTION_WORDS,
        state_words=STATE_WORDS,
    )


def _offer(unit: Unit, form: EntryForm) -> None:
    """The ministries that may be chosen, and the tools of the register that are in use."""
    kept = form.tool.data
    tools = [
        SelectChoice(one.key, one.name)
        for one in queries.tools(unit.session)
        if one.status == ToolStatus.IN_USE or one.key == kept
    ]
    form.tool.choices = [SelectChoice("", "None: it is a site of our own"), *tools]
    own = [SelectChoice(one.code, one.name) for one in writable_ministries(unit)]
    form.ministry.choices = own if len(own) == 1 else [SelectChoice("", "Choose one"), *own]
