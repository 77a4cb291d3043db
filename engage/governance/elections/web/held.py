"""Deciding about one held item: approve it again, or drop it (R57). There is no 'approve all'."""

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from engage.core.errors import Conflict, Refused
from engage.governance.elections.forms import ItemForm
from engage.governance.elections.rules import READING_ROLES, Outcome
from engage.governance.elections.service import approve_again, drop_item
from engage.governance.elections.web.blueprint import CONFLICT, NUMBER, REFUSED, blueprint
from engage.governance.elections.web.overview import overview_page
from engage.web.access import staff
from engage.web.transaction import current_unit


@blueprint.post(f"/staff/elections/held/{NUMBER}")
@staff(*READING_ROLES)
def decide(number: int) -> ResponseReturnValue:
    unit, form = current_unit(), ItemForm()
    drops = request.form.get("then") == "drop"
    try:
        with unit.attempt():
            if drops:
                drop_item(unit, number)
            else:
                approve_again(unit, number, seen=_seen(form.seen.data))
    except Refused as refused:
        return overview_page(unit, REFUSED, refused.message)
    except Conflict as conflict:
        return overview_page(unit, CONFLICT, str(conflict))
    flash("It is dropped and does not go out." if drops else "It is approved and can go out.")
    return redirect(url_for(".overview"), 303)


def _seen(text: str | None) -> Outcome:
    return Outcome.DROPPED if text == Outcome.DROPPED else Outcome.WAITING
