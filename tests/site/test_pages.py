"""The public pages: what stands on them in each phase, and what they link to."""

import pytest

from engage.core.clock import FixedClock
from engage.core.permissions import SYSTEM
from engage.core.unit import Units
from engage.engagements.queries import engagement_by_slug
from engage.engagements.rules import Kind, ResultsContent
from engage.engagements.service import save_results
from engage.governance.policies import policy_page
from tests.app_fixtures import build_engagement
from tests.approving import publish_results_approved
from tests.comments.citizen import TOPIC, Citizen, Page, settle

PAGE = "/engagements/night-buses"


def links(page: Page) -> set[str]:
    return {element.get("href", "") for element in page.tree.iter("a")}


def publish_the_results(units: Units) -> None:
    with units.writing(SYSTEM) as unit:
        row = engagement_by_slug(unit.session, "night-buses")
        words = ResultsContent("We heard a lot.", "## What we heard\n\nMany things.")
        save_results(unit, row, words, seen_revision_id=None)
        publish_results_approved(unit, row)


def test_every_link_of_a_public_page_leads_somewhere(units: Units) -> None:
    build_engagement(units)
    citizen = Citizen.of(units)
    settle(units, citizen.send().code, "published")
    seen: set[str] = set()
    waiting = {"/", PAGE, TOPIC}
    while waiting:
        path = waiting.pop()
        seen.add(path)
        page = citizen.get(path)
        assert page.status in (200, 302), path
        if page.status == 200:
            found = {href.partition("#")[0] for href in links(page) if href.startswith("/")}
            waiting |= {href for href in found if href} - seen
    assert {"/terms", "/privacy", f"{PAGE}/notice", f"{PAGE}/moderation", "/receipt"} <= seen


def test_results_are_linked_once_they_are_public(units: Units, clock: FixedClock) -> None:
    build_engagement(units)
    citizen = Citizen.of(units)
    assert f"{PAGE}/results" not in links(citizen.get(PAGE))
    clock.advance(days=30)
    with units.writing(SYSTEM) as unit:
        row = engagement_by_slug(unit.session, "night-buses")
        words = ResultsContent("A draft summary.", "A draft of what we heard.")
        save_results(unit, row, words, seen_revision_id=None)
    assert f"{PAGE}/results" not in links(citizen.get(PAGE))
    assert "draft" not in citizen.get(f"{PAGE}/results").html
    with units.writing(SYSTEM) as unit:
        row = engagement_by_slug(unit.session, "night-buses")
        publish_results_approved(unit, row)
    assert f"{PAGE}/results" in links(citizen.get(PAGE))
    page = citizen.get(f"{PAGE}/results")
    assert page.position("A draft summary.") < page.position("A draft of what we heard.")


def test_results_set_for_later_are_not_linked_before(units: Units, clock: FixedClock) -> None:
    build_engagement(units)
    clock.advance(days=30)
    publish_the_results(units)
    citizen = Citizen.of(units)
    assert f"{PAGE}/results" in links(citizen.get(PAGE))
    clock.advance(days=-1)
    page = Citizen.of(units).get(PAGE)
    assert f"{PAGE}/results" not in links(page)
    assert "Many things" not in Citizen.of(units).get(f"{PAGE}/results").html


def test_an_ongoing_engagement_with_results_still_takes_comments(units: Units) -> None:
    build_engagement(units, kind=Kind.ONGOING, closes_at=None)
    publish_the_results(units)
    page = Citizen.of(units).get(PAGE)
    assert {f"{PAGE}/results", f"{TOPIC}/comment"} <= links(page)


