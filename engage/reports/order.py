"""What somebody asks for when they ask for a report: which kind, up to when, in which languages,
and how small a count may be shown. Pure.

A final report is of an engagement that has closed, as it stood then. An interim one holds whole
weeks, from Monday to Sunday: two of one week are the same report, so nobody learns from the
difference of two what one person wrote on a Tuesday.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Final

from engage.core.dates import from_local, local_week
from engage.privacy.disclosure import THRESHOLD

WEEK: Final = timedelta(days=7)
LOWERED: Final = 5
"""The only threshold below the usual one, and only with a sign-off (R74)."""
THRESHOLDS: Final = (THRESHOLD, LOWERED)
WEEKS_OFFERED: Final = 60

STILL_OPEN: Final = "This engagement has not closed, so there is no final report yet."
NOT_A_WEEK: Final = "Choose one of the weeks."
NO_WEEK: Final = "No whole week has passed since this opened: an interim report holds whole weeks."
NO_LANGUAGE: Final = "Choose English, or English and French."
NO_THRESHOLD: Final = "Choose 10, or 5 with a sign-off."


class Kind(StrEnum):
    FINAL = "final"
    INTERIM = "interim"


class Language(StrEnum):
    ENGLISH = "en"
    FRENCH = "fr"


ENGLISH: Final = (Language.ENGLISH,)
BOTH: Final = (Language.ENGLISH, Language.FRENCH)


@dataclass(frozen=True)
class Order:
    """`week`: the Monday of the last week that an interim report holds; None in a final one."""

    kind: Kind
    week: date | None = None
    languages: tuple[Language, ...] = ENGLISH
    threshold: int = THRESHOLD

    def ends_at(self, time_zone: str) -> datetime | None:
        """The instant at which the last week of an interim report is over: what came from then on
        is not in it. None in a final one, which ends with the closing."""
        if self.week is None:
            return None
        return from_local(self.week + WEEK, time(), time_zone)


@dataclass(frozen=True)
class Wanted:
    """What somebody says who need not say all of it. `week`: any day of the last one."""

    kind: Kind | None
    week: date | None
    languages: tuple[Language, ...]
    threshold: int

    def order(self, usual: Order) -> Order:
        """As usual where nothing else was said; a week alone says that it is interim."""
        kind = self.kind or (Kind.INTERIM if self.week else usual.kind)
        monday = self.week - timedelta(days=self.week.weekday()) if self.week else usual.week
        week = monday if kind is Kind.INTERIM else None
        return Order(kind, week, self.languages, self.threshold)


def usual_order(
    opens_at: datetime | None, closes_at: datetime | None, now: datetime, tz: str
) -> Order:
    """What is built when nobody chooses: the final report, or the weeks so far while it is open."""
    if _has_closed(closes_at, now):
        return Order(Kind.FINAL)
    return Order(Kind.INTERIM, next(weeks(opens_at, closes_at, now, tz), None))


def weeks(
    opens_at: datetime | None, closes_at: datetime | None, now: datetime, tz: str
) -> Iterator[date]:
    """The Mondays of the weeks that an interim report can end with, the latest first.

    A week in which the engagement began, or closed, counts as a whole one.
    """
    if opens_at is None or opens_at > now:
        return
    last = now if closes_at is None else min(now, closes_at)
    latest = local_week(last, tz)
    if from_local(latest + WEEK, time(), tz) > now:
        latest -= WEEK
    first = local_week(opens_at, tz)
    for n in range(WEEKS_OFFERED):
        monday = latest - n * WEEK
        if monday < first:
            return
        yield monday


def first_week(released: Iterable[tuple[date | None, datetime]], tz: str) -> date | None:
    """The earliest week that an interim report may end with, by the last week of each report that
    was released and when it was asked for; None: any.

    Of two reports the shorter one is contained in the longer. If it comes first, the longer one can
    leave out what their difference would tell; if it comes second, that is told already.
    """
    return max((week or local_week(at, tz) for week, at in released), default=None)


def order_fault(
    order: Order, opens_at: datetime | None, closes_at: datetime | None, now: datetime, tz: str
) -> tuple[str, str] | None:
    """The field and the words of what is wrong with an order; None: it can be built."""
    if order.kind is Kind.FINAL and not _has_closed(closes_at, now):
        return "kind", STILL_OPEN
    if order.kind is Kind.INTERIM:
        offered = tuple(weeks(opens_at, closes_at, now, tz))
        if not offered:
            return "week", NO_WEEK
        if order.week not in offered:
            return "week", NOT_A_WEEK
    if order.languages not in (ENGLISH, BOTH):
        return "languages", NO_LANGUAGE
    if order.threshold not in THRESHOLDS:
        return "threshold", NO_THRESHOLD
    return None


def _has_closed(closes_at: datetime | None, now: datetime) -> bool:
    return closes_at is not None and closes_at <= now
