"""Closing is a matter of the clock alone: no worker runs in any of these tests (R87)."""

import threading
from contextlib import nullcontext
from datetime import UTC, datetime, timedelta

import pytest

from engage.comments.rules import Accepted, Arrival, Channel, NoticeGiven, NotOpen, Submission
from engage.comments.service import issue_form_token, receive, submit
from engage.core.clock import FixedClock
from engage.core.permissions import CITIZEN, SYSTEM
from engage.core.unit import Units
from engage.engagements.queries import engagement_by_slug, topic_by_slug
from engage.engagements.rules import Kind
from engage.engagements.service import unpublish
from engage.notices.service import current_version
from tests.app_fixtures import build_engagement
from tests.comments.citizen import FORM, TOPIC, WORDS, Citizen, stored

MICROSECOND = timedelta(microseconds=1)
# 4 pm in Victoria before and after each change of the clocks that the law still has or had.
CLOSINGS = (
    datetime(2026, 3, 7, 16, tzinfo=UTC) + timedelta(hours=8),
    datetime(2026, 3, 8, 9, 59, 59, 999_999, tzinfo=UTC),
    datetime(2026, 3, 8, 10, tzinfo=UTC),
    datetime(2026, 3, 8, 16, tzinfo=UTC) + timedelta(hours=7),
    datetime(2026, 10, 31, 16, tzinfo=UTC) + timedelta(hours=7),
    datetime(2026, 11, 1, 8, 30, tzinfo=UTC),
    datetime(2026, 11, 1, 9, tzinfo=UTC),
    datetime(2026, 11, 1, 9, 30, tzinfo=UTC),
    datetime(2026, 11, 2, 0, tzinfo=UTC),
)


@pytest.mark.parametrize("closes_at", CLOSINGS, ids=lambda at: at.isoformat())
def test_the_last_microsecond_counts_and_the_closing_time_does_not(
    units: Units, clock: FixedClock, closes_at: datetime
) -> None:
    clock.instant = closes_at - timedelta(days=2)
    build_engagement(units, opens_at=closes_at - timedelta(days=3), closes_at=closes_at)
    _assert_closes(units, clock, closes_at)


def test_closing_holds_on_both_databases(both_units: Units, clock: FixedClock) -> None:
    closes_at = clock.now() + timedelta(hours=1, microseconds=1)
    build_engagement(both_units, closes_at=closes_at)
    _assert_closes(both_units, clock, closes_at)


def _assert_closes(units: Units, clock: FixedClock, closes_at: datetime) -> None:
    citizen = Citizen.of(units)
    clock.instant = closes_at - timedelta(minutes=30)
    first, second = citizen.filled(), citizen.filled()
    clock.instant = closes_at - MICROSECOND
    assert citizen.post(FORM, first).code
    clock.instant = closes_at
    page = citizen.post(FORM, second)
    assert (page.status, page.heading) == (422, "We could not take your comment")
    assert stored(units) == 1


def test_opening_is_just_as_sharp(units: Units, clock: FixedClock) -> None:
    opens_at = clock.now() + timedelta(days=1)
    build_engagement(units, opens_at=opens_at)
    citizen = Citizen.of(units)
    clock.instant = opens_at
    early, late = citizen.filled(), citizen.filled()
    clock.instant = opens_at - MICROSECOND
    page = citizen.post(FORM, early)
    assert page.status == 422
    assert "has not opened yet" in page.words
    assert WORDS in page.words
    clock.instant = opens_at
    assert citizen.post(FORM, late).code


def test_a_late_comment_keeps_its_text_and_learns_whom_to_ask_and_what_comes_next(
    units: Units, clock: FixedClock
) -> None:
    build_engagement(units)
    citizen = Citizen.of(units)
    text = "\nFirst a line break, <then> a bracket & this."
    form = citizen.filled(text)
    clock.advance(days=28)
    page = citizen.post(FORM, form)
    area = page.tree.find(".//textarea")
    assert area.text == text
    assert area.get("readonly") is not None
    assert "Citizen Engagement team" in page.words
    assert "citizenengagement@gov.bc.ca" in page.words
    assert "This engagement closed on Monday, 30 March 2026" in page.words
    assert "The results will be on its page" in page.words
    assert page.is_in_theme
    assert page.response.headers["Cache-Control"] == "no-store"


def test_closed_comes_before_every_other_fault(units: Units, clock: FixedClock) -> None:
    build_engagement(units)
    citizen = Citizen.of(units)
    clock.advance(days=28)
    for changes in ({"token": ""}, {"text": "x" * 6_000}, {"email": "nobody"}, {"text": ""}):
        fields = {"token": "x", "text": WORDS} | changes
        page = citizen.post(FORM, fields)
        assert page.status == 422
        assert "This engagement closed" in page.words


