"""Home, the list of all engagements with its filters, and the search: as readers see them."""

import pytest

from engage.comments.models import Comment
from engage.core.clock import FixedClock
from engage.core.permissions import SYSTEM
from engage.core.unit import Units
from engage.engagements.queries import engagement_by_slug
from engage.engagements.rules import Kind
from engage.engagements.service import save_engagement
from tests.app_fixtures import NOON, build_engagement, sample_content
from tests.comments.citizen import Citizen, Page, settle

ONE = "Should buses run at night?"


def links(page: Page) -> list[str]:
    return [element.get("href", "") for element in page.tree.iter("a")]


def marked(page: Page) -> list[str]:
    return ["".join(element.itertext()) for element in page.tree.iter("mark")]


@pytest.mark.parametrize("words", ["Transportation", "peace river", "rural night", "roads"])
def test_an_engagement_is_found_by_ministry_region_and_topic_area(units: Units, words: str) -> None:
    build_engagement(units, topic_areas=("Roads", "Rural communities"), region="Peace River")
    build_engagement(units, "libraries", title="Which books?", summary="Tell us.", ministry="CITZ")
    found = Citizen.of(units).get("/search", query_string={"q": words})
    assert ONE in found.words
    assert ("Which books?" in found.words) == (words == "Transportation")


def test_the_search_looks_at_what_is_public_and_not_at_the_draft(units: Units) -> None:
    made = build_engagement(units, region="Peace River")
    with units.writing(SYSTEM) as unit:
        row = engagement_by_slug(unit.session, "night-buses")
        draft = sample_content(region="Stikine")
        save_engagement(unit, row, draft, seen_revision_id=made.draft_revision_id)
    citizen = Citizen.of(units)
    assert "One result for “peace”" in citizen.get("/search?q=peace").words
    assert "Nothing was found for “stikine”" in citizen.get("/search?q=stikine").words


def test_a_comment_is_found_marked_and_escaped_and_leads_to_its_place(units: Units) -> None:
    build_engagement(units)
    citizen = Citizen.of(units)
    comment = settle(
        units, citizen.send("<script>alert('Quesnel')</script> café").code, "published"
    )
    page = citizen.get("/search?q=quesnel+CAFE")
    assert f"/c/{comment.public_id}" in links(page)
    assert marked(page) == ["Quesnel", "café"]
    assert "<script>alert" not in page.html
    assert page.response.headers["Cache-Control"].startswith("public, max-age=0")
    assert 'content="noindex"' in page.html


def test_a_search_can_be_limited_to_a_kind_and_to_an_engagement(units: Units) -> None:
    build_engagement(units)
    build_engagement(units, "libraries", title="Which night books?", topics=("reading",))
    citizen = Citizen.of(units)
    settle(units, citizen.send("At night.").code, "published")
    everything = citizen.get("/search?q=night")
    assert {"/search?q=night&kind=comment", "/search?q=night&kind=engagement"} <= set(
        links(everything)
    )
    comments = citizen.get("/search?q=night&kind=comment")
    assert "Which night books?" not in comments.words
    within = citizen.get("/search?q=night&engagement=libraries")
    assert ONE not in within.words
    assert 'name="engagement" value="libraries"' in within.html
    assert ONE in citizen.get("/search?q=night&engagement=no-such").words


def test_an_engagement_with_much_to_read_can_be_searched_from_its_page(units: Units) -> None:
    build_engagement(units)
    citizen = Citizen.of(units)
    assert 'role="search"' not in citizen.get("/engagements/night-buses").html
    build_engagement(units, "libraries", topics=("reading", "rooms", "hours"))
    page = citizen.get("/engagements/libraries")
    assert "Search this engagement" in page.words
    assert 'name="engagement" value="libraries"' in page.html


