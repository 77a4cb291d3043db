"""The staff's calendar at a secret address: for whom it is, what it lists, and when it ends."""

import logging
import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Final

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar
from sqlalchemy import event, select

from engage.accounts.models import CalendarLink, Ministry, Person, PersonRole
from engage.accounts.service import calendar_links
from engage.accounts.service.people import disable_person, enable_person
from engage.accounts.service.secrets import set_password
from engage.audit.models import AuditEntry
from engage.core.clock import FixedClock
from engage.core.permissions import SYSTEM, Actor, Role
from engage.core.unit import Units
from engage.desk.calendar_rules import Entry, Kind
from engage.sharing.planned import planned_moments
from tests.app_fixtures import NOON, build_engagement, csrf_token, make_person

SignIn = Callable[..., Actor]
HERE: Final = "http://localhost"
ADDRESS: Final = re.compile(r"http://localhost(/staff/calendar/feed/[^\s<]+\.ics)")
PAGE: Final = "/staff/account/calendar"


def link_of(units: Units, person: Actor) -> str:
    with units.writing(person) as unit:
        return calendar_links.make_calendar_link(unit, person.person_id or 0).removeprefix(HERE)


def told(client: FlaskClient, path: str) -> list[str]:
    answer = client.get(path)
    assert answer.status_code == 200
    whole = Calendar.from_ical(answer.get_data())
    return [str(one["summary"]) for one in whole.walk("VEVENT")]


def test_the_address_is_shown_once_and_works_without_signing_in(
    client: FlaskClient, app: object, units: Units, sign_in: SignIn
) -> None:
    build_engagement(units)
    sign_in(Role.ENGAGEMENT_LEAD)
    token = csrf_token(client, PAGE)
    page = client.post(PAGE, data={"csrf_token": token}).text
    (path,) = ADDRESS.findall(page)
    assert not ADDRESS.search(client.get(PAGE).text)
    stranger = client.application.test_client()
    assert "Opened: Should buses run at night?" in told(stranger, path)
    answer = stranger.get(path)
    assert answer.text.count("CLASS:PRIVATE") == answer.text.count("BEGIN:VEVENT")
    assert answer.content_type == "text/calendar; charset=utf-8"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert "Set-Cookie" not in answer.headers
    assert "Access-Control-Allow-Origin" not in answer.headers
    client.post(f"{PAGE}/end", data={"csrf_token": csrf_token(client, PAGE)})
    assert stranger.get(path).status_code == 404
    assert "You have an address" not in client.get(PAGE).text


def test_a_new_address_ends_the_one_before(client: FlaskClient, units: Units) -> None:
    lead = make_person(units, Role.ENGAGEMENT_LEAD)
    first, second = link_of(units, lead), link_of(units, lead)
    assert client.get(first).status_code == 404
    assert client.get(second).status_code == 200
    with units.reading(SYSTEM) as unit:
        rows = unit.session.scalars(select(CalendarLink)).all()
        assert [row.ended_at is None for row in rows] == [False, True]
        assert second not in " ".join(row.key_hash for row in rows)


def test_it_ends_with_the_account_and_does_not_come_back_with_it(
    client: FlaskClient, units: Units
) -> None:
    lead = make_person(units, Role.ENGAGEMENT_LEAD)
    admin = make_person(units, Role.ADMINISTRATOR, email="admin@gov.bc.ca")
    path = link_of(units, lead)
    with units.writing(admin) as unit:
        disable_person(unit, unit.session.get_one(Person, lead.person_id))
    assert client.get(path).status_code == 404
    with units.writing(admin) as unit:
        enable_person(unit, unit.session.get_one(Person, lead.person_id))
    assert client.get(path).status_code == 404


def test_it_ends_when_somebody_else_sets_the_password_and_not_by_its_owners_own(
    client: FlaskClient, units: Units
) -> None:
    lead = make_person(units, Role.ENGAGEMENT_LEAD)
    admin = make_person(units, Role.ADMINISTRATOR, email="admin@gov.bc.ca")
    path = link_of(units, lead)
    for actor, password, status in (
        (lead, "seven quiet lakes at dawn", 200),
        (admin, "nine loud rivers at night", 404),
    ):
        with units.writing(actor) as unit:
            set_password(unit, unit.session.get_one(Person, lead.person_id), password)
        assert client.get(path).status_code == status


def test_it_ends_after_a_year(client: FlaskClient, units: Units, clock: FixedClock) -> None:
    path = link_of(units, make_person(units, Role.ENGAGEMENT_LEAD))
    clock.advance(days=365)
    assert client.get(path).status_code == 200
    clock.advance(days=1)
    assert client.get(path).status_code == 404


