"""What pages say of themselves to networks and search engines."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image as Drawn

from engage.core.clock import FixedClock
from engage.core.permissions import SYSTEM
from engage.core.unit import Units
from engage.engagements.queries import engagement_by_slug
from engage.engagements.rules import Kind, UpdateContent
from engage.sharing.heads import Image, first_picture
from engage.sharing.structured import written
from engage.wiring import make_units
from tests.app_fixtures import NOON, build_engagement, settings_for
from tests.comments.citizen import Citizen, Page, settle
from tests.multilingual.test_web import public as public_translation
from tests.updates.writing import shown_update

BASE = "http://localhost"
PAGE = "/engagements/night-buses"
UPDATE = f"{PAGE}/updates/the-first-night"
PAGES = (
    "/",
    "/engagements",
    PAGE,
    f"{PAGE}/routes",
    f"{PAGE}/results",
    f"{PAGE}/updates",
    UPDATE,
    f"{PAGE}/notice",
    f"{PAGE}/moderation",
    f"{PAGE}/share",
    f"{PAGE}/routes/comment",
    "/terms",
    "/privacy",
)
CARD = (
    "description", "og:type", "og:site_name", "og:title", "og:description", "og:url", "og:locale",
    "og:locale:alternate", "twitter:card",
)  # fmt: skip
DEMANDED = {
    "Event": {"name", "startDate", "location", "eventStatus", "organizer", "description", "url"},
    "DiscussionForumPosting": {"author", "datePublished", "text", "url", "headline"},
    "NewsArticle": {"headline", "datePublished", "dateModified", "author", "publisher"},
    "WebSite": {"name", "url", "potentialAction"},
    "BreadcrumbList": {"itemListElement"},
}
"""What search engines need of each kind before they show it."""


def metas(page: Page) -> dict[str, str]:
    found: dict[str, str] = {}
    for element in page.tree.iter("meta"):
        name = element.get("property") or element.get("name")
        if name is not None:
            assert name not in found, f"{name} stands there twice"
            found[name] = element.get("content", "")
    return found


def links(page: Page, rel: str) -> list[Any]:
    return [one for one in page.tree.iter("link") if one.get("rel") == rel]


def things(page: Page) -> dict[str, Any]:
    """What the page says in the terms of schema.org, by kind."""
    blocks = [
        one.text or ""
        for one in page.tree.iter("script")
        if one.get("type") == "application/ld+json"
    ]
    assert len(blocks) <= 1
    graph = json.loads(blocks[0])["@graph"] if blocks else []
    return {thing["@type"]: thing for thing in graph}


@pytest.fixture
def citizen(units: Units) -> Citizen:
    build_engagement(units)
    with units.writing(SYSTEM) as unit:
        shown_update(unit, engagement_by_slug(unit.session, "night-buses"))
    return Citizen.of(units)


@pytest.mark.parametrize("prefix", ["", "/fr"])
def test_every_public_page_has_one_address_a_card_and_its_other_language(
    citizen: Citizen, prefix: str
) -> None:
    titles = set()
    for path in PAGES:
        page = citizen.get(f"{prefix}{path}?utm_source=%22%3E%3Cscript%3E")
        if page.status == 302:
            page = citizen.get(prefix + path)
        assert page.status == 200, path
        (canonical,) = links(page, "canonical")
        assert canonical.get("href") == f"{BASE}{prefix}{path}"
        told = metas(page)
        assert set(CARD) <= told.keys(), path
        assert told["og:url"] == f"{BASE}{prefix}{path}"
        assert all(told[name] for name in CARD)
        titles.add(told["og:title"])
        assert told["og:locale"] == ("fr_CA" if prefix else "en_CA")
        spoken = {
            one.get("hreflang"): one.get("href")
            for one in links(page, "alternate")
            if one.get("hreflang")
        }
        assert spoken == {
            "en": f"{BASE}{path}",
            "fr": f"{BASE}/fr{path}",
            "x-default": f"{BASE}{path}",
        }
    assert len(titles) > len(PAGES) // 2


def test_no_page_repeats_the_host_that_its_caller_claims(citizen: Citizen) -> None:
    for path in PAGES:
        page = citizen.get(
            path, headers={"Host": "evil.example", "X-Forwarded-Host": "evil.example"}
        )
        assert "evil.example" not in page.html, path


def test_every_page_leads_to_its_feeds(citizen: Citizen) -> None:
    for path, feed in (("/", "/feed"), ("/terms", "/feed"), (PAGE, f"{PAGE}/feed")):
        offered = {one.get("href") for one in links(citizen.get(path), "alternate")}
        assert {f"{feed}.atom", f"{feed}.json"} <= offered
        french = {one.get("href") for one in links(citizen.get(f"/fr{path}"), "alternate")}
        assert {f"/fr{feed}.atom", f"/fr{feed}.json"} <= french


@pytest.mark.parametrize(
    ("path", "kinds"),
    [
        ("/", {"WebSite"}),
        (PAGE, {"Event", "BreadcrumbList"}),
        (f"{PAGE}/routes", {"DiscussionForumPosting", "BreadcrumbList"}),
        (UPDATE, {"NewsArticle", "BreadcrumbList"}),
        (f"{PAGE}/results", {"BreadcrumbList"}),
    ],
)
def test_what_search_engines_need_is_there_and_absolute(
    citizen: Citizen, path: str, kinds: set[str]
) -> None:
    for prefix in ("", "/fr"):
        told = things(citizen.get(prefix + path))
        assert told.keys() == kinds
        for kind, thing in told.items():
            assert DEMANDED[kind] <= thing.keys()
            for key, value in _leaves(thing):
                assert value != "", key
                if key in ("url", "item", "mainEntityOfPage", "isPartOf", "image", "urlTemplate"):
                    assert value.startswith(f"{BASE}/"), key
                if key in ("startDate", "endDate", "datePublished", "dateModified"):
                    assert datetime.fromisoformat(value).tzinfo is not None


def _leaves(thing: Any, key: str = "") -> list[tuple[str, Any]]:
    if isinstance(thing, dict):
        return [leaf for name, value in thing.items() for leaf in _leaves(value, name)]
    if isinstance(thing, list):
        return [leaf for value in thing for leaf in _leaves(value, key)]
    return [(key, thing)]


def test_the_search_that_the_home_page_offers_is_there(citizen: Citizen) -> None:
    target = things(citizen.get("/"))["WebSite"]["potentialAction"]["target"]["urlTemplate"]
    address = urlsplit(target.replace("{search_term}", "night"))
    page = citizen.get(f"{address.path}?{address.query}")
    assert page.status == 200
    assert "Should buses run at night?" in page.words


def test_the_way_to_a_page_is_told_in_steps_that_exist(citizen: Citizen) -> None:
    steps = things(citizen.get(UPDATE))["BreadcrumbList"]["itemListElement"]
    assert [one["position"] for one in steps] == [1, 2, 3, 4]
    for one in steps:
        assert citizen.get(one["item"].removeprefix(BASE)).status == 200


def test_what_people_wrote_is_on_the_page_alone(units: Units) -> None:
    build_engagement(units, topics=("routes",))
    citizen = Citizen.of(units)
    settle(units, citizen.send("Singular words of a citizen.").code, "published")
    for path in (PAGE, f"{PAGE}/routes"):
        page = citizen.get(path)
        assert page.html.count("Singular words of a citizen.") == 1


def test_an_engagement_that_has_no_end_is_an_event_without_one(units: Units) -> None:
    build_engagement(units, kind=Kind.ONGOING, closes_at=None)
    event = things(Citizen.of(units).get(PAGE))["Event"]
    assert "endDate" not in event
    assert event["startDate"] == "2026-03-01T20:00:00Z"


def test_what_staff_wrote_ends_neither_an_attribute_nor_the_data(units: Units) -> None:
    title = 'A "night" </script><script>alert(1)</script> & more'
    build_engagement(units, title=title, summary="'\"><img src=x onerror=y>\u2028")
    with units.writing(SYSTEM) as unit:
        row = engagement_by_slug(unit.session, "night-buses")
        shown_update(unit, row, UpdateContent(title, "<!-- ", "Text."), slug="one")
    citizen = Citizen.of(units)
    for path in (PAGE, f"{PAGE}/updates/one", f"{PAGE}/share", f"{PAGE}/notice"):
        page = citizen.get(path)
        assert "alert(1)" not in [one.text for one in page.tree.iter("script")]
        assert not [one for one in page.tree.iter("img") if one.get("onerror")]
    told = things(citizen.get(PAGE))["Event"]
    assert told["name"] == title
    assert metas(citizen.get(PAGE))["og:title"] == title


@given(st.dictionaries(st.text(), st.text() | st.integers()))
def test_any_words_come_back_out_of_the_data_and_nothing_else(words: dict[str, Any]) -> None:
    text = written([words])
    assert not set(text) & set("<>&\u2028\u2029")
    assert json.loads(text)["@graph"] == [words]


@pytest.mark.parametrize("path", ["/nowhere", f"{PAGE}/nowhere", "/engagements/nowhere"])
def test_a_page_that_is_not_there_describes_nothing(citizen: Citizen, path: str) -> None:
    page = citizen.get(path)
    assert page.status == 404
    assert not links(page, "canonical")
    assert not [name for name in metas(page) if name.startswith("og:")]
    assert "nowhere" not in page.html


def test_a_page_behind_a_secret_link_describes_nothing(citizen: Citizen) -> None:
    page = citizen.get("/withdraw/some-token")
    assert "og:url" not in metas(page)
    assert "some-token" not in page.html.partition("</head>")[0]


def test_a_translation_is_one_page_among_the_languages(units: Units) -> None:
    build_engagement(units)
    public_translation(units)
    citizen = Citizen.of(units)
    translated = f"{BASE}{PAGE}/in/ar"
    for path in (PAGE, f"/fr{PAGE}", f"{PAGE}/in/ar", f"/fr{PAGE}/in/ar"):
        page = citizen.get(path)
        spoken = {
            one.get("hreflang"): one.get("href")
            for one in links(page, "alternate")
            if one.get("hreflang")
        }
        assert spoken == {
            "en": f"{BASE}{PAGE}",
            "fr": f"{BASE}/fr{PAGE}",
            "ar": translated,
            "x-default": f"{BASE}{PAGE}",
        }
        (canonical,) = links(page, "canonical")
        expected = translated if path.endswith("/ar") else BASE + path
        assert canonical.get("href") == expected
    event = things(citizen.get(f"{PAGE}/in/ar"))["Event"]
    assert event["inLanguage"] == "ar"


def test_the_card_shows_the_first_of_our_own_pictures() -> None:
    name = "/media/" + "a" * 32 + "-640x480.jpg"
    html = (
        f'<p><img alt="x" src="https://b.ca/y.jpg"></p><img src="{name}" alt="A &quot;bus&quot;">'
    )
    found = first_picture(html, BASE)
    assert found == Image(BASE + name, 'A "bus"', "640", "480")
    assert first_picture("<p>No picture</p>", BASE) is None


def test_without_a_picture_the_card_shows_the_logo_that_was_configured(
    sqlite_url: str, tmp_path: Path
) -> None:
    picture = tmp_path / "mark.png"
    Drawn.new("RGB", (120, 40), "white").save(picture)
    settings = settings_for(
        sqlite_url, tmp_path, ENGAGE_LOGO=str(picture), ENGAGE_LOGO_ALT="The mark"
    )
    units = make_units(settings, FixedClock(NOON))
    build_engagement(units)
    citizen = Citizen.of(units)
    told = metas(citizen.get(PAGE))
    assert told["og:image:alt"] == "The mark"
    assert told["og:image"].startswith(f"{BASE}/assets/")
    assert citizen.get(told["og:image"].removeprefix(BASE)).response.content_type == "image/png"
    units.database.dispose()
