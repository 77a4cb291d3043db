"""The sign-in page as a browser meets it, in the whole application."""

import re
from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient
from itsdangerous import URLSafeTimedSerializer
from werkzeug.test import TestResponse

from engage.accounts.models import Person
from engage.accounts.rules import ATTEMPTS_PER_ACCOUNT
from engage.accounts.service import disable_person
from engage.app import create_app
from engage.core.permissions import SYSTEM
from engage.core.unit import Units
from engage.web.access import staff as open_to_staff
from engage.web.transaction import EngageFlask, current_unit
from tests.accounts.factories import OFFICE, Member, Staff

WRONG = "Those sign-in details are not right."
SIGN_IN = "/staff/sign-in"

# What differs between the databases is tested at the use cases.
pytestmark = pytest.mark.parametrize("staff_database", ["sqlite"], indirect=True)


@pytest.fixture
def staff_app(staff_units: Units) -> EngageFlask:
    """The application with one page more, that says who asked for it."""
    app = create_app(staff_units.settings, units=staff_units)

    @app.get("/staff/whoami")
    @open_to_staff()
    def whoami() -> str:
        return current_unit().actor.label

    return app


@pytest.fixture
def browser(staff_app: EngageFlask) -> Iterator[FlaskClient]:
    with staff_app.test_client() as client:
        client.environ_base["REMOTE_ADDR"] = OFFICE
        yield client


def csrf_token(response: TestResponse) -> str:
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', response.text)
    assert found is not None, "the page has no form"
    return found.group(1)


def send(
    client: FlaskClient, staff: Staff, member: Member, path: str = SIGN_IN, **changes: str
) -> TestResponse:
    """Loads the form, fills it in rightly except for what is changed, and sends it."""
    right = {
        "csrf_token": csrf_token(client.get(path)),
        "email": member.person.email,
        "password": member.password,
        "code": member.code(staff.clock),
    }
    return client.post(path, data=right | changes)


def who(client: FlaskClient) -> str | None:
    """Whom the server takes this browser for; None when it sends it to the sign-in page."""
    response = client.get("/staff/whoami")
    if response.status_code == 302:
        assert response.location == "/staff/sign-in?next=/staff/whoami"
        return None
    assert response.status_code == 200
    return response.text


def test_a_stranger_is_sent_to_sign_in_and_back(browser: FlaskClient, staff: Staff) -> None:
    member = staff.member()
    sent_to = browser.get("/staff/whoami").location
    response = send(browser, staff, member, path=sent_to)
    assert (response.status_code, response.location) == (303, "/staff/whoami")
    assert who(browser) == f"person:{member.id}"


def test_without_a_wish_the_first_page_follows(browser: FlaskClient, staff: Staff) -> None:
    assert send(browser, staff, staff.member()).location == "/staff/"


@pytest.mark.parametrize("wish", ["//evil.example/", "https://evil.example/", "/connect", "/\\x"])
def test_a_wish_outside_the_staff_pages_is_not_granted(
    browser: FlaskClient, staff: Staff, wish: str
) -> None:
    response = send(browser, staff, staff.member(), path=f"{SIGN_IN}?next={wish}")
    assert response.location == "/staff/"


@pytest.mark.parametrize(
    "changes",
    [{"email": "nobody@gov.bc.ca"}, {"password": "wrong"}, {"code": "000000"}],
)
def test_wrong_details_show_the_form_again_with_one_message(
    browser: FlaskClient, staff: Staff, changes: dict[str, str]
) -> None:
    response = send(browser, staff, staff.member(), **changes)
    assert response.status_code == 422
    assert WRONG in response.text
    assert who(browser) is None


def test_the_address_is_kept_in_the_form_and_nothing_secret_is(
    browser: FlaskClient, staff: Staff
) -> None:
    member = staff.member("robin@gov.bc.ca")
    response = send(browser, staff, member, password="wrong-one-typed")
    assert "robin@gov.bc.ca" in response.text
    assert "wrong-one-typed" not in response.text
    assert member.code(staff.clock) not in response.text


def test_an_empty_form_names_every_field(browser: FlaskClient, staff: Staff) -> None:
    response = send(browser, staff, staff.member(), email="", password="", code="")
    assert response.status_code == 422
    for message in ("Enter your e-mail", "Enter your password", "Enter the code"):
        assert message in response.text


def test_failed_attempts_from_one_address_have_to_wait(browser: FlaskClient, staff: Staff) -> None:
    member = staff.member()
    for _ in range(ATTEMPTS_PER_ACCOUNT):
        assert send(browser, staff, member, password="wrong").status_code == 422
    response = send(browser, staff, member)
    assert response.status_code == 429
    assert "Wait 15 minutes" in response.text
    assert who(browser) is None


def test_a_forged_forwarding_header_is_not_another_address(
    browser: FlaskClient, staff: Staff
) -> None:
    member = staff.member()
    for number in range(ATTEMPTS_PER_ACCOUNT):
        browser.environ_base["HTTP_X_FORWARDED_FOR"] = f"198.51.100.{number}"
        send(browser, staff, member, password="wrong")
    assert send(browser, staff, member).status_code == 429


