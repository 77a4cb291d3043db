"""Signing in with IDIR as a browser meets it, against a private provider."""

import logging
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from engage.accounts.service import create_person, disable_person
from engage.accounts.service.sessions import begin_session
from engage.accounts.sso_rules import Trouble
from engage.app import create_app
from engage.core.clock import FixedClock
from engage.core.permissions import SYSTEM, Grant, Role
from engage.core.unit import Units
from engage.web.access import staff as open_to_staff
from engage.web.transaction import EngageFlask, current_unit
from engage.wiring import make_units
from tests.accounts.sso import BEGIN, Traveller, audited, people, query_of
from tests.app_fixtures import PASSWORD, settings_for
from tests.services.oidc import CLIENT_SECRET, ROBIN, Provider, Reply, run_provider

ANSWER = "/staff/sign-in/sso/answer"


@pytest.fixture
def provider(staff_clock: FixedClock) -> Iterator[Provider]:
    with run_provider(staff_clock.now) as made:
        yield made


@pytest.fixture
def sso_units(
    sqlite_url: str, tmp_path: Path, staff_clock: FixedClock, provider: Provider
) -> Iterator[Units]:
    settings = settings_for(sqlite_url, tmp_path, **provider.settings())
    units = make_units(settings, staff_clock)
    yield units
    units.database.dispose()


@pytest.fixture
def sso_app(sso_units: Units) -> EngageFlask:
    app = create_app(sso_units.settings, units=sso_units)

    @app.get("/staff/whoami")
    @open_to_staff()
    def whoami() -> str:
        return current_unit().actor.label

    return app


@pytest.fixture
def traveller(sso_app: EngageFlask, provider: Provider) -> Traveller:
    return Traveller(sso_app.test_client(), provider)


def page_token(client: FlaskClient) -> str:
    found = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/staff/").text)
    assert found is not None
    return found.group(1)


def test_idir_lets_a_person_in_to_the_page_they_wanted(
    traveller: Traveller, sso_units: Units
) -> None:
    response = traveller.sign_in("/staff/queue?part=spam")
    assert (response.status_code, response.location) == (303, "/staff/queue?part=spam")
    (robin,) = people(sso_units)
    assert traveller.who() == f"person:{robin.id}"
    assert (robin.sso_subject, robin.email) == (ROBIN["idir_user_guid"], ROBIN["email"])


def test_idir_is_the_first_way_on_the_sign_in_page(traveller: Traveller) -> None:
    html = traveller.client.get("/staff/sign-in?next=/staff/queue").text
    link = html.index(f'href="{BEGIN}?next=/staff/queue"')
    assert link < html.index('name="password"')


def test_where_passwords_are_for_emergencies_the_page_says_so(
    sqlite_url: str, tmp_path: Path, provider: Provider
) -> None:
    wishes = provider.settings() | {"ENGAGE_LOCAL_SIGN_IN": "break_glass"}
    units = make_units(settings_for(sqlite_url, tmp_path, **wishes))
    html = create_app(units.settings, units=units).test_client().get("/staff/sign-in").text
    units.database.dispose()
    assert "kept for emergencies" in html
    assert "Without IDIR" not in html


def test_without_a_provider_none_of_its_pages_is_there(client: FlaskClient) -> None:
    for path in (BEGIN, ANSWER, "/staff/sign-out/sso"):
        assert client.get(path).status_code == 404
    assert "IDIR" not in client.get("/staff/sign-in").text


def test_what_the_browser_carries_tells_neither_verifier_nor_secret(
    traveller: Traveller, provider: Provider
) -> None:
    traveller.sign_in()
    (form,) = provider.exchanged
    verifier = form["code_verifier"]
    assert re.fullmatch(r"[0-9a-f]{64}", verifier)
    with traveller.client.session_transaction() as session:
        kept = str(dict(session))
    for address in (*traveller.trail, kept):
        assert verifier not in address
        assert CLIENT_SECRET not in address
    sent = query_of(traveller.trail[0])
    assert sent["code_challenge_method"] == "S256"
    assert sent["redirect_uri"] == f"http://localhost{ANSWER}"
    assert "next" not in sent


@pytest.mark.parametrize("wish", ["//evil.example", "https://evil.example", "/staff/sign-out"])
def test_nobody_is_led_away_after_signing_in(traveller: Traveller, wish: str) -> None:
    assert traveller.sign_in(wish).location == "/staff/"