@pytest.mark.parametrize(
    ("days", "phase", "offers"),
    [(-2, "Opens", False), (0, "Open, closes in", True), (28, "Closed", False)],
)
def test_the_form_is_offered_exactly_while_comments_are_taken(
    units: Units, clock: FixedClock, days: int, phase: str, offers: bool
) -> None:
    clock.advance(days=-3)
    start = clock.now()
    build_engagement(units, topics=("routes",))
    clock.instant = start
    clock.advance(days=3 + days)
    citizen = Citizen.of(units)
    for path in (PAGE, TOPIC):
        page = citizen.get(path)
        assert phase in page.words
        assert (f"{TOPIC}/comment" in links(page)) == offers
        assert ("Write a comment" in page.words) == offers


def test_the_notice_page_offers_the_other_ways(units: Units) -> None:
    build_engagement(units)
    page = Citizen.of(units).get(f"{PAGE}/notice")
    assert {"mailto:citizenengagement@gov.bc.ca"} <= links(page)
    assert "26(c)" in page.words


def test_a_permanent_link_leads_to_the_place_of_the_comment(units: Units) -> None:
    build_engagement(units)
    citizen = Citizen.of(units)
    comment = settle(units, citizen.send("The one.").code, "published")
    settle(units, citizen.send("A later one.").code, "published")
    answer = citizen.get(f"/c/{comment.public_id}")
    assert answer.status == 302
    place, _, anchor = answer.response.headers["Location"].partition("#")
    page = citizen.get(place)
    assert page.tree.find(f".//article[@id='{anchor}']") is not None


def test_older_comments_are_one_page_on_and_none_is_lost(
    units: Units, monkeypatch: pytest.MonkeyPatch, clock: FixedClock
) -> None:
    monkeypatch.setattr("engage.site.discussion.queries.PAGE_OF_COMMENTS", 3)
    build_engagement(units)
    citizen = Citizen.of(units)
    for number in range(8):
        settle(units, citizen.send(f"Comment {number}.").code, "published")
        clock.advance(seconds=number % 2)
    texts: list[str] = []
    path = TOPIC
    for _ in range(3):
        page = citizen.get(path)
        texts += [d.text or "" for d in page.tree.iter("div") if d.get("class") == "comment__text"]
        older = page.tree.find(".//a[@rel='next']")
        path = older.get("href", "") if older is not None else ""
    # Two at a time came at one instant: their order says nothing, not even which was first.
    found = iter(texts)
    for later in (7, 5, 3, 1):
        pair = {f"Comment {later}.", f"Comment {later - 1}."}
        assert {next(found), next(found)} == pair
    assert (list(found), path) == ([], "")


def test_no_public_address_tells_a_number_that_counts_up(
    units: Units, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From ids one could count what is not published between two comments that are."""
    monkeypatch.setattr("engage.site.discussion.queries.PAGE_OF_COMMENTS", 1)
    build_engagement(units)
    citizen = Citizen.of(units)
    shown = [settle(units, citizen.send(f"Comment {n}.").code, "published") for n in range(3)]
    page = citizen.get(TOPIC)
    older = page.tree.find(".//a[@rel='next']")
    assert older is not None
    assert any(older.get("href", "").endswith(f"-{one.public_id}") for one in shown)
    direct = citizen.get(f"/c/{shown[0].public_id}").response.headers["Location"]
    assert direct.partition("#")[0].endswith("-0")


def test_the_facts_name_topic_areas_and_region(units: Units) -> None:
    build_engagement(units, topic_areas=("Roads", "Rural communities"), region="Peace River")
    build_engagement(units, "everywhere")
    citizen = Citizen.of(units)
    assert "Roads, Rural communities; Peace River" in citizen.get(PAGE).words
    assert "fact--row" not in citizen.get("/engagements/everywhere").html


@pytest.mark.parametrize("name", ["terms", "moderation-policy", "privacy", "accessibility"])
def test_a_policy_page_says_its_version_and_date(units: Units, name: str) -> None:
    page = policy_page(name)
    words = f"Version {page.version}, {page.updated.day} {page.updated:%B %Y}"
    assert words in Citizen.of(units).get(f"/{name}").words
