from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engage.jobs.rules import (
    LONGEST_DELAY,
    MAX_TRIES,
    backoff,
    has_crashed_too_often,
    is_given_up,
    postponement,
    slot,
    trouble_pause,
)

INSTANTS = st.datetimes(datetime(2020, 1, 1), datetime(2060, 1, 1), timezones=st.just(UTC))
INTERVALS = st.timedeltas(timedelta(seconds=1), timedelta(days=7))


def test_each_failure_waits_longer_than_the_one_before() -> None:
    pauses = [backoff(tries, job_id=7) for tries in range(1, 8)]
    assert pauses == sorted(pauses)
    assert pauses[0] < timedelta(seconds=7)


@given(st.integers(1, 10_000), st.integers(1, 2**60))
def test_no_pause_is_longer_than_the_cap_and_its_jitter(tries: int, job_id: int) -> None:
    assert timedelta(seconds=3) < backoff(tries, job_id) <= LONGEST_DELAY * 1.25


def test_jobs_that_fail_together_do_not_come_back_together() -> None:
    assert len({backoff(3, job_id) for job_id in range(50)}) > 40


def test_the_pause_of_a_job_is_the_same_whenever_it_is_asked() -> None:
    assert backoff(4, 12) == backoff(4, 12)


def test_the_last_allowed_failure_gives_up_and_the_one_before_does_not() -> None:
    assert is_given_up(MAX_TRIES)
    assert not is_given_up(MAX_TRIES - 1)


def test_the_last_allowed_try_is_still_made() -> None:
    assert not has_crashed_too_often(MAX_TRIES)
    assert has_crashed_too_often(MAX_TRIES + 1)


def test_later_is_never_at_once() -> None:
    assert postponement(0) == postponement(-5) == timedelta(seconds=1)
    assert postponement(90) == timedelta(seconds=90)


def test_a_worker_in_trouble_waits_at_most_half_a_minute() -> None:
    assert [trouble_pause(troubles) for troubles in (1, 2, 3, 50)] == [1, 2, 4, 30]


@given(INSTANTS, INTERVALS)
def test_a_slot_holds_its_instant_and_is_its_own_slot(now: datetime, every: timedelta) -> None:
    start = datetime.fromisoformat(slot(now, every))
    assert start <= now < start + every
    assert slot(start, every) == slot(start + every - timedelta(microseconds=1), every)
    assert slot(start + every, every) != slot(start, every)


def test_a_slot_has_one_name_in_every_time_zone() -> None:
    now = datetime(2026, 11, 1, 9, 30, tzinfo=UTC)
    pacific = now.astimezone(timezone(timedelta(hours=-8)))
    assert slot(now, timedelta(hours=1)) == slot(pacific, timedelta(hours=1))


@pytest.mark.parametrize("every", [timedelta(0), timedelta(days=8), timedelta(seconds=-60)])
def test_an_interval_that_would_repeat_a_forgotten_slot_is_refused(every: timedelta) -> None:
    with pytest.raises(ValueError, match="every second to every seven days"):
        slot(datetime(2026, 1, 1, tzinfo=UTC), every)
