"""Words: taken apart the same way in a text and in what is typed; snippets of the text alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engage.search.rules import (
    LONGEST_QUERY,
    SNIPPET,
    Sought,
    plain_words,
    snippet,
    sought,
    without_markup,
    words_with_places,
)

SOME_TEXT = st.text(max_size=200) | st.text(
    "aàéßœĐ\u02bcİ\u017fǰ夜間巴士ไทยਪੰਜਾਬੀ한국العَرَبيّة½ﬁ\u00ad\u200f '\"-_.😀",  # noqa: RUF001
    max_size=60,
)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Café, au-lait!", ["cafe", "au", "lait"]),
        ("L'ÉCOLE Straße", ["l", "ecole", "strasse"]),
        ("夜間巴士 24h", ["夜", "間", "巴", "士", "24h"]),
        ("العَرَبيّة", ["العربية"]),
        ("engage\u00adment \u200fbus", ["engagement", "bus"]),
        ("a_b", ["a", "b"]),
        ("Cœur, ŒUVRE, Læsø", ["coeur", "oeuvre", "laeso"]),
        ("Đà Nẵng, Łódź", ["da", "nang", "lodz"]),
        ("Tŝilhqot\u02bcin Nisg\u0331a'a", ["tsilhqot", "in", "nisga", "a"]),
        ("😀 !? \0", []),
        ("x" * 99, ["x" * 40]),
    ],
)
def test_a_text_is_taken_apart_into_plain_words(text: str, words: list[str]) -> None:
    assert plain_words(text) == words


@given(SOME_TEXT)
def test_words_are_the_same_with_and_without_their_places(text: str) -> None:
    found = words_with_places(text)
    assert [word for word, _start, _end in found] == plain_words(text)
    assert all(0 <= start < end <= len(text) for _word, start, end in found)


@pytest.mark.parametrize(
    ("query", "phrases", "is_open"),
    [
        ("night buses", (("night",), ("buses",)), True),
        ("night bu", (("night",), ("bu",)), False),
        ('"night buses"', (("night", "buses"),), False),
        ("«bus de nuit» vite", (("bus", "de", "nuit"), ("vite",)), True),
        ("night-bus", (("night", "bus"),), True),
        ('bus "of the" bus "of the"', (("bus",), ("of", "the")), False),
        ("bus night bus", (("bus",), ("night",)), False),
        ("巴士", (("巴", "士"),), False),
        ("NOT (a* OR b) N/2", (("not",), ("a",), ("or",), ("b",), ("n", "2")), False),
        ('"', (), False),
        ("\0 ''", (), False),
    ],
)  # fmt: skip
def test_what_is_typed_is_words_and_phrases(
    query: str, phrases: tuple[tuple[str, ...], ...], is_open: bool
) -> None:
    assert sought(query) == Sought(phrases, is_open)


def test_a_very_long_query_is_cut() -> None:
    asked = sought("word " * 10_000)
    assert sum(len(phrase) for phrase in asked.phrases) <= LONGEST_QUERY // 5


def shown(text: str, query: str) -> str:
    return "".join(
        f"[{piece.words}]" if piece.is_found else piece.words
        for piece in snippet(text, sought(query))
    )


@pytest.mark.parametrize(
    ("text", "query", "words"),
    [
        ("A bus at night.", "night", "A bus at [night]."),
        ("A Café, and a café", "cafe", "A [Café], and a [café]"),
        ("<b>bus</b> & co", "bus", "<b>[bus]</b> & co"),
        ("the night bus, the bus at night", '"night bus"', "the [night bus], the bus at night"),
        ("buses for all", "bus", "[buses] for all"),
        ("我要夜間巴士", "巴士", "我要夜間[巴士]"),
        ("nothing of it", "bus", "nothing of it"),
        ("", "bus", ""),
    ],
)
def test_a_snippet_marks_what_was_sought(text: str, query: str, words: str) -> None:
    assert shown(text, query) == words


def test_a_snippet_is_the_stretch_around_the_first_place() -> None:
    text = f"{'before ' * 60}needle {'after ' * 60}"
    said = shown(text, "needle")
    assert said.startswith("… before")
    assert "[needle] after" in said
    assert said.endswith("after …")
    assert len(said) < SNIPPET + 20


@given(SOME_TEXT, SOME_TEXT)
def test_a_snippet_says_only_what_the_text_says(text: str, query: str) -> None:
    said = "".join(piece.words for piece in snippet(text, sought(query)))
    assert said.removeprefix("… ").removesuffix(" …") in " ".join(text.split())


@given(st.lists(st.sampled_from(["bus", "night", "tram", "café"]), min_size=1, max_size=400))
def test_a_word_that_is_there_is_shown_and_marked(words: list[str]) -> None:
    pieces = snippet(" ".join(words), sought(words[-1]))
    assert any(piece.is_found for piece in pieces)


def test_what_is_shown_of_staff_text_reads_as_a_sentence() -> None:
    text = without_markup("See [the plan](/plan), **now**. ![A bus](/media/a.png) Really!")
    assert " ".join(text.split()) == "See the plan, now. A bus Really!"


def test_markup_of_staff_is_neither_found_nor_shown() -> None:
    text = without_markup("## Buses\n\n* See [the plan](https://example.ca/hidden) <br> **now**")
    assert plain_words(text) == ["buses", "see", "the", "plan", "now"]
    assert "*" not in text
