"""What somebody wrote otherwise than the address of a page leads to the page, and never out of the
site."""

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from engage.core.unit import Units
from tests.app_fixtures import build_engagement
from tests.comments.citizen import Citizen, Page, settle
from tests.multilingual.translating import in_language
from tests.web.hostile import EVIL

PAGE = "/engagements/night-buses"


def asked(client: FlaskClient, path: str, query: str = "", method: str = "GET") -> TestResponse:
    """The path as it stands in the first line of a request, which a client would take apart."""
    given = {"PATH_INFO": path, "QUERY_STRING": query}
    return client.open("/", method=method, headers={"Host": EVIL}, environ_overrides=given)


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize(
    ("written", "page"),
    [
        (f"{PAGE}/", PAGE),
        (f"{PAGE}//", PAGE),
        (f"/{PAGE}", PAGE),
        ("/engagements//night-buses", PAGE),
        ("/Engagements/NIGHT-BUSES", PAGE),
        (f"{PAGE}/routes/", f"{PAGE}/routes"),
        (f"{PAGE}/Routes/comment", f"{PAGE}/routes/comment"),
        (f"{PAGE}/feed.atom/", f"{PAGE}/feed.atom"),
        (f"/fr{PAGE}/", f"/fr{PAGE}"),
        (f"/fr/{PAGE}", f"/fr{PAGE}"),
        (f"/FR{PAGE}", f"/fr{PAGE}"),
        ("/Connect", "/connect"),
        ("/search/", "/search"),
        ("/engagements/", "/engagements"),
        ("//", "/"),
    ],
)
def test_a_page_is_found_by_what_is_nearly_its_address(
    units: Units, client: FlaskClient, written: str, page: str, method: str
) -> None:
    build_engagement(units)
    answer = asked(client, written, method=method)
    assert (answer.status_code, answer.headers.get("Location")) == (308, page)
    assert client.get(page).status_code == 200


def test_a_comment_is_found_with_a_slash_behind_it(units: Units) -> None:
    build_engagement(units)
    citizen = Citizen.of(units)
    comment = settle(units, citizen.send().code, "published")
    answer = asked(citizen.client, f"/c/{comment.public_id}/")
    assert answer.headers["Location"] == f"/c/{comment.public_id}"


def test_a_language_keeps_its_capitals_where_a_slash_is_too_many(
    units: Units, client: FlaskClient
) -> None:
    build_engagement(units)
    in_language(units, "zh-Hans", "中文")
    page = f"{PAGE}/in/zh-Hans"
    assert client.get(page).status_code == 200
    for written in (f"{page}/", f"{PAGE}//in/zh-Hans"):
        answer = asked(client, written)
        assert (answer.status_code, answer.headers.get("Location")) == (308, page)
    assert asked(client, f"{PAGE}/in/zh-Hant/").status_code == 404


def test_the_query_comes_along(units: Units, client: FlaskClient) -> None:
    build_engagement(units)
    query = "sort=oldest&q=caf%C3%A9+%26&next=//evil.example/"
    answer = asked(client, f"{PAGE}/routes/", query)
    assert answer.headers["Location"] == f"{PAGE}/routes?{query}"


@pytest.mark.parametrize(
    "path",
    [
        f"//{EVIL}/",
        f"//{EVIL}",
        f"/\\{EVIL}/",
        f"//{EVIL}/..{PAGE}",
        "/engagements/nowhere/",
        "//engagements/nowhere",
        "/Engagements/Nowhere",
        "/engagements/a-draft/",
        "/engagements/A-Draft",
        "/engagements/night-b\xc3\x9cses/",
        "/engagements/%2fnight-buses/",
    ],
)
def test_what_is_near_no_page_is_the_error_in_the_theme(
    units: Units, client: FlaskClient, path: str
) -> None:
    build_engagement(units)
    build_engagement(units, "a-draft", published=False, topics=())
    answer = asked(client, path)
    assert answer.status_code == 404
    assert "Location" not in answer.headers
    assert Page(answer).is_in_theme


def test_what_is_sent_is_not_sent_on(units: Units, client: FlaskClient) -> None:
    build_engagement(units)
    answer = asked(client, f"{PAGE}/routes/comment/", method="POST")
    assert (answer.status_code, answer.headers.get("Location")) == (404, None)


@pytest.mark.parametrize("path", ["/Staff/queue", "/staff/queue/", "/API/v1/engagements/"])
def test_staff_and_programs_keep_to_their_addresses(client: FlaskClient, path: str) -> None:
    assert asked(client, path).status_code == 404
