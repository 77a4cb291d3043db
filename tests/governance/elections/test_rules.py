"""Phases of an election, as the clock tells them."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engage.core.dates import from_local, next_midnight
from engage.governance.elections.notice import held_words, notice_in
from engage.governance.elections.programs import PROGRAMS
from engage.governance.elections.rules import (
    ON,
    ElectionPhase,
    Ground,
    Period,
    Window,
    exception_fault,
    next_change,
    period_fault,
    period_on,
    phase_at,
)
from engage.governance.outbound import Outbound
from engage.governance.wording import Context, check_text
from tests.governance.elections.calendar import CALL, SWORN, VOTED

MOMENT = timedelta(microseconds=1)
PERIOD = Period(1, CALL, VOTED, SWORN, CALL)
UNSWORN = Period(1, CALL, VOTED, None, CALL)
instants = st.datetimes(
    datetime(2024, 1, 1),
    datetime(2032, 1, 1),
    timezones=st.just(UTC),
)


@pytest.mark.parametrize(
    ("now", "phase"),
    [
        (CALL - MOMENT, ElectionPhase.NONE),
        (CALL, ElectionPhase.INTERREGNUM),
        (VOTED - MOMENT, ElectionPhase.INTERREGNUM),
        (VOTED, ElectionPhase.TRANSITION),
        (SWORN - MOMENT, ElectionPhase.TRANSITION),
        (SWORN, ElectionPhase.OVER),
    ],
)
def test_a_phase_begins_with_its_instant(now: datetime, phase: ElectionPhase) -> None:
    assert PERIOD.phase(now) is phase


def test_the_transition_lasts_until_the_swearing_in_is_known() -> None:
    assert UNSWORN.phase(SWORN + timedelta(days=400)) is ElectionPhase.TRANSITION


@given(instants, st.lists(instants, min_size=6, max_size=6, unique=True))
def test_between_two_changes_nothing_changes(now: datetime, six: list[datetime]) -> None:
    """A page that is kept until the next change tells the truth all the while."""
    a, b, c, d, e, f = sorted(six)
    known = (Period(1, a, b, c, a), Period(2, d, e, f, d))
    until = next_change(known, now) or now + timedelta(days=1)
    assert phase_at(known, until - MOMENT) is phase_at(known, now)
    assert (period_on(known, now) is not None) == (phase_at(known, now) in ON)


@given(st.lists(instants, min_size=6, max_size=6, unique=True))
def test_periods_that_may_both_be_set_are_never_on_together(six: list[datetime]) -> None:
    a, b, c, d, e, f = six
    first, second = sorted([a, b, c]), sorted([d, e, f])
    one = Period(1, *first, first[0])
    if period_fault(*second, [one]) is None:
        other = Period(2, *second, second[0])
        assert not any(one.is_on(now) and other.is_on(now) for now in six)


@pytest.mark.parametrize(
    ("called", "voted", "sworn", "field"),
    [
        (VOTED, CALL, None, "voting_day"),
        (CALL, CALL, None, "voting_day"),
        (CALL, VOTED, VOTED - MOMENT, "sworn_on"),
    ],
)
def test_dates_in_another_order_are_refused_at_their_field(
    called: datetime, voted: datetime, sworn: datetime | None, field: str
) -> None:
    fault = period_fault(called, voted, sworn, [])
    assert fault is not None
    assert fault[0] == field


def test_a_second_election_needs_the_end_of_the_first() -> None:
    later = (CALL + timedelta(days=900), VOTED + timedelta(days=900), None)
    fault = period_fault(*later, [UNSWORN])
    assert fault is not None
    assert "sworn in" in fault[1]
    assert period_fault(*later, [PERIOD]) is None


def test_periods_that_overlap_are_refused_and_touching_ones_are_not() -> None:
    assert period_fault(SWORN - MOMENT, SWORN + timedelta(days=28), None, [PERIOD]) is not None
    assert period_fault(SWORN, SWORN + timedelta(days=28), None, [PERIOD]) is None


@pytest.mark.parametrize("zone", ["America/Vancouver", "America/Toronto"])
def test_a_change_of_the_clocks_within_moves_no_boundary(zone: str) -> None:
    """Called in summer time, voted in standard time: the day of voting ends at its own midnight."""
    call = from_local(date(2025, 10, 25), time(14, 0), zone)
    noon_of_voting = from_local(date(2025, 11, 22), time(12, 0), zone)
    ends = next_midnight(noon_of_voting, zone)
    period = Period(1, call, ends, None, call)
    assert ends - noon_of_voting == timedelta(hours=12)
    assert (ends - call) % timedelta(days=1) == timedelta(hours=11)
    last_hour = from_local(date(2025, 11, 22), time(23, 59), zone)
    assert period.phase(last_hour) is ElectionPhase.INTERREGNUM
    assert period.phase(last_hour + timedelta(minutes=1)) is ElectionPhase.TRANSITION
    for minutes in range(0, 240, 10):  # the hours in which the clocks are put back
        at = datetime(2025, 11, 2, 6, 0, tzinfo=UTC) + timedelta(minutes=minutes)
        assert period.phase(at) is ElectionPhase.INTERREGNUM


def test_statutory_advertising_cites_its_authority() -> None:
    kind, reason = Outbound.PROMOTE.value, "The Act wants a notice in two weeks."
    fault = exception_fault(Ground.STATUTORY, "", kind, reason)
    assert fault is not None
    assert fault[0] == "authority"
    assert exception_fault(Ground.STATUTORY, "section 4 of the Act", kind, reason) is None
    assert exception_fault(Ground.SAFETY, "", kind, reason) is None


@pytest.mark.parametrize("kind", ["", "show_comment", "take_down", "push_comment", "nonsense"])
def test_an_exception_is_for_a_kind_that_elections_hold_alone(kind: str) -> None:
    fault = exception_fault(Ground.SAFETY, "", kind, "Because of the flood.")
    assert fault is not None
    assert fault[0] == "kind"


def test_the_programs_are_those_that_often_need_an_exception() -> None:
    names = {one.name for one in PROGRAMS.values()}
    expected = {"DriveBC", "TranBC", "Emergency Info BC", "PreparedBC", "BC Wildfire Service"}
    assert names == expected


def test_a_french_page_has_the_notice_in_french() -> None:
    assert notice_in("fr-CA").title == "Période électorale provinciale"
    assert notice_in("fr") != notice_in("en")
    assert "approuvés" in held_words([Window(CALL, None)], "fr")


@pytest.mark.parametrize("language", ["en", "en-CA", "xx"])
def test_the_notice_has_words_in_every_language_and_asks_for_nothing(language: str) -> None:
    notice = notice_in(language)
    context = Context(staff_domains=("gov.bc.ca",))
    assert check_text(f"{notice.title}. {notice.text}", context) == ()


def test_missing_comments_are_explained_while_they_are_missing_alone() -> None:
    assert held_words(()) == ""
    assert "until after it" in held_words([Window(CALL, None)])
    assert "not shown yet" in held_words([Window(CALL, SWORN)])
