"""The tool register: everybody of the staff reads it, who answers for every ministry keeps it."""

from collections.abc import Callable

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from engage.core.errors import Conflict, NotAllowed, Refused
from engage.core.unit import Unit
from engage.outreach import queries
from engage.outreach.forms import ToolForm
from engage.outreach.models import Tool
from engage.outreach.rules import KEEPING_ROLES, is_due, keeps
from engage.outreach.service import add_tool, change_tool, confirm_tool, undo_tool
from engage.outreach.service.tools import NOT_A_KEEPER
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
from engage.outreach.words import ACTION_WORDS, AUDIENCE_WORDS, STATUS_WORDS
from engage.web.access import staff
from engage.web.transaction import current_unit


@blueprint.get("/staff/tools")
@staff()
def tools() -> ResponseReturnValue:
    unit = current_unit()
    rows = queries.tools(unit.session)
    return page(
        "tools.html",
        tools=rows,
        due={one.id for one in rows if is_due(one.checked_at, unit.now)},
        may_keep=keeps(unit.actor),
        status_words=STATUS_WORDS,
        audience_words=AUDIENCE_WORDS,
    )


@blueprint.get("/staff/tools/new")
@staff(*KEEPING_ROLES)
def new_tool() -> ResponseReturnValue:
    return _page(_keeping_unit(), ToolForm(formdata=None))


@blueprint.post("/staff/tools/new")
@staff(*KEEPING_ROLES)
def save_new_tool() -> ResponseReturnValue:
    unit, form = _keeping_unit(), ToolForm()
    try:
        with unit.attempt():
            row = add_tool(unit, form.typed(), form.hosts.data or "")
    except Refused as refused:
        show_faults(form, refused)
        return _page(unit, form, status=REFUSED)
    flash(f"{row.name} is in the register.")
    return redirect(url_for(".tool", number=row.id), 303)


@blueprint.get(f"/staff/tools/{NUMBER}")
@staff()
def tool(number: int) -> ResponseReturnValue:
    unit = current_unit()
    row = queries.tool(unit.session, number)
    return _page(unit, _filled(row), row)


@blueprint.post(f"/staff/tools/{NUMBER}")
@staff(*KEEPING_ROLES)
def save_tool(number: int) -> ResponseReturnValue:
    unit, form = _keeping_unit(), ToolForm()
    row = queries.tool(unit.session, number)
    is_sound = form.validate()
    seen = form.seen_version.data or 0
    try:
        with unit.attempt():
            if not is_sound:
                raise Refused("", "")
            change_tool(unit, number, form.typed(), form.hosts.data or "", seen_version=seen)
    except Refused as refused:
        if refused.message:
            show_faults(form, refused)
        return _page(unit, form, row, REFUSED)
    except Conflict as conflict:
        row = queries.tool(unit.session, number, lock=True)
        form.seen_version.raw_data, form.seen_version.data = None, row.version
        return _page(unit, form, row, CONFLICT, str(conflict))
    flash(f"{row.name} is saved.")
    return redirect(url_for(".tool", number=number), 303)


@blueprint.post(f"/staff/tools/{NUMBER}/confirm")
@staff(*KEEPING_ROLES)
def confirm_one_tool(number: int) -> ResponseReturnValue:
    return _press(number, confirm_tool, "is confirmed. It is asked again in a year.")


@blueprint.post(f"/staff/tools/{NUMBER}/undo")
@staff(*KEEPING_ROLES)
def undo_one_tool(number: int) -> ResponseReturnValue:
    return _press(number, undo_tool, "is as it was before the last change.")


def _press(number: int, act: Callable[..., object], done: str) -> ResponseReturnValue:
    unit = _keeping_unit()
    row = queries.tool(unit.session, number)
    try:
        with unit.attempt():
            act(unit, number, seen_version=seen_version())
    except (Refused, Conflict) as refusal:
        row = queries.tool(unit.session, number, lock=True)
        return _page(unit, _filled(row), row, CONFLICT, str(refusal))
    flash(f"{row.name} {done}")
    return redirect(url_for(".tool", number=number), 303)


def _keeping_unit() -> Unit:
    """The unit of somebody who answers for every ministry; a role in one is not enough."""
    unit = current_unit()
    if not keeps(unit.actor):
        raise NotAllowed(NOT_A_KEEPER)
    return unit


def _filled(row: Tool) -> ToolForm:
    form = ToolForm(formdata=None)
    form.show(queries.tool_content(row), row.version)
    return form


def _page(
    unit: Unit, form: ToolForm, row: Tool | None = None, status: int = 200, conflict: str = ""
) -> ResponseReturnValue:
    return page(
        "tool.html",
        status,
        form=form,
        row=row,
        seen=seen_form(row.version if row else 0),
        conflict=conflict,
        changes=history(unit, f"tool:{row.id}") if row else [],
        may_keep=keeps(unit.actor),
        is_due=row is not None and is_due(row.checked_at, unit.now),
        action_words=ACTION_WORDS,
        status_words=STATUS_WORDS,
        audience_words=AUDIENCE_WORDS,
    )
