"""Where the intake sends a comment: the documented order, held for every mixture of signals."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from engage.comments.defences.rules import SUSPICIOUS, Signal, read_signals, written
from engage.comments.rules import Hold
from engage.moderation.intake.rules import LATE, hold_for, hold_of_first, is_late
from tests.app_fixtures import NOON

SIGNALS = st.frozensets(st.sampled_from(list(Signal)))


def test_a_comment_of_which_nothing_was_noticed_is_ordinary() -> None:
    assert hold_for((), names_others=False, is_in_campaign=False) is Hold.ORDINARY


def test_a_quick_form_alone_is_no_reason() -> None:
    assert hold_for({Signal.QUICK}, names_others=False, is_in_campaign=False) is Hold.ORDINARY


def test_one_suspicion_is_suspected_spam() -> None:
    for signal in SUSPICIOUS - {Signal.QUICK}:
        assert hold_for({signal}, names_others=False, is_in_campaign=False) is Hold.SPAM


def test_another_person_goes_before_one_suspicion_but_not_before_two() -> None:
    one, two = {Signal.LINKS}, {Signal.LINKS, Signal.QUICK}
    assert hold_for(one, names_others=True, is_in_campaign=True) is Hold.PRIVACY
    assert hold_for(two, names_others=True, is_in_campaign=True) is Hold.SPAM


def test_a_campaign_goes_before_one_suspicion_and_after_privacy() -> None:
    assert hold_for({Signal.OFTEN}, names_others=False, is_in_campaign=True) is Hold.CAMPAIGN
    assert hold_for((), names_others=True, is_in_campaign=True) is Hold.PRIVACY


def test_the_field_that_nobody_sees_is_enough_alone() -> None:
    assert hold_for({Signal.HONEYPOT}, names_others=True, is_in_campaign=True) is Hold.SPAM


def test_what_could_not_be_read_by_the_check_is_read_closely_by_people() -> None:
    assert hold_for({Signal.UNREAD}, names_others=False, is_in_campaign=False) is Hold.PRIVACY


def test_names_that_were_not_looked_for_are_no_suspicion() -> None:
    assert hold_for({Signal.NO_NAMES}, names_others=False, is_in_campaign=False) is Hold.ORDINARY


@given(SIGNALS, st.booleans(), st.booleans())
def test_no_mixture_keeps_a_comment_in_the_intake_or_refers_it(
    signals: frozenset[Signal], names_others: bool, is_in_campaign: bool
) -> None:
    hold = hold_for(signals, names_others=names_others, is_in_campaign=is_in_campaign)
    assert hold not in {Hold.INTAKE, Hold.REFERRED}
    if names_others:
        assert hold in {Hold.PRIVACY, Hold.SPAM}


@given(SIGNALS)
def test_signals_are_read_as_they_were_written(signals: frozenset[Signal]) -> None:
    assert read_signals(written(signals)) == signals


def test_a_word_that_is_no_signal_is_passed_over() -> None:
    assert read_signals("links,of_an_older_release,") == {Signal.LINKS}
    assert read_signals("") == frozenset()


def test_late_is_longer_than_five_minutes() -> None:
    assert not is_late(None, NOON)
    assert not is_late(NOON - LATE, NOON)
    assert is_late(NOON - LATE - timedelta(seconds=1), NOON)


def test_a_campaigns_first_member_goes_there_from_the_ordinary_and_the_suspected() -> None:
    for hold, signals in ((Hold.ORDINARY, ()), (Hold.SPAM, {Signal.LINKS})):
        assert hold_of_first(hold, signals, names_others=False) is Hold.CAMPAIGN


def test_a_campaigns_first_member_stays_where_something_weighs_more() -> None:
    for hold in (Hold.PRIVACY, Hold.REFERRED, Hold.INTAKE, Hold.CAMPAIGN):
        assert hold_of_first(hold, (), names_others=True) is hold
    strongly = {Signal.LINKS, Signal.WORDS}
    assert hold_of_first(Hold.SPAM, strongly, names_others=False) is Hold.SPAM
    assert hold_of_first(Hold.SPAM, {Signal.LINKS}, names_others=True) is Hold.PRIVACY
