from datetime import UTC, date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfoNotFoundError

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engage.core.dates import (
    closes_in_words,
    date_words,
    datetime_words,
    day_words,
    from_local,
    iso,
    local_week,
    next_midnight,
    opens_in_words,
    unbroken,
    zone,
)

MOMENTS = st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC))
ZONES = st.sampled_from(
    ["America/Vancouver", "America/Toronto", "America/St_Johns", "Pacific/Apia", "UTC"]
)


def at(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    """A moment by the wall clock in British Columbia."""
    return from_local(date(year, month, day), time(hour, minute))


def test_date_in_words() -> None:
    assert date_words(at(2026, 3, 14, 23, 59)) == "Saturday, 14 March 2026"
    assert day_words(date(2026, 3, 14)) == "Saturday, 14 March 2026"


def test_date_is_that_of_the_reader_and_not_of_utc() -> None:
    moment = datetime(2026, 3, 15, 3, 0, tzinfo=UTC)
    assert date_words(moment) == "Saturday, 14 March 2026"
    assert date_words(moment, "UTC") == "Sunday, 15 March 2026"


@pytest.mark.parametrize(
    ("hour", "minute", "words"),
    [
        (16, 0, "4 pm"),
        (16, 30, "4:30 pm"),
        (9, 5, "9:05 am"),
        (0, 30, "12:30 am"),
        (12, 0, "noon"),
        (12, 1, "12:01 pm"),
        (0, 0, "midnight at the start of the day,"),
    ],
)
def test_date_and_time_in_words(hour: int, minute: int, words: str) -> None:
    moment = at(2026, 3, 13, hour, minute)
    assert datetime_words(moment) == f"Friday, 13 March 2026, {words} Pacific time"


def test_zone_without_words_is_named_by_its_abbreviation() -> None:
    moment = datetime(2026, 7, 1, 16, 0, tzinfo=UTC)
    assert datetime_words(moment, "America/Toronto").endswith("noon EDT")
    assert datetime_words(moment, "America/Sao_Paulo").endswith("1 pm UTC-03")


@pytest.mark.parametrize(
    ("now", "words"),
    [
        (at(2026, 3, 5, 10), "closes in 9 days"),
        (at(2026, 3, 12, 23, 59), "closes in 2 days"),
        (at(2026, 3, 13, 0), "closes tomorrow at 4 pm"),
        (at(2026, 3, 14, 0), "closes today at 4 pm"),
        (at(2026, 3, 14, 15, 59), "closes today at 4 pm"),
        (at(2026, 3, 14, 16), "closed 14 March 2026"),
        (at(2027, 3, 14, 16), "closed 14 March 2026"),
    ],
)
def test_closing_in_words(now: datetime, words: str) -> None:
    assert closes_in_words(at(2026, 3, 14, 16), now) == words


@pytest.mark.parametrize(
    ("now", "words"),
    [
        (at(2026, 3, 12, 12), "closes in 2 days"),
        (at(2026, 3, 13, 12), "closes tomorrow at midnight"),
        (at(2026, 3, 14, 12), "closes tonight at midnight"),
        (at(2026, 3, 15, 0), "closed 14 March 2026"),
    ],
)
def test_what_closes_at_midnight_closes_on_the_day_that_ends(now: datetime, words: str) -> None:
    assert closes_in_words(at(2026, 3, 15, 0), now) == words


@pytest.mark.parametrize(
    ("now", "words"),
    [
        (at(2026, 3, 5, 9), "opens in 9 days"),
        (at(2026, 3, 13, 23), "opens tomorrow at 9 am"),
        (at(2026, 3, 14, 8, 59), "opens today at 9 am"),
        (at(2026, 3, 14, 9), "opened 14 March 2026"),
    ],
)
def test_opening_in_words(now: datetime, words: str) -> None:
    assert opens_in_words(at(2026, 3, 14, 9), now) == words


def test_what_opens_at_midnight_opens_tonight() -> None:
    assert opens_in_words(at(2026, 3, 14, 0), at(2026, 3, 13, 9)) == "opens tonight at midnight"
    assert opens_in_words(at(2026, 3, 14, 0), at(2026, 3, 12, 9)) == "opens in 2 days"


def test_iso_is_utc_to_the_second() -> None:
    moment = datetime(2026, 3, 14, 16, 0, 0, 999, tzinfo=timezone(timedelta(hours=-7)))
    assert iso(moment) == "2026-03-14T23:00:00Z"


def test_week_begins_on_the_local_monday() -> None:
    assert local_week(at(2026, 3, 15, 23, 59)) == date(2026, 3, 9)
    assert local_week(at(2026, 3, 16, 0)) == date(2026, 3, 16)


def test_time_skipped_in_spring_lies_after_the_gap() -> None:
    assert at(2026, 3, 8, 2, 30) == datetime(2026, 3, 8, 10, 30, tzinfo=UTC)
    assert at(2026, 3, 8, 2, 30) == at(2026, 3, 8, 3, 30)
    assert at(2026, 3, 8, 1, 59) == datetime(2026, 3, 8, 9, 59, tzinfo=UTC)


def test_time_that_comes_twice_in_autumn_is_its_second_coming() -> None:
    assert at(2025, 11, 2, 1, 30) == datetime(2025, 11, 2, 9, 30, tzinfo=UTC)
    ottawa = from_local(date(2026, 11, 1), time(1, 30), "America/Toronto")
    assert ottawa == datetime(2026, 11, 1, 6, 30, tzinfo=UTC)


def test_british_columbia_keeps_its_summer_time_from_november_2026() -> None:
    """A zone table older than the change would end every engagement an hour late."""
    assert at(2026, 10, 31, 16) == datetime(2026, 10, 31, 23, 0, tzinfo=UTC)
    assert at(2026, 11, 1, 16) == datetime(2026, 11, 1, 23, 0, tzinfo=UTC)
    assert at(2027, 1, 15, 16) == datetime(2027, 1, 15, 23, 0, tzinfo=UTC)
    assert datetime_words(at(2027, 1, 15, 16)) == "Friday, 15 January 2027, 4 pm Pacific time"


def test_days_to_closing_are_counted_by_calendar_across_the_change_of_clocks() -> None:
    assert closes_in_words(at(2026, 3, 8, 16), at(2026, 3, 7, 23)) == "closes tomorrow at 4 pm"
    assert closes_in_words(at(2026, 3, 9, 0), at(2026, 3, 8, 1)) == "closes tonight at midnight"
    closes_at = from_local(date(2026, 11, 1), time(16), "America/Toronto")
    now = from_local(date(2026, 10, 31), time(23), "America/Toronto")
    assert closes_in_words(closes_at, now, "America/Toronto") == "closes tomorrow at 4 pm"


def test_next_midnight_follows_the_length_of_the_day() -> None:
    assert next_midnight(at(2026, 3, 8, 0)) - at(2026, 3, 8, 0) == timedelta(hours=23)
    assert next_midnight(at(2025, 11, 2, 0)) - at(2025, 11, 2, 0) == timedelta(hours=25)
    assert next_midnight(at(2026, 3, 14, 12)).utcoffset() == timedelta(0)


@given(MOMENTS, ZONES)
def test_next_midnight_is_when_the_date_changes(now: datetime, tz: str) -> None:
    midnight = next_midnight(now, tz)
    assert now < midnight
    assert date_words(midnight, tz) != date_words(now, tz)
    assert date_words(midnight - timedelta(seconds=1), tz) == date_words(now, tz)


@given(MOMENTS, st.timedeltas(timedelta(0), timedelta(days=400)), ZONES)
def test_words_of_closing_hold_until_midnight(now: datetime, left: timedelta, tz: str) -> None:
    closes_at = now + left
    until = min(next_midnight(now, tz), max(closes_at, now + timedelta(seconds=1)))
    words = closes_in_words(closes_at, now, tz)
    assert closes_in_words(closes_at, until - timedelta(microseconds=1), tz) == words


@given(MOMENTS, ZONES)
def test_wall_clock_leads_back_to_the_same_hour_of_the_clock(moment: datetime, tz: str) -> None:
    local = moment.astimezone(zone(tz))
    again = from_local(local.date(), local.time(), tz)
    assert again >= moment
    assert again.astimezone(zone(tz)).replace(tzinfo=None) == local.replace(tzinfo=None)


@pytest.mark.parametrize(
    "name", ["America/Atlantis", "../../etc/passwd", "", "/etc", "a\x00b", "."]
)
def test_unknown_zone_is_refused(name: str) -> None:
    with pytest.raises(ZoneInfoNotFoundError):
        zone(name)


def test_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="without a time zone"):
        date_words(datetime(2026, 3, 14))


def test_no_line_of_a_page_ends_between_an_hour_and_its_half_of_the_day() -> None:
    assert unbroken("closes today at 4 pm") == "closes today at 4\u00a0pm"
    assert (
        unbroken("14 March 2026, 9:05 am Pacific time")
        == "14 March 2026, 9:05\u00a0am Pacific time"
    )
    assert unbroken("I am 14 ampere") == "I am 14 ampere"
