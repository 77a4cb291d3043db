"""The card of a comment: what stands on it, how it is found, and that nothing of it stays."""

import re
from collections.abc import Callable
from html import unescape
from urllib.parse import urlsplit

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from engage.comments.models import Comment
from engage.core.permissions import SYSTEM, Role
from engage.core.unit import Units
from engage.engagements.queries import engagement_by_slug
from engage.engagements.service import unpublish
from engage.moderation.rules import Reason
from engage.sharing.embed import Subject, subject_of
from tests.app_fixtures import build_engagement, make_person
from tests.comments.citizen import TOPIC, Citizen, comment_of, settle
from tests.moderation.decisions import acts

SITE = "https://engage.example"
HERE = "http://localhost"
WORDS = "The marmot needs a bus."
NAME = "Robin Marmotson"
GONE = "This comment is not public"

ids = st.from_regex(r"[0-9a-z]{1,12}", fullmatch=True)


@given(ids, st.sampled_from(["", "/fr"]))
def test_a_permanent_link_is_read_as_its_comment(public_id: str, prefix: str) -> None:
    language = "fr" if prefix else "en"
    meant = Subject("", comment=public_id, language=language)
    assert subject_of(f"{SITE}{prefix}/c/{public_id}", SITE) == meant
    for place in (TOPIC, f"{TOPIC}/replies/abc"):
        led = f"{SITE}{prefix}{place}?comment={public_id}&after=1-0#c-{public_id}"
        assert subject_of(led, SITE) == meant
    assert meant.card_path(is_fitted=False) == f"{prefix}/embed/c/{public_id}"


@pytest.mark.parametrize(
    "path",
    [
        "/c/",
        "/c/A",
        "/c/a/report",
        "/c/abcdefghijklm",
        "/c/%61",
        "/c/a.b",
        f"/staff{TOPIC}?comment=abc",
        f"{TOPIC}/replies/abc",
        "/terms?comment=abc",
    ],
)
def test_what_is_no_comment_of_ours_has_no_card(path: str) -> None:
    assert subject_of(SITE + path, SITE) is None


@given(st.text())
def test_whatever_an_address_names_is_a_comment_or_nothing(text: str) -> None:
    found = subject_of(f"{SITE}{TOPIC}?comment={text}", SITE)
    assert found is None or found.comment or found.topic == "routes"


def published(units: Units, text: str = WORDS, **more: str) -> Comment:
    citizen = Citizen.of(units)
    form = citizen.filled(text, display_name=NAME, **more)
    return settle(units, citizen.post(f"{TOPIC}/comment", form).code, "published")


@pytest.fixture
def comment(units: Units) -> Comment:
    build_engagement(units)
    return published(units)


def card_at(comment: Comment, prefix: str = "") -> str:
    return f"{prefix}/embed/c/{comment.public_id}"


def test_a_card_says_what_was_said_by_whom_and_about_what(
    client: FlaskClient, comment: Comment
) -> None:
    card = client.get(card_at(comment))
    for words in (WORDS, NAME, "About routes", "Should buses run at night?", "Open, closes in"):
        assert words in card.text
    assert f'href="{HERE}/c/{comment.public_id}" target="_top" rel="noopener"' in card.text
    assert "frame-ancestors *" in card.headers["Content-Security-Policy"]
    assert "X-Frame-Options" not in card.headers
    assert "Set-Cookie" not in card.headers
    assert "s-maxage=10" in card.headers["Cache-Control"]
    title = re.findall("<title>(.*)</title>", card.text)[0]
    assert title == "A comment on: About routes"


def test_a_card_in_french_marks_what_is_english(client: FlaskClient, comment: Comment) -> None:
    card = client.get(card_at(comment, "/fr")).text
    assert '<html lang="fr-CA">' in card
    assert f'href="{HERE}/fr/c/{comment.public_id}"' in card


def test_a_long_comment_is_shortened_and_none_becomes_markup(
    units: Units, client: FlaskClient
) -> None:
    build_engagement(units)
    evil = "<script>alert('x')</script> & \" {{ 7*7 }} " + "buses " * 200
    card = client.get(card_at(published(units, evil))).text
    assert "<script" not in card
    assert "{{ 7*7 }}" in card
    assert 30 < card.count("buses") < 80
    assert "buses…" in card


