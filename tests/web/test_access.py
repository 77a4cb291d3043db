"""Every view says who may call it, and no public page ever looks at a session."""

import pytest
from werkzeug.routing import Rule

from engage.core.unit import Units
from engage.web.access import access_of
from engage.web.transaction import EngageFlask
from tests.app_fixtures import build_engagement
from tests.comments.citizen import Citizen, settle

# The ways in and out of the staff's part, which use the session, and what a secret address opens,
# which does not.
OPEN_TO_STRANGERS = {
    "/staff/calendar/feed/<token>.ics",
    "/staff/join/<token>",
    "/staff/sign-in",
    "/staff/sign-in/passkey",
    "/staff/sign-in/passkey/options",
    "/staff/sign-in/sso",
    "/staff/sign-in/sso/answer",
    "/staff/sign-out/sso",
    "/staff/signed-out",
}


def rules(app: EngageFlask, *, staff: bool) -> list[Rule]:
    found = []
    for rule in app.url_map.iter_rules():
        access = access_of(app.view_functions[rule.endpoint])
        if access is not None and access.is_staff == staff:
            found.append(rule)
    return found


def test_raw_bytes_in_an_address_are_refused(app: EngageFlask) -> None:
    answer = app.test_client().get("/", environ_overrides={"QUERY_STRING": "q=\xff"})
    assert answer.status_code == 400
    assert b"We could not read that request" in answer.data


def test_every_view_declares_its_access(app: EngageFlask) -> None:
    undeclared = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if access_of(app.view_functions[rule.endpoint]) is None
    }
    assert undeclared == set()


def test_staff_views_lie_under_staff_and_public_ones_do_not(app: EngageFlask) -> None:
    assert {r.rule for r in rules(app, staff=True) if not r.rule.startswith("/staff/")} == set()
    public = {r.rule for r in rules(app, staff=False) if r.rule.startswith("/staff")}
    assert public == OPEN_TO_STRANGERS


def test_no_staff_page_opens_without_signing_in(app: EngageFlask) -> None:
    client = app.test_client()
    for rule in rules(app, staff=True):
        # A part of an address that has a fixed set of values takes one of those.
        sets = {name: getattr(rule._converters.get(name), "items", ()) for name in rule.arguments}
        arguments = {name: min(values) if values else 1 for name, values in sets.items()}
        built = rule.build(arguments)
        path = built[1] if built else rule.rule
        for method in (rule.methods or set()) - {"OPTIONS"}:
            response = client.open(path, method=method)
            assert response.status_code in (302, 404), (method, rule.rule)
            if response.status_code == 302:
                assert response.headers["Location"].startswith("/staff/sign-in?next=")


def test_a_view_that_forgets_its_access_is_refused(app: EngageFlask) -> None:
    app.add_url_rule("/forgotten", view_func=lambda: "secret")
    response = app.test_client().get("/forgotten")
    assert response.status_code == 403
    assert b"secret" not in response.get_data()


@pytest.fixture
def citizen(units: Units) -> Citizen:
    build_engagement(units)
    return Citizen.of(units)


def test_no_public_page_touches_a_cookie(citizen: Citizen, units: Units) -> None:
    comment = settle(units, citizen.send().code, "published")
    app = citizen.client.application
    assert isinstance(app, EngageFlask)
    values = {"slug": "night-buses", "topic_slug": "routes", "public_id": comment.public_id}
    values["number"] = "1"
    headers = {"Cookie": "engage=forged; __Host-engage=forged"}
    answered = set()
    for rule in rules(app, staff=False):
        if rule.rule in OPEN_TO_STRANGERS:
            continue
        known = {name: values.get(name, "x") for name in rule.arguments} | dict(rule.defaults or {})
        built = rule.build(known)
        assert built is not None
        for method in (rule.methods or set()) - {"OPTIONS"}:
            response = app.test_client().open(built[1], method=method, headers=headers)
            assert response.status_code < 500
            assert "Set-Cookie" not in response.headers, rule.rule
            assert "Cookie" not in response.headers.get("Vary", ""), rule.rule
            answered.add((rule.rule, method))
    assert ("/engagements/<slug>/<topic_slug>/comment", "POST") in answered
    assert ("/receipt", "POST") in answered


def test_error_pages_touch_no_cookie(citizen: Citizen) -> None:
    for response in (
        citizen.client.get("/no-such-page"),
        citizen.client.post("/terms"),
        citizen.client.post("/receipt", headers={"Origin": "https://evil.example"}),
    ):
        assert response.status_code >= 400
        assert "Set-Cookie" not in response.headers
        assert "Vary" not in response.headers
