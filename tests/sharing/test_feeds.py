"""Feeds: what they tell and what they keep to themselves, and that readers understand them."""

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from engage.core.clock import FixedClock
from engage.core.permissions import SYSTEM
from engage.core.unit import Units
from engage.engagements.queries import engagement_by_slug
from engage.engagements.rules import Kind, ResultsContent, TranslatedText, UpdateContent
from engage.engagements.service import save_engagement, save_results, unpublish
from engage.governance.outbound import Outbound
from engage.reports import service
from engage.sharing.feeds import ATOM, Entry, Feed, atom, json_feed, with_absolute_links
from engage.sharing.happened import happenings
from engage.updates.queries import update_by_slug
from engage.updates.service import withdraw_update
from tests.app_fixtures import NOON, build_engagement, sample_content
from tests.approving import publish_results_approved
from tests.comments.citizen import Citizen
from tests.governance.elections.calendar import CALL, IN_INTERREGNUM, granted, set_election
from tests.multilingual.test_web import public as public_translation
from tests.reports.people import SLUG, built, crowd
from tests.reports.released import approved_and_released
from tests.updates.writing import shown_update

BASE = "http://localhost"
PAGE = "/engagements/night-buses"
SCHEMA = etree.RelaxNG(etree.parse(Path(__file__).with_name("atom.rng")))


def parsed(content: bytes) -> Any:
    """The document, which is what RFC 4287 says or no feed at all."""
    document = etree.fromstring(content)
    assert SCHEMA.validate(document), SCHEMA.error_log
    rels = [link.get("rel") for link in document.findall(f"{{{ATOM}}}link")]
    assert sorted(rels) == ["alternate", "self"]
    names = [entry.findtext(f"{{{ATOM}}}id") for entry in document.iter(f"{{{ATOM}}}entry")]
    assert len(set(names)) == len(names)
    return document


def titles(citizen: Citizen, path: str = "/feed.atom") -> list[str]:
    """Of a feed's entries, the newest first."""
    document = parsed(citizen.get(path).response.get_data())
    return [entry.findtext(f"{{{ATOM}}}title") for entry in document.iter(f"{{{ATOM}}}entry")]


def with_update(units: Units, content: UpdateContent | None = None) -> None:
    with units.writing(SYSTEM) as unit:
        row = engagement_by_slug(unit.session, "night-buses")
        shown_update(unit, row, *([content] if content else []))


def report_back(units: Units) -> None:
    with units.writing(SYSTEM) as unit:
        row = engagement_by_slug(unit.session, "night-buses")
        words = ResultsContent("We heard a lot.", "## What we heard\n\n[More](/terms).")
        save_results(unit, row, words, seen_revision_id=None)
        publish_results_approved(unit, row)


def test_a_feed_tells_what_happened_newest_first(units: Units, clock: FixedClock) -> None:
    build_engagement(units)
    clock.advance(days=1)
    with_update(units)
    clock.advance(days=29)
    report_back(units)
    told = [
        "Results: Should buses run at night?",
        "Closed: Should buses run at night?",
        "The first night",
        "Open for comments: Should buses run at night?",
    ]
    citizen = Citizen.of(units)
    assert titles(citizen) == titles(citizen, f"{PAGE}/feed.atom") == told
    items = json.loads(citizen.get("/feed.json").html)["items"]
    assert [item["title"] for item in items] == told


def test_both_forms_have_what_their_readers_demand(units: Units) -> None:
    build_engagement(units)
    with_update(units)
    citizen = Citizen.of(units)
    answer = citizen.get(f"{PAGE}/feed.json")
    assert answer.response.content_type == "application/feed+json; charset=utf-8"
    told = json.loads(answer.html)
    assert told["version"] == "https://jsonfeed.org/version/1.1"
    assert told["title"] == "Should buses run at night?"
    assert told["feed_url"] == f"{BASE}{PAGE}/feed.json"
    assert told["home_page_url"] == f"{BASE}{PAGE}"
    for item in told["items"]:
        assert item["id"]
        assert item.keys() & {"content_html", "content_text"}
        assert datetime.fromisoformat(item["date_published"]).tzinfo is not None
    assert citizen.get("/feed.atom").response.content_type == "application/atom+xml; charset=utf-8"
    assert citizen.get("/feed.atom").response.headers["Access-Control-Allow-Origin"] == "*"


def test_a_feed_of_a_site_where_nothing_happened_is_whole(units: Units) -> None:
    assert titles(Citizen.of(units)) == []
    assert json.loads(Citizen.of(units).get("/feed.json").html)["items"] == []


