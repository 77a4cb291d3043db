"""The map of the site and the robots file."""

import re
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from engage.core.clock import FixedClock
from engage.core.permissions import SYSTEM
from engage.core.unit import Units
from engage.engagements.queries import engagement_by_slug
from engage.engagements.service import unpublish
from engage.sharing import maps
from engage.sharing.maps import Place, parts, robots, urlset
from engage.updates.queries import update_by_slug
from engage.updates.service import withdraw_update
from tests.app_fixtures import NOON, build_engagement
from tests.comments.citizen import Citizen
from tests.updates.writing import shown_update

BASE = "http://localhost"
PAGE = "/engagements/night-buses"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
XHTML = "{http://www.w3.org/1999/xhtml}"


def mapped(citizen: Citizen, path: str = "/sitemap.xml") -> dict[str, Any]:
    """The rows of a map, by address."""
    answer = citizen.get(path)
    assert answer.response.content_type == "application/xml; charset=utf-8"
    document = etree.fromstring(answer.response.get_data())
    rows = {row.findtext(f"{SITEMAP}loc"): row for row in document}
    assert len(rows) == len(document)
    return rows


def test_every_address_of_the_map_is_a_page_that_may_be_found(units: Units) -> None:
    build_engagement(units)
    with units.writing(SYSTEM) as unit:
        shown_update(unit, engagement_by_slug(unit.session, "night-buses"))
    citizen = Citizen.of(units)
    rows = mapped(citizen)
    paths = {address.removeprefix(BASE) for address in rows}
    assert {
        "/",
        "/fr/",
        PAGE,
        f"/fr{PAGE}",
        f"{PAGE}/routes",
        f"{PAGE}/updates/the-first-night",
    } <= (paths)
    for path in paths:
        page = citizen.get(path)
        assert page.status == 200, path
        canonical = page.tree.find(".//link[@rel='canonical']")
        assert canonical is not None
        assert canonical.get("href") == BASE + path
        assert 'name="robots"' not in page.html


def test_each_language_names_the_other(units: Units) -> None:
    build_engagement(units)
    rows = mapped(Citizen.of(units))
    for address in (f"{BASE}{PAGE}", f"{BASE}/fr{PAGE}"):
        told = {one.get("hreflang"): one.get("href") for one in rows[address].iter(f"{XHTML}link")}
        assert told == {
            "en": f"{BASE}{PAGE}",
            "fr": f"{BASE}/fr{PAGE}",
            "x-default": f"{BASE}{PAGE}",
        }


def test_the_map_tells_when_a_page_last_changed(units: Units, clock: FixedClock) -> None:
    build_engagement(units, closes_at=NOON + timedelta(days=1))
    citizen = Citizen.of(units)
    assert mapped(citizen)[BASE + PAGE].findtext(f"{SITEMAP}lastmod") == "2026-03-02T20:00:00Z"
    clock.advance(days=2)
    assert mapped(citizen)[BASE + PAGE].findtext(f"{SITEMAP}lastmod") == "2026-03-03T20:00:00Z"


def test_what_left_public_view_left_the_map(units: Units) -> None:
    build_engagement(units)
    build_engagement(units, "draft", published=False)
    citizen = Citizen.of(units)
    with units.writing(SYSTEM) as unit:
        row = engagement_by_slug(unit.session, "night-buses")
        shown_update(unit, row)
        withdraw_update(unit, row, update_by_slug(unit.session, row.id, "the-first-night"))
    assert not [one for one in mapped(citizen) if "updates/" in one or "draft" in one]
    with units.writing(SYSTEM) as unit:
        unpublish(unit, engagement_by_slug(unit.session, "night-buses"))
    assert not [one for one in mapped(citizen) if "night-buses" in one]


def test_a_large_map_is_a_list_of_parts(units: Units, monkeypatch: pytest.MonkeyPatch) -> None:
    build_engagement(units)
    citizen = Citizen.of(units)
    whole = set(mapped(citizen))
    assert citizen.get("/sitemap-1.xml").status == 404
    monkeypatch.setattr(maps, "MOST", 8)
    citizen = Citizen.of(units)
    listed = mapped(citizen)
    assert len(listed) > 1
    found = [one for part in listed for one in mapped(citizen, part.removeprefix(BASE))]
    assert len(found) == len(set(found))
    assert set(found) == whole
    assert citizen.get(f"/sitemap-{len(listed) + 1}.xml").status == 404
    for path in ("/sitemap-0.xml", "/sitemap-x.xml", "/sitemap-99999999999999999999.xml"):
        assert citizen.get(path).status == 404


@given(st.lists(st.integers(0, 4), max_size=60), st.integers(6, 40))
def test_parts_lose_nothing_and_none_is_too_large(languages: list[int], most: int) -> None:
    made = [Place(f"/{n}", None, ("pa",) * count) for n, count in enumerate(languages)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(maps, "MOST", most)
        files = parts(made)
    assert [place for file in files for place in file] == made
    assert all(sum(2 + len(place.languages) for place in file) <= most for file in files)


def test_translations_by_staff_have_their_row_and_are_named_by_the_others() -> None:
    document = etree.fromstring(
        urlset("https://a.ca", [Place("/engagements/x", NOON, ("fr", "pa"))]).encode()
    )
    addresses = [row.findtext(f"{SITEMAP}loc") for row in document]
    assert addresses == [
        "https://a.ca/engagements/x",
        "https://a.ca/fr/engagements/x",
        "https://a.ca/engagements/x/in/pa",
    ]
    for row in document:
        assert [one.get("hreflang") for one in row.iter(f"{XHTML}link")] == [
            "en", "fr", "pa", "x-default",
        ]  # fmt: skip


def test_a_query_leads_to_the_map_itself(units: Units) -> None:
    answer = Citizen.of(units).get("/sitemap.xml?x=1")
    assert (answer.status, answer.response.headers["Location"]) == (302, "/sitemap.xml")


def test_robots_are_kept_from_work_and_shown_the_map(units: Units) -> None:
    answer = Citizen.of(units).get("/robots.txt", headers={"Host": "evil.example"})
    assert answer.response.content_type == "text/plain; charset=utf-8"
    assert answer.html == robots(BASE)
    assert answer.html.rstrip().endswith(f"Sitemap: {BASE}/sitemap.xml")
    closed = re.findall(r"^Disallow: (\S+)$", answer.html, re.MULTILINE)
    for path in ("/staff", "/search", "/fr/receipt", "/withdraw/"):
        assert path in closed
    assert not [one for one in closed if PAGE.startswith(one)]
