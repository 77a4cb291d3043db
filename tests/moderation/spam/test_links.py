"""What is wrong with links, and what is not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engage.moderation.spam.links import MOST_LINKS, find_links


def kinds(text: str) -> list[str]:
    return [flag.kind for flag in find_links(text)]


@pytest.mark.parametrize(
    "text",
    [
        "See https://www2.gov.bc.ca/gov/content/transportation for the plan.",
        "My source is www.example.ca/buses and https://example.org/a?b=c.",
        "[The plan](https://example.ca/plan)",
        "[example.ca/plan](https://www.example.ca/plan)",
        '<a href="https://example.ca/plan">example.ca</a>',
        "Here is the data: three buses; the file: late. Java script: old.",
        "The bit.ly habit is bad.",
        "",
    ],
)
def test_ordinary_links_are_nothing(text: str) -> None:
    assert kinds(text) == []


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("https://bit.ly/3xYz12", "shortener"),
        ("go to tinyurl.com/win-now today", "shortener"),
        ("http://203.0.113.7/win", "number_host"),
        ("http://[2001:db8::1]/", "number_host"),
        ("http://3405803783/", "number_host"),
        ("http://0x7f000001/a", "number_host"),
        ("https://xn--pypal-4ve.example/", "lookalike_host"),
        ("https://p\u0430ypal.example/", "lookalike_host"),
        ("https://gov.bc.ca@evil.example/", "sign_in"),
        ("javascript:alert(1)", "dangerous"),
        ("JaVaScRiPt :alert(1)", "dangerous"),
        ("data:text/html;base64,AAAA", "dangerous"),
        ("vbscript:x", "dangerous"),
        ("file:///etc/passwd", "dangerous"),
        ("[gov.bc.ca](https://evil.example/a)", "mismatch"),
        ('<a href="https://evil.example">www.gov.bc.ca/pay</a>', "mismatch"),
        ("<A title=x HREF = https://evil.example/ >gov.bc.ca</a>", "mismatch"),
    ],
)
def test_each_trick_is_named(text: str, kind: str) -> None:
    flags = find_links(f"Words before {text} and after")
    assert kind in [flag.kind for flag in flags]
    assert all(flag.reason.endswith(".") and flag.source == "links" for flag in flags)


def test_links_beyond_the_third_are_too_many() -> None:
    text = " ".join(f"https://example.ca/{number}" for number in range(MOST_LINKS + 2))
    assert kinds(text) == ["many_links"] * 2


@given(st.text(max_size=300))
def test_flags_lie_in_the_text(text: str) -> None:
    whole = f"{text} https://bit.ly/abc {text}"
    for flag in find_links(whole):
        assert 0 <= flag.start < flag.end <= len(whole)


LONG = [
    "http://" * 15_000,
    "[" * 100_000,
    "[a](" * 25_000,
    "<a " * 33_000,
    "<a href=" * 12_500,
    "www." * 25_000,
    "a." * 50_000,
    "http://" + "a" * 100_000,
    "http://[" * 12_000,
    "data:a/" * 14_000,
]


@pytest.mark.parametrize("text", LONG, ids=range(len(LONG)))
def test_long_hostile_texts_end(text: str) -> None:
    find_links(text)
