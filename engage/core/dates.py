"""Dates and times in the words of the people who read them: 'Friday, 14 March 2026, 4 pm', and on a
French page 'vendredi 14 mars 2026 à 16 h'.

French words stand after an article that belongs to their sentence: 'jusqu'au %(moment)s'.

Everything is stored in UTC and said in one zone, which is a setting. Nothing here reads the clock:
`now` is always given.

Zones come from the `tzdata` package that the project pins, not from the operating system: British
Columbia kept its summer time for good in 2026, and a system that has not learned of it would
close an engagement an hour late. Offsets are never computed here.
"""

import re
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from importlib.resources import files
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from engage.core.language import FRENCH, current
from engage.core.language import gettext as _

DEFAULT_ZONE: Final = "America/Vancouver"
_ZONE_WORDS: Final = {"America/Vancouver": "Pacific time"}
_FRENCH_ZONE_WORDS: Final = {"America/Vancouver": "heure du Pacifique"}
_DAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
# fmt: off
_MONTHS: Final = (
    "January", "February", "March", "April", "May", "June", "July",
    "August", "September", "October", "November", "December",
)
_FRENCH_DAYS: Final = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
_FRENCH_MONTHS: Final = (
    "janvier", "février", "mars", "avril", "mai", "juin", "juillet",
    "août", "septembre", "octobre", "novembre", "décembre",
)
# fmt: on
_HOUR_SPACE: Final = re.compile(r"(?<=[0-9]) (?=[ap]m\b)")
_MOMENT: Final = timedelta(microseconds=1)
_REMEMBERED: Final = 4_096
"""The same moments are said again and again: a page of 200 comments has 600 of these words."""


@lru_cache(maxsize=64)
def zone(tz: str) -> ZoneInfo:
    """The IANA zone of that name. Raises ZoneInfoNotFoundError (a KeyError)."""
    parts = tz.split("/")
    if not all(part.replace("_", "").replace("-", "").replace("+", "").isalnum() for part in parts):
        raise ZoneInfoNotFoundError(f"no time zone is called {tz!r}")
    try:
        with files("tzdata").joinpath("zoneinfo", *parts).open("rb") as rules:
            return ZoneInfo.from_file(rules, key=tz)
    except (OSError, ValueError):
        raise ZoneInfoNotFoundError(f"no time zone is called {tz!r}") from None


def date_words(moment: datetime, tz: str = DEFAULT_ZONE) -> str:
    """'Friday, 14 March 2026', 'vendredi 14 mars 2026'"""
    return _date_words(moment, tz, current())


@lru_cache(maxsize=_REMEMBERED)
def _date_words(moment: datetime, tz: str, language: str) -> str:
    return _day_words(_local(moment, tz).date(), language)


def day_words(day: date) -> str:
    """'Friday, 14 March 2026' for a day of the calendar, which has no zone."""
    return _day_words(day, current())


def _day_words(day: date, language: str) -> str:
    if language == FRENCH:
        return f"{_FRENCH_DAYS[day.weekday()]} {_short_date(day, language)}"
    return f"{_DAYS[day.weekday()]}, {_short_date(day, language)}"


def short_date_words(moment: datetime, tz: str = DEFAULT_ZONE) -> str:
    """'14 March 2026', '14 mars 2026': without the weekday."""
    return _short_date(_local(moment, tz).date(), current())


def short_day_words(day: date) -> str:
    """'14 March 2026' for a day of the calendar."""
    return _short_date(day, current())


def french_date_words(moment: datetime, tz: str = DEFAULT_ZONE) -> str:
    """'14 mars 2026', and '1er mars 2026' for the first of a month, whatever the page speaks."""
    return _short_date(_local(moment, tz).date(), FRENCH)


def datetime_words(moment: datetime, tz: str = DEFAULT_ZONE) -> str:
    """'Friday, 14 March 2026, 4 pm Pacific time'

    'vendredi 14 mars 2026 à 16 h (heure du Pacifique)'. 'Midnight' alone may be either end of a
    day, so the words say which end they mean; '0 h' is the start.
    """
    return _datetime_words(moment, tz, current())


@lru_cache(maxsize=_REMEMBERED)
def _datetime_words(moment: datetime, tz: str, language: str) -> str:
    local = _local(moment, tz)
    day, zone_words = _day_words(local.date(), language), _zone_words(local, tz, language)
    if language == FRENCH:
        return f"{day} à {_french_clock(local)} ({zone_words})"
    hour = _hour_words(local, language)
    if hour == "midnight":
        hour = "midnight at the start of the day,"
    return f"{day}, {hour} {zone_words}"


def time_words(moment: datetime, tz: str = DEFAULT_ZONE) -> str:
    """'10:42 am', 'noon', '10 h 42', 'midi': for what happens within the day."""
    return _hour_words(_local(moment, tz), current())


