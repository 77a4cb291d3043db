"""The pages: a name is on none of them but where somebody asked to read it."""

import pytest
from flask.testing import FlaskClient

from engage.core.permissions import Role
from engage.core.unit import Units
from engage.reports.passing import service
from tests.app_fixtures import csrf_token
from tests.reports.passing.people import NAME, REASON, lead, refused_for

PAGE = "/staff/engagements/night-buses/report/names"


def text(client: FlaskClient, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    return answer.get_data(as_text=True)


def send(client: FlaskClient, page: str, action: str, **data: str):
    return client.post(action, data={"csrf_token": csrf_token(client, page), **data})


@pytest.fixture
def hit(units: Units) -> str:
    return f"{PAGE}/refused/{refused_for(units, 'Wendeline Marchbank')}"


def test_a_lead_asks_and_a_privacy_officer_grants(units: Units, client, sign_in, hit) -> None:
    sign_in(Role.ENGAGEMENT_LEAD, ministry="TRAN")
    assert "Wendeline" not in text(client, PAGE) + text(client, f"{hit}/ask")
    shown = send(client, f"{hit}/ask", f"{hit}/show")
    assert shown.status_code == 200 and b"Wendeline Marchbank" in shown.data
    assert "Wendeline" not in text(client, f"{hit}/ask")
    sent = send(client, f"{hit}/ask", f"{hit}/ask", ground="word", reason=REASON)
    assert (sent.status_code, sent.headers["Location"]) == (303, PAGE)
    assert "Waits for a second person" in text(client, PAGE)
    assert "Decide</h2>" not in text(client, f"{PAGE}/1")
    client.post("/staff/sign-out", data={"csrf_token": csrf_token(client, "/staff/")})
    sign_in(Role.PRIVACY_OFFICER, ministry="TRAN")
    assert "It waits for you." in text(client, PAGE)
    assert "Wendeline" not in text(client, f"{PAGE}/1")
    assert b"Wendeline Marchbank" in send(client, f"{PAGE}/1", f"{PAGE}/1/show").data
    assert send(client, f"{PAGE}/1", f"{PAGE}/1/decide", decision="grant").status_code == 303
    assert "May pass" in text(client, f"{PAGE}/1")
    late = send(client, f"{PAGE}/1", f"{PAGE}/1/decide", decision="grant")
    assert late.status_code == 409 and b"meanwhile" in late.data
    ended = send(client, f"{PAGE}/1", f"{PAGE}/1/revoke", reason="It is somebody's name.")
    assert ended.status_code == 303 and "No longer passes" in text(client, f"{PAGE}/1")


def test_bad_input_is_told_at_its_field_and_loses_nothing(client, sign_in, hit) -> None:
    sign_in(Role.ENGAGEMENT_LEAD, ministry="TRAN")
    answer = send(client, f"{hit}/ask", f"{hit}/ask", ground="magic", reason="A reason to keep.")
    assert answer.status_code == 422
    assert b"Choose why this name may stand" in answer.data and b"A reason to keep." in answer.data
    answer = send(client, f"{hit}/ask", f"{hit}/ask", ground="place", reason="x" * 1001)
    assert answer.status_code == 422 and b"at most 1,000" in answer.data
    assert b"x" * 1001 in answer.data


def test_declining_needs_a_reason_and_a_choice(units: Units, client, sign_in, hit) -> None:
    with units.writing(lead(units, "other@gov.bc.ca")) as unit:
        engagement = service.readable_engagement(unit, "night-buses")
        service.ask(unit, engagement, int(hit.rpartition("/")[2]), "word", REASON)
    sign_in(Role.PRIVACY_OFFICER, ministry="TRAN")
    page = f"{PAGE}/1"
    assert b"Choose whether" in send(client, page, f"{page}/decide").data
    assert send(client, page, f"{page}/decide", decision="decline").status_code == 422
    said = {"decision": "decline", "reason": "It is somebody's name."}
    assert send(client, page, f"{page}/decide", **said).status_code == 303
    assert "It is somebody&#39;s name." in text(client, page)


def test_no_hit_of_elsewhere_is_shown(units: Units, client, sign_in, hit) -> None:
    sign_in(Role.ENGAGEMENT_LEAD, ministry="HLTH")
    for path in (PAGE, f"{hit}/ask", f"{PAGE}/1"):
        assert client.get(path).status_code == 404
    assert NAME not in client.get(PAGE).get_data(as_text=True)
