"""What the links in mails open: confirm or change by a button, end by one click, for years."""

from pathlib import Path

import pytest

from engage.core.clock import FixedClock
from engage.core.errors import Conflict
from engage.core.permissions import CITIZEN, SYSTEM
from engage.core.unit import Units
from engage.engagements.service import unpublish
from engage.following.models import Subscription
from engage.following.rules import Choice, Pace, State
from engage.following.service import Link, confirm, end, find_by_token, link_of
from engage.wiring import make_units
from tests.app_fixtures import build_engagement, settings_for
from tests.comments.citizen import Page
from tests.following.people import (
    EMAIL,
    Follower,
    engagement_of,
    following,
    later,
    links_in,
    path_to,
    row_of,
    rows,
    work,
)
from tests.mail.conftest import mailing
from tests.services.smtp import MailServer

CHOICE = {"pace": "daily", "language": "fr"}


def asked(units: Units) -> tuple[Follower, Subscription]:
    build_engagement(units)
    citizen = Follower(units)
    citizen.ask()
    return citizen, row_of(units)


def test_opening_any_link_changes_nothing(mail_units: Units) -> None:
    citizen, row = asked(mail_units)
    for link in Link:
        page = Page(citizen.client.get(path_to(mail_units, row, link)))
        assert page.status == 200
        assert "Nothing has changed so far" in page.words
        assert EMAIL not in page.html
        assert "Set-Cookie" not in page.response.headers
        assert page.response.headers["Cache-Control"] == "no-store"
    assert row_of(mail_units).state == State.PENDING


def test_the_owner_confirms_and_changes_how_they_are_told(mail_units: Units) -> None:
    citizen, row = asked(mail_units)
    path = path_to(mail_units, row, Link.CONFIRM)
    page = Page(citizen.client.post(path, data={"pace": "at_once", "language": "en"}))
    assert "It is confirmed" in page.words
    page = Page(citizen.client.post(path, data=CHOICE))
    assert "Your choice is saved" in page.words
    found = row_of(mail_units)
    assert (found.state, found.pace, found.language) == (State.ACTIVE, "daily", "fr")
    page = Page(citizen.client.get(path))
    assert (page.form()["pace"], page.form()["language"]) == ("daily", "fr")


def test_a_choice_that_is_none_confirms_nothing(mail_units: Units) -> None:
    citizen, row = asked(mail_units)
    path = path_to(mail_units, row, Link.CONFIRM)
    for data in ({}, {"pace": "x", "language": "en"}, {"pace": "daily", "language": "\x00"}):
        page = Page(citizen.client.post(path, data=data))
        assert (page.status, bool(page.errors)) == (422, True)
    assert row_of(mail_units).state == State.PENDING


def test_after_seven_days_a_link_confirms_no_more(mail_units: Units, clock: FixedClock) -> None:
    citizen, row = asked(mail_units)
    clock.advance(days=7)
    path = path_to(mail_units, row, Link.CONFIRM)
    page = Page(citizen.client.post(path, data=CHOICE))
    assert (page.status, page.heading) == (409, "You do not follow this engagement")
    assert row_of(mail_units).state == State.PENDING


@pytest.mark.parametrize("data", [{"List-Unsubscribe": "One-Click"}, {}, {"x": "y" * 10_000}])
def test_one_click_ends_it_at_once_and_erases_the_address(
    mail_units: Units, mail_server: MailServer, data: dict[str, str]
) -> None:
    build_engagement(mail_units)
    row = following(mail_units, mail_server)
    client = Follower(mail_units).client
    strangers = {"Origin": "null", "Sec-Fetch-Site": "cross-site"}
    page = Page(client.post(path_to(mail_units, row, Link.END), data=data, headers=strangers))
    assert (page.status, page.heading) == (200, "We no longer write to you")
    found = row_of(mail_units)
    assert (found.state, found.ended_why) == (State.ENDED, "owner")
    assert (found.email_cipher, found.email_index) == (None, None)
    again = client.post(path_to(mail_units, row, Link.END))
    assert again.status_code == 200, "a second click finds it ended"


