"""Topics, results, history and preview, as the staff see them."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from engage.core.clock import FixedClock
from engage.core.permissions import Actor, Role
from engage.core.unit import Units
from tests.app_fixtures import MakeEngagement
from tests.approving import approved
from tests.engagements.pages import fields, form_at, send

SignIn = Callable[..., Actor]
BASE = "/staff/engagements/night-buses"
PUBLIC = "/engagements/night-buses"


@pytest.fixture
def lead(sign_in: SignIn) -> Actor:
    return sign_in(Role.ENGAGEMENT_LEAD)


def test_a_new_topic_is_public_with_the_next_publishing(
    client: FlaskClient, units: Units, lead: Actor, make_engagement: MakeEngagement
) -> None:
    make_engagement()
    answer = send(
        client,
        f"{BASE}/topics/new",
        title="Safety at stops",
        body="# Light",
        necessity="To light them.",
    )
    assert answer.location == f"{BASE}/topics"
    assert "Safety at stops" in client.get(f"{BASE}/topics").text
    assert client.get(f"{PUBLIC}/safety-at-stops").status_code == 404
    assert "Light" in client.get(f"{BASE}/preview/safety-at-stops").text
    assert "Safety at stops (new)" in client.get(f"{BASE}/publish").text
    approved(units)
    send(client, f"{BASE}/publish")
    assert "Light" in client.get(f"{PUBLIC}/safety-at-stops").text


@pytest.mark.parametrize("slug", ["results", "new", "routes", "Not a slug", "x" * 81])
def test_a_topic_address_that_is_taken_or_kept_is_refused_at_its_field(
    client: FlaskClient, lead: Actor, make_engagement: MakeEngagement, slug: str
) -> None:
    make_engagement()
    answer = send(client, f"{BASE}/topics/new", title="Another", slug=slug, prompt="Kept?")
    assert answer.status_code == 422
    assert 'href="#slug"' in answer.text
    assert fields(answer.text, f"{BASE}/topics/new")["prompt"] == "Kept?"


def test_a_changed_topic_waits_for_publishing(
    client: FlaskClient, lead: Actor, make_engagement: MakeEngagement
) -> None:
    make_engagement()
    page = f"{BASE}/topics/routes"
    assert send(client, page, prompt="Which routes?", then="preview").location == (
        f"{BASE}/preview/routes"
    )
    assert "Which routes?" in client.get(f"{BASE}/preview/routes").text
    assert "Which routes?" not in client.get(f"{PUBLIC}/routes").text
    assert "Changes not public" in client.get(f"{BASE}/topics").text
    assert "The draft has changes that are not public." in client.get(BASE).text


def test_of_two_who_edit_a_topic_the_second_loses_nothing(
    client: FlaskClient, lead: Actor, make_engagement: MakeEngagement
) -> None:
    make_engagement()
    page = f"{BASE}/topics/routes"
    stale = form_at(client, page)
    send(client, page, prompt="By the first")
    answer = client.post(page, data=stale | {"body": "By the second"})
    assert answer.status_code == 409
    assert "By the first" in answer.text
    kept = fields(answer.text, page)
    assert kept["body"] == "By the second"
    assert client.post(page, data=kept).status_code == 303


@pytest.mark.parametrize("values", [{"title": ""}, {"body": "x" * 50_001}, {"body": "[" * 5_000}])
def test_a_fault_in_a_topic_is_said_at_its_field(
    client: FlaskClient, lead: Actor, make_engagement: MakeEngagement, values: dict[str, str]
) -> None:
    make_engagement()
    answer = send(client, f"{BASE}/topics/routes", **values)
    assert answer.status_code == 422
    assert f'href="#{next(iter(values))}"' in answer.text


def test_an_unknown_topic_is_not_found(
    client: FlaskClient, lead: Actor, make_engagement: MakeEngagement
) -> None:
    make_engagement()
    for page in ("topics/ferries", "topics/UPPER", "preview/ferries", "preview/UPPER"):
        assert client.get(f"{BASE}/{page}").status_code == 404


def test_results_offer_their_headings_and_wait_for_the_closing(
    client: FlaskClient, units: Units, lead: Actor, make_engagement: MakeEngagement
) -> None:
    make_engagement()
    page = f"{BASE}/results"
    offered = form_at(client, page)["body"]
    for heading in ("# What we asked", "# What we heard", "# What we did"):
        assert heading in offered
    written = offered + "We added two buses."
    answer = send(client, page, summary="In short.", body=written, then="publish")
    assert answer.location == f"{page}/publish"
    approved(units)
    too_early = send(client, f"{page}/publish")
    assert too_early.status_code == 422
    assert "once the engagement has closed" in too_early.text
    assert "two buses" in client.get(f"{BASE}/preview/results").text
    assert "two buses" not in client.get(f"{PUBLIC}/results").text


def test_results_become_public_after_the_closing(
    client: FlaskClient,
    units: Units,
    sign_in: SignIn,
    make_engagement: MakeEngagement,
    clock: FixedClock,
) -> None:
    make_engagement()
    clock.advance(days=29)
    sign_in(Role.ENGAGEMENT_LEAD)
    page = f"{BASE}/results"
    send(client, page, summary="In short.", body="# What we did\n\nWe added two buses.")
    assert "has to be approved first" in client.get(f"{page}/publish").text
    approved(units)
    assert send(client, f"{page}/publish").location == page
    assert "two buses" in client.get(f"{PUBLIC}/results").text
    send(client, page, body="# What we did\n\nWe added three buses.")
    assert "three" not in client.get(f"{PUBLIC}/results").text
    approved(units)
    review = client.get(f"{page}/publish").text
    assert "Publish changes" in review
    stale = form_at(client, f"{page}/publish")
    send(client, page, body="# What we did\n\nWe added four buses.")
    assert client.post(f"{page}/publish", data=stale).status_code == 409
    approved(units)
    assert send(client, f"{page}/publish").status_code == 303
    assert "four buses" in client.get(f"{PUBLIC}/results").text


def test_empty_results_are_not_published(
    client: FlaskClient,
    units: Units,
    sign_in: SignIn,
    make_engagement: MakeEngagement,
    clock: FixedClock,
) -> None:
    make_engagement()
    clock.advance(days=29)
    sign_in(Role.ENGAGEMENT_LEAD)
    assert "Nothing is written yet" in client.get(f"{BASE}/results/publish").text
    send(client, f"{BASE}/results", summary="", body="Words")
    approved(units)
    answer = send(client, f"{BASE}/results/publish")
    assert answer.status_code == 422
    assert 'href="#body"' in answer.text


def test_of_two_who_write_results_the_second_loses_nothing(
    client: FlaskClient, lead: Actor, make_engagement: MakeEngagement
) -> None:
    make_engagement()
    page = f"{BASE}/results"
    stale = form_at(client, page)
    send(client, page, summary="By the first")
    answer = client.post(page, data=stale | {"summary": "By the second"})
    assert answer.status_code == 409
    assert "By the first" in answer.text
    assert fields(answer.text, page)["summary"] == "By the second"


def test_history_says_who_changed_what(
    client: FlaskClient, lead: Actor, make_engagement: MakeEngagement
) -> None:
    make_engagement()
    send(client, BASE, title="Should ferries run at night?", closes_at="2026-04-20T16:00")
    send(client, f"{BASE}/topics/routes", prompt="Which routes?")
    page = client.get(f"{BASE}/history").text
    assert "Revision 2" in page
    assert "Saved by Sam Staff on" in page
    assert "Saved by the system on" in page
    for words in (
        "Should buses run at night?",
        "Should ferries run at night?",
        "Monday, 20 April 2026, 4 pm Pacific time",
        "Which routes?",
        "The one last published",
        "Nothing has been saved yet.",
    ):
        assert words in page


def test_a_long_history_is_read_in_parts(
    client: FlaskClient, lead: Actor, make_engagement: MakeEngagement
) -> None:
    make_engagement()
    for number in range(2, 24):
        send(client, BASE, title=f"Title {number}")
    page = client.get(f"{BASE}/history").text
    assert "Revision 23<" in page
    assert "Revision 3<" not in page
    older = page.split('rel="next" href="', 1)[1].split('"', 1)[0].replace("&amp;", "&")
    rest = client.get(older).text
    assert "Revision 3<" in rest
    assert "Revision 1<" in rest
    assert "Revision 4<" not in rest
    assert client.get(f"{BASE}/history?of=nothing&before=x").status_code == 200


def test_the_preview_says_what_it_is_and_is_kept_by_no_cache(
    client: FlaskClient, lead: Actor, make_engagement: MakeEngagement
) -> None:
    make_engagement(published=False)
    for page in ("", "/routes", "/results"):
        answer = client.get(f"{BASE}/preview{page}")
        assert answer.status_code == 200
        assert "Preview: not public." in answer.text
        assert answer.headers["Cache-Control"] == "no-store"
    text = client.get(f"{BASE}/preview").text
    assert "Open, closes in 28 days" in text
    assert f'href="{BASE}/preview/routes"' in text
    assert client.get(PUBLIC).status_code == 404
    assert "Preview" not in client.get("/").text


def test_the_preview_of_a_draft_without_dates_or_topics_works(
    client: FlaskClient, lead: Actor, make_engagement: MakeEngagement
) -> None:
    make_engagement(published=False, topics=(), opens_at=None, closes_at=None, avenues=(), body="")
    assert "Not published" in client.get(f"{BASE}/preview").text


def test_with_one_topic_the_preview_holds_its_discussion(
    client: FlaskClient, lead: Actor, make_engagement: MakeEngagement
) -> None:
    make_engagement(published=False, topics=("routes",))
    assert "What people say" in client.get(f"{BASE}/preview").text
