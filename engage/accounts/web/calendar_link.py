"""The address at which one's calendar program reads the staff calendar: made, told once, ended.

It stands on the page that answers the button and nowhere else: in no address of ours, no message
that a cookie carries, no log.
"""

from typing import Final

from flask import flash, make_response, redirect, render_template
from flask.typing import ResponseReturnValue

from engage.accounts.service.calendar_links import (
    calendar_link_of,
    end_calendar_link,
    make_calendar_link,
)
from engage.accounts.service.confirming import acting
from engage.accounts.web.account import ACCOUNT
from engage.accounts.web.browser import blueprint
from engage.accounts.web.confirming import confirmed
from engage.core.unit import Unit
from engage.web.access import staff
from engage.web.transaction import current_unit, no_store

CALENDAR: Final = f"{ACCOUNT}/calendar"


@blueprint.get(CALENDAR)
@staff()
def calendar_link() -> ResponseReturnValue:
    return _shown(current_unit(), "")


@blueprint.post(CALENDAR)
@staff()
@confirmed
def calendar_link_made() -> ResponseReturnValue:
    unit = current_unit()
    return _shown(unit, make_calendar_link(unit, acting(unit).id))


@blueprint.post(f"{CALENDAR}/end")
@staff()
def calendar_link_ended() -> ResponseReturnValue:
    unit = current_unit()
    had_one = end_calendar_link(unit, acting(unit).id)
    flash("The address works no more." if had_one else "There was no address that works.")
    return redirect(CALENDAR, 303)


def _shown(unit: Unit, address: str) -> ResponseReturnValue:
    link = calendar_link_of(unit, acting(unit).id)
    html = render_template("accounts/calendar_link.html", link=link, address=address)
    return no_store(make_response(html))