def test_it_shows_what_the_roles_show_now(client: FlaskClient, units: Units) -> None:
    build_engagement(units)
    with units.writing(SYSTEM) as unit:
        other = Ministry(code="OTHER", name="Ministry of Other Things")
        unit.session.add(other)
        unit.session.flush()
        number = other.id
    lead = make_person(units, Role.ENGAGEMENT_LEAD)
    path = link_of(units, lead)
    assert any("Should buses run" in one for one in told(client, path))
    with units.writing(SYSTEM) as unit:
        grant = unit.session.scalars(
            select(PersonRole).where(PersonRole.person_id == lead.person_id)
        ).one()
        grant.ministry_id = number
    assert not any("Should buses run" in one for one in told(client, path))
    with units.writing(SYSTEM) as unit:
        for row in unit.session.scalars(select(PersonRole)):
            unit.session.delete(row)
    assert not any("Should buses run" in one for one in told(client, path))


def test_it_holds_months_before_and_after_with_few_questions(
    client: FlaskClient, units: Units
) -> None:
    lead = make_person(units, Role.ENGAGEMENT_LEAD)
    for number, days in enumerate((-120, -80, 200, 360, 500)):
        slug, opens = f"number-{number}", NOON + timedelta(days=days)
        closes = opens + timedelta(days=1)
        build_engagement(
            units, slug, title=f"Question {number}?", published=False, opens_at=opens,
            closes_at=closes,
        )  # fmt: skip
    path, asked = link_of(units, lead), []
    event.listen(units.database.engine, "before_cursor_execute", lambda *a: asked.append(a[2]))
    found = told(client, path)
    assert {one[-2] for one in found if "Question" in one} == {"1", "2", "3"}
    assert len(asked) < 30


WRONG: Final[list[Callable[[str], str]]] = [
    lambda token: token[:-1],
    lambda token: f"{token}x",
    str.swapcase,
    lambda _token: "x" * 3_000,
    lambda _token: "a.b",
]


@pytest.mark.parametrize("changed", WRONG)
def test_a_wrong_address_is_no_page_and_says_nothing(
    client: FlaskClient, units: Units, changed: Callable[[str], str]
) -> None:
    path = link_of(units, make_person(units, Role.ENGAGEMENT_LEAD))
    token = path.rpartition("/")[2].removesuffix(".ics")
    answer = client.get(f"/staff/calendar/feed/{changed(token)}.ics")
    assert answer.status_code == 404
    assert "sign-in" not in answer.headers.get("Location", "")


def test_the_address_is_in_no_log_and_no_audit(
    client: FlaskClient, units: Units, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    lead = make_person(units, Role.ENGAGEMENT_LEAD)
    path = link_of(units, lead)
    client.get(path)
    client.get(path.replace(".ics", "x.ics"))
    token = path.rpartition("/")[2].removesuffix(".ics")
    assert token not in caplog.text
    with units.reading(SYSTEM) as unit:
        rows = unit.session.scalars(
            select(AuditEntry).where(AuditEntry.action.startswith("person.calendar_link"))
        ).all()
        assert [row.action for row in rows] == ["person.calendar_link_made"]
        assert token not in " ".join(str(vars(row)) for row in rows)


def test_a_token_holds_nothing_of_the_person(units: Units) -> None:
    lead = make_person(units, Role.ENGAGEMENT_LEAD)
    with units.reading(SYSTEM) as unit:
        person = unit.session.get_one(Person, lead.person_id)
        token = link_of(units, lead).rpartition("/")[2].removesuffix(".ics")
        values = calendar_links._signer(unit).read(token, unit.now, timedelta(days=1))
        assert set(values) == {"link", "key"}
        assert person.email not in token


TITLES = st.text(st.characters(blacklist_categories=("Cs", "Cc")), min_size=1, max_size=20)
ENTRIES = st.builds(
    Entry, st.sampled_from(Kind), st.dates(date(2026, 1, 1), date(2027, 1, 1)), st.none(), TITLES,
    TITLES, st.sampled_from(["", "/staff/engagements/a"]), st.sampled_from([None, 1]),
)  # fmt: skip


@given(st.lists(ENTRIES, max_size=8))
def test_every_entry_has_a_name_of_its_own_and_in_any_order_the_same(those: list[Entry]) -> None:
    written = [
        list(planned_moments(order, {1: "Ministry"}, HERE, NOON))
        for order in (those, list(reversed(those)))
    ]
    names = [[one.name for one in found] for found in written]
    assert len(set(names[0])) == len(those)
    assert set(names[0]) == set(names[1])


def test_what_moves_to_another_day_keeps_its_name() -> None:
    def name(at: datetime) -> str:
        one = Entry(Kind.OPENING, at.date(), at, "Opens", "Buses?", "/staff/engagements/a", 1)
        return next(planned_moments([one], {}, HERE, NOON)).name

    assert name(NOON) == name(NOON + timedelta(days=9))
