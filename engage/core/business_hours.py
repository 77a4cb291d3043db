"""Time as the public service works it: half past eight to half past four, no weekends or holidays.

How long a comment waits for its decision and when a question's answer is due are counted in working
time (R70). Nothing here reads the clock.

Holidays are those of British Columbia by the `holidays` package, and two more on which the public
service rests: Easter Monday and Boxing Day. One that falls on a weekend is taken on the next
working day, by the public service's rule rather than the Act's.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from itertools import count
from typing import Final

import holidays

from engage.core.dates import DEFAULT_ZONE, from_local, zone

OPENS: Final = time(8, 30)
CLOSES: Final = time(16, 30)
WORKDAY: Final = timedelta(hours=8)
_SATURDAY: Final = 5
_DAY: Final = timedelta(days=1)
_NOTHING: Final = timedelta()


@dataclass(frozen=True)
class BusinessHours:
    """An allowance of working time in one zone: when it is used up, and what used it up by now."""

    allowed: timedelta
    tz: str = DEFAULT_ZONE

    def due_at(self, since: datetime) -> datetime:
        """The first instant at which the allowance is used up."""
        left = self.allowed
        for opens, closes in _workdays(since, self.tz, 1):
            begins = max(opens, since)
            if begins < closes and closes - begins >= left:
                return begins + left
            left -= max(closes - begins, _NOTHING)
        raise AssertionError("working days never end")

    def is_overdue(self, since: datetime, now: datetime) -> bool:
        return self.due_at(since) <= now

    def overdue_before(self, now: datetime) -> datetime:
        """Everything that began at this instant or earlier is overdue now, and nothing later."""
        left = self.allowed
        for opens, closes in _workdays(now, self.tz, -1):
            ends = min(closes, now)
            if ends > opens and ends - opens >= left:
                return ends - left
            left -= max(ends - opens, _NOTHING)
        raise AssertionError("working days never end")


def worked_between(since: datetime, until: datetime, tz: str = DEFAULT_ZONE) -> timedelta:
    """How much working time lies between two instants; none when they stand in wrong order."""
    worked = _NOTHING
    for opens, closes in _workdays(since, tz, 1):
        if opens >= until:
            break
        worked += max(min(closes, until) - max(opens, since), _NOTHING)
    return worked


def is_workday(day: date) -> bool:
    return day.weekday() < _SATURDAY and day not in _days_off(day.year)


def _workdays(start: datetime, tz: str, step: int) -> Iterator[tuple[datetime, datetime]]:
    """Opening and closing of each working day from that of `start` on, forwards or backwards."""
    first = start.astimezone(zone(tz)).date()
    for number in count(0, step):
        day = first + number * _DAY
        if is_workday(day):
            yield from_local(day, OPENS, tz), from_local(day, CLOSES, tz)


@lru_cache(maxsize=64)
def _days_off(year: int) -> frozenset[date]:
    named = set(holidays.country_holidays("CA", subdiv="BC", years=year, observed=False))
    easter = holidays.country_holidays("CA", subdiv="BC", years=year).get_named("Good Friday")
    named |= {friday + 3 * _DAY for friday in easter}
    named.add(date(year, 12, 26))
    taken = {day for day in named if day.weekday() < _SATURDAY}
    for day in sorted(named - taken):
        while day.weekday() >= _SATURDAY or day in taken:
            day += _DAY  # noqa: PLW2901  moves to the next working day
        taken.add(day)
    return frozenset(taken)
