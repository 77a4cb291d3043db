"""When something that came another way counts as received, and what may be keyed in."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from engage.avenues.mapping import chosen, guessed
from engage.avenues.rules import (
    KEYED_CHANNELS,
    NOTICES,
    Typed,
    checked_entry,
    is_web_address,
    received_instant,
    scan_type,
)
from engage.comments.rules import Channel, Invalid, NoticeGiven
from engage.core.dates import zone
from engage.engagements.rules import Timing

TZ = "America/Vancouver"
OPENED = datetime(2026, 3, 2, 17, 0, tzinfo=UTC)  # 9 am on 2 March
CLOSES = datetime(2026, 3, 31, 23, 30, tzinfo=UTC)  # 4:30 pm on 31 March
LATER = datetime(2026, 4, 20, 20, 0, tzinfo=UTC)
TIMING = Timing(OPENED, OPENED, CLOSES, None)


def faults(call: Invalid) -> dict[str, str]:
    return {fault.field: fault.message for fault in call.faults}


def refused(day: date, at: time | None = None, now: datetime = LATER) -> dict[str, str]:
    with pytest.raises(Invalid) as found:
        received_instant(day, at, TIMING, now)
    return faults(found.value)


def test_a_letter_counts_on_its_day_without_an_hour() -> None:
    at = received_instant(date(2026, 3, 10), None, TIMING, LATER)
    assert at.astimezone(zone(TZ)).replace(tzinfo=None) == datetime(2026, 3, 10, 12)


def test_a_letter_of_the_opening_day_counts_from_the_opening_on() -> None:
    late = Timing(OPENED, OPENED + timedelta(hours=8), CLOSES, None)
    assert received_instant(date(2026, 3, 2), None, late, LATER) == OPENED + timedelta(hours=8)


def test_a_letter_of_this_morning_was_not_received_at_noon() -> None:
    now = datetime(2026, 3, 10, 16, 5, tzinfo=UTC)
    assert received_instant(date(2026, 3, 10), None, TIMING, now) == now


def test_on_the_closing_day_the_hour_is_asked_and_decides() -> None:
    last_day = date(2026, 3, 31)
    assert "Give the hour too" in refused(last_day)["received_time"]
    assert received_instant(last_day, time(16, 29, 59), TIMING, LATER) < CLOSES
    assert "took no comments then" in refused(last_day, time(16, 30))["received_time"]


@pytest.mark.parametrize("day", [date(2026, 3, 1), date(2026, 4, 1), date(1999, 1, 1)])
def test_before_the_opening_and_after_the_closing_nothing_counts(day: date) -> None:
    assert "received_on" in refused(day)
    assert "received_time" in refused(day, time(12))


def test_nothing_is_received_in_the_future() -> None:
    now = datetime(2026, 3, 10, 20, 0, tzinfo=UTC)
    assert "future" in refused(date(2026, 3, 11), now=now)["received_on"]
    assert "future" in refused(date(2026, 3, 10), time(23), now=now)["received_time"]


@given(
    st.dates(date(2026, 2, 25), date(2026, 4, 5)),
    st.none() | st.times(),
    st.datetimes(datetime(2026, 2, 20), datetime(2026, 4, 20), timezones=st.just(UTC)),
)
def test_what_is_taken_lies_on_its_day_in_the_open_and_not_ahead(
    day: date, at: time | None, now: datetime
) -> None:
    try:
        instant = received_instant(day, at, TIMING, now)
    except Invalid:
        return
    assert instant <= now
    assert TIMING.accepts_comments(instant)
    assert instant.astimezone(zone(TZ)).date() == day


@given(st.dates(date(2026, 3, 3), date(2026, 3, 30)), st.datetimes(OPENED.replace(tzinfo=None)))
def test_every_whole_day_between_is_taken_without_an_hour(day: date, naive: datetime) -> None:
    now = naive.replace(tzinfo=UTC)
    assume(now.astimezone(zone(TZ)).date() >= day)
    assert received_instant(day, None, TIMING, now)


def typed(**changes: object) -> Typed:
    values: dict[str, object] = {
        "channel": "paper",
        "received_on": date(2026, 3, 10),
        "received_time": None,
        "language": "en",
        "notice_given": "sent_with_acknowledgement",
        "text": "More buses.",
    }
    return Typed(**values | changes)  # type: ignore[arg-type]


@pytest.mark.parametrize("channel", KEYED_CHANNELS)
@pytest.mark.parametrize("notice", NoticeGiven)
def test_each_way_has_its_own_ways_of_the_notice(channel: Channel, notice: NoticeGiven) -> None:
    post = {"platform": "x", "address": "https://example.com/1"}
    entry = typed(channel=channel.value, notice_given=notice.value, **post)
    if notice in NOTICES[channel]:
        assert checked_entry(entry, TIMING, LATER, platforms=("x",)).notice_given is notice
    else:
        with pytest.raises(Invalid) as found:
            checked_entry(entry, TIMING, LATER, platforms=("x",))
        assert "notice_given" in faults(found.value)


@pytest.mark.parametrize("channel", ["web", "email", "import", "wordpress", "", "paper "])
def test_only_the_ways_of_staff_are_keyed_in(channel: str) -> None:
    with pytest.raises(Invalid) as found:
        checked_entry(typed(channel=channel), TIMING, LATER)
    assert "channel" in faults(found.value)


def test_a_capture_lies_between_the_post_and_today() -> None:
    post = {
        "channel": "social",
        "notice_given": "published_on_the_account",
        "platform": "x",
        "address": "https://example.com/1",
    }
    for day in (date(2026, 3, 9), date(2026, 4, 21)):
        with pytest.raises(Invalid) as found:
            checked_entry(typed(captured_on=day, **post), TIMING, LATER, platforms=("x",))
        assert "captured_on" in faults(found.value)
    found_post = checked_entry(typed(**post), TIMING, LATER, platforms=("x",)).post
    assert found_post is not None
    assert found_post.captured_on == date(2026, 4, 20)


@given(st.text(max_size=60))
def test_an_address_is_a_page_or_refused(text: str) -> None:
    if is_web_address(text):
        assert text.startswith(("http://", "https://", "HTTP", "Http", "hTTP")) or (
            text.casefold().startswith("http")
        )
        assert text.isprintable()


@given(st.text(max_size=40))
def test_a_hostile_scheme_is_no_address(rest: str) -> None:
    for scheme in ("javascript:", "data:", "vbscript:", "file://", "mailto:", "//", ""):
        assert not is_web_address(f"{scheme}{rest.removeprefix('http')}") or rest.startswith("http")


@given(st.binary(max_size=200))
def test_any_bytes_are_a_scan_or_not(content: bytes) -> None:
    assert scan_type(content) in {
        "", "application/pdf", "image/jpeg", "image/png", "image/tiff", "image/webp",
    }  # fmt: skip


@given(st.lists(st.text(max_size=12), max_size=8), st.dictionaries(st.text(), st.text()))
def test_a_mapping_names_only_columns_that_stand_there_once(
    heading: list[str], asked: dict[str, str]
) -> None:
    names = [name.strip() for name in heading]
    for mapping in (guessed(heading), chosen(asked | {"text": "0", "state": "1"}, heading)):
        assert all(names.count(column) == 1 for column in mapping.values())
