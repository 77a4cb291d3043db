"""The blueprint, and what its pages share."""

from collections.abc import Sequence
from typing import Final

from flask import Blueprint, make_response, render_template
from flask.typing import ResponseReturnValue

from engage.core.unit import Unit
from engage.outreach import queries
from engage.outreach.comparing import Difference, differences
from engage.outreach.forms import SeenForm
from engage.outreach.queries import Change
from engage.outreach.rules import Invalid
from engage.web.forms import Fault, Form
from engage.web.transaction import no_store

blueprint = Blueprint("outreach", __name__)

REFUSED: Final = 422
CONFLICT: Final = 409
NUMBER: Final = "<number:number>"


def page(template: str, status: int = 200, **context: object) -> ResponseReturnValue:
    return no_store(make_response(render_template(f"outreach/{template}", **context), status))


def history(unit: Unit, subject: str) -> list[tuple[Change, tuple[Difference, ...]]]:
    found = queries.history(unit.session, subject)
    return [(one, differences(one.before, one.after)) for one in found]


def show_faults(form: Form, refused: Fault) -> None:
    """Everything that a rule found, but at no field that could not even be read."""
    faults: Sequence[Fault] = refused.faults if isinstance(refused, Invalid) else (refused,)
    unread = {name for name, errors in form.errors.items() if errors}
    for fault in faults:
        if fault.field not in unread:
            form.show_fault(fault)


def seen_form(version: int) -> SeenForm:
    form = SeenForm(formdata=None)
    form.seen_version.data = version
    return form


def seen_version() -> int:
    """Which version the reader of a button saw; 0 for a page that was not complete."""
    form = SeenForm()
    return form.seen_version.data or 0 if form.validate() else 0