@lru_cache(maxsize=_REMEMBERED)
def unbroken(words: str) -> str:
    """The same words for a page, where no line may end between '4' and 'pm'. What is sent as plain
    text keeps its spaces."""
    return _HOUR_SPACE.sub("\u00a0", words)


def closes_in_words(closes_at: datetime, now: datetime, tz: str = DEFAULT_ZONE) -> str:
    """'closes in 9 days', 'closes tomorrow at 4 pm', 'closes today at 4 pm', 'closed 14 March 2026'

    Days are those of the calendar. What closes at midnight closes on the day that then ends.
    """
    # In UTC: subtracting on the wall clock would err where an hour is missing or repeated.
    last_day = _local(closes_at.astimezone(UTC) - _MOMENT, tz).date()
    if now >= closes_at:
        return _("closed %(date)s", date=short_day_words(last_day))
    days = (last_day - _local(now, tz).date()).days
    if days > 1:
        return _("closes in %(days)s days", days=days)
    local = _local(closes_at, tz)
    hour = _hour_words(local, current())
    if days == 1:
        return _("closes tomorrow at %(hour)s", hour=hour)
    if _is_midnight(local):
        return _("closes tonight at midnight")
    return _("closes today at %(hour)s", hour=hour)


def opens_in_words(opens_at: datetime, now: datetime, tz: str = DEFAULT_ZONE) -> str:
    """'opens in 9 days', 'opens tomorrow at 9 am', 'opens today at 9 am', 'opened 14 March 2026'"""
    local = _local(opens_at, tz)
    if now >= opens_at:
        return _("opened %(date)s", date=short_day_words(local.date()))
    days = (local.date() - _local(now, tz).date()).days
    if days > 1:
        return _("opens in %(days)s days", days=days)
    hour = _hour_words(local, current())
    if days == 1:
        if _is_midnight(local):
            return _("opens tonight at midnight")
        return _("opens tomorrow at %(hour)s", hour=hour)
    return _("opens today at %(hour)s", hour=hour)


@lru_cache(maxsize=_REMEMBERED)
def iso(moment: datetime) -> str:
    """UTC to the second for ``<time datetime>`` and interfaces: '2026-03-14T23:00:00Z'"""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def local_week(moment: datetime, tz: str = DEFAULT_ZONE) -> date:
    """The Monday of the week in which people there lived the moment."""
    day = _local(moment, tz).date()
    return day - timedelta(days=day.weekday())


def next_midnight(now: datetime, tz: str = DEFAULT_ZONE) -> datetime:
    """When the day changes there, in UTC: until then 'tomorrow' stays true (unless it opens or
    closes before)."""
    tomorrow = _local(now, tz).date() + timedelta(days=1)
    return datetime.combine(tomorrow, time(), zone(tz)).astimezone(UTC)


def from_local(day: date, at: time, tz: str = DEFAULT_ZONE) -> datetime:
    """The moment in UTC that a calendar and a wall clock there mean.

    The later reading wins where the clock is changed, so that nobody is refused early: a time
    that comes twice is its second coming, and one that is skipped lies as far after the gap as
    it would have without one (2:30 becomes 3:30).
    """
    local = datetime.combine(day, at.replace(tzinfo=None), zone(tz))
    return max(local.replace(fold=fold).astimezone(UTC) for fold in (0, 1))


def _local(moment: datetime, tz: str) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("a moment without a time zone cannot be told in words")
    return moment.astimezone(zone(tz))


def _short_date(day: date, language: str) -> str:
    if language == FRENCH:
        number = "1er" if day.day == 1 else str(day.day)
        return f"{number} {_FRENCH_MONTHS[day.month - 1]} {day.year}"
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def _is_midnight(local: datetime) -> bool:
    return local.hour == local.minute == 0


def _hour_words(local: datetime, language: str) -> str:
    if language == FRENCH:
        if local.minute == 0 and local.hour in (0, 12):
            return "midi" if local.hour else "minuit"
        return _french_clock(local)
    if local.minute == 0 and local.hour in (0, 12):
        return "noon" if local.hour else "midnight"
    minutes = f":{local.minute:02}" if local.minute else ""
    return f"{local.hour % 12 or 12}{minutes} {'pm' if local.hour >= 12 else 'am'}"


def _french_clock(local: datetime) -> str:
    """'16 h', '16 h 05', with spaces that do not break."""
    minutes = f"\u00a0{local.minute:02}" if local.minute else ""
    return f"{local.hour}\u00a0h{minutes}"


def _zone_words(local: datetime, tz: str, language: str) -> str:
    said = _FRENCH_ZONE_WORDS if language == FRENCH else _ZONE_WORDS
    words = said.get(tz) or local.tzname() or ""
    return f"UTC{words}" if words[:1] in "+-" else words
