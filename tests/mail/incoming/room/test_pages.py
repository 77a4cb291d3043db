"""The pages of the mail room: lists without senders, an item on record, forms that keep what they
are given."""

import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from engage.core.permissions import SYSTEM, Actor, Role
from engage.core.unit import Units
from engage.desk.duties import duties
from engage.mail.incoming.models import IncomingMail
from engage.mail.incoming.rules import Outcome, Reason
from engage.mail.incoming.service.watching import end_watch, take_watch
from engage.mail.incoming.web.blueprint import PAGE
from tests.app_fixtures import build_engagement, csrf_token
from tests.mail.incoming.room.messages import (
    CUT,
    SUBJECT,
    TEXT,
    WRITER,
    arrive,
    audited,
    stands,
    topic,
)

ROOM = "/staff/mail/incoming"


def post(client: FlaskClient, path: str, **typed: str):  # type: ignore[no-untyped-def]
    token = csrf_token(client, "/staff/")
    return client.post(path, data={"csrf_token": token, "seen_version": "1", **typed})


def value(units: Units, slug: str = "fares", engagement: str = "night-buses") -> str:
    return "-".join(str(one) for one in topic(units, slug, engagement))


def test_lists_show_words_and_never_who_wrote(
    client: FlaskClient, units: Units, sign_in: Callable[..., Actor]
) -> None:
    build_engagement(units)
    arrive(units, files=2)
    arrive(units, Outcome.FILED, Reason.SPAM, subject="Buy gold")
    arrive(units, Outcome.FILED, Reason.LIST, subject="News of the club")
    arrive(units, Outcome.QUARANTINED, Reason.TOO_LARGE)
    arrive(units, Outcome.CORRESPONDENCE, Reason.CLOSED, slug="night-buses", subject="Too late")
    sign_in(Role.MODERATOR)
    room = client.get(ROOM).text
    for words in (SUBJECT, TEXT, "not to an engagement", "2 files", "(1) Incoming mail"):
        assert words in room
    filed = client.get(f"{ROOM}?show=filed").text
    assert "Buy gold" in filed
    assert "News of the club" in filed
    only = client.get(f"{ROOM}?show=filed&reason=list").text
    assert "Buy gold" not in only
    assert "News of the club" in only
    assert "too large to be fetched" in client.get(f"{ROOM}?show=quarantined").text
    late = client.get("/staff/engagements/night-buses/correspondence").text
    assert "Too late" in late
    for page in (room, filed, only, late):
        assert WRITER not in page
    assert not audited(units, "mail.incoming_read")


def test_an_item_shows_everything_once_it_is_on_record(
    client: FlaskClient, units: Units, sign_in: Callable[..., Actor]
) -> None:
    number = arrive(units, files=1)
    build_engagement(units)
    sign_in(Role.MODERATOR)
    page = client.get(f"{ROOM}/{number}")
    assert page.headers["Cache-Control"] == "no-store"
    for words in (WRITER, SUBJECT, TEXT, CUT, "map 0.pdf", "/staff/attachments/1", "1 KB"):
        assert words in page.text
    assert len(audited(units, "mail.incoming_read")) == 1
    client.get(f"{ROOM}/{number}")
    assert len(audited(units, "mail.incoming_read")) == 2


def test_it_is_placed_and_what_is_wrong_stands_at_its_field(
    client: FlaskClient, units: Units, sign_in: Callable[..., Actor]
) -> None:
    build_engagement(units)
    number = arrive(units, reason=Reason.TOO_LONG, text="long " * 5_000)
    sign_in(Role.MODERATOR)
    path = f"{ROOM}/{number}/place"
    nothing = post(client, path, text="A bus, please.", **{"as": "comment"})
    assert nothing.status_code == 422
    assert "Choose the engagement and topic" in nothing.text
    assert "A bus, please." in nothing.text
    blank = post(client, path, place=value(units), text=" ", **{"as": "comment"})
    assert blank.status_code == 422
    assert 'id="text-error"' in blank.text
    assert f'selected value="{value(units)}"' in blank.text
    done = post(client, path, place=value(units), text="A bus, please.", **{"as": "comment"})
    assert (done.status_code, done.location) == (303, ROOM)
    assert "is comment 1 now" in client.get(ROOM).text
    after = client.get(f"{ROOM}/{number}").text
    assert "/staff/queue/1" in after
    late = post(client, path, place=value(units), text="My own words", **{"as": "comment"})
    assert late.status_code == 409
    assert "You settled this message already" in late.text
    assert "My own words" in late.text


