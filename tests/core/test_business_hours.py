"""Working time: what counts, what does not, and that both ways of asking agree."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engage.core.business_hours import BusinessHours, is_workday, worked_between
from engage.core.dates import from_local, zone

HOUR = timedelta(hours=1)
INSTANTS = st.datetimes(
    datetime(2025, 1, 1), datetime(2030, 12, 31), timezones=st.just(UTC)
)  # fmt: skip


def at(day: date, hour: int, minute: int = 0) -> datetime:
    return from_local(day, datetime.min.replace(hour=hour, minute=minute).time())


def words(moment: datetime) -> str:
    return f"{moment.astimezone(zone('America/Vancouver')):%Y-%m-%d %H:%M}"


@pytest.mark.parametrize(
    ("since", "due"),
    [
        (at(date(2026, 3, 2), 9), "2026-03-02 13:00"),
        (at(date(2026, 3, 2), 15), "2026-03-03 11:00"),
        (at(date(2026, 3, 2), 3), "2026-03-02 12:30"),
        (at(date(2026, 3, 2), 12, 30), "2026-03-02 16:30"),
        (at(date(2026, 3, 6), 16), "2026-03-09 12:00"),
        (at(date(2026, 3, 7), 11), "2026-03-09 12:30"),
    ],
)
def test_four_hours_are_counted_within_the_working_day(since: datetime, due: str) -> None:
    assert words(BusinessHours(4 * HOUR).due_at(since)) == due


def test_the_long_weekend_of_easter_counts_nothing() -> None:
    thursday = at(date(2026, 4, 2), 16)
    assert words(BusinessHours(8 * HOUR).due_at(thursday)) == "2026-04-07 16:00"


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2026, 2, 16), False),  # Family Day
        (date(2026, 9, 30), False),  # Truth and Reconciliation
        (date(2026, 12, 28), False),  # Boxing Day, which is a Saturday
        (date(2027, 12, 27), False),  # Christmas on a Saturday, then Boxing Day
        (date(2027, 12, 28), False),
        (date(2028, 7, 3), False),  # Canada Day on a Saturday
        (date(2026, 7, 2), True),
        (date(2026, 2, 9), True),
    ],
)
def test_holidays_of_the_public_service(day: date, works: bool) -> None:
    assert is_workday(day) is works


def test_a_day_with_a_changed_clock_has_its_eight_hours() -> None:
    before, after = at(date(2025, 3, 7), 16, 30), at(date(2025, 3, 10), 16, 30)
    assert worked_between(before, after) == 8 * HOUR


@given(INSTANTS, INSTANTS, st.integers(1, 200))
def test_what_began_before_the_bound_is_overdue_and_nothing_else(
    since: datetime, now: datetime, hours: int
) -> None:
    clock = BusinessHours(hours * HOUR)
    assert clock.is_overdue(since, now) is (since <= clock.overdue_before(now))


@given(INSTANTS, st.integers(1, 200))
def test_the_allowance_is_worked_off_exactly_when_it_is_due(since: datetime, hours: int) -> None:
    due = BusinessHours(hours * HOUR).due_at(since)
    assert worked_between(since, due) == hours * HOUR
    assert worked_between(since, due - timedelta(seconds=1)) < hours * HOUR
