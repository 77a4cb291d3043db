"""Passkeys in a real Chromium with an authenticator that Chromium itself plays.

What no client of ours can show: that the browser takes our options, that its answers are what we
check, and that every page of one's own account reads well on a narrow screen too.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyotp
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, CDPSession, Page, expect
from werkzeug.serving import make_server

from engage.accounts.service.seed import ensure_person
from engage.app import create_app
from engage.core.clock import FixedClock
from engage.core.permissions import SYSTEM, Grant, Role
from engage.core.unit import Units
from engage.wiring import make_units
from tests.app_fixtures import PASSWORD, settings_for
from tests.services.process import free_port

PATIENCE_MS = 15_000
EMAIL = "robin@gov.bc.ca"
AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@contextmanager
def served(units: Units, port: int) -> Iterator[None]:
    app = create_app(units.settings, units=units)
    server = make_server("127.0.0.1", port, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def site(sqlite_url: str, tmp_path: Path, clock: FixedClock) -> Iterator[tuple[Units, str]]:
    """The application at 'localhost', which browsers hold to be secure."""
    port = free_port()
    url = f"http://localhost:{port}"
    units = make_units(settings_for(sqlite_url, tmp_path, ENGAGE_BASE_URL=url), clock)
    with served(units, port):
        yield units, url
    units.database.dispose()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 390, "height": 844})
    context.set_default_timeout(PATIENCE_MS)
    yield context.new_page()
    context.close()


class Authenticator:
    """The one of this page."""

    def __init__(self, page: Page) -> None:
        self.session: CDPSession = page.context.new_cdp_session(page)
        self.session.send("WebAuthn.enable")
        made = self.session.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
        self.id: str = made["authenticatorId"]

    def send(self, method: str, **values: Any) -> dict[str, Any]:
        answer: dict[str, Any] = self.session.send(
            f"WebAuthn.{method}", {"authenticatorId": self.id} | values
        )
        return answer

    def credentials(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.send("getCredentials")["credentials"]
        return found


def make_owner(units: Units, clock: FixedClock) -> Callable[[], str]:
    """A moderator, and the code that their app shows next."""
    with units.writing(SYSTEM) as unit:
        grants = [Grant(Role.MODERATOR)]
        _, secret = ensure_person(unit, EMAIL, "Robin Sample", grants, PASSWORD)

    def code() -> str:
        clock.advance(seconds=30)
        return pyotp.TOTP(secret).at(clock.now())

    return code


def sign_in(page: Page, url: str, code: str, path: str) -> None:
    page.goto(f"{url}/staff/sign-in?next={path}")
    page.get_by_label("E-mail").fill(EMAIL)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_label("Code").fill(code)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url(f"{url}{path}")


def look(page: Page) -> None:
    found = Axe().run(page)
    assert found.violations_count == 0, f"{page.url}: {found.generate_report()}"


def complaints(page: Page) -> list[str]:
    """What the browser objects to. A refused form is a 4xx on purpose, and it calls that one."""
    found: list[str] = []

    def note(kind: str, text: str) -> None:
        if kind == "error" and "status of 4" not in text:
            found.append(text)

    page.on("console", lambda said: note(said.type, said.text))
    return found


def add_passkey(page: Page, name: str) -> None:
    page.get_by_label("Name of the passkey").fill(name)
    page.get_by_role("button", name="Add a passkey").click()


def test_a_passkey_is_added_signs_in_and_confirms(
    page: Page, site: tuple[Units, str], clock: FixedClock
) -> None:
    units, url = site
    code, authenticator, broken = make_owner(units, clock), Authenticator(page), complaints(page)
    sign_in(page, url, code(), "/staff/account/passkeys")
    look(page)
    page.get_by_role("button", name="Add a passkey").click()
    add_passkey(page, "Office laptop")
    expect(page.get_by_text("The passkey is added.")).to_be_visible()
    look(page)
    assert len(authenticator.credentials()) == 1

    page.goto(f"{url}/staff/account")
    page.get_by_role("button", name="Sign out", exact=True).click()
    page.wait_for_url(f"{url}/staff/sign-in")
    look(page)
    page.goto(f"{url}/staff/sign-in?next=/staff/account")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url(f"{url}/staff/account")
    expect(page.get_by_text("By passkey, since")).to_be_visible()
    look(page)

    clock.advance(minutes=15)
    page.get_by_role("link", name="Make recovery codes").first.click()
    look(page)
    page.get_by_role("button", name="Confirm with a passkey").click()
    page.wait_for_url(f"{url}/staff/account/recovery-codes")
    page.get_by_role("button", name="Make ten new codes").click()
    expect(page.locator(".codes li")).to_have_count(10)
    look(page)
    assert broken == []


def test_a_second_one_a_user_unverified_and_a_copy_are_refused(
    page: Page, site: tuple[Units, str], clock: FixedClock
) -> None:
    units, url = site
    code, authenticator, broken = make_owner(units, clock), Authenticator(page), complaints(page)
    sign_in(page, url, code(), "/staff/account/passkeys")
    add_passkey(page, "Office laptop")
    expect(page.get_by_text("The passkey is added.")).to_be_visible()
    add_passkey(page, "The same again")
    expect(page.locator("[data-passkey-said]")).to_have_text(
        "This device has a passkey for your account already."
    )

    page.get_by_role("button", name="Sign out", exact=True).click()
    authenticator.send("setUserVerified", isUserVerified=False)
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.locator("[data-passkey-said]")).to_have_text(
        "No passkey was used: it was cancelled, or it took too long. Try again."
    )

    authenticator.send("setUserVerified", isUserVerified=True)
    (credential,) = authenticator.credentials()
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url(f"{url}/staff/")
    page.get_by_role("button", name="Sign out", exact=True).click()
    authenticator.send("removeCredential", credentialId=credential["credentialId"])
    authenticator.send("addCredential", credential=credential)
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_text("This passkey was not accepted.")).to_be_visible()
    look(page)
    assert broken == []


def test_the_other_pages_of_ones_own_account_read_well(
    page: Page, site: tuple[Units, str], clock: FixedClock
) -> None:
    units, url = site
    code = make_owner(units, clock)
    sign_in(page, url, code(), "/staff/account")
    for path in ("password", "authenticator", "recovery-codes"):
        page.goto(f"{url}/staff/account/{path}")
        look(page)
    page.goto(f"{url}/staff/account/password")
    page.get_by_role("button", name="Change password").click()
    expect(page.locator("[data-error-summary]")).to_be_focused()
    look(page)


def test_without_javascript_the_other_ways_remain(
    browser: Browser, site: tuple[Units, str], clock: FixedClock
) -> None:
    units, url = site
    code = make_owner(units, clock)
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    sign_in(page, url, code(), "/staff/account/passkeys")
    expect(page.get_by_text("This browser cannot make passkeys")).to_be_visible()
    expect(page.get_by_role("button", name="Add a passkey")).to_be_hidden()
    clock.advance(minutes=15)
    page.goto(f"{url}/staff/account/recovery-codes")
    page.get_by_label("Code").fill(code())
    page.get_by_role("button", name="Confirm", exact=True).click()
    page.wait_for_url(f"{url}/staff/account/recovery-codes")
    context.close()
