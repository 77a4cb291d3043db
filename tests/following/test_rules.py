"""Rules of following, from values alone."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from engage.core.dates import zone
from engage.engagements.questions import Question, QuestionKind
from engage.engagements.rules import EngagementContent, TopicContent
from engage.following.rules import (
    KEPT_AFTER_RESULTS,
    Invalid,
    NewsKind,
    Published,
    checked,
    cleaned_email,
    day_to_tell,
    follower_words,
    is_kept_no_longer,
    topic_news,
)

PACIFIC = "America/Vancouver"
NOW = datetime(2026, 3, 2, 20, 0, tzinfo=UTC)
TOPIC = TopicContent(title="Routes", body="Words.", prompt="Which?", necessity="We plan.")
MOMENTS = st.datetimes(
    min_value=datetime(2024, 1, 1), max_value=datetime(2032, 1, 1), timezones=st.just(UTC)
)


@given(MOMENTS)
def test_a_day_is_told_from_eight_on_by_the_clock_of_the_province(now: datetime) -> None:
    local = now.astimezone(zone(PACIFIC))
    day = day_to_tell(now, PACIFIC)
    assert day == (local.date() if local.hour >= 8 else None)


@given(st.text(max_size=400))
def test_whatever_is_typed_is_an_address_that_can_be_sent_to_or_a_fault(text: str) -> None:
    address = cleaned_email(text)
    if address:
        assert address.count("@") >= 1
        assert not any(one in address for one in "\r\n\0 <>,")
        assert cleaned_email(address) == address
    else:
        try:
            checked(text, "daily", "en")
        except Invalid as refused:
            assert [one.field for one in refused.faults] == ["email"]
        else:
            raise AssertionError("taken")


def test_all_that_is_wrong_is_said_at_once() -> None:
    try:
        checked("", "", "")
    except Invalid as refused:
        assert {one.field for one in refused.faults} == {"email", "pace", "language"}
    else:
        raise AssertionError("taken")


def test_new_topics_and_those_that_ask_otherwise_are_news() -> None:
    question = Question("often", QuestionKind.SHORT, "How often?", necessity="We plan.", use="Us.")
    before = Published(EngagementContent(), {1: TOPIC, 2: TOPIC, 3: TOPIC, 4: TOPIC})
    after = Published(
        EngagementContent(),
        {
            1: replace(TOPIC, body="Other words.", necessity="We plan well."),
            2: replace(TOPIC, prompt="Which ones?"),
            3: replace(TOPIC, questions=(question,)),
            5: TOPIC,
        },
    )
    assert list(topic_news(before, after)) == [
        (NewsKind.TOPIC_CHANGED, 2),
        (NewsKind.TOPIC_CHANGED, 3),
        (NewsKind.TOPIC_ADDED, 5),
    ]


def test_addresses_are_kept_for_a_year_after_the_results() -> None:
    results = NOW - KEPT_AFTER_RESULTS
    assert is_kept_no_longer(results, results, NOW)
    assert not is_kept_no_longer(results, results + timedelta(seconds=1), NOW)
    assert not is_kept_no_longer(None, results, NOW), "an ongoing one goes on"
    assert not is_kept_no_longer(results, None, NOW)


def test_small_numbers_of_followers_are_not_told() -> None:
    assert {follower_words(count) for count in range(5)} == {"fewer than 5"}
    assert follower_words(5) == "5"
    assert follower_words(1_234) == "1,234"
