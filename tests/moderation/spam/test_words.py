"""Where a text uses words of the lists, in which disguises, and how the time grows."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engage.moderation.spam.folding import folded, tokens_of
from engage.moderation.spam.words import Kind, WordLists, compiled, find_words

LISTS = compiled(
    (
        (Kind.BANNED, "casino"),
        (Kind.BANNED, "Spitfeck"),
        (Kind.BANNED, "free money now"),
        (Kind.BANNED, "blast"),
        (Kind.SUSPECT, "guaranteed"),
        (Kind.SUSPECT, "école"),
        (Kind.SUSPECT, "賭場"),
    )
)


def found(text: str, lists: WordLists = LISTS) -> list[tuple[str, str]]:
    return [(flag.kind, text[flag.start : flag.end]) for flag in find_words(text, lists)]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The casino by the river", "casino"),
        ("THE CASINO!", "CASINO"),
        ("\uff23\uff41\uff53\uff49\uff4e\uff4f", "\uff23\uff41\uff53\uff49\uff4e\uff4f"),
        ("a cásïno", "cásïno"),
        ("a cas\u200bino", "cas\u200bino"),
        ("the c4s1no", "c4s1no"),
        ("the ca$ino", "ca$ino"),
        ("the c*sino", "c*sino"),
        ("the c****o", "c****o"),
        ("c a s i n o", "c a s i n o"),
        ("c.a.s.i.n.o", "c.a.s.i.n.o"),
        ("caaaasino", "caaaasino"),
        ("the \u0441\u0430sino", "\u0441\u0430sino"),
        ("b****", "b****"),
        ("Get FREE  money,\nnow", "FREE  money,\nnow"),
        ("spitfeck", "spitfeck"),
        ("sp1tf3ck!", "sp1tf3ck!"),
        ("spit****", "spit****"),
    ],
)
def test_a_banned_word_is_found_in_its_disguises(text: str, words: str) -> None:
    assert found(text) == [(Kind.BANNED, words)]


@pytest.mark.parametrize(
    "text",
    [
        "Casinos and a casinofree town",
        "The blasting and the sandblast",
        "free money, or now",
        "I paid $1,000 in 2024 for 5 buses",
        "c**",
        "a*b*c",
        "3 times 4",
        "e-mail me",
        "Section 7(1)(a) of the act",
        "C as in o",
    ],
)
def test_other_words_are_left_alone(text: str) -> None:
    assert found(text) == []


def test_suspect_words_count_only_as_they_are_written() -> None:
    assert found("It is Guaranteed.") == [(Kind.SUSPECT, "Guaranteed")]
    assert found("It is gu4ranteed, g****") == []
    assert found("L'ECOLE et l'école") == [(Kind.SUSPECT, "ECOLE"), (Kind.SUSPECT, "école")]


def test_a_writing_without_blanks_has_words_too() -> None:
    assert found("我去賭場玩") == [(Kind.SUSPECT, "賭場")]


def test_a_word_on_both_lists_is_banned() -> None:
    lists = compiled(((Kind.BANNED, "casino"), (Kind.SUSPECT, "Casino")))
    assert found("casino", lists) == [(Kind.BANNED, "casino")]


def test_empty_lists_find_nothing() -> None:
    assert found("casino", compiled(())) == []
    assert compiled(((Kind.BANNED, "!!!"),)).phrases == {}


@given(st.text(max_size=200))
def test_flags_lie_in_the_text_in_order_and_apart(text: str) -> None:
    flags = find_words(f"{text} casino {text}", LISTS)
    assert flags
    whole = len(text) * 2 + 8
    assert all(0 <= flag.start < flag.end <= whole for flag in flags)
    assert all(a.end <= b.start for a, b in pairwise(flags))


@given(st.text(max_size=120))
def test_folding_remembers_where_every_character_stood(text: str) -> None:
    small = folded(text)
    assert len(small.text) == len(small.places)
    assert list(small.places) == sorted(small.places)
    for token in tokens_of(small):
        start, end = small.span(token.start, token.end)
        assert 0 <= start < end <= len(text)
        assert token.word in folded(text[start:end]).text


LONG = [
    "casin" * 20_000,
    "c*" * 50_000,
    "a " * 50_000,
    "1!|l" * 25_000,
    "e\u0301" * 50_000,
    "\u202e\u200b" * 50_000,
    "word " * 20_000,
    "赌" * 100_000,
    "a.b!" * 25_000,
    "aaa" * 33_333,
]


@pytest.mark.parametrize("text", LONG, ids=range(len(LONG)))
def test_long_hostile_texts_end(text: str) -> None:
    """Their work is counted, not timed: each character is looked at a bounded number of times."""
    entries = tuple((Kind.BANNED, f"word{number}x") for number in range(1_000))
    find_words(text, compiled(entries))