def test_what_is_not_public_is_in_no_feed(units: Units, clock: FixedClock) -> None:
    build_engagement(units, published=False)
    build_engagement(units, "later", title="Later", opens_at=NOON + timedelta(days=5))
    citizen = Citizen.of(units)
    assert titles(citizen) == []
    assert citizen.get(f"{PAGE}/feed.atom").status == 404
    assert citizen.get("/engagements/nowhere/feed.json").status == 404
    clock.advance(days=5)
    assert titles(citizen) == ["Open for comments: Later"]


def test_a_withdrawn_update_and_an_engagement_taken_from_view_vanish_at_once(
    units: Units,
) -> None:
    build_engagement(units)
    with_update(units)
    citizen = Citizen.of(units)
    assert "The first night" in titles(citizen)
    with units.writing(SYSTEM) as unit:
        row = engagement_by_slug(unit.session, "night-buses")
        withdraw_update(unit, row, update_by_slug(unit.session, row.id, "the-first-night"))
    assert titles(citizen) == titles(citizen, f"{PAGE}/feed.atom")
    assert "The first night" not in titles(citizen)
    with units.writing(SYSTEM) as unit:
        unpublish(unit, engagement_by_slug(unit.session, "night-buses"))
    assert titles(citizen) == []


def test_a_draft_of_what_is_public_is_not_told(units: Units) -> None:
    made = build_engagement(units)
    with units.writing(SYSTEM) as unit:
        row = engagement_by_slug(unit.session, "night-buses")
        draft = sample_content(title="Secret", summary="Secret", body="Secret")
        save_engagement(unit, row, draft, seen_revision_id=made.draft_revision_id)
    citizen = Citizen.of(units)
    for path in ("/feed.atom", f"{PAGE}/feed.json"):
        assert "Secret" not in citizen.get(path).html


def told(units: Units) -> list[str]:
    with units.reading(SYSTEM) as unit:
        return [one.category for one in happenings(unit)]


def test_an_election_keeps_new_things_out_and_they_do_not_come_in_a_burst(
    both_units: Units, clock: FixedClock
) -> None:
    made = build_engagement(both_units, closes_at=IN_INTERREGNUM + timedelta(days=1))
    period = set_election(both_units)
    clock.instant = IN_INTERREGNUM
    granted(both_units, period, made.id, Outbound.PUBLISH_CHANGES)
    with_update(both_units)
    assert told(both_units) == ["opened"]
    clock.advance(days=200)
    assert told(both_units) == ["closed", "opened"]


def test_an_exception_for_feeds_lists_what_went_out_in_an_election(
    both_units: Units, clock: FixedClock
) -> None:
    made = build_engagement(both_units)
    period = set_election(both_units)
    clock.instant = IN_INTERREGNUM
    granted(both_units, period, made.id, Outbound.PUBLISH_CHANGES)
    granted(both_units, period, made.id, Outbound.LIST_IN_FEED)
    with_update(both_units)
    assert told(both_units) == ["update", "opened"]


def test_an_opening_in_an_election_is_told_neither_then_nor_later(
    units: Units, clock: FixedClock
) -> None:
    build_engagement(units, opens_at=CALL + timedelta(days=2), kind=Kind.ONGOING, closes_at=None)
    set_election(units)
    clock.instant = IN_INTERREGNUM
    assert told(units) == []
    clock.advance(days=200)
    assert told(units) == []


def test_links_and_pictures_of_an_entry_lead_to_us_from_anywhere(units: Units) -> None:
    build_engagement(units, body="[The plan](/engagements/night-buses/updates) and *more*.")
    entry = json.loads(Citizen.of(units).get("/feed.json").html)["items"][0]
    assert f'href="{BASE}/engagements/night-buses/updates"' in entry["content_html"]
    assert "<em>more</em>" in entry["content_html"]


@pytest.mark.parametrize(
    ("safe", "absolute"),
    [
        ("", ""),
        ("<p>a</p>\n<p>b</p>", "<p>a</p>\n<p>b</p>"),
        ('<img src="/media/x.png" alt="">', '<img src="https://a.ca/media/x.png" alt="">'),
        ('<a href="https://b.ca/x">b</a>', '<a href="https://b.ca/x">b</a>'),
        ('<a href="mailto:a@b.ca">b</a>', '<a href="mailto:a@b.ca">b</a>'),
    ],
)
def test_only_our_own_links_change(safe: str, absolute: str) -> None:
    assert with_absolute_links(safe, "https://a.ca/engagements/x") == absolute


