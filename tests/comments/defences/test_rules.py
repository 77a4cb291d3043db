"""Paces, haste and signals, from values alone."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from engage.comments.defences.rules import FAR, Pace, is_too_quick, pace
from tests.app_fixtures import NOON


def test_paces_change_after_the_limit_and_after_ten_times_as_many() -> None:
    assert [pace(sent, 3) for sent in (1, 3, 4, 30, 31)] == [
        Pace.USUAL,
        Pace.USUAL,
        Pace.OFTEN,
        Pace.OFTEN,
        Pace.FAR_OVER,
    ]


@given(st.integers(0, 10**6))
def test_without_a_limit_nothing_is_often(sent: int) -> None:
    assert pace(sent, 0) is Pace.USUAL


@given(st.integers(1, 1_000), st.integers(0, 10**5))
def test_sending_more_never_becomes_slower(limit: int, sent: int) -> None:
    order = list(Pace)
    assert order.index(pace(sent, limit)) <= order.index(pace(sent + 1, limit))
    assert pace(FAR * limit + 1, limit) is Pace.FAR_OVER


def test_a_form_is_too_quick_within_the_seconds_and_never_without_a_time() -> None:
    opened = NOON - timedelta(seconds=3)
    assert is_too_quick(opened, NOON, 4)
    assert not is_too_quick(opened, NOON, 3)
    assert not is_too_quick(NOON, NOON, 0)
    assert not is_too_quick(None, NOON, 60)