def test_beyond_a_hundred_nobody_counts_and_pages_end(
    units: Units, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("engage.site.home_finding.MOST_COUNTED", 2)
    monkeypatch.setattr("engage.site.home_finding.PAGE", 1)
    monkeypatch.setattr("engage.site.home_finding.LAST_PAGE", 2)
    build_engagement(units)
    citizen = Citizen.of(units)
    for words in ("Quesnel once", "Quesnel twice", "Quesnel again"):
        settle(units, citizen.send(words).code, "published")
    page = citizen.get("/search?q=quesnel&kind=comment")
    assert "More than 2 results" in page.words
    assert "Comments (2+)" in page.words
    assert "/search?q=quesnel&kind=comment&page=2" in links(page)
    page = citizen.get("/search?q=quesnel&kind=comment&page=2")
    assert "/search?q=quesnel&kind=comment&page=3" not in links(page)
    assert "/search?q=quesnel&kind=comment" in links(page)


def test_the_search_was_at_home_before(units: Units) -> None:
    answer = Citizen.of(units).get("/?q=night+buses")
    assert (answer.status, answer.response.headers["Location"]) == (302, "/search?q=night+buses")


@pytest.mark.parametrize(
    "query",
    [
        "q=",
        "q=%00",
        "q=%22",
        "q=%27%27+OR+1%3D1--",
        "q=" + "a" * 10_000,
        "q=%F0%9F%98%80",
        "q=NEAR%28a+b%29",
        "q=a%2A+%5E-%3A",
        "q=%D9%85%D8%B1%D8%AD%D8%A8%D8%A7",
        "q=%ff%fe",
        "q=night&page=99999999999999999999",
        "q=night&page=-1&kind=nothing&engagement=%00",
        "q=night&q=other&page=2",
        "kind=comment",
    ],
)
def test_whatever_is_typed_gives_a_page(units: Units, query: str) -> None:
    build_engagement(units)
    page = Citizen.of(units).get(f"/search?{query}")
    assert page.status == 200
    assert page.is_in_theme


def test_cards_stand_in_sections_with_what_helps_to_choose(units: Units, clock: FixedClock) -> None:
    build_engagement(units, region="Peace River", topic_areas=("Roads",))
    build_engagement(units, "later", title="What comes later?", opens_at=NOON.replace(day=20))
    citizen = Citizen.of(units)
    settle(units, citizen.send().code, "published")
    page = citizen.get("/")
    for words in ("Peace River · Roads", "Closes ", "Fewer than 10 comments", "closes in 28 days"):
        assert words in page.words
    assert page.position('id="open"') < page.position(ONE) < page.position('id="upcoming"')
    assert page.position('id="upcoming"') < page.position("What comes later?")
    assert page.position("What comes later?") < page.position('id="results"')
    clock.advance(days=40)
    page = Citizen.of(units).get("/")
    assert page.position('id="closed"') < page.position(ONE)
    assert "Nothing is open for comment today" in page.words


def test_a_section_shows_its_first_and_says_how_many_there_are(
    units: Units, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "engage.site.home_queries.FIRST",
        dict.fromkeys(("open", "upcoming", "results", "closed"), 1),
    )
    build_engagement(units, "b", title="The second?", closes_at=NOON.replace(day=20))
    build_engagement(units, "a", title="The first?", closes_at=NOON.replace(day=10))
    page = Citizen.of(units).get("/")
    assert "The first?" in page.words
    assert "The second?" not in page.words
    assert "All open engagements (2)" in page.words
    assert "/engagements?status=open" in links(page)


def test_a_planned_engagement_is_in_no_list(units: Units) -> None:
    build_engagement(units, published=False)
    citizen = Citizen.of(units)
    assert ONE not in citizen.get("/").words
    assert "No engagement has been published yet" in citizen.get("/engagements").words


def build_several(units: Units) -> None:
    build_engagement(units, region="Peace River", topic_areas=("Roads", "Rural life"))
    build_engagement(units, "ferries", title="Which ferries?", topic_areas=("Roads",))
    build_engagement(
        units, "parks", title="Which parks?", ministry="ENV", kind=Kind.ONGOING, closes_at=None
    )
    build_engagement(
        units,
        "trails",
        title="Which trails?",
        ministry="ENV",
        region="Peace River",
        opens_at=NOON.replace(day=20),
    )


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("", [ONE, "Which ferries?", "Which parks?", "Which trails?"]),
        ("?status=open", [ONE, "Which ferries?", "Which parks?"]),
        ("?ministry=ENV", ["Which parks?", "Which trails?"]),
        ("?region=Peace+River", [ONE, "Which trails?"]),
        ("?region=-", ["Which ferries?", "Which parks?"]),
        ("?area=Roads", [ONE, "Which ferries?"]),
        ("?area=Roads&region=Peace+River", [ONE]),
        ("?status=closed", []),
        ("?ministry=NONE&area=%00", [ONE, "Which ferries?", "Which parks?", "Which trails?"]),
        ("?q=ferries", ["Which ferries?"]),
        ("?q=which&status=open", ["Which ferries?", "Which parks?"]),
        ("?q=%22%22", []),
        ("?after=ferries", ["Which parks?", "Which trails?"]),
        ("?after=no-such", [ONE, "Which ferries?", "Which parks?", "Which trails?"]),
    ],
)
def test_a_list_is_cut_down_by_links(units: Units, query: str, shown: list[str]) -> None:
    build_several(units)
    page = Citizen.of(units).get(f"/engagements{query}")
    titles = ["".join(one.itertext()) for one in page.tree.iter("h3")]
    assert titles == shown


