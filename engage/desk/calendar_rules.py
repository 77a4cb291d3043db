"""The months of the staff's calendar, and what stands in them. Pure."""

import calendar
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Final

from engage.core.dates import from_local, zone

EARLIEST: Final = 2000
LATEST: Final = 2100
# fmt: off
MONTHS: Final = (
    "January", "February", "March", "April", "May", "June", "July",
    "August", "September", "October", "November", "December",
)
# fmt: on
WEEKDAYS: Final = (
    "Sunday",
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
)  # fmt: skip
IN_A_DAY: Final = 6
"""How many entries a day of the month view shows; the list has them all."""


class Kind(StrEnum):
    OPENING = "opening"
    CLOSING = "closing"
    UPDATE = "update"
    RESULTS = "results"
    APPROVAL = "approval"
    ELECTION = "election"
    HELD = "held"
    NOTICE = "notice"
    RECORDS = "records"
    REVIEW = "review"


KIND_LABELS: Final = {
    Kind.OPENING: "Openings",
    Kind.CLOSING: "Closings",
    Kind.UPDATE: "Updates",
    Kind.RESULTS: "Results and reports",
    Kind.APPROVAL: "Approvals that wait",
    Kind.ELECTION: "Elections",
    Kind.HELD: "Held by an election",
    Kind.NOTICE: "Collection notices",
    Kind.RECORDS: "Records",
    Kind.REVIEW: "Registers to confirm",
}


_RANKS: Final = {kind: rank for rank, kind in enumerate(Kind)}
"""Of two at the same time, what the public sees comes first."""


@dataclass(frozen=True)
class Entry:
    """One thing of a day. `at` is None where only the day is known; `href` is '' for no page."""

    kind: Kind
    day: date
    at: datetime | None
    words: str
    title: str
    href: str
    ministry_id: int | None = None


@dataclass(frozen=True)
class Month:
    year: int
    number: int

    @property
    def words(self) -> str:
        """'March 2026'"""
        return f"{MONTHS[self.number - 1]} {self.year}"

    @property
    def in_address(self) -> str:
        return f"{self.year:04}-{self.number:02}"

    @property
    def first(self) -> date:
        return date(self.year, self.number, 1)

    @property
    def after_last(self) -> date:
        return self.later(1).first

    def later(self, months: int) -> "Month":
        ahead = self.year * 12 + self.number - 1 + months
        return Month(ahead // 12, ahead % 12 + 1)

    @property
    def is_in_reach(self) -> bool:
        return EARLIEST <= self.year < LATEST

    def bounds(self, tz: str) -> tuple[datetime, datetime]:
        """Its first instant there, and that after its last."""
        return from_local(self.first, time(), tz), from_local(self.after_last, time(), tz)

    def weeks(self) -> list[list[date]]:
        """Whole weeks from Sunday on; days of the months beside it fill them up."""
        return calendar.Calendar(calendar.SUNDAY).monthdatescalendar(self.year, self.number)


def month_of(day: date) -> Month:
    return Month(day.year, day.month)


def month_from_address(text: str) -> Month | None:
    """'2026-03'; None for anything else."""
    year, _, number = text.partition("-")
    if len(text) != 7 or not (text.isascii() and year.isdigit() and number.isdigit()):
        return None
    found = Month(int(year), int(number))
    return found if 1 <= found.number <= 12 and found.is_in_reach else None


def local_day(moment: datetime, tz: str) -> date:
    return moment.astimezone(zone(tz)).date()


def last_day(moment: datetime, tz: str) -> date:
    """The day that an instant ends: what closes at midnight closes on the day before."""
    return local_day(moment - timedelta(microseconds=1), tz)


def by_day(entries: Iterable[Entry]) -> dict[date, tuple[Entry, ...]]:
    """Days in their order; on each what has a time, by it, after what has none."""
    found: dict[date, list[Entry]] = {}
    for one in sorted(entries, key=_place):
        found.setdefault(one.day, []).append(one)
    return {day: tuple(those) for day, those in found.items()}


def _place(one: Entry) -> tuple[date, float, int, str]:
    return one.day, one.at.timestamp() if one.at else 0.0, _RANKS[one.kind], one.title