def test_only_the_end_takes_posts_from_elsewhere(mail_units: Units) -> None:
    citizen, row = asked(mail_units)
    path = path_to(mail_units, row, Link.CONFIRM)
    answer = citizen.client.post(path, data=CHOICE, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403


def test_a_link_ends_its_own_row_and_no_later_one(
    both_mail_units: Units, mail_server: MailServer, clock: FixedClock
) -> None:
    units = both_mail_units
    build_engagement(units)
    first = following(units, mail_server)
    old = path_to(units, first, Link.END)
    client = Follower(units).client
    client.post(old)
    later(units, clock, days=3 * 365)
    second = following(units, mail_server)
    assert second.id != first.id
    assert client.post(old).status_code == 200
    assert client.post(path_to(units, first, Link.CONFIRM), data=CHOICE).status_code == 409
    assert [row.state for row in rows(units)] == [State.ENDED, State.ACTIVE]
    assert client.post(path_to(units, second, Link.END)).status_code == 200
    assert [row.state for row in rows(units)] == [State.ENDED, State.ENDED]


def test_a_link_works_for_years_and_after_the_secret_was_changed(
    sqlite_url: str, tmp_path: Path, clock: FixedClock, mail_server: MailServer
) -> None:
    first = make_units(settings_for(sqlite_url, tmp_path, **mailing(mail_server)), clock)
    build_engagement(first)
    row = following(first, mail_server)
    path = path_to(first, row, Link.END)
    first.database.dispose()
    clock.advance(days=20 * 365)
    more = mailing(mail_server) | {"ENGAGE_SECRET_KEY": "another secret of the same site " * 2}
    second = make_units(settings_for(sqlite_url, tmp_path, **more), clock)
    assert Follower(second).client.post(path).status_code == 200
    assert row_of(second).state == State.ENDED
    second.database.dispose()


def test_every_wrong_link_has_one_page_and_changes_nothing(
    mail_units: Units, mail_server: MailServer
) -> None:
    build_engagement(mail_units)
    row = following(mail_units, mail_server)
    client = Follower(mail_units).client
    tokens = {one: path_to(mail_units, row, one).rpartition("/")[2] for one in Link}
    good = tokens[Link.END]
    wrong = [good[:-1], good + "x", good.swapcase(), f"{good}.{good}", "x", "é.ü.ñ", "0", "a.b.c"]
    pages = set()
    for link, token in [
        (Link.END, tokens[Link.CONFIRM]),
        (Link.CONFIRM, tokens[Link.END]),
        *((one, each) for one in Link for each in (*wrong, "x" * 2_000)),
    ]:
        for answer in (
            client.get(f"/follow/{link}/{token}"),
            client.post(f"/follow/{link}/{token}"),
        ):
            assert answer.status_code == 404
            pages.add(answer.get_data())
    assert len(pages) == 1
    assert row_of(mail_units).state == State.ACTIVE


def test_of_two_who_act_at_once_the_second_sees_what_the_first_did(
    both_mail_units: Units, mail_server: MailServer
) -> None:
    build_engagement(both_mail_units)
    Follower(both_mail_units).ask()
    row = row_of(both_mail_units)
    token = path_to(both_mail_units, row, Link.END).rpartition("/")[2]
    with both_mail_units.writing(CITIZEN) as unit:
        end(unit, find_by_token(unit, Link.END, token, to_change=True))
    with both_mail_units.writing(CITIZEN) as unit:
        held = unit.session.get_one(Subscription, row.id, with_for_update=True)
        with pytest.raises(Conflict, match="ended in the meantime"):
            confirm(unit, held, Choice(Pace.DAILY, "en"))


def test_a_link_works_while_its_engagement_is_out_of_view(
    mail_units: Units, mail_server: MailServer
) -> None:
    build_engagement(mail_units)
    row = following(mail_units, mail_server)
    with mail_units.writing(SYSTEM) as unit:
        unpublish(unit, unit.session.merge(engagement_of(mail_units)))
    client = Follower(mail_units).client
    page = Page(client.get(path_to(mail_units, row, Link.CONFIRM)))
    assert page.status == 200
    assert 'href="/engagements/night-buses' not in page.html
    assert client.post(path_to(mail_units, row, Link.END)).status_code == 200


def test_links_are_the_same_in_every_mail_and_hold_no_address(
    mail_units: Units, mail_server: MailServer, clock: FixedClock
) -> None:
    _, row = asked(mail_units)
    work(mail_units)
    sent = links_in(mail_server)
    clock.advance(hours=5)
    with mail_units.reading(SYSTEM) as unit:
        for link in Link:
            whole = link_of(unit, row, link)
            assert whole.endswith(sent[link])
            assert "kim" not in whole and "%40" not in whole and "@" not in whole