def test_late_mail_is_refused_with_another_way(
    client: FlaskClient, units: Units, sign_in: Callable[..., Actor]
) -> None:
    closes_at = build_engagement(units).closes_at
    assert closes_at is not None
    number = arrive(units, at=closes_at)
    sign_in(Role.MODERATOR)
    page = client.get(f"{ROOM}/{number}").text
    assert "Not open when it arrived" in page
    assert "correspondence" not in page
    path = f"{ROOM}/{number}/place"
    refused = post(client, path, place=value(units), **{"as": "comment"})
    assert refused.status_code == 422
    assert "It cannot be counted" in refused.text
    assert 'value="correspondence"' in refused.text
    done = post(client, path, place=value(units), **{"as": "correspondence"})
    assert done.status_code == 303
    assert "is answered" in client.get(f"{ROOM}/{number}").text
    again = arrive(units, at=closes_at)
    post(client, f"{ROOM}/{again}/place", place=value(units), **{"as": "correspondence"})
    assert "no answer goes out" in client.get(f"{ROOM}/{again}").text


def test_it_is_set_aside_found_again_and_put_back(
    client: FlaskClient, units: Units, sign_in: Callable[..., Actor]
) -> None:
    number = arrive(units)
    sign_in(Role.MODERATOR)
    assert "Choose why" in post(client, f"{ROOM}/{number}/aside").text
    assert post(client, f"{ROOM}/{number}/aside", why="spam").status_code == 303
    assert f'href="{ROOM}/{number}"' not in client.get(ROOM).text
    assert f'href="{ROOM}/{number}"' in client.get(f"{ROOM}?show=aside").text
    two = post(client, f"{ROOM}/{number}/aside", why="spam")
    assert two.status_code == 409
    assert "You settled this message already" in two.text
    assert post(client, f"{ROOM}/{number}/back", seen_version="2").status_code == 303
    assert f'href="{ROOM}/{number}"' in client.get(ROOM).text


def test_what_was_not_read_says_where_it_lies_and_is_seen(
    client: FlaskClient, units: Units, sign_in: Callable[..., Actor]
) -> None:
    number = arrive(units, Outcome.QUARANTINED, Reason.UNREADABLE)
    sign_in(Role.MODERATOR)
    page = client.get(f"{ROOM}/{number}").text
    assert stands(units, number).folder in page
    assert "with care" in page
    assert not audited(units, "mail.incoming_read")
    assert post(client, f"{ROOM}/{number}/seen").status_code == 303
    assert "Dealt with" in client.get(f"{ROOM}/{number}").text


def test_extra_fields_and_broken_ones_do_nothing(
    client: FlaskClient, units: Units, sign_in: Callable[..., Actor]
) -> None:
    number = arrive(units)
    sign_in(Role.MODERATOR)
    for typed in (
        {"seen_version": ""},
        {"seen_version": "x"},
        {"seen_version": "99999999999"},
        {"why": "comment"},
        {"why": "seen"},
    ):
        answer = post(client, f"{ROOM}/{number}/aside", **typed)
        assert answer.status_code == 422, typed
    for typed in ({"place": "1"}, {"place": "1-x"}, {"place": "9" * 30 + "-1"}, {"as": "nothing"}):
        assert post(client, f"{ROOM}/{number}/place", **typed).status_code == 422, typed
    row = stands(units, number)
    assert (row.version, row.settled_at, row.engagement_id) == (1, None, None)


def test_a_long_list_goes_on_by_links_and_loses_nobody(
    client: FlaskClient, units: Units, sign_in: Callable[..., Actor]
) -> None:
    made = [arrive(units) for _ in range(PAGE + 2)]
    sign_in(Role.MODERATOR)
    found: list[int] = []
    href = ROOM
    while href:
        page = client.get(href).text
        found += [int(one) for one in re.findall(rf'href="{ROOM}/(\d+)"', page)]
        more = re.search(r'rel="next" href="([^"]+)"', page)
        href = more[1].replace("&amp;", "&") if more else ""
    assert found == made


@pytest.mark.parametrize(
    "asked", ["?show=none", "?beyond=x", "?show=filed&reason=none", "?beyond=0"]
)
def test_an_address_that_cannot_be_read_shows_the_list(
    client: FlaskClient, sign_in: Callable[..., Actor], asked: str
) -> None:
    sign_in(Role.MODERATOR)
    assert client.get(ROOM + asked).status_code == 200


def test_places_are_found_by_words_of_their_titles(
    client: FlaskClient, units: Units, sign_in: Callable[..., Actor]
) -> None:
    build_engagement(units)
    build_engagement(units, "quiet-lanes", title="Quiet lanes?")
    number = arrive(units)
    sign_in(Role.MODERATOR)
    page = client.get(f"{ROOM}/{number}?find=quiet").text
    assert "Quiet lanes?: About routes" in page
    assert "Should buses run at night?" not in page
    nowhere = client.get(f"{ROOM}/{number}?find=zebra").text
    assert "No engagement has these words" in nowhere
    kept = post(client, f"{ROOM}/{number}/place?find=quiet").text
    assert "Should buses run at night?" not in kept


