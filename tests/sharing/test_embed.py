"""Cards for other sites: which pages have one, what stands on it, and what a frame may hold."""

import re
from html.parser import HTMLParser
from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from engage.core.clock import FixedClock
from engage.core.permissions import SYSTEM
from engage.core.unit import Units
from engage.engagements.queries import engagement_by_slug
from engage.engagements.rules import RESERVED_TOPIC_SLUGS, UpdateContent
from engage.engagements.service import unpublish
from engage.sharing.embed import Subject, frame, shortened, subject_of
from tests.app_fixtures import MakeEngagement, build_engagement
from tests.updates.writing import shown_update

SITE = "https://engage.example"
PAGE = "/engagements/night-buses"
CARD = f"/embed{PAGE}"

slugs = st.from_regex(r"[a-z0-9]{1,9}(-[a-z0-9]{1,9}){0,2}", fullmatch=True)
topics = slugs.filter(lambda slug: slug not in RESERVED_TOPIC_SLUGS)
parts: st.SearchStrategy[dict[str, Any]] = st.one_of(
    st.just({}),
    st.just({"is_results": True}),
    topics.map(lambda slug: {"topic": slug}),
    slugs.map(lambda slug: {"update": slug}),
)
subjects = st.builds(
    lambda slug, tag, language, part: Subject(slug, tag, language=language, **part),
    slugs, st.sampled_from(["", "fr", "pa", "zh-Hans"]), st.sampled_from(["en", "fr"]), parts,
)  # fmt: skip


@given(subjects)
def test_the_address_of_a_page_is_read_as_what_it_shows(subject: Subject) -> None:
    prefix = "/fr" if subject.language == "fr" else ""
    assert subject_of(f"{SITE}{prefix}{subject.path}?utm=x#c-1", SITE) == subject
    card = subject.card_path(is_fitted=True)
    assert card == f"{prefix}/embed/fitted{subject.path}"


@given(st.text())
def test_no_text_is_an_address_by_accident(text: str) -> None:
    assert subject_of(text, SITE) is None
    assert subject_of(f"https://engage.example.evil/{text}", SITE) is None


@pytest.mark.parametrize(
    "url",
    [
        f"http://engage.example{PAGE}",
        f"https://engage.example:8443{PAGE}",
        f"https://user@engage.example{PAGE}",
        f"https://engage.example@evil.example{PAGE}",
        f"https://evil.example/https://engage.example{PAGE}",
        f"//engage.example{PAGE}",
        PAGE,
        f"https://engage.example/x/..{PAGE}",
        "https://engage.example/engagements/",
        "https://engage.example/engagements/Night%20buses",
        f"https://engage.example{PAGE}/notice",
        f"https://engage.example{PAGE}/routes/comment",
        f"https://engage.example{PAGE}/updates/a/b",
        f"https://engage.example{PAGE}/in/../routes",
        "https://engage.example/staff/engagements/night-buses",
        "https://[::1",
        "https://engage.example:99999/engagements/night-buses",
        "javascript:alert(1)",
    ],
)
def test_what_is_no_page_of_ours_has_no_card(url: str) -> None:
    assert subject_of(url, SITE) is None


def test_an_origin_is_the_same_with_its_usual_port_and_in_capitals() -> None:
    assert subject_of(f"https://ENGAGE.example:443{PAGE}", SITE) == Subject("night-buses")


@given(st.text(), st.integers(2, 40))
def test_a_text_is_shortened_to_whole_words(text: str, most: int) -> None:
    short = shortened(text, most)
    assert len(short) <= most
    assert " ".join(text.split()).startswith(short.removesuffix("…"))