def test_each_choice_says_how_many_it_leads_to(units: Units) -> None:
    build_several(units)
    page = Citizen.of(units).get("/engagements?region=Peace+River")
    assert "Open now (1)" in page.words
    assert "Opening soon (1)" in page.words
    assert "All of British Columbia (2)" in page.words
    assert "Peace River (2)" in page.words
    assert "Roads (1)" in page.words
    assert "Remove Region: Peace River" in page.words
    for href in links(page):
        if href.startswith("/engagements?"):
            assert "Nothing matches" not in Citizen.of(units).get(href).words


def test_a_list_that_nothing_matches_helps_on(units: Units) -> None:
    build_several(units)
    page = Citizen.of(units).get("/engagements?status=results&area=Roads")
    assert "Nothing matches all of these" in page.words
    assert {"/engagements?area=Roads", "/engagements?status=results", "/engagements"} <= set(
        links(page)
    )


def test_a_long_list_goes_on_by_a_link(units: Units, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engage.site.home.PAGE", 2)
    build_several(units)
    citizen = Citizen.of(units)
    assert "/engagements?status=open&after=ferries" in links(
        citizen.get("/engagements?status=open")
    )
    page = citizen.get("/engagements?status=open&after=ferries")
    assert "Which parks?" in page.words
    assert "Which ferries?" not in page.words
    assert "/engagements?status=open" in links(page)


def test_lists_speak_french(units: Units) -> None:
    build_several(units)
    page = Citizen.of(units).get("/fr/engagements?area=Roads")
    assert "/fr/engagements/ferries" in links(page)
    assert "/fr/engagements?status=open&area=Roads" in links(page)


def test_a_found_comment_says_its_language_where_that_is_known(units: Units) -> None:
    build_engagement(units)
    citizen = Citizen.of(units)
    for text, language in (("Oui, Quesnel", None), ("سارة Quesnel", "ar"), ("Yes, Quesnel", "en")):
        comment = settle(units, citizen.send(text).code, "published")
        with units.writing(SYSTEM) as unit:
            unit.session.get_one(Comment, comment.id).language = language
    said = {
        "".join(one.itertext()): (one.get("lang"), one.get("dir"))
        for one in citizen.get("/fr/search?q=quesnel").tree.iter("p")
    }
    assert said["Oui, Quesnel"] == (None, "auto")
    assert said["سارة Quesnel"] == ("ar", "rtl")
    assert said["Yes, Quesnel"] == ("en-CA", None)
    staff = citizen.get("/fr/search?q=words")
    assert '<p lang="en-CA">What do you think of' in staff.html
