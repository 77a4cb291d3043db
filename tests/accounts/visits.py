"""Browsers of invented staff, in the whole application: they sign in, look, and send forms."""

import re
from dataclasses import dataclass, field

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from engage.app import create_app
from tests.accounts.factories import OFFICE, Member, Staff

SIGN_IN = "/staff/sign-in"
CONFIRM = "/staff/confirm"
ACCOUNT = "/staff/account"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"


def csrf_in(response: TestResponse) -> str:
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', response.text)
    assert found is not None, "the page has no form"
    return found.group(1)


def field_in(response: TestResponse, name: str) -> str:
    """The value of a hidden field."""
    found = re.search(rf'name="{name}"[^>]*value="([^"]*)"', response.text)
    assert found is not None, f"no field {name}"
    return found.group(1)


@dataclass
class Visit:
    """One browser."""

    client: FlaskClient
    staff: Staff

    def get(self, path: str) -> TestResponse:
        return self.client.get(path)

    def post(self, path: str, page: str = "", **data: str) -> TestResponse:
        """Sends a form with the CSRF token of `page` (the same address, if not said)."""
        token = csrf_in(self.client.get(page or path))
        return self.client.post(path, data={"csrf_token": token} | data)

    def sign_in(self, member: Member, **changes: str) -> TestResponse:
        """With the next code that was not used."""
        self.staff.clock.advance(seconds=30)
        right = {
            "email": member.person.email,
            "password": member.password,
            "code": member.code(self.staff.clock),
        }
        return self.post(SIGN_IN, **(right | changes))

    def confirm(self, member: Member, wanted: str = "") -> TestResponse:
        self.staff.clock.advance(seconds=30)
        path = f"{CONFIRM}?next={wanted}" if wanted else CONFIRM
        return self.post(path, code=member.code(self.staff.clock))

    def is_signed_in(self) -> bool:
        return self.client.get(ACCOUNT).status_code == 200

    def cookie(self) -> dict[str, object]:
        """What the session's cookie holds."""
        with self.client.session_transaction() as session:
            return dict(session)

    def carry(self, cookie: dict[str, object]) -> None:
        """Puts another cookie in its place, as a thief would."""
        with self.client.session_transaction() as session:
            session.clear()
            session.update(cookie)


@dataclass
class Visits:
    """Makes browsers for one application."""

    staff: Staff
    app: Flask = field(init=False)

    def __post_init__(self) -> None:
        self.app = create_app(self.staff.units.settings, units=self.staff.units)

    def browser(self, address: str = OFFICE) -> Visit:
        client = self.app.test_client()
        client.environ_base["REMOTE_ADDR"] = address
        client.environ_base["HTTP_USER_AGENT"] = FIREFOX
        return Visit(client, self.staff)

    def signed_in(self, member: Member) -> Visit:
        visit = self.browser()
        assert visit.sign_in(member).status_code == 303
        return visit