def test_an_answer_to_another_browser_signs_nobody_in(
    traveller: Traveller, sso_app: EngageFlask, provider: Provider
) -> None:
    """Login CSRF: an attacker's own answer, sent to somebody else."""
    attacker = Traveller(sso_app.test_client(), provider)
    answer = attacker.visit_provider(attacker.begin())
    assert traveller.come_back(answer).status_code == 400
    traveller.begin()
    assert traveller.come_back(answer).status_code == 400
    assert traveller.who() is None
    assert provider.exchanged == []


def test_the_code_of_another_attempt_is_worth_nothing(
    traveller: Traveller, sso_app: EngageFlask, provider: Provider
) -> None:
    """Code injection: the state is right, the code was made for another challenge."""
    attacker = Traveller(sso_app.test_client(), provider)
    stolen = query_of(attacker.visit_provider(attacker.begin()))["code"]
    own = query_of(traveller.visit_provider(traveller.begin()))
    response = traveller.client.get(
        ANSWER, query_string={"state": own["state"], "iss": own["iss"], "code": stolen}
    )
    assert response.status_code == 400
    assert traveller.who() is None


def test_an_answer_works_once_even_with_the_old_cookie(traveller: Traveller) -> None:
    answer = traveller.visit_provider(traveller.begin())
    with traveller.client.session_transaction() as session:
        before = dict(session)
    assert traveller.come_back(answer).status_code == 303
    with traveller.client.session_transaction() as session:
        session.clear()
        session.update(before)
    response = traveller.come_back(answer)
    assert response.status_code == 400
    assert "used already" in response.text
    assert traveller.who() is None


def test_an_answer_after_ten_minutes_is_too_late(
    traveller: Traveller, staff_clock: FixedClock
) -> None:
    answer = traveller.visit_provider(traveller.begin())
    staff_clock.advance(minutes=10)
    assert traveller.come_back(answer).status_code == 400
    assert traveller.who() is None


def test_several_tabs_can_be_under_way(traveller: Traveller) -> None:
    first, second = traveller.begin("/staff/queue"), traveller.begin("/staff/incidents")
    assert traveller.come_back(traveller.visit_provider(first)).location == "/staff/queue"
    # Signing in leaves nothing of the session before, the other attempt included.
    assert traveller.come_back(traveller.visit_provider(second)).status_code == 400


def test_signing_in_leaves_nothing_of_the_session_before(traveller: Traveller) -> None:
    with traveller.client.session_transaction() as session:
        session["planted"] = "by somebody else"
    traveller.sign_in()
    with traveller.client.session_transaction() as session:
        assert set(session) == {"_user_id", "_fresh"}


def test_a_second_sign_in_ends_the_first_of_this_browser(
    traveller: Traveller, provider: Provider
) -> None:
    traveller.sign_in()
    with traveller.client.session_transaction() as session:
        of_first = dict(session)
    traveller.sign_in(again=True)
    assert traveller.who() is not None
    with traveller.client.session_transaction() as session:
        session.clear()
        session.update(of_first)
    assert traveller.who() is None


def test_asked_again_the_provider_asks_too(traveller: Traveller, provider: Provider) -> None:
    traveller.sign_in()
    page = traveller.client.get("/staff/confirm?next=/staff/queue").text
    assert re.search(rf'href="{BEGIN}\?next=/staff/queue&(amp;)?again=', page)
    sent = traveller.begin(again=True)
    assert (query_of(sent)["prompt"], query_of(sent)["max_age"]) == ("login", "0")
    at = int(provider.now().timestamp())
    provider.changed = {"auth_time": at - 3600}
    assert traveller.come_back(traveller.visit_provider(sent)).status_code == 400


def test_signing_out_offers_to_sign_out_of_idir(traveller: Traveller, provider: Provider) -> None:
    traveller.sign_in("/staff/")
    token = page_token(traveller.client)
    response = traveller.client.post("/staff/sign-out", data={"csrf_token": token})
    assert response.location == "/staff/signed-out"
    assert traveller.who() is None
    assert 'href="/staff/sign-out/sso"' in traveller.client.get("/staff/signed-out").text
    there = traveller.client.get("/staff/sign-out/sso").location
    assert there.startswith(f"{provider.issuer}/logout?")
    assert query_of(there) == {
        "client_id": "engage-4711",
        "post_logout_redirect_uri": "http://localhost/staff/sign-in",
    }
    assert traveller.visit_provider(there) == "http://localhost/staff/sign-in"


