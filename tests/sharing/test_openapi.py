"""The description says what is served: every route stands in it, and every answer fits it."""

import re
from collections.abc import Iterator
from datetime import datetime

import pytest
from flask.testing import FlaskClient
from jsonschema import Draft202012Validator, FormatChecker
from openapi_spec_validator import OpenAPIV31SpecValidator, validate
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from engage.core.clock import FixedClock
from engage.core.permissions import SYSTEM
from engage.core.unit import Units
from engage.engagements.queries import engagement_by_slug
from engage.engagements.rules import ResultsContent
from engage.engagements.service import save_results
from engage.sharing.api_values import Addresses
from engage.sharing.api_values import document as document_value
from engage.sharing.openapi import document
from engage.site.documents import DocumentLink
from engage.web.transaction import EngageFlask
from tests.app_fixtures import NOON
from tests.approving import publish_results_approved
from tests.comments.answers.asking import ALL, ask
from tests.sharing.api_world import ONE, Json, full, read

PREFIX = "/api/v1"
SITE = "http://localhost"
WHOLE = document(SITE)


FORMATS = FormatChecker()


@FORMATS.checks("uri")
def is_whole_address(value: object) -> bool:
    """All addresses that we tell are whole ones of this site."""
    return not isinstance(value, str) or value.startswith(f"{SITE}/")


def validator(schema: Json) -> Draft202012Validator:
    """For one schema of the description, whose references lead into it."""
    registry = Registry().with_resource("urn:whole", DRAFT202012.create_resource(WHOLE))
    named = {"$ref": f"urn:whole{schema['$ref']}"}
    return Draft202012Validator(named, registry=registry, format_checker=FORMATS)


def schema_of(path: str, status: str = "200") -> Json:
    answer = WHOLE["paths"][path]["get"]["responses"][status]
    if "$ref" in answer:
        answer = WHOLE["components"]["responses"][answer["$ref"].rpartition("/")[2]]
    (content,) = answer["content"].values()
    schema: Json = content["schema"]
    return schema


def faults(path: str, said: object, status: str = "200") -> list[str]:
    return [error.message for error in validator(schema_of(path, status)).iter_errors(said)]


@pytest.fixture
def world(units: Units, clock: FixedClock) -> dict[str, str]:
    """Everything that can be asked for, with what stands for each part of an address."""
    full(units)
    ask(units, *ALL)
    clock.advance(days=30)
    with units.writing(SYSTEM) as unit:
        row = engagement_by_slug(unit.session, "night-buses")
        save_results(unit, row, ResultsContent("A lot.", "Many things."), seen_revision_id=None)
        publish_results_approved(unit, row)
    return {"slug": "night-buses", "topic_slug": "routes", "update_slug": "the-first-night"}


def addresses(client: FlaskClient, world: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Every path of the description, and an address of it that is there."""
    comments = read(client, f"{ONE}/topics/routes/comments")["items"]
    for path in WHOLE["paths"]:
        for one in comments if "{public_id}" in path else [None]:
            ids = world | ({"public_id": one["id"]} if one else {})
            yield path, PREFIX + re.sub(r"\{(\w+)\}", lambda found: ids[found[1]], path)  # noqa: B023


def test_it_is_openapi() -> None:
    validate(WHOLE, cls=OpenAPIV31SpecValidator)


def test_it_is_served_as_it_stands(client: FlaskClient) -> None:
    assert read(client, "/api/openapi.json") == WHOLE


def test_every_route_stands_in_it_and_nothing_else(app: EngageFlask) -> None:
    served = {
        re.sub(r"<(?:[^:>]+:)?(\w+)>", r"{\1}", rule.rule.removeprefix(PREFIX))
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith(PREFIX)
    }
    assert served == set(WHOLE["paths"])


def test_every_answer_fits_it(client: FlaskClient, world: dict[str, str]) -> None:
    seen = 0
    for path, address in addresses(client, world):
        said = read(client, address)
        assert faults(path, said) == [], address
        assert said.get("items", [said]), f"{address} shows nothing of its shape"
        seen += 1
    assert seen > len(WHOLE["paths"])


@pytest.mark.parametrize("removed_at", [None, NOON])
def test_documents_fit_it(removed_at: datetime | None) -> None:
    href = "" if removed_at else "/media/x.pdf"
    link = DocumentLink(href, "A study", "", "", "PDF, 1.2 MB", True, removed_at)
    said = document_value(link, Addresses(SITE))
    assert not list(validator({"$ref": "#/components/schemas/Document"}).iter_errors(said))
    assert (said["url"] is None) == (removed_at is not None)


def test_translated_pages_are_named(
    client: FlaskClient, units: Units, world: dict[str, str]
) -> None:
    with units.writing(SYSTEM) as unit:
        row = engagement_by_slug(unit.session, "night-buses")
        row.languages = "fr pa"
        unit.touch(row.scope)
    said = read(client, ONE)
    assert faults("/engagements/{slug}", said) == []
    assert said["languages"][1] == {
        "language": "pa",
        "url": f"{SITE}/engagements/night-buses/in/pa",
    }


def test_what_fits_cannot_lack_or_add_a_member(client: FlaskClient, world: dict[str, str]) -> None:
    said = read(client, ONE)
    assert faults("/engagements/{slug}", said | {"more": 1})
    said.pop("title")
    assert faults("/engagements/{slug}", said)


def test_errors_fit_it(client: FlaskClient, world: dict[str, str]) -> None:
    wrong = client.get(f"{PREFIX}/engagements?limit=x").get_json()
    absent = client.get(f"{PREFIX}/engagements/none").get_json()
    assert faults("/engagements", wrong, "400") == []
    assert faults("/engagements/{slug}", absent, "404") == []


def test_every_parameter_of_it_is_read(client: FlaskClient, world: dict[str, str]) -> None:
    """One that is not read would take anything; these values fit none."""
    for path, address in addresses(client, world):
        for reference in WHOLE["paths"][path]["get"]["parameters"]:
            one = WHOLE["components"]["parameters"][reference["$ref"].rpartition("/")[2]]
            if one["in"] == "query":
                answer = client.get(f"{address}?{one['name']}=%0A")
                assert answer.status_code == 400, (address, one["name"])
                assert answer.get_json()["parameter"] == one["name"]


def test_every_object_says_all_that_it_may_hold() -> None:
    for name, schema in WHOLE["components"]["schemas"].items():
        assert schema["additionalProperties"] is False, name
        unsure = set(schema["properties"]) - set(schema["required"])
        assert unsure == ({"parameter"} if name == "Problem" else set()), name


def test_the_page_for_people_names_every_address_and_parameter(
    client: FlaskClient, world: dict[str, str]
) -> None:
    page = client.get("/api")
    assert page.status_code == 200
    text = page.text.replace("<wbr>", "")
    for path in WHOLE["paths"]:
        assert f"<code>{path}</code>" in text
    for name, one in WHOLE["components"]["parameters"].items():
        assert (f'id="p-{name}"' in page.text) == (one["in"] == "query")
    for href in re.findall(r'href="(/api/v1/[^"]+)"', page.text):
        assert client.get(href.replace("&amp;", "&")).status_code == 200
