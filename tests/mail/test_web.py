"""The page on outgoing mail: what was refused is seen and tried again, by administrators alone."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from engage.accounts.service.inviting import invite
from engage.accounts.service.people import create_person
from engage.app import create_app
from engage.core.clock import FixedClock
from engage.core.permissions import SYSTEM, Actor, Grant, Role
from engage.core.unit import Units
from engage.desk.duties import duties
from engage.jobs.worker import run_due
from engage.mail.models import OutgoingMail
from engage.mail.rules import MailState
from engage.mail.service import record_bounce
from engage.wiring.jobs import HANDLERS
from tests.app_fixtures import build_engagement, csrf_token
from tests.mail.citizens import SENDER, answer, came, rows, work
from tests.services.smtp import MailServer

PAGE = "/staff/mail"


@pytest.fixture
def units(mail_units: Units) -> Units:
    """The application of these tests sends mail."""
    return mail_units


@pytest.fixture
def client(units: Units) -> FlaskClient:
    return create_app(units.settings, units=units).test_client()


def invite_robin(units: Units) -> None:
    with units.writing(SYSTEM) as unit:
        grants = [Grant(Role.MODERATOR)]
        invite(unit, create_person(unit, "robin@gov.bc.ca", "Robin Sample", None, grants))
    run_due(units, HANDLERS)


def test_what_was_refused_is_shown_told_and_tried_again(
    client: FlaskClient, units: Units, mail_server: MailServer, sign_in: Callable[..., Actor]
) -> None:
    boss = sign_in(Role.ADMINISTRATOR)
    mail_server.at_recipient = ["550 no such user"]
    invite_robin(units)
    page = client.get(PAGE).text
    assert "Robin Sample" in page
    assert "The mail server knows no such address" in page
    with units.reading(boss) as unit:
        assert PAGE in [one.href for one in duties(unit)]
    token = csrf_token(client, PAGE)
    answer = client.post(f"{PAGE}/1/retry", data={"csrf_token": token})
    assert answer.status_code == 303
    assert client.post(f"{PAGE}/1/retry", data={"csrf_token": token}).status_code == 409
    run_due(units, HANDLERS)
    assert mail_server.recipients == ["robin@gov.bc.ca"]
    assert "Robin Sample" not in client.get(PAGE).text
    with units.reading(boss) as unit:
        assert PAGE not in [one.href for one in duties(unit)]


def test_a_link_that_is_mailed_is_not_shown(
    client: FlaskClient, units: Units, sign_in: Callable[..., Actor]
) -> None:
    sign_in(Role.ADMINISTRATOR)
    form = {
        "csrf_token": csrf_token(client, "/staff/people/invite"), "name": "Lee Sample",
        "email": "lee@gov.bc.ca", "role_1": "moderator", "where_1": "all",
    }  # fmt: skip
    answer = client.post("/staff/people/invite", data=form)
    assert answer.status_code == 303
    page = client.get(answer.location).text
    assert "A link is on its way by mail." in page
    assert "/staff/join/" not in page


@pytest.mark.parametrize("role", [Role.MODERATOR, Role.ENGAGEMENT_LEAD, Role.PRIVACY_OFFICER])
def test_mail_is_for_administrators(
    client: FlaskClient, sign_in: Callable[..., Actor], role: Role
) -> None:
    sign_in(role)
    token = csrf_token(client, "/staff/")
    assert client.get(PAGE).status_code == 403
    assert client.post(f"{PAGE}/1/retry", data={"csrf_token": token}).status_code == 403


def test_mail_that_is_not_there_is_not_found(
    client: FlaskClient, sign_in: Callable[..., Actor]
) -> None:
    sign_in(Role.ADMINISTRATOR)
    token = csrf_token(client, PAGE)
    assert client.post(f"{PAGE}/999/retry", data={"csrf_token": token}).status_code == 404


def test_citizens_are_not_named_and_each_trouble_is_told(
    client: FlaskClient,
    units: Units,
    mail_server: MailServer,
    clock: FixedClock,
    sign_in: Callable[..., Actor],
) -> None:
    """An answer that was refused, one that came back, results that an election holds."""
    build_engagement(units)
    sign_in(Role.ADMINISTRATOR)
    answer(units, came(units))
    work(units, clock)
    mail_server.at_recipient = ["550 no such user"]
    answer(units, came(units, message_id="<2@example.ca>"))
    work(units, clock)
    answer(units, came(units, message_id="<3@example.ca>"))
    with units.writing(SYSTEM) as unit:
        record_bounce(unit, rows(units)[0].message_key or "", permanent=True)
        unit.session.get_one(OutgoingMail, 3).state = MailState.HELD
    answer(units, came(units, message_id="<4@example.ca>"))
    page = client.get(PAGE).text
    assert SENDER not in page
    assert page.count("Receipt for a comment by mail") == 5
    for number in (1, 2, 3, 4):
        assert f'<a href="/staff/mail/incoming/{number}">Who sent message #{number}</a>' in page
    for words in ("Came back", "An election holds it", "knows no such address", "Not sent yet"):
        assert words in page
    assert "Of what waits: due now 1," in page


def test_all_that_was_refused_is_tried_again_by_one_button(
    client: FlaskClient, units: Units, mail_server: MailServer, sign_in: Callable[..., Actor]
) -> None:
    sign_in(Role.ADMINISTRATOR)
    mail_server.at_recipient = ["550 no", "550 no"]
    for name in ("robin", "lee"):
        with units.writing(SYSTEM) as unit:
            invite(
                unit, create_person(unit, f"{name}@gov.bc.ca", name, None, [Grant(Role.MODERATOR)])
            )
    run_due(units, HANDLERS)
    token = csrf_token(client, PAGE)
    answered = client.post(f"{PAGE}/retry", data={"csrf_token": token}, follow_redirects=True)
    assert "2 are tried again now." in answered.text
    run_due(units, HANDLERS)
    assert len(mail_server.recipients) == 2
    answered = client.post(f"{PAGE}/retry", data={"csrf_token": token}, follow_redirects=True)
    assert "Nothing was refused" in answered.text


def test_mail_that_cannot_leave_is_on_the_desk_before_it_is_given_up(
    client: FlaskClient, units: Units, mail_server: MailServer, clock: FixedClock,
    sign_in: Callable[..., Actor],
) -> None:  # fmt: skip
    boss = sign_in(Role.ADMINISTRATOR)
    mail_server.refuses_mail = True
    invite_robin(units)
    clock.advance(minutes=31)
    run_due(units, HANDLERS)
    with units.reading(boss) as unit:
        assert PAGE in [one.href for one in duties(unit)]
    mail_server.refuses_mail = False
    clock.advance(minutes=16)
    run_due(units, HANDLERS)
    with units.reading(boss) as unit:
        assert PAGE not in [one.href for one in duties(unit)]
