"""Comments approved during an election (R55): held by default, shown by decision, never lost."""

import re

import pytest
from sqlalchemy import event, select

from engage.comments.models import Comment
from engage.comments.rules import State
from engage.comments.service import place
from engage.comments.threads.service import hang
from engage.core.clock import FixedClock
from engage.core.errors import NotAllowed
from engage.core.permissions import SYSTEM, Role
from engage.core.unit import Units
from engage.engagements.models import Engagement
from engage.engagements.rules import Kind
from engage.governance.elections.models import HeldItem
from engage.governance.elections.rules import Outcome
from engage.governance.elections.service import (
    Dates,
    approve_again,
    change_period,
    show_comments_in_elections,
)
from engage.moderation.rules import Outcome as Decided
from engage.moderation.service import decide
from tests.app_fixtures import build_engagement, make_person
from tests.comments.citizen import TOPIC, Citizen
from tests.governance.elections.calendar import (
    AFTER,
    CALL,
    IN_INTERREGNUM,
    SWORN,
    VOTED,
    director,
    held_items,
    set_election,
)
from tests.moderation.senders import send

LONG = {"kind": Kind.ONGOING, "closes_at": None}
BANNER = "Provincial election period"
BEFORE, MEANWHILE, LATER = "Before the call.", "During the election.", "After it all."


@pytest.fixture
def engagement(both_units: Units, clock: FixedClock) -> int:
    """One comment was approved before the call, one in the interregnum; the clock stands there."""
    made = build_engagement(both_units, topics=("routes",), **LONG).id
    approved(both_units, BEFORE)
    set_election(both_units)
    clock.instant = IN_INTERREGNUM
    approved(both_units, MEANWHILE)
    return made


def approved(units: Units, text: str) -> int:
    number, _code = send(units, text)
    with units.writing(SYSTEM) as unit:
        decide(unit, number, 1, Decided.PUBLISH, (), "")
    return number


def public_words(units: Units) -> str:
    return Citizen.of(units).get(TOPIC).words


def shows(units: Units, engagement: int, *, shown: bool) -> None:
    with units.writing(director(units)) as unit:
        show_comments_in_elections(unit, engagement, shows=shown)


def approve_all_of(units: Units, engagement: int) -> None:
    (item,) = held_items(units)
    assert (item.kind, item.engagement_id) == ("show_comment", engagement)
    with units.writing(director(units)) as unit:
        approve_again(unit, item.id)


def test_they_are_held_until_somebody_approves_them_together(
    both_units: Units, clock: FixedClock, engagement: int
) -> None:
    words = public_words(both_units)
    assert BEFORE in words
    assert MEANWHILE not in words
    assert "not shown until after it" in words
    clock.instant = AFTER
    approved(both_units, LATER)
    words = public_words(both_units)
    assert BEFORE in words
    assert LATER in words
    assert MEANWHILE not in words
    assert "are not shown yet" in words
    approve_all_of(both_units, engagement)
    words = public_words(both_units)
    assert all(text in words for text in (BEFORE, MEANWHILE, LATER))
    assert "not shown" not in words


def test_a_permanent_link_shows_what_its_page_shows(
    both_units: Units, clock: FixedClock, engagement: int
) -> None:
    citizen = Citizen.of(both_units)
    with both_units.reading(SYSTEM) as unit:
        ids = list(unit.session.scalars(select(Comment.public_id).order_by(Comment.id)))
    assert [citizen.get(f"/c/{one}").status for one in ids] == [302, 404]
    assert [citizen.get(f"/c/{one}/report").status for one in ids] == [200, 404]
    clock.instant = AFTER
    approve_all_of(both_units, engagement)
    assert [citizen.get(f"/c/{one}").status for one in ids] == [302, 302]


def test_where_a_comment_was_withdrawn_no_line_tells_of_a_reply_that_is_held(
    both_units: Units, clock: FixedClock, engagement: int
) -> None:
    citizen, path = Citizen.of(both_units), f"{TOPIC}?sort=oldest"
    with both_units.reading(SYSTEM) as unit:
        above, reply = unit.session.scalars(select(Comment).order_by(Comment.id)).all()
    with both_units.writing(SYSTEM) as unit:
        row = unit.session.get_one(Engagement, engagement)
        hang(unit, unit.session.get_one(Comment, reply.id), unit.session.get_one(Comment, above.id))
        comment = unit.session.get_one(Comment, above.id)
        place(unit, row, comment, State.WITHDRAWN, published_version=None, waiting_since=None)
    replies = f"{TOPIC}/replies/{above.public_id}"
    for address in (TOPIC, path):
        assert "no longer public" not in citizen.get(address).words
    assert citizen.get(replies).status == 404
    clock.instant = AFTER
    approve_all_of(both_units, engagement)
    for address in (TOPIC, path, replies):
        words = citizen.get(address).words
        assert "no longer public" in words
        assert MEANWHILE in words


def test_no_figure_tells_how_many_are_held(both_units: Units, clock: FixedClock) -> None:
    made = build_engagement(both_units, **LONG).id
    for number in range(12):
        approved(both_units, f"{BEFORE} {number}")
    set_election(both_units)
    clock.instant = IN_INTERREGNUM
    for number in range(12):
        approved(both_units, f"{MEANWHILE} {number}")
    citizen = Citizen.of(both_units)
    page, api = "/engagements/night-buses", "/api/v1/engagements/night-buses"
    for path in (page, "/engagements", f"{page}/moderation", TOPIC):
        assert re.search(r">\s*24\b", citizen.get(path).html) is None, path
    figures = citizen.get(api).response.json["figures"]
    for name in ("received", "published"):
        assert figures[name] == {"exact": None, "words": "not shown"}
    clock.instant = AFTER
    approve_all_of(both_units, made)
    assert ">24</dd>" in citizen.get(page).html
    assert "24 comments" in citizen.get(page).words
    assert citizen.get(api).response.json["figures"]["published"]["exact"] == 24


