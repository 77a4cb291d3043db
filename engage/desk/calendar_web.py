"""The staff's calendar: a month as a table or as a list, with what was and what is planned.

Filters are links. Calendar programs cannot sign in; each person can make them a secret address
(`accounts/web/calendar_link.py`, read by `sharing/web/staff_calendar.py`).
"""

from dataclasses import dataclass, replace
from datetime import date
from typing import Final
from urllib.parse import urlencode

from flask import Blueprint, make_response, render_template, request
from flask.typing import ResponseReturnValue

from engage.desk.calendar_asked import Asked
from engage.desk.calendar_rules import (
    IN_A_DAY,
    KIND_LABELS,
    WEEKDAYS,
    Entry,
    Kind,
    Month,
    by_day,
    local_day,
    month_from_address,
    month_of,
)
from engage.desk.calendar_sources import entries_of
from engage.engagements.queries import ministries_named
from engage.engagements.reach import READING_ROLES
from engage.web.access import staff
from engage.web.transaction import current_unit, no_store

blueprint = Blueprint("calendar", __name__)
LIST: Final = "list"
NOTHING: Final[frozenset[int]] = frozenset()


@dataclass(frozen=True)
class View:
    """What the address asks for; whatever it says wrongly is not asked."""

    month: Month
    ministry_id: int | None
    kind: Kind | None
    is_list: bool

    @property
    def href(self) -> str:
        values = {
            "month": self.month.in_address,
            "ministry": self.ministry_id or "",
            "kind": self.kind or "",
            "view": LIST if self.is_list else "",
        }
        return f"/staff/calendar?{urlencode({key: one for key, one in values.items() if one})}"


@dataclass(frozen=True)
class Link:
    label: str
    href: str
    is_current: bool


@dataclass(frozen=True)
class Day:
    """A day with what stands in it. `more` is how many the table leaves to the list."""

    day: date
    is_inside: bool
    is_today: bool
    entries: tuple[Entry, ...]
    more: int = 0


@blueprint.get("/staff/calendar")
@staff()
def staff_calendar() -> ResponseReturnValue:
    unit = current_unit()
    within = unit.actor.ministries(READING_ROLES)
    ministries = {} if within == NOTHING else ministries_named(unit.session, within)
    today = local_day(unit.now, unit.settings.time_zone)
    view = _view(month_of(today), ministries)
    start, end = view.month.bounds(unit.settings.time_zone)
    asked = Asked(unit, view.month, start, end, view.ministry_id)
    found = entries_of(asked, view.kind)
    days = by_day(found)
    html = render_template(
        "desk/calendar.html",
        month=view.month,
        is_list=view.is_list,
        weekdays=WEEKDAYS,
        weeks=_weeks(view.month, days, today),
        days=[_day(day, view.month, days, today) for day in days],
        is_cut=bool(asked.cut),
        total=len(found),
        ministries=ministries,
        kind_labels=KIND_LABELS,
        links=_links(view, month_of(today), ministries),
    )
    return no_store(make_response(html))


def _view(this_month: Month, ministries: dict[int, str]) -> View:
    asked = request.args.get("ministry", "")
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 10 else 0
    kind = request.args.get("kind", "")
    return View(
        month_from_address(request.args.get("month", "")) or this_month,
        number if number in ministries else None,
        Kind(kind) if kind in set(Kind) else None,
        request.args.get("view") == LIST,
    )


def _weeks(month: Month, days: dict[date, tuple[Entry, ...]], today: date) -> list[list[Day]]:
    return [[_cut(_day(day, month, days, today)) for day in week] for week in month.weeks()]


def _day(day: date, month: Month, days: dict[date, tuple[Entry, ...]], today: date) -> Day:
    return Day(day, month.number == day.month, day == today, days.get(day, ()))


def _cut(day: Day) -> Day:
    more = max(0, len(day.entries) - IN_A_DAY)
    return replace(day, entries=day.entries[:IN_A_DAY], more=more)


def _links(view: View, this_month: Month, ministries: dict[int, str]) -> dict[str, object]:
    """Every place to go to from here."""
    before, after = (view.month.later(step) for step in (-1, 1))
    months = [
        Link(label, replace(view, month=month).href, is_current=False)
        for label, month in ((f"Before: {before.words}", before), (f"Next: {after.words}", after))
        if month.is_in_reach
    ]
    kinds = [Link("Everything", replace(view, kind=None).href, view.kind is None)]
    kinds += [
        Link(label, replace(view, kind=kind).href, view.kind is kind)
        for kind, label in KIND_LABELS.items()
    ]
    chosen = view.ministry_id
    of_ministries = [Link("All ministries", replace(view, ministry_id=None).href, chosen is None)]
    of_ministries += [
        Link(name, replace(view, ministry_id=number).href, chosen == number)
        for number, name in ministries.items()
    ]
    return {
        "months": months,
        "today": replace(view, month=this_month).href,
        "kinds": kinds,
        "ministries": of_ministries if len(ministries) > 1 else [],
        "table": replace(view, is_list=False).href,
        "list": replace(view, is_list=True).href,
        "all": View(view.month, None, None, view.is_list).href,
        "is_filtered": view.kind is not None or chosen is not None,
    }
