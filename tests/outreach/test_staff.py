"""The registers at the browser."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from engage.core.permissions import Actor, Role
from engage.core.unit import Units
from tests.app_fixtures import csrf_token, make_person
from tests.outreach.test_rules import PAGE
from tests.outreach.test_service import added, keeper_of, shown

ENTRY = {
    "ministry": "TRAN",
    "kind": "account",
    "name": "BC Transportation",
    "tool": "facebook",
    "address": "https://www.facebook.com/TranBC",
    "audience": "public",
    "languages": "en",
    "owner": "Digital Communications",
    "seen_version": "0",
}
SignIn = Callable[..., Actor]


def post(client: FlaskClient, page: str, action: str = "", **values: str) -> tuple[int, str]:
    token = csrf_token(client, page)
    answer = client.post(action or page, data=values | {"csrf_token": token})
    return answer.status_code, answer.text


def test_a_lead_proposes_and_what_is_wrong_is_told_with_nothing_lost(
    client: FlaskClient, units: Units, sign_in: SignIn
) -> None:
    sign_in(Role.ENGAGEMENT_LEAD, ministry="TRAN")
    status, text = post(
        client, "/staff/connect/new", **(ENTRY | {"address": "http://x", "tool": ""})
    )
    assert status == 422
    assert 'href="#address"' in text
    assert 'href="#tool"' in text
    assert 'value="BC Transportation"' in text
    status, text = post(client, "/staff/connect/new", **ENTRY)
    assert status == 303
    assert "Waits to be listed" in client.get("/staff/connect").text
    assert shown(units) == []


def test_extra_fields_list_nothing_and_choose_no_other_ministry(
    client: FlaskClient, units: Units, sign_in: SignIn
) -> None:
    make_person(units, Role.ENGAGEMENT_LEAD, email="h@gov.bc.ca", ministry="HLTH")
    sign_in(Role.ENGAGEMENT_LEAD, ministry="TRAN")
    status, _ = post(client, "/staff/connect/new", **(ENTRY | {"ministry": "HLTH"}))
    assert status == 422
    status, _ = post(client, "/staff/connect/new", **ENTRY, state="listed", role="administrator")
    assert status == 303
    assert shown(units) == []


def test_a_keeper_lists_changes_retires_and_undoes(
    client: FlaskClient, units: Units, sign_in: SignIn
) -> None:
    keeper_of(units)
    added(units, make_person(units, Role.ENGAGEMENT_LEAD, email="l@gov.bc.ca", ministry="TRAN"))
    sign_in(Role.ADMINISTRATOR)
    page = "/staff/connect/1"
    assert "waits to be listed" in client.get("/staff/").text
    assert post(client, page, f"{page}/list", seen_version="1")[0] == 303
    assert shown(units) == [PAGE.name]
    status, text = post(client, page, **(ENTRY | {"seen_version": "1", "name": "Late"}))
    assert status == 409
    assert 'value="Late"' in text
    assert post(client, page, f"{page}/confirm", seen_version="2")[0] == 303
    assert post(client, page, f"{page}/retire", seen_version="3")[0] == 303
    assert shown(units) == []
    assert post(client, page, f"{page}/undo", seen_version="3")[0] == 409
    assert post(client, page, f"{page}/undo", seen_version="4")[0] == 303
    assert shown(units) == [PAGE.name]
    assert "Last change undone" in client.get(page).text


def test_a_tool_is_retired_and_can_no_longer_be_chosen(
    client: FlaskClient, units: Units, sign_in: SignIn
) -> None:
    sign_in(Role.EXECUTIVE_DIRECTOR_ENGAGEMENT)
    status, text = post(client, "/staff/tools/new", name="", hosts="no host", status="x")
    assert status == 422
    for field in ("name", "purpose", "owner", "hosts"):
        assert f'href="#{field}"' in text
    tool = {"purpose": "Pictures", "owner": "Digital Communications", "audience": "public"}
    page = client.get("/staff/tools").text
    number = page.split(">Flickr<")[0].rsplit("/staff/tools/", 1)[1].split('"')[0]
    page = f"/staff/tools/{number}"
    sent = tool | {"name": "Flickr", "status": "retired", "seen_version": "1"}
    assert post(client, page, **sent)[0] == 303
    assert post(client, page, **sent)[0] == 409
    assert "Flickr" not in client.get("/staff/connect/new").text
    assert "Flickr" not in client.get("/connect/tools").text
    assert post(client, page, f"{page}/undo", seen_version="2")[0] == 303
    assert "Flickr" in client.get("/staff/connect/new").text


@pytest.mark.parametrize("seen", ["", "-1", "x", "99999999999999999999"])
def test_a_button_without_what_was_seen_does_nothing(
    client: FlaskClient, units: Units, sign_in: SignIn, seen: str
) -> None:
    added(units, keeper_of(units))
    sign_in(Role.ADMINISTRATOR)
    page = "/staff/connect/1"
    assert post(client, page, f"{page}/retire", seen_version=seen)[0] == 409
    assert shown(units) == [PAGE.name]


def test_who_may_not_keep_reads_and_another_ministry_finds_nothing(
    client: FlaskClient, units: Units, sign_in: SignIn
) -> None:
    added(units, keeper_of(units))
    sign_in(Role.MODERATOR, ministry="HLTH")
    assert client.get("/staff/tools/1").status_code == 200
    assert "Save the tool" not in client.get("/staff/tools/1").text
    assert client.get("/staff/tools/new").status_code == 403
    assert client.get("/staff/connect/1").status_code == 404
    assert "BC Transportation" not in client.get("/staff/connect").text


def test_what_is_a_year_old_waits_for_who_keeps_it(
    client: FlaskClient, units: Units, sign_in: SignIn, clock: object
) -> None:
    added(units, keeper_of(units))
    clock.advance(days=366)  # type: ignore[attr-defined]
    sign_in(Role.ENGAGEMENT_LEAD, ministry="TRAN")
    assert "1 account or site was not confirmed for a year" in client.get("/staff/").text
    assert "Nobody has confirmed for a year" in client.get("/staff/connect/1").text
