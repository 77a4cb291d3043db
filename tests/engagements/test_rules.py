"""Phases by the clock (R87), content and its hash, slugs."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engage.core.dates import from_local
from engage.engagements.rules import (
    Avenue,
    AvenueKind,
    EngagementContent,
    Kind,
    Phase,
    Timing,
    changes,
    content_hash,
    engagement_from_json,
    slug_fault,
    to_json,
)

OPENS = datetime(2026, 3, 1, 17, tzinfo=UTC)
CLOSES = datetime(2026, 3, 29, 23, tzinfo=UTC)
TICK = timedelta(microseconds=1)
LIMITED = Timing(OPENS - timedelta(days=3), OPENS, CLOSES, None)
instants = st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC))


def test_the_phase_follows_the_clock() -> None:
    assert LIMITED.phase(OPENS - timedelta(days=4)) is Phase.PLANNED
    assert LIMITED.phase(OPENS - TICK) is Phase.UPCOMING
    assert LIMITED.phase(OPENS) is Phase.OPEN
    assert LIMITED.phase(CLOSES - TICK) is Phase.OPEN
    assert LIMITED.phase(CLOSES) is Phase.CLOSED
    reported = replace(LIMITED, results_at=CLOSES + timedelta(days=30))
    assert reported.phase(CLOSES + timedelta(days=29)) is Phase.CLOSED
    assert reported.phase(CLOSES + timedelta(days=30)) is Phase.RESULTS


@given(instants)
def test_comments_are_accepted_exactly_between_opening_and_closing(instant: datetime) -> None:
    assert LIMITED.accepts_comments(instant) == (OPENS <= instant < CLOSES)


@given(instants)
def test_an_ongoing_engagement_goes_on_listening_after_reporting_back(instant: datetime) -> None:
    ongoing = Timing(OPENS, OPENS, None, CLOSES)
    assert ongoing.accepts_comments(instant) == (instant >= OPENS)


@given(instants)
def test_the_phase_does_not_change_before_the_next_change(instant: datetime) -> None:
    upcoming = LIMITED.next_change(instant)
    if upcoming is None:
        return
    assert upcoming > instant
    assert LIMITED.phase(upcoming - TICK) is LIMITED.phase(instant)


def test_a_draft_is_planned_whatever_its_dates() -> None:
    assert Timing(None, OPENS, CLOSES, None).phase(OPENS) is Phase.PLANNED
    assert not Timing(None, OPENS, CLOSES, None).accepts_comments(OPENS)


@pytest.mark.parametrize(("month", "day"), [(3, 8), (11, 1)])
def test_closing_at_four_is_at_four_across_daylight_saving(month: int, day: int) -> None:
    closes = from_local(datetime(2026, month, day).date(), datetime(2026, 1, 1, 16).time())
    timing = replace(LIMITED, opens_at=closes - timedelta(days=20), closes_at=closes)
    timing = replace(timing, published_at=timing.opens_at)
    assert timing.accepts_comments(closes - TICK)
    assert not timing.accepts_comments(closes)


texts = st.text(max_size=40)
contents = st.builds(
    EngagementContent,
    title=texts,
    kind=st.sampled_from(Kind),
    topic_areas=st.tuples(texts),
    opens_at=st.none() | instants,
    closes_at=st.none() | instants,
    body=texts,
    avenues=st.tuples(st.builds(Avenue, st.sampled_from(AvenueKind), texts)),
)


@given(contents)
def test_content_survives_storing(content: EngagementContent) -> None:
    stored = to_json(content)
    assert engagement_from_json(stored) == content
    assert content_hash(engagement_from_json(stored)) == content_hash(content)


@given(contents, contents)
def test_what_changed_is_empty_exactly_for_equal_content(
    before: EngagementContent, after: EngagementContent
) -> None:
    assert (changes(before, after) == ()) == (before == after)


@pytest.mark.parametrize("slug", ["results", "notice", "moderation", "updates", "comment"])
def test_reserved_topic_addresses_are_refused(slug: str) -> None:
    assert slug_fault(slug, is_topic=True)
    assert slug_fault(slug, is_topic=False) is None


@pytest.mark.parametrize("slug", ["", "A", "a b", "a--b", "-a", "a/b", "é", "a" * 81, "a.b"])
def test_addresses_that_are_not_plain_are_refused(slug: str) -> None:
    assert slug_fault(slug, is_topic=False)
