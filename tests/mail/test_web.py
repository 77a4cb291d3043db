"""The page on outgoing mail: what was refused is seen and tried again, by administrators alone."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from engage.accounts.service.inviting import invite
from engage.accounts.service.people import create_person
from engage.app import create_app
from engage.core.permissions import SYSTEM, Actor, Grant, Role
from engage.core.unit import Units
from engage.desk.duties import duties
from engage.jobs.worker import run_due
from engage.wiring import HANDLERS
from tests.app_fixtures import csrf_token
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
