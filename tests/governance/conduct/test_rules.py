"""What a conflict bars, which period an approval may have, and where it stands."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engage.core.errors import Refused
from engage.governance.conduct.rules import (
    REASON_LENGTH,
    Conflicts,
    Period,
    Standing,
    cleaned_reason,
    period_of,
    standing_at,
)

TODAY = date(2026, 3, 2)
NUMBERS = st.integers(1, 5)
HELD = st.builds(
    Conflicts, st.frozensets(NUMBERS), st.frozensets(st.tuples(NUMBERS, NUMBERS), max_size=8)
)


def midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 8, tzinfo=UTC)


@given(HELD, NUMBERS, NUMBERS)
def test_who_keeps_off_one_topic_keeps_off_the_whole_but_not_off_another_topic(
    held: Conflicts, engagement: int, topic: int
) -> None:
    one = Conflicts(held.engagements, held.topics | {(engagement, topic)})
    assert one.bars(engagement, topic)
    assert one.bars(engagement)
    if engagement not in held.engagements and (engagement, topic + 10) not in held.topics:
        assert not one.bars(engagement, topic + 10)


@given(HELD, NUMBERS, NUMBERS)
def test_an_engagement_bars_its_every_topic(held: Conflicts, engagement: int, topic: int) -> None:
    whole = Conflicts(held.engagements | {engagement}, held.topics)
    assert whole.bars(engagement, topic)
    assert whole.bars(engagement)


@given(st.dates(TODAY, date(2027, 3, 1)), st.integers(0, 800))
def test_an_approval_stands_for_whole_days_and_at_most_a_year(first: date, days: int) -> None:
    last = first + timedelta(days=days)
    try:
        period = period_of(first, last, TODAY, midnight)
    except Refused as refusal:
        assert refusal.field == "ends_on"
        assert last >= date(first.year + 1, first.month, min(first.day, 28))
    else:
        assert period == Period(midnight(first), midnight(last + timedelta(days=1)))
        assert period.ends_at - period.starts_at <= timedelta(days=366)


@pytest.mark.parametrize(
    ("first", "last", "field"),
    [
        (None, TODAY, "starts_on"),
        (TODAY, None, "ends_on"),
        (date(2026, 3, 1), TODAY, "starts_on"),
        (date(2026, 3, 9), date(2026, 3, 8), "ends_on"),
        (TODAY, date(2027, 3, 2), "ends_on"),
        (date(2027, 3, 3), date(2027, 3, 4), "starts_on"),
        (date.max, date.max, "starts_on"),
        (TODAY, date.max, "ends_on"),
    ],
)
def test_a_period_that_cannot_be_is_told_at_its_field(
    first: date | None, last: date | None, field: str
) -> None:
    with pytest.raises(Refused) as refusal:
        period_of(first, last, TODAY, midnight)
    assert refusal.value.field == field


def test_a_leap_day_is_followed_by_a_year_to_the_end_of_february() -> None:
    leap = date(2028, 2, 29)
    assert period_of(leap, date(2029, 2, 28), leap, midnight).ends_at == midnight(date(2029, 3, 1))


@pytest.mark.parametrize("said", ["", " \n ", "no", "........................", "a" * 1_001])
def test_a_reason_that_says_nothing_or_too_much_is_refused(said: str) -> None:
    with pytest.raises(Refused) as refusal:
        cleaned_reason(said, "Say why.")
    assert refusal.value.field == "reason"


def test_a_reason_as_long_as_allowed_is_kept() -> None:
    assert len(cleaned_reason("a" * REASON_LENGTH, "Say why.")) == REASON_LENGTH


@pytest.mark.parametrize(
    ("hour", "signed", "ended", "standing"),
    [
        (9, True, False, Standing.UPCOMING),
        (10, True, False, Standing.IN_FORCE),
        (11, True, False, Standing.IN_FORCE),
        (12, True, False, Standing.OVER),
        (11, False, False, Standing.WAITING),
        (12, False, False, Standing.OVER),
        (11, True, True, Standing.ENDED),
    ],
)
def test_where_an_approval_stands(hour: int, signed: bool, ended: bool, standing: Standing) -> None:
    period = Period(datetime(2026, 3, 2, 10, tzinfo=UTC), datetime(2026, 3, 2, 12, tzinfo=UTC))
    now = datetime(2026, 3, 2, hour, tzinfo=UTC)
    assert standing_at(now, period, is_countersigned=signed, is_ended=ended) is standing