def test_the_french_feed_speaks_french_and_marks_what_does_not(units: Units) -> None:
    build_engagement(units)
    citizen = Citizen.of(units)
    document = parsed(citizen.get(f"/fr{PAGE}/feed.atom").response.get_data())
    lang = "{http://www.w3.org/XML/1998/namespace}lang"
    assert document.get(lang) == "fr-CA"
    entry = document.find(f"{{{ATOM}}}entry")
    assert entry.find(f"{{{ATOM}}}link").get("href") == f"{BASE}/fr{PAGE}"
    assert entry.find(f"{{{ATOM}}}content").get(lang) == "en-CA"
    english = parsed(citizen.get(f"{PAGE}/feed.atom").response.get_data())
    assert entry.findtext(f"{{{ATOM}}}id") != english.findtext(f".//{{{ATOM}}}entry/{{{ATOM}}}id")


def test_a_feed_is_kept_and_made_anew_when_the_clock_says_more(
    units: Units, clock: FixedClock
) -> None:
    build_engagement(units, closes_at=NOON + timedelta(minutes=2))
    citizen = Citizen.of(units)
    tag = citizen.get("/feed.atom").response.headers["ETag"]
    again = citizen.get("/feed.atom", headers={"If-None-Match": tag})
    assert again.status == 304
    clock.advance(minutes=2)
    assert titles(citizen)[0] == "Closed: Should buses run at night?"


def test_a_query_and_another_host_change_nothing(units: Units) -> None:
    build_engagement(units)
    citizen = Citizen.of(units)
    for path in ("/feed.atom", f"{PAGE}/feed.json"):
        plain = citizen.get(path).response.get_data()
        asked = citizen.get(path + "?x=%3Cscript%3E&before=9")
        hostile = citizen.get(path, headers={"Host": "evil.example", "X-Forwarded-Host": "e.x"})
        assert plain == asked.response.get_data() == hostile.response.get_data()


def test_signs_that_xml_cannot_hold_break_no_feed() -> None:
    bad = "a\x00b\ud800<&]]>\u2028"
    entry = Entry(
        "tag:a.ca,2026:x", "https://a.ca/x", bad, bad, bad, bad, "update", NOON, NOON, "en-CA"
    )
    feed = Feed(
        "tag:a.ca,2026:site", bad, bad, "https://a.ca/", "https://a.ca/feed.atom",
        "https://a.ca/feed.json", bad, "https://a.ca/", "en-CA", NOON, (entry,),
    )  # fmt: skip
    document = parsed(atom(feed))
    assert document.findtext(f"{{{ATOM}}}title") == "a\u2400b\ufffd<&]]>\u2028"
    assert json.loads(json_feed(feed))["title"] == bad


def test_the_french_feed_takes_the_french_words_of_staff(units: Units) -> None:
    build_engagement(units)
    words = TranslatedText(
        "engagement", "Des autobus la nuit?", "Dites-nous.", "## Pourquoi\n\nNous demandons."
    )
    public_translation(units, "fr", words)
    citizen = Citizen.of(units)
    document = parsed(citizen.get(f"/fr{PAGE}/feed.atom").response.get_data())
    entry = document.find(f"{{{ATOM}}}entry")
    assert document.findtext(f"{{{ATOM}}}title") == "Des autobus la nuit?"
    assert "Des autobus la nuit?" in entry.findtext(f"{{{ATOM}}}title")
    assert "Nous demandons." in entry.findtext(f"{{{ATOM}}}content")
    assert not [one for one in entry if one.get("{http://www.w3.org/XML/1998/namespace}lang")]
    assert "autobus" not in citizen.get(f"{PAGE}/feed.atom").html


def test_a_report_is_news_until_it_is_withdrawn(units: Units) -> None:
    build_engagement(units)
    crowd(units)
    built(units)
    page = f"/engagements/{SLUG}/feed.atom"
    citizen = Citizen.of(units)
    assert not [one for one in titles(citizen, page) if one.startswith("Report")]
    release = approved_and_released(units, 1)
    for path in ("/feed.atom", page):
        assert [one for one in titles(citizen, path) if one.startswith("Report: ")]
    with units.writing(SYSTEM) as unit:
        service.withdraw(unit, release.id, "A name stands in it.")
    for path in ("/feed.atom", page):
        assert not [one for one in titles(citizen, path) if one.startswith("Report")]
