"""Krippendorff's alpha against the values of his own examples, and against itself."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engage.coding.rules.agreement import alpha, of_theme, words_of

# Krippendorff, "Computing Krippendorff's Alpha-Reliability" (2011): his examples A, B and C.
BINARY = ("0100000010", "1110010000")
NOMINAL = ("aabbdcccedda", "babbbccceddd")
FOUR = ("123321412***", "1233224125*3", "*3332342251*", "12332441251*")


def units(rows: tuple[str, ...]) -> list[list[str]]:
    """What was said of each thing; a star: nothing."""
    return [[said for said in unit if said != "*"] for unit in zip(*rows, strict=True)]


@pytest.mark.parametrize(("rows", "known"), [(BINARY, 0.095), (NOMINAL, 0.692), (FOUR, 0.743)])
def test_known_values(rows: tuple[str, ...], known: float) -> None:
    assert alpha(units(rows)) == pytest.approx(known, abs=0.0005)


@given(st.lists(st.lists(st.booleans(), min_size=1, max_size=4), max_size=30))
def test_counted_by_theme_it_is_the_same_alpha(said: list[list[bool]]) -> None:
    counted = Counter((len(unit), sum(unit)) for unit in said)
    found, known = of_theme(counted).alpha, alpha(said)
    assert (found is None) == (known is None)
    if known is not None:
        assert found == pytest.approx(known)


def test_percent_is_of_pairs_who_said_the_same() -> None:
    found = of_theme(Counter({(2, 2): 20, (2, 1): 25, (2, 0): 15, (1, 1): 99}))
    assert (found.comments, found.percent) == (60, pytest.approx(100 * 35 / 60))


def test_who_always_says_the_same_cannot_be_told_from_chance() -> None:
    assert of_theme(Counter({(2, 0): 50})).alpha is None
    assert of_theme(Counter()).alpha is None
    assert "nobody varied" in words_of(None)


def test_agreement_without_exception_is_one() -> None:
    assert of_theme(Counter({(2, 2): 5, (2, 0): 7})).alpha == pytest.approx(1)
    assert words_of(1.0) == "reliable"
    assert words_of(0.7) == "for tentative conclusions"
    assert words_of(0.2) == "not reliable yet"