def test_a_form_without_its_token_is_shown_again(browser: FlaskClient, staff: Staff) -> None:
    member = staff.member()
    response = send(browser, staff, member, csrf_token="")
    assert response.status_code == 422
    assert "This page was open for too long" in response.text
    assert "CSRF" not in response.text
    assert who(browser) is None


def test_a_form_sent_from_another_site_is_refused(browser: FlaskClient, staff: Staff) -> None:
    token = csrf_token(browser.get(SIGN_IN))
    member = staff.member()
    details = {"email": member.person.email, "password": member.password, "csrf_token": token}
    response = browser.post(
        SIGN_IN,
        data=details | {"code": member.code(staff.clock)},
        headers={"Origin": "https://evil.example"},
    )
    assert response.status_code == 403
    assert who(browser) is None


def test_signing_in_renews_the_browsers_session(browser: FlaskClient, staff: Staff) -> None:
    with browser.session_transaction() as before:
        before["planted"] = "by somebody else"
    old_token = csrf_token(browser.get(SIGN_IN))
    send(browser, staff, staff.member(), csrf_token=old_token)
    with browser.session_transaction() as after:
        assert set(after) == {"_user_id", "_fresh"}


def test_the_cookie_holds_the_token_and_no_person(browser: FlaskClient, staff: Staff) -> None:
    member = staff.member()
    send(browser, staff, member)
    with browser.session_transaction() as session:
        assert re.fullmatch(r"[A-Za-z0-9_-]{43}", session["_user_id"])


def test_a_signed_in_person_does_not_see_the_form(browser: FlaskClient, staff: Staff) -> None:
    send(browser, staff, staff.member())
    assert browser.get(f"{SIGN_IN}?next=/staff/queue").location == "/staff/queue"


def page_token(client: FlaskClient) -> str:
    """The CSRF token that the pages of a signed-in browser carry."""
    with client.session_transaction() as session:
        session["csrf_token"] = "of this session"
    signer = URLSafeTimedSerializer(client.application.config["SECRET_KEY"], salt="wtf-csrf-token")
    return str(signer.dumps("of this session"))


def test_signing_out_ends_the_session_on_the_server(browser: FlaskClient, staff: Staff) -> None:
    send(browser, staff, staff.member())
    with browser.session_transaction() as session:
        kept_by_a_thief = dict(session)
    response = browser.post("/staff/sign-out", data={"csrf_token": page_token(browser)})
    assert (response.status_code, response.location) == (303, SIGN_IN)
    assert who(browser) is None
    with browser.session_transaction() as session:
        session.update(kept_by_a_thief)
    assert who(browser) is None


def test_signing_out_needs_the_pages_token(browser: FlaskClient, staff: Staff) -> None:
    member = staff.member()
    send(browser, staff, member)
    assert browser.post("/staff/sign-out").status_code == 400
    assert browser.get("/staff/sign-out").status_code == 405
    assert who(browser) == f"person:{member.id}"


def test_a_second_sign_in_ends_the_first_of_this_browser(
    browser: FlaskClient, staff: Staff
) -> None:
    first, second = staff.member(), staff.member()
    token = csrf_token(browser.get(SIGN_IN))
    with browser.session_transaction() as session:
        signed_out = dict(session)
    send(browser, staff, first, csrf_token=token)
    with browser.session_transaction() as session:
        of_first = dict(session)
        session.update(signed_out)
    details = {"email": second.person.email, "password": second.password, "csrf_token": token}
    browser.post(SIGN_IN, data=details | {"code": second.code(staff.clock)})
    assert who(browser) == f"person:{second.id}"
    with browser.session_transaction() as session:
        session.clear()
        session.update(of_first)
    assert who(browser) is None


def test_an_idle_browser_has_to_sign_in_again(browser: FlaskClient, staff: Staff) -> None:
    send(browser, staff, staff.member())
    for _ in range(3):
        staff.clock.advance(minutes=29)
        assert who(browser) is not None
    staff.clock.advance(minutes=30)
    assert who(browser) is None


def test_a_leaver_is_out_with_the_next_click(
    browser: FlaskClient, staff: Staff, staff_units: Units
) -> None:
    member = staff.member()
    send(browser, staff, member)
    with staff_units.writing(SYSTEM) as unit:
        disable_person(unit, unit.session.get_one(Person, member.id))
    assert who(browser) is None


def test_the_sign_in_page_is_kept_by_no_cache(browser: FlaskClient) -> None:
    response = browser.get(SIGN_IN)
    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("path", ["/", "/no-such-page"])
def test_a_public_page_never_opens_the_session(
    browser: FlaskClient, staff: Staff, path: str
) -> None:
    send(browser, staff, staff.member())
    response = browser.get(path)
    assert "Cookie" not in response.headers.get("Vary", "")
    assert "Set-Cookie" not in response.headers
