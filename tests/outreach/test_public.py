"""What everybody sees of the registers: the page, the CSV, the JSON."""

import csv
import io
import json
from dataclasses import replace

import jsonschema
from flask.testing import FlaskClient

from engage.core.permissions import Actor
from engage.core.unit import Units
from engage.outreach.service import retire_entry
from tests.outreach.test_rules import PAGE
from tests.outreach.test_service import added, done, keeper_of

SITE = replace(
    PAGE,
    kind="site",
    name="=Rivers & lakes",
    tool="",
    address="https://engage.gov.bc.ca/rivers",
    languages=("en", "fr"),
)


def filled(units: Units) -> Actor:
    keeper = keeper_of(units)
    added(units, keeper)
    added(units, keeper, SITE, "HLTH")
    added(units, keeper, replace(PAGE, name="For training", audience="internal",
                                 address="https://facebook.com/training"))  # fmt: skip
    return keeper


def test_an_empty_register_says_so_and_leads_on(client: FlaskClient) -> None:
    for path in ("/connect", "/fr/connect"):
        answer = client.get(path)
        assert answer.status_code == 200
        assert "connect-empty" in answer.text
    assert json.loads(client.get("/connect.json").data)["entries"] == []
    assert len(client.get("/connect.csv").text.splitlines()) == 1


def test_accounts_stand_under_their_tool_as_plain_links(client: FlaskClient, units: Units) -> None:
    filled(units)
    text = client.get("/connect").text
    assert text.index("<h3>Facebook</h3>") < text.index(PAGE.address)
    assert f'<a href="{PAGE.address}" rel="noopener noreferrer">BC Transportation</a>' in text
    assert "Rivers &amp; lakes" in text
    assert "training" not in text
    assert "<img" not in text


def test_filters_are_links_and_unknown_ones_change_nothing(
    client: FlaskClient, units: Units
) -> None:
    filled(units)
    assert "TranBC" not in client.get("/connect?kind=site").text
    assert "rivers" not in client.get("/connect?ministry=TRAN").text
    nothing = client.get("/connect?kind=site&ministry=TRAN").text
    assert "TranBC" not in nothing
    assert "rivers" not in nothing
    odd = client.get("/connect?kind=%22%3E%3Cscript%3E&ministry=%00").text
    assert "<script>" not in odd
    assert "TranBC" in odd
    assert 'href="/fr/connect?kind=site' in client.get("/fr/connect").text


def test_a_retired_account_is_gone_at_once_and_is_not_linked(
    client: FlaskClient, units: Units
) -> None:
    keeper = filled(units)
    assert PAGE.address in client.get("/connect").text
    done(units, keeper, retire_entry, 1, seen=1)
    text = client.get("/connect").text
    assert PAGE.address not in text
    assert "BC Transportation (Facebook)" in text
    for path in ("/connect.csv", "/connect.json"):
        assert "TranBC" not in client.get(path).text


def test_the_json_is_as_its_schema_says_and_open_to_every_site(
    client: FlaskClient, units: Units
) -> None:
    filled(units)
    answer, schema = client.get("/connect.json"), client.get("/connect/schema.json")
    jsonschema.validate(answer.json, json.loads(schema.data))
    assert answer.content_type == "application/json"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.headers.getlist("Set-Cookie") == []
    assert [one["languages"] for one in answer.json["entries"]] == [["en", "fr"], ["en"]]
    assert answer.json["page"] == "http://localhost/connect"


def test_nothing_in_the_csv_can_run(client: FlaskClient, units: Units) -> None:
    filled(units)
    answer = client.get("/connect.csv")
    assert answer.data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert {row["name"] for row in rows} == {"BC Transportation", "'=Rivers & lakes"}
    assert {row["languages"] for row in rows} == {"en", "en fr"}


def test_the_tools_are_told_with_owner_and_purpose_but_not_their_assessment(
    client: FlaskClient, units: Units
) -> None:
    text = client.get("/connect/tools").text
    for name in ("X (Twitter)", "Facebook", "Hootsuite", "WordPress", "Digital Communications"):
        assert name in text
    assert client.get("/fr/connect/tools").status_code == 200
