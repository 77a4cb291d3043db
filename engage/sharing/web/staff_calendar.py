"""The staff's calendar at a person's secret address, for a calendar program, which cannot sign in.

The token in the path is the right to read it, and whoever has it is nobody else: what is listed
follows from the roles that its person has now. No session is opened and no cookie set. The address
is in no log of ours, and nothing is fetched or linked that would carry it on.
"""

from datetime import timedelta
from typing import Final

from flask import Response, make_response

from engage.accounts.service.calendar_links import reader_by_calendar_link
from engage.core.errors import NotFound
from engage.core.unit import Unit
from engage.desk.calendar_asked import Asked
from engage.desk.calendar_rules import local_day, month_of
from engage.desk.calendar_sources import entries_of
from engage.engagements.queries import ministries_named
from engage.sharing.calendars import CALENDAR_TYPE, calendar
from engage.sharing.heads import the_theme
from engage.sharing.planned import planned_moments
from engage.sharing.web.blueprint import blueprint
from engage.sharing.web.calendars import named
from engage.web.access import public
from engage.web.transaction import current_unit, engage_app, no_store

NO_CALENDAR: Final = "There is no calendar at this address, or it was ended."
MONTHS_BEFORE: Final = 3
MONTHS_AFTER: Final = 12


@blueprint.get("/staff/calendar/feed/<token>.ics")
@public
def staff_calendar(token: str) -> Response:
    unit = current_unit()
    reader = reader_by_calendar_link(unit, token)
    if reader is None:
        raise NotFound(NO_CALENDAR)
    with engage_app().units.reading(reader) as theirs:
        body = _calendar(theirs)
    response = named(no_store(make_response(body)), "staff-calendar.ics")
    response.content_type = CALENDAR_TYPE
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _calendar(unit: Unit) -> bytes:
    settings, theme = unit.settings, the_theme()
    this_month = month_of(local_day(unit.now, settings.time_zone))
    first, last = this_month.later(-MONTHS_BEFORE), this_month.later(MONTHS_AFTER)
    start, end = first.bounds(settings.time_zone)[0], last.bounds(settings.time_zone)[1]
    asked = Asked(unit, first, start, end, None, until=last)
    entries = entries_of(asked, None)
    text = "What was and what is planned, as your roles show it. Not for anybody else."
    if asked.cut:
        text += " There is more than this calendar holds: the page of the calendar shows all of it."
    # Not the very second: what has not changed is then written alike for a day.
    changed = unit.now - timedelta(seconds=unit.now.timestamp() % 86_400)
    ministries = ministries_named(unit.session, None)
    return calendar(
        f"{theme.title}: staff",
        text,
        f"{settings.base_url}/staff/calendar",
        theme.organization,
        tuple(planned_moments(entries, ministries, settings.base_url, changed)),
    )