def test_the_desk_says_what_waits_to_those_who_can_place_it(
    client: FlaskClient, units: Units, sign_in: Callable[..., Actor]
) -> None:
    arrive(units)
    arrive(units)
    arrive(units, Outcome.QUARANTINED, Reason.UNREADABLE)
    lead = sign_in(Role.ENGAGEMENT_LEAD)
    with units.reading(lead) as unit:
        told = {one.title: one.href for one in duties(unit) if one.kind == "Mail"}
    assert told == {
        "2 messages wait to be placed": ROOM,
        "1 message could not be read": f"{ROOM}?show=quarantined",
    }
    assert "2 messages wait to be placed" in client.get("/staff/").text


def test_a_mailbox_out_of_reach_is_told_to_administrators_and_in_the_room(
    client: FlaskClient, units: Units, sign_in: Callable[..., Actor]
) -> None:
    boss = sign_in(Role.ADMINISTRATOR)
    assert "has not been checked yet" in client.get(ROOM).text
    for trouble in ("sign_in", ""):
        with units.writing(SYSTEM) as unit:
            assert take_watch(unit, "worker")
            end_watch(unit, "worker", trouble)
        with units.reading(boss) as unit:
            told = [one.title for one in duties(unit) if one.kind == "Mail"]
        assert told == (["The mailbox that citizens write to cannot be read"] if trouble else [])
        room = client.get(ROOM).text
        assert ("mailbox cannot be read" in room) == bool(trouble)
    assert "last checked on" in room


@pytest.mark.parametrize(
    "role", [Role.PRIVACY_OFFICER, Role.MINISTRY_VIEWER, Role.APPROVER, Role.SECURITY_OFFICER]
)
def test_mail_is_for_those_who_read_comments(
    client: FlaskClient, units: Units, sign_in: Callable[..., Actor], role: Role
) -> None:
    number = arrive(units)
    who = sign_in(role)
    assert client.get(ROOM).status_code == 403
    assert client.get(f"{ROOM}/{number}").status_code == 403
    assert ROOM not in client.get("/staff/").text
    with units.reading(who) as unit:
        assert not [one for one in duties(unit) if one.kind == "Mail"]


def test_a_message_whose_key_is_missing_is_told_so(
    client: FlaskClient, units: Units, sign_in: Callable[..., Actor]
) -> None:
    number = arrive(units)
    with units.writing(SYSTEM) as unit:
        row = unit.session.get_one(IncomingMail, number)
        row.subject_cipher = row.body_cipher = row.sender_cipher = "gone.AAAA"
    sign_in(Role.MODERATOR)
    assert "No subject" in client.get(ROOM).text
    page = client.get(f"{ROOM}/{number}")
    assert page.status_code == 200
    assert "The key for this message is not here" in page.text
    build_engagement(units)
    placed = post(client, f"{ROOM}/{number}/place", place=value(units), **{"as": "comment"})
    assert placed.status_code == 422


def test_a_led_message_stands_where_taking_in_would_have_put_it(
    client: FlaskClient, units: Units, sign_in: Callable[..., Actor]
) -> None:
    build_engagement(units, "quiet-lanes", title="Quiet lanes?")
    build_engagement(units)
    number = arrive(units, reason=Reason.ONLY_ATTACHMENTS, text="", slug="night-buses", files=1)
    sign_in(Role.MODERATOR)
    page = client.get(f"{ROOM}/{number}").text
    assert f'selected value="{value(units)}"' in page
    assert "Nothing is written in it beside its files." in page


def test_what_is_not_here_any_more_offers_nothing_to_be_made_of_it(
    client: FlaskClient, units: Units, sign_in: Callable[..., Actor]
) -> None:
    build_engagement(units)
    filed = arrive(units, Outcome.FILED, Reason.DUPLICATE)
    aside = arrive(units)
    sign_in(Role.MODERATOR)
    assert post(client, f"{ROOM}/{aside}/aside", why="spam").status_code == 303
    with units.writing(SYSTEM) as unit:
        for row in unit.session.query(IncomingMail):
            row.subject_cipher = row.body_cipher = row.cut_cipher = row.sender_cipher = None
    assert "Make it a comment" not in client.get(f"{ROOM}/{filed}").text
    made = post(client, f"{ROOM}/{filed}/place", place=value(units), text="x", **{"as": "comment"})
    assert made.status_code == 422
    assert "not here any more" in made.text
    assert "Put it back" not in client.get(f"{ROOM}/{aside}").text
    assert post(client, f"{ROOM}/{aside}/back", seen_version="2").status_code == 422
