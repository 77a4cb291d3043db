"""Which reports can be asked for, and up to when."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from engage.reports.order import (
    BOTH,
    NO_WEEK,
    NOT_A_WEEK,
    STILL_OPEN,
    Kind,
    Language,
    Order,
    order_fault,
    usual_order,
    weeks,
)

TZ = "America/Vancouver"
OPENED = datetime(2026, 3, 4, 17, tzinfo=UTC)
CLOSED = datetime(2026, 4, 8, 23, tzinfo=UTC)
instants = st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC))


def test_while_it_is_open_the_latest_whole_week_is_usual() -> None:
    order = usual_order(OPENED, CLOSED, datetime(2026, 3, 16, 6, 59, tzinfo=UTC), TZ)
    assert order == Order(Kind.INTERIM, date(2026, 3, 2))
    later = usual_order(OPENED, CLOSED, datetime(2026, 3, 16, 7, 0, tzinfo=UTC), TZ)
    assert later == Order(Kind.INTERIM, date(2026, 3, 9))
    assert later.ends_at(TZ) == datetime(2026, 3, 16, 7, tzinfo=UTC)


def test_once_it_has_closed_the_final_report_is_usual() -> None:
    order = usual_order(OPENED, CLOSED, CLOSED, TZ)
    assert order == Order(Kind.FINAL)
    assert order.ends_at(TZ) is None


def test_in_its_first_week_there_is_no_report_yet() -> None:
    now = datetime(2026, 3, 6, tzinfo=UTC)
    order = usual_order(OPENED, CLOSED, now, TZ)
    assert order_fault(order, OPENED, CLOSED, now, TZ) == ("week", NO_WEEK)
    assert order_fault(Order(Kind.FINAL), OPENED, CLOSED, now, TZ) == ("kind", STILL_OPEN)


def test_a_week_that_is_not_over_or_was_before_is_none() -> None:
    now = datetime(2026, 3, 18, tzinfo=UTC)
    for monday in (date(2026, 3, 16), date(2026, 2, 23), date(2026, 3, 3)):
        order = Order(Kind.INTERIM, monday)
        assert order_fault(order, OPENED, CLOSED, now, TZ) == ("week", NOT_A_WEEK)
    assert order_fault(Order(Kind.INTERIM, date(2026, 3, 9)), OPENED, CLOSED, now, TZ) is None


def test_languages_and_thresholds_are_those_that_there_are() -> None:
    final = Order(Kind.FINAL, languages=BOTH, threshold=5)
    assert order_fault(final, OPENED, CLOSED, CLOSED, TZ) is None
    french = Order(Kind.FINAL, languages=(Language.FRENCH,))
    assert order_fault(french, OPENED, CLOSED, CLOSED, TZ) is not None
    assert order_fault(Order(Kind.FINAL, threshold=7), OPENED, CLOSED, CLOSED, TZ) is not None


@given(instants, st.none() | instants, instants)
def test_every_week_that_is_offered_is_over_and_touches_the_engagement(
    opens_at: datetime, closes_at: datetime | None, now: datetime
) -> None:
    offered = list(weeks(opens_at, closes_at, now, TZ))
    assert offered == sorted(set(offered), reverse=True)
    for monday in offered:
        order = Order(Kind.INTERIM, monday)
        ends_at = order.ends_at(TZ)
        assert monday.weekday() == 0 and ends_at is not None and ends_at <= now
        assert ends_at > opens_at
        assert closes_at is None or ends_at - timedelta(days=7, hours=1) <= closes_at
        assert order_fault(order, opens_at, closes_at, now, TZ) is None