def test_a_provider_without_a_way_out_leads_back(traveller: Traveller, provider: Provider) -> None:
    provider.described = {"end_session_endpoint": None}
    assert traveller.client.get("/staff/sign-out/sso").location == "/staff/sign-in"


def signed_in_here(traveller: Traveller, units: Units, email: str, **more: bool) -> int:
    """Who came in by password a moment ago; the account's number."""
    with units.writing(SYSTEM) as unit:
        person = create_person(unit, email, "Kim Local", PASSWORD, [Grant(Role.MODERATOR)], **more)
        token = begin_session(unit, person.id)
        person_id = person.id
    with traveller.client.session_transaction() as session:
        session.clear()
        session["_user_id"] = token.value
    return person_id


CONNECT = "/staff/account/idir"


def connect(traveller: Traveller) -> TestResponse:
    token = page_token(traveller.client)
    html = traveller.client.post(CONNECT, data={"csrf_token": token}).text
    found = re.search(r'href="([^"]+)">Continue to IDIR', html)
    assert found is not None
    there = found.group(1).replace("&amp;", "&")
    assert query_of(there)["prompt"] == "login"
    return traveller.come_back(traveller.visit_provider(there))


def test_an_account_with_a_password_is_connected_by_its_owner(
    traveller: Traveller, sso_app: EngageFlask, sso_units: Units, provider: Provider
) -> None:
    kim = signed_in_here(traveller, sso_units, ROBIN["email"])
    assert f'href="{CONNECT}"' in traveller.client.get("/staff/account").text
    assert connect(traveller).location == "/staff/account"
    assert traveller.who() == f"person:{kim}"
    elsewhere = Traveller(sso_app.test_client(), provider)
    elsewhere.sign_in()
    assert elsewhere.who() == f"person:{kim}"
    assert "Connected." in traveller.client.get("/staff/account").text


def test_what_belongs_to_another_account_is_not_connected(
    traveller: Traveller, sso_app: EngageFlask, sso_units: Units, provider: Provider
) -> None:
    Traveller(sso_app.test_client(), provider).sign_in()
    kim = signed_in_here(traveller, sso_units, "kim@gov.bc.ca")
    assert connect(traveller).status_code == 409
    provider.user |= {"idir_user_guid": "C" * 32}
    glass = signed_in_here(traveller, sso_units, "glass@gov.bc.ca", is_break_glass=True)
    assert connect(traveller).status_code == 409
    assert [one.sso_subject for one in people(sso_units) if one.id in (kim, glass)] == [None, None]
    assert [entry[1] for entry in audited(sso_units)].count("person.sso_not_linked") == 2


def test_connecting_needs_the_pages_token_and_somebody_who_is_there(
    traveller: Traveller, sso_units: Units, staff_clock: FixedClock
) -> None:
    assert traveller.client.get(CONNECT).status_code == 302
    signed_in_here(traveller, sso_units, "kim@gov.bc.ca")
    assert traveller.client.post(CONNECT).status_code == 400
    token = page_token(traveller.client)
    staff_clock.advance(minutes=16)
    assert traveller.client.post(CONNECT, data={"csrf_token": token}).status_code == 403
    assert traveller.client.get(CONNECT).location.startswith("/staff/confirm?")


def test_an_answer_to_sign_in_connects_nothing(traveller: Traveller, sso_units: Units) -> None:
    answer = traveller.visit_provider(traveller.begin())
    kim = signed_in_here(traveller, sso_units, "kim@gov.bc.ca")
    assert traveller.come_back(answer).status_code == 400
    assert next(one for one in people(sso_units) if one.id == kim).sso_subject is None


def test_a_leaver_is_out_and_reads_what_a_stranger_reads(
    traveller: Traveller, provider: Provider, sso_units: Units
) -> None:
    traveller.sign_in()
    with sso_units.writing(SYSTEM) as unit:
        (robin,) = people(sso_units)
        disable_person(unit, unit.session.merge(robin))
    assert traveller.who() is None
    leaver = traveller.sign_in()
    provider.user |= {"idir_user_guid": "F" * 32, "email": "nobody@example.com"}
    stranger = traveller.sign_in()
    assert leaver.status_code == stranger.status_code == 403
    assert leaver.text == stranger.text
    assert traveller.who() is None


