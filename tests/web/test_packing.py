"""Answers are sent smaller to whom that helps, and never where a length could tell something."""

import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engage.core.unit import Units
from engage.web.packing import is_packable, packed, takes_packed
from tests.app_fixtures import build_engagement
from tests.comments.citizen import FORM, TOPIC, Citizen

BROWSER = {"Accept-Encoding": "gzip, deflate, br, zstd"}


@pytest.fixture
def citizen(units: Units) -> Citizen:
    build_engagement(units, topics=("routes",))
    return Citizen.of(units)


@pytest.mark.parametrize("path", ["/", "/engagements/night-buses", TOPIC])
def test_who_can_unpack_gets_the_same_page_smaller(citizen: Citizen, path: str) -> None:
    plain = citizen.client.get(path)
    small = citizen.client.get(path, headers=BROWSER)
    assert small.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(small.data) == plain.data
    assert int(small.headers["Content-Length"]) == len(small.data) < len(plain.data) / 2
    assert plain.headers["Vary"] == small.headers["Vary"] == "Accept-Encoding"
    assert plain.headers["ETag"] != small.headers["ETag"]
    assert "Content-Encoding" not in plain.headers


def test_who_has_the_small_page_gets_304_without_it(citizen: Citizen) -> None:
    etag = citizen.client.get(TOPIC, headers=BROWSER).headers["ETag"]
    for condition in (etag, f"W/{etag}"):
        answer = citizen.client.get(TOPIC, headers={**BROWSER, "If-None-Match": condition})
        assert (answer.status_code, answer.data) == (304, b"")
        assert answer.headers["ETag"] == etag
    plain = citizen.client.get(TOPIC, headers={"If-None-Match": etag})
    assert plain.status_code == 200


def test_a_head_says_what_a_get_would(citizen: Citizen) -> None:
    head, get = (ask(TOPIC, headers=BROWSER) for ask in (citizen.client.head, citizen.client.get))
    assert dict(head.headers) == dict(get.headers)
    assert head.data == b""


def test_a_page_with_a_token_goes_out_as_it_is(citizen: Citizen) -> None:
    form = citizen.client.get(FORM, headers=BROWSER)
    assert b"nonce" in form.data or b"token" in form.data
    assert "Content-Encoding" not in form.headers


def test_an_answer_to_words_of_a_stranger_goes_out_as_it_is(citizen: Citizen) -> None:
    found = citizen.client.get("/search?q=buses", headers=BROWSER)
    assert found.status_code == 200
    assert "Content-Encoding" not in found.headers


def test_style_sheets_go_out_small_and_fonts_as_they_are(citizen: Citizen) -> None:
    theme = citizen.client.application.jinja_env.globals["theme"]
    style = citizen.client.get(theme.asset("css/site.css"), headers=BROWSER)
    assert gzip.decompress(style.data) == theme.assets["css/site.css"]
    assert style.headers["Vary"] == "Accept-Encoding"
    font = citizen.client.get(theme.asset("fonts/bc-sans-bold-latin.woff2"), headers=BROWSER)
    assert font.data == theme.assets["fonts/bc-sans-bold-latin.woff2"]
    assert "Content-Encoding" not in font.headers
    again = citizen.client.get(
        theme.asset("css/site.css"), headers={**BROWSER, "If-None-Match": style.headers["ETag"]}
    )
    assert again.status_code == 304


@pytest.mark.parametrize(
    ("header", "is_taken"),
    [
        ("gzip", True),
        ("br, gzip;q=0.5", True),
        ("*", True),
        ("", False),
        ("identity", False),
        ("gzip;q=0", False),
        ("x-gzip-not", False),
        ("gzip;q=much", False),
        ("gzip, " * 100, False),
    ],
)
def test_only_who_says_so_can_unpack(header: str, is_taken: bool) -> None:
    assert takes_packed(header) is is_taken


@given(st.text(max_size=250))
def test_any_header_is_read_without_a_fault(header: str) -> None:
    assert takes_packed(header) in {True, False}


@given(st.binary(max_size=2000))
def test_what_was_packed_is_the_same_unpacked_and_packed_again(content: bytes) -> None:
    assert gzip.decompress(packed(content)) == content
    assert packed(content) == packed(content)


@pytest.mark.parametrize(
    ("content_type", "is_text"),
    [
        ("text/html; charset=utf-8", True),
        ("application/atom+xml", True),
        ("application/vnd.oai.openapi+json; version=3.1", True),
        ("image/svg+xml", True),
        ("application/xml; charset=utf-8", True),
        ("image/png", False),
        ("application/pdf", False),
        ("font/woff2", False),
        ("", False),
    ],
)
def test_only_text_is_packed(content_type: str, is_text: bool) -> None:
    assert is_packable(content_type) is is_text