def test_the_form_of_a_closed_engagement_opens_without_fields(
    units: Units, clock: FixedClock
) -> None:
    build_engagement(units)
    clock.advance(days=28)
    page = Citizen.of(units).get(FORM)
    assert (page.status, page.heading) == (200, "Comments are not open")
    assert page.tree.find(".//textarea") is None


@pytest.mark.parametrize("state", ["draft", "unpublished", "unknown"])
def test_what_is_not_public_takes_no_comment_and_is_not_known(units: Units, state: str) -> None:
    slug = "no-such" if state == "unknown" else "night-buses"
    if state != "unknown":
        build_engagement(units, published=state != "draft")
    if state == "unpublished":
        with units.writing(SYSTEM) as unit:
            unpublish(unit, engagement_by_slug(unit.session, slug))
    citizen = Citizen.of(units)
    path = f"/engagements/{slug}/routes/comment"
    for page in (citizen.get(path), citizen.post(path, {"text": WORDS, "accepts_terms": "y"})):
        assert page.status == 404
        assert page.is_in_theme
    assert stored(units) == 0


def test_unpublishing_while_a_form_is_open_takes_no_comment(units: Units) -> None:
    build_engagement(units)
    citizen = Citizen.of(units)
    form = citizen.filled()
    with units.writing(SYSTEM) as unit:
        unpublish(unit, engagement_by_slug(unit.session, "night-buses"))
    page = citizen.post(FORM, form)
    assert page.status == 404
    assert form["text"] in page.html
    assert "not on this site at present" in page.html
    assert stored(units) == 0


def test_an_ongoing_engagement_never_closes(units: Units, clock: FixedClock) -> None:
    build_engagement(units, kind=Kind.ONGOING, closes_at=None)
    citizen = Citizen.of(units)
    clock.advance(days=4_000)
    assert citizen.send().code


def test_pages_stop_offering_the_form_at_the_closing_time(units: Units, clock: FixedClock) -> None:
    build_engagement(units, topics=("routes",))
    citizen = Citizen.of(units)
    pages = ("/engagements/night-buses", TOPIC)
    for page in pages:
        assert FORM in citizen.get(page).html
    clock.advance(days=28)
    for page in pages:
        assert FORM not in citizen.get(page).html


def test_nobody_unpublishes_between_the_look_and_the_insert(both_units: Units) -> None:
    build_engagement(both_units)
    with both_units.reading(SYSTEM) as unit:
        engagement = engagement_by_slug(unit.session, "night-buses")
        topic = topic_by_slug(unit.session, engagement.id, "routes")
        notice = current_version(unit, engagement.id)
        assert notice is not None
        token = issue_form_token(unit, topic, notice)

    def take_down() -> None:
        with both_units.writing(SYSTEM) as unit:
            unpublish(unit, engagement_by_slug(unit.session, "night-buses"))

    taking_down = threading.Thread(target=take_down)
    with both_units.writing(CITIZEN) as unit:
        engagement = engagement_by_slug(unit.session, "night-buses")
        submit(unit, engagement, topic, Submission("Now.", accepts_terms=True), token)
        taking_down.start()
        taking_down.join(timeout=1)
        assert taking_down.is_alive()
    taking_down.join()
    assert stored(both_units) == 1


@pytest.mark.parametrize(("days", "is_taken"), [(27, True), (28, False)])
def test_a_letter_is_judged_by_the_day_on_which_it_came(
    units: Units, clock: FixedClock, days: int, is_taken: bool
) -> None:
    build_engagement(units)
    received_at = clock.now() + timedelta(days=days)
    clock.advance(days=40)
    with units.writing(SYSTEM) as unit:
        engagement = engagement_by_slug(unit.session, "night-buses")
        topic = topic_by_slug(unit.session, engagement.id, "routes")
        letter = Accepted("By letter.", "", "", frozenset())
        given = NoticeGiven.SENT_WITH_ACKNOWLEDGEMENT
        with nullcontext() if is_taken else pytest.raises(NotOpen):
            comment = receive(
                unit,
                engagement,
                topic,
                letter,
                Arrival(
                    channel=Channel.PAPER,
                    notice_given=given,
                    received_at=received_at,
                ),
            )
            assert (comment.received_at, comment.recorded_at) == (received_at, clock.now())
    assert stored(units) == int(is_taken)