def test_what_sites_keep_of_a_card_holds_nothing_of_the_comment(
    client: FlaskClient, comment: Comment
) -> None:
    """They keep title and frame for years, long after a comment was taken back."""
    url = f"{HERE}/c/{comment.public_id}"
    for form in ("json", "xml"):
        answer = client.get("/oembed", query_string={"url": url, "format": form})
        assert answer.status_code == 200
        assert "A comment on: About routes" in answer.text
        assert "marmot" not in answer.text.lower()
        assert f"{HERE}/embed/fitted/c/{comment.public_id}" in unescape(answer.text)


@pytest.mark.parametrize("prefix", ["", "/fr"])
def test_who_is_given_a_permanent_link_finds_the_card_where_it_leads(
    client: FlaskClient, comment: Comment, prefix: str
) -> None:
    answer = client.get(f"{prefix}/c/{comment.public_id}")
    assert answer.headers["Location"].endswith(f"#c-{comment.public_id}")
    page = client.get(answer.headers["Location"].partition("#")[0])
    links = re.findall(r'type="application/json\+oembed" href="([^"]+)"', page.text)
    parts = urlsplit(unescape(links[0]))
    said = client.get(f"{parts.path}?{parts.query}").get_json()
    assert f'src="{HERE}{prefix}/embed/fitted/c/{comment.public_id}"' in said["html"]
    # Who names nothing, or nonsense, finds the card of the page itself.
    for query in ("", "?comment=%3Cscript%3E", "?comment=ABC"):
        page = client.get(f"{prefix}{TOPIC}{query}")
        links = re.findall(r'type="application/json\+oembed" href="([^"]+)"', page.text)
        assert "%2Fengagements%2Fnight-buses%2Froutes" in links[0]


def taken_back(units: Units, comment: Comment) -> None:
    acts.withdrawn(units, comment.id)


def taken_from_view(units: Units, comment: Comment) -> None:
    kim = make_person(units, Role.MODERATOR)
    acts.taken_from_view(units, kim, comment.id, Reason.OFF_TOPIC)


def unpublished(units: Units, comment: Comment) -> None:
    with units.writing(SYSTEM) as unit:
        unpublish(unit, engagement_by_slug(unit.session, "night-buses"))


@pytest.mark.parametrize("way", [taken_back, taken_from_view, unpublished])
def test_the_card_of_a_comment_that_is_gone_says_so_at_once_and_shows_nothing_of_it(
    client: FlaskClient, units: Units, comment: Comment, way: Callable[[Units, Comment], None]
) -> None:
    paths = [f"{prefix}{card_at(comment)}" for prefix in ("", "/fr")]
    paths += [path.replace("/embed/", "/embed/fitted/") for path in paths]
    tags = {path: client.get(path).headers["ETag"] for path in paths}
    assert all(WORDS in client.get(path).text for path in paths)
    way(units, comment)
    for path in paths:
        answer = client.get(path, headers={"If-None-Match": tags[path]})
        assert answer.status_code == 404
        assert "marmot" not in answer.text.lower()
        assert "Should buses" not in answer.text
        assert ("est pas public" if path.startswith("/fr") else GONE) in answer.text
        assert "frame-ancestors *" in answer.headers["Content-Security-Policy"]
        assert "X-Frame-Options" not in answer.headers
        assert answer.headers["Cache-Control"] == "no-store"
    url = f"{HERE}/c/{comment.public_id}"
    assert client.get("/oembed", query_string={"url": url}).status_code == 404


def test_what_waits_and_what_never_was_look_the_same(client: FlaskClient, units: Units) -> None:
    build_engagement(units)
    waiting = comment_of(units, Citizen.of(units).send(WORDS).code)
    answers = [client.get(f"/embed/c/{one}") for one in (waiting.public_id, "zzzz")]
    assert [one.status_code for one in answers] == [404, 404]
    assert answers[0].text == answers[1].text
    assert client.get("/embed/c/NO").status_code == 404
    assert "frame-ancestors 'none'" in client.get("/embed/c/NO").headers["Content-Security-Policy"]


def test_a_corrected_comment_has_a_corrected_card(
    client: FlaskClient, units: Units, comment: Comment
) -> None:
    assert WORDS in client.get(card_at(comment)).text
    kim = make_person(units, Role.MODERATOR)
    acts.corrected(units, comment.id, "The beaver needs a bus.")
    assert WORDS in client.get(card_at(comment)).text
    acts.published(units, kim, comment.id, version=2)
    card = client.get(card_at(comment)).text
    assert "The beaver needs a bus." in card
    assert WORDS not in card
