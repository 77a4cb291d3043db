"""The oEmbed provider: our pages and nothing else, in both formats, never larger than asked."""

import re
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from engage.core.clock import FixedClock
from engage.core.permissions import SYSTEM
from engage.core.unit import Units
from engage.engagements.queries import engagement_by_slug
from engage.engagements.service import unpublish
from engage.sharing.embed import USUAL_HEIGHT, WIDEST
from engage.sharing.oembed import as_xml, size
from tests.app_fixtures import MakeEngagement, build_engagement

SITE = "http://localhost"
PAGE = f"{SITE}/engagements/night-buses"


def asked(client: FlaskClient, url: str, **more: str | int) -> dict[str, object]:
    answer = client.get("/oembed", query_string={"url": url, **more})
    assert answer.status_code == 200, answer.text
    assert answer.mimetype == "application/json"
    return answer.get_json()  # type: ignore[no-any-return]


def test_a_page_of_ours_is_a_rich_card(
    client: FlaskClient, make_engagement: MakeEngagement
) -> None:
    make_engagement()
    said = asked(client, PAGE)
    assert (said["version"], said["type"]) == ("1.0", "rich")
    assert said["title"] == "Should buses run at night?"
    assert said["provider_url"] == SITE
    html = str(said["html"])
    assert f'src="{SITE}/embed/fitted/engagements/night-buses"' in html
    assert 'title="Should buses run at night?"' in html
    assert re.search(r'sandbox="allow-scripts [^"]*"', html)
    assert "allow-same-origin" not in html
    src = re.findall(r'src="([^"]+)"', html)[0]
    assert client.get(src.removeprefix(SITE)).status_code == 200


@pytest.mark.parametrize(
    ("path", "title"),
    [
        ("/engagements/night-buses/routes", "About routes"),
        ("/engagements/night-buses/updates", "Should buses run at night?"),
        ("/engagements/night-buses/results", "Should buses run at night?"),
        ("/fr/engagements/night-buses", "Should buses run at night?"),
    ],
)
def test_its_parts_and_its_french_page_have_cards_too(
    client: FlaskClient, make_engagement: MakeEngagement, path: str, title: str
) -> None:
    make_engagement()
    said = asked(client, SITE + path)
    assert said["title"] == title
    src = re.findall(r'src="([^"]+)"', str(said["html"]))[0]
    assert src.startswith(f"{SITE}/fr/embed/" if "/fr/" in path else f"{SITE}/embed/")
    assert client.get(src.removeprefix(SITE)).status_code == 200


def test_both_formats_say_the_same(client: FlaskClient, make_engagement: MakeEngagement) -> None:
    make_engagement(title="Buses & <trains>?")
    in_json = asked(client, PAGE, format="json")
    answer = client.get("/oembed", query_string={"url": PAGE, "format": "xml"})
    assert answer.mimetype == "text/xml"
    root = etree.fromstring(answer.get_data())
    assert root.tag == "oembed"
    assert {one.tag: one.text for one in root} == {k: str(v) for k, v in in_json.items()}


@given(st.text())
def test_any_text_is_written_as_xml(text: str) -> None:
    etree.fromstring(as_xml({"title": text}).encode())


@given(st.text(max_size=12))
def test_no_size_is_larger_than_what_was_asked_or_than_ours(text: str) -> None:
    found = size(text, WIDEST)
    assert 0 < found <= WIDEST
    if text.isascii() and text.isdigit() and len(text) < 7 and int(text):
        assert found <= int(text)


def test_a_card_is_no_larger_than_asked(
    client: FlaskClient, make_engagement: MakeEngagement
) -> None:
    make_engagement()
    said = asked(client, PAGE, maxwidth=320, maxheight=200)
    assert (said["width"], said["height"]) == (320, 200)
    assert 'width="320" height="200"' in str(said["html"])
    said = asked(client, PAGE, maxwidth="wide", maxheight=9_000)
    assert (said["width"], said["height"]) == (WIDEST, USUAL_HEIGHT)


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ({"url": "https://evil.example/engagements/night-buses"}, 404),
        ({"url": f"{SITE}:1/engagements/night-buses"}, 404),
        ({"url": f"{SITE}/engagements/none"}, 404),
        ({"url": f"{SITE}/engagements/a-draft"}, 404),
        ({"url": f"{SITE}/terms"}, 404),
        ({"url": "x" * 5_000}, 404),
        ({}, 400),
        ({"url": PAGE, "format": "yaml"}, 501),
    ],
)
def test_what_is_refused_is_a_problem_that_repeats_nothing(
    client: FlaskClient, make_engagement: MakeEngagement, query: dict[str, str], status: int
) -> None:
    make_engagement()
    make_engagement("a-draft", published=False)
    answer = client.get("/oembed", query_string=query)
    assert answer.status_code == status
    assert answer.mimetype == "application/problem+json"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "evil" not in answer.text


def test_a_page_says_where_its_card_is_asked_for(
    client: FlaskClient, make_engagement: MakeEngagement
) -> None:
    make_engagement()
    for path in ("/engagements/night-buses", "/fr/engagements/night-buses/routes"):
        links = re.findall(
            r'<link rel="alternate" type="(?:application/json|text/xml)\+oembed" href="([^"]+)"',
            client.get(path).text,
        )
        assert len(links) == 2, path
        for link in map(unescape, links):
            parts = urlsplit(link)
            assert parse_qs(parts.query)["url"] == [SITE + path]
            assert client.get(f"{parts.path}?{parts.query}").status_code == 200
    assert "+oembed" not in client.get("/").text
    assert "+oembed" not in client.get("/engagements/night-buses/notice").text


def test_what_leaves_public_view_has_no_card_any_more(
    client: FlaskClient, units: Units, clock: FixedClock
) -> None:
    build_engagement(units)
    tag = client.get("/oembed", query_string={"url": PAGE}).headers["ETag"]
    again = client.get("/oembed", query_string={"url": PAGE}, headers={"If-None-Match": tag})
    assert again.status_code == 304
    with units.writing(SYSTEM) as unit:
        unpublish(unit, engagement_by_slug(unit.session, "night-buses"))
    again = client.get("/oembed", query_string={"url": PAGE}, headers={"If-None-Match": tag})
    assert again.status_code == 404