def test_the_author_reads_that_it_is_approved_and_why_it_is_not_there(
    units: Units, clock: FixedClock
) -> None:
    build_engagement(units, topics=("routes",), **LONG)
    set_election(units)
    clock.instant = IN_INTERREGNUM
    number, code = send(units, MEANWHILE)
    with units.writing(SYSTEM) as unit:
        decide(unit, number, 1, Decided.PUBLISH, (), "")
    words = Citizen.of(units).look_up(code).words
    assert "Your comment is approved." in words
    assert "See it on the page" not in words


def test_an_engagement_can_decide_to_show_them(
    both_units: Units, clock: FixedClock, engagement: int
) -> None:
    shows(both_units, engagement, shown=True)
    assert MEANWHILE in public_words(both_units)
    approved(both_units, "Another one.")
    assert "Another one." in public_words(both_units)
    assert [one.outcome for one in held_items(both_units)] == [Outcome.EXCEPTED]
    shows(both_units, engagement, shown=False)
    assert MEANWHILE not in public_words(both_units)
    clock.instant = AFTER
    assert MEANWHILE not in public_words(both_units)
    approve_all_of(both_units, engagement)
    assert "Another one." in public_words(both_units)


def test_who_decides_that(units: Units) -> None:
    made = build_engagement(units)
    other = build_engagement(units, "other", ministry="HLTH").ministry_id
    for actor in (
        make_person(units, Role.ENGAGEMENT_LEAD),
        make_person(units, Role.MODERATOR),
        director(units, other),
    ):
        with pytest.raises(NotAllowed), units.writing(actor) as unit:
            show_comments_in_elections(unit, made.id, shows=True)
    shows(units, made.id, shown=True)


def test_a_call_that_is_noted_late_holds_what_was_shown_since(
    units: Units, clock: FixedClock
) -> None:
    build_engagement(units, topics=("routes",), **LONG)
    clock.instant = IN_INTERREGNUM
    approved(units, MEANWHILE)
    assert MEANWHILE in public_words(units)
    set_election(units)
    assert MEANWHILE not in public_words(units)
    assert [one.kind for one in held_items(units)] == ["show_comment"]


def test_later_changes_of_the_dates_do_not_hold_again_what_was_approved(
    units: Units, clock: FixedClock
) -> None:
    build_engagement(units, topics=("routes",), **LONG)
    number = set_election(units)
    clock.instant = IN_INTERREGNUM
    approved(units, MEANWHILE)
    clock.instant = AFTER
    with units.writing(director(units)) as unit:
        approve_again(unit, unit.session.query(HeldItem).one().id)
    with units.writing(SYSTEM) as unit:
        change_period(unit, number, Dates(CALL, VOTED, SWORN.replace(hour=20)), seen_version=1)
    assert MEANWHILE in public_words(units)


# --- the notice and the kept pages ---------------------------------------------------------------


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/engagements/night-buses",
        TOPIC,
        f"{TOPIC}/comment",
        "/engagements/night-buses/notice",
        "/engagements/night-buses/moderation",
        "/terms",
        "/receipt",
        "/no-such-page",
    ],
)
def test_every_public_page_says_so_from_the_call_until_the_end(
    units: Units, clock: FixedClock, path: str
) -> None:
    """The pages are kept, and turn with the instant all the same."""
    build_engagement(units, topics=("routes",), **LONG)
    set_election(units)
    citizen = Citizen.of(units)
    told = []
    for instant in (CALL.replace(hour=17, minute=59, second=59), CALL, VOTED, SWORN):
        clock.instant = instant
        told.append(BANNER in citizen.get(path).words)
    assert told == [False, True, True, False]


def test_an_early_election_shows_at_once_on_kept_pages(units: Units, clock: FixedClock) -> None:
    build_engagement(units, topics=("routes",), **LONG)
    citizen = Citizen.of(units)
    assert BANNER not in citizen.get(TOPIC).words
    set_election(units, Dates(clock.now(), VOTED))
    assert BANNER in citizen.get(TOPIC).words
    assert "Write a comment" in citizen.get(TOPIC).words


def test_kept_pages_downstream_end_with_the_call(units: Units, clock: FixedClock) -> None:
    build_engagement(units, topics=("routes",), **LONG)
    set_election(units)
    clock.instant = CALL.replace(hour=17, minute=59, second=58)
    control = Citizen.of(units).get(TOPIC).response.headers["Cache-Control"]
    assert "s-maxage=2," in control


def test_without_an_election_a_topic_is_asked_for_as_ever(units: Units) -> None:
    """No condition on comments, and one small question about periods."""
    build_engagement(units, topics=("routes",), **LONG)
    citizen, asked = Citizen.of(units), []

    def note(_c: object, _cursor: object, statement: str, *_more: object) -> None:
        asked.append(statement)

    event.listen(units.database.engine, "before_cursor_execute", note)
    citizen.get(TOPIC)
    event.remove(units.database.engine, "before_cursor_execute", note)
    elections = [one for one in asked if "election" in one or "held_item" in one]
    assert len(elections) == 1
    assert not any("published_at <" in one for one in asked if "FROM comment " in one)