@pytest.mark.parametrize(
    ("address", "reply", "status"),
    [
        (".well-known/openid-configuration", Reply(500), 503),
        ("token", Reply(502), 503),
        ("token", Reply(kind="text/html", body=b"<p>"), 502),
    ],
)
def test_a_failing_provider_is_a_clear_page_and_leaves_the_password_way_open(
    traveller: Traveller, provider: Provider, address: str, reply: Reply, status: int
) -> None:
    provider.instead = {address: reply}
    answer = traveller.client.get(f"{BEGIN}?next=/staff/queue")
    if answer.status_code == 302:
        answer = traveller.come_back(traveller.visit_provider(answer.location))
    assert answer.status_code == status
    assert 'href="/staff/sign-in"' in answer.text
    assert traveller.who() is None
    assert traveller.client.get("/staff/sign-in").status_code == 200


def test_a_token_for_another_attempt_signs_nobody_in(
    traveller: Traveller, provider: Provider
) -> None:
    provider.changed = {"nonce": "0" * 64}
    assert traveller.sign_in().status_code == 502
    assert traveller.who() is None


@pytest.mark.parametrize(("seconds", "status"), [(60, 303), (61, 502)])
def test_a_minute_between_the_clocks_is_forgiven(
    traveller: Traveller, provider: Provider, staff_clock: FixedClock, seconds: int, status: int
) -> None:
    here = staff_clock.now()
    provider.now = lambda: here + timedelta(seconds=seconds)
    assert traveller.sign_in().status_code == status


@pytest.mark.parametrize("issuer", [None, "https://sso.example/auth/realms/standard"])
def test_an_answer_of_another_issuer_is_not_even_exchanged(
    traveller: Traveller, provider: Provider, issuer: str | None
) -> None:
    """RFC 9207: mixing up two providers."""
    provider.answers_issuer = issuer
    assert traveller.sign_in().status_code == 502
    assert provider.exchanged == []


@pytest.mark.parametrize(
    ("error", "status"), [("access_denied", 403), ("server_error", 503), ("<script>", 503)]
)
def test_an_error_of_the_provider_has_a_page_without_its_words(
    traveller: Traveller, provider: Provider, error: str, status: int
) -> None:
    provider.error = error
    response = traveller.sign_in()
    assert response.status_code == status
    assert error not in response.text.replace('<script src="', "")


def test_an_answer_without_code_is_told(traveller: Traveller) -> None:
    own = query_of(traveller.visit_provider(traveller.begin()))
    response = traveller.client.get(ANSWER, query_string={"state": own["state"]})
    assert response.status_code == 400


def test_an_answer_without_anything_is_told(traveller: Traveller) -> None:
    for query in ("", "?state=", "?state=%00%FF", "?code=x&state=x", "?state=a&state=b"):
        assert traveller.client.get(f"{ANSWER}{query}").status_code == 400


def test_nothing_of_the_answer_stands_in_a_log_a_page_or_the_audit(
    traveller: Traveller,
    provider: Provider,
    sso_app: EngageFlask,
    sso_units: Units,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG, logger="engage")
    good = traveller.sign_in()
    other = Traveller(sso_app.test_client(), provider, traveller.trail)
    provider.user |= {"idir_user_guid": "E" * 32, "email": "secret.person@example.com"}
    refused = other.sign_in()
    provider.changed = {"nonce": "wrong"}
    unsound = other.sign_in()
    assert f"trouble={Trouble.OTHER_ATTEMPT.value}" in caplog.text
    codes = [query_of(address)["code"] for address in traveller.trail if "code=" in address]
    assert len(codes) == 3
    shown = "".join((caplog.text, good.text, refused.text, unsound.text, str(audited(sso_units))))
    private = [ROBIN["idir_user_guid"], "E" * 32, "secret.person", "robin.sample", "Sample, Robin"]
    for word in (*codes, *private, CLIENT_SECRET):
        assert word not in shown, word
    assert good.headers["Referrer-Policy"] == "no-referrer"
    assert refused.headers["Cache-Control"] == "no-store"