def test_what_a_frame_says_cannot_leave_its_attribute() -> None:
    html = frame("https://x.example/?a=1&b", '"><script>alert(1)</script>')
    found: dict[str, str | None] = {}

    class Reader(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            assert tag == "iframe"
            found.update(attrs)

    Reader().feed(html)
    assert found["title"] == '"><script>alert(1)</script>'
    assert "allow-scripts" not in (found["sandbox"] or "")
    assert "allow-same-origin" not in (found["sandbox"] or "")


@pytest.fixture
def shown(units: Units) -> None:
    build_engagement(units)
    with units.writing(SYSTEM) as unit:
        words = UpdateContent("The first night", "It ran.", "It was full.")
        shown_update(unit, engagement_by_slug(unit.session, "night-buses"), words)


@pytest.mark.usefixtures("shown")
def test_a_card_says_what_is_asked_how_it_stands_and_where_to_go(client: FlaskClient) -> None:
    card = client.get(CARD).text
    assert "Should buses run at night?" in card
    assert "Open, closes in 28 days" in card
    assert "Ministry of Transportation and Transit" in card
    assert 'href="http://localhost/engagements/night-buses" target="_top" rel="noopener"' in card
    assert "Take part" in card


@pytest.mark.usefixtures("shown")
def test_parts_have_cards_of_their_own(client: FlaskClient) -> None:
    assert "What do you think of routes?" in client.get(f"{CARD}/routes").text
    assert "The first night" in client.get(f"{CARD}/updates/the-first-night").text
    # Not ready yet: the card of the engagement, which says so.
    assert "Open, closes" in client.get(f"{CARD}/results").text


@pytest.mark.usefixtures("shown")
def test_a_card_of_a_french_page_speaks_french(client: FlaskClient) -> None:
    card = client.get(f"/fr{CARD}").text
    assert '<html lang="fr-CA">' in card
    assert 'lang="en-CA"><a href="http://localhost/fr/engagements/night-buses"' in card


@pytest.mark.usefixtures("shown")
def test_a_card_may_stand_in_any_frame_and_nothing_else_may(client: FlaskClient) -> None:
    for path in (CARD, f"/embed/fitted{PAGE}", f"{CARD}/routes"):
        headers = client.get(path).headers
        assert "frame-ancestors *" in headers["Content-Security-Policy"]
        assert "form-action 'none'" in headers["Content-Security-Policy"]
        assert "X-Frame-Options" not in headers
        assert "Set-Cookie" not in headers
        assert headers["X-Content-Type-Options"] == "nosniff"
        # Else a page that is kept apart from others (COEP) would show an empty frame.
        assert headers["Cross-Origin-Embedder-Policy"] == "require-corp"
    for path in (PAGE, "/", f"{PAGE}/share", "/embed/terms", "/staff/sign-in", "/api"):
        headers = client.get(path).headers
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"], path
        assert headers["X-Frame-Options"] == "DENY"


@pytest.mark.usefixtures("shown")
def test_a_plain_card_has_no_script_and_none_has_a_form(client: FlaskClient) -> None:
    plain, fitted = client.get(CARD).text, client.get(f"/embed/fitted{PAGE}").text
    assert "<script" not in plain
    assert re.findall(r'<script src="([^"]+)"', fitted)[0].endswith("/js/embed.js")
    for card in (plain, fitted):
        assert "<form" not in card
        assert "style=" not in card


@pytest.mark.usefixtures("shown")
def test_a_card_changes_when_the_engagement_does(
    client: FlaskClient, units: Units, clock: FixedClock
) -> None:
    assert "s-maxage=10" in client.get(CARD).headers["Cache-Control"]
    clock.advance(days=27)
    assert "closes tomorrow" in client.get(CARD).text
    clock.advance(days=1)
    card = client.get(CARD).text
    assert "Closed 30 March 2026" in card
    assert "Take part" not in card
    with units.writing(SYSTEM) as unit:
        unpublish(unit, engagement_by_slug(unit.session, "night-buses"))
    gone = client.get(CARD)
    assert gone.status_code == 404
    assert "Should buses" not in gone.text


@pytest.mark.parametrize("prefix", ["/embed", "/embed/fitted", "/fr/embed"])
def test_a_frame_around_what_is_gone_says_so_instead_of_breaking(
    client: FlaskClient, make_engagement: MakeEngagement, prefix: str
) -> None:
    make_engagement()
    for path in ("engagements/none", "engagements/night-buses/none"):
        answer = client.get(f"{prefix}/{path}")
        assert answer.status_code == 404
        assert "X-Frame-Options" not in answer.headers
        assert "frame-ancestors *" in answer.headers["Content-Security-Policy"]
        assert answer.headers["Cache-Control"] == "no-store"
        title = "Nous ne trouvons pas cette page" if "fr" in prefix[:3] else "We cannot find that"
        assert f'<h1 class="embed__title">{title}' in answer.text


def test_what_has_no_card_is_not_found(
    client: FlaskClient, make_engagement: MakeEngagement
) -> None:
    make_engagement()
    make_engagement("a-draft", published=False)
    paths = ["a-draft", "none", "night-buses/none", "night-buses/updates/none", "night-buses/in/xx"]
    for path in (*(f"engagements/{one}" for one in paths), "terms", "fr/engagements/night-buses"):
        assert client.get(f"/embed/{path}").status_code == 404, path


@pytest.mark.usefixtures("shown")
def test_the_code_to_paste_stands_on_the_page_where_one_shares(client: FlaskClient) -> None:
    page = client.get(f"{PAGE}/share").text
    assert "src=&#34;http://localhost/embed/engagements/night-buses&#34;" in page
