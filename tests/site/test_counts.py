"""No small number can be worked out of the public figures (R82, R74)."""

from collections import defaultdict
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engage.core.unit import Units
from engage.site.rules import Counts, counts_in_words
from tests.app_fixtures import build_engagement
from tests.comments.citizen import Citizen, settle

SMALL = range(1, 10)
Figures = tuple[str, str, str]
World = tuple[int, int]  # not published; waiting or taken back


def shown(published: int, not_published: int, rest: int) -> Figures:
    counts = counts_in_words(received=published + not_published + rest, published=published)
    return counts.received, counts.published, counts.others


@cache
def worlds(published: int) -> dict[Figures, list[World]]:
    """What an attacker does who counts the published comments on the page, knows the rule, and
    tries every number of the others: all that fit the words."""
    found: dict[Figures, list[World]] = defaultdict(list)
    for not_published in range(45):
        for rest in range(45):
            found[shown(published, not_published, rest)].append((not_published, rest))
    return found


@given(st.integers(0, 40), st.integers(0, 30), st.integers(0, 30))
def test_an_attacker_never_learns_a_small_number(
    published: int, not_published: int, rest: int
) -> None:
    fitting = worlds(published)[shown(published, not_published, rest)]
    for name, values in {
        "not published": {n for n, _ in fitting},
        "waiting or taken back": {r for _, r in fitting},
        "not shown": {n + r for n, r in fitting},
    }.items():
        assert len(values) > 1 or not values & set(SMALL), (name, values)


@given(st.integers(0, 40), st.integers(0, 30), st.integers(0, 30))
def test_no_figure_is_a_small_number_itself(published: int, not_published: int, rest: int) -> None:
    for words in shown(published, not_published, rest):
        digits = words.replace(",", "")
        assert not digits.isdigit() or int(digits) >= 10


@pytest.mark.parametrize(
    ("received", "published", "words"),
    [
        (0, 0, ("none", "none", "none")),
        (3, 0, ("fewer than 10", "none", "fewer than 10")),
        (3, 3, ("fewer than 10", "fewer than 10", "none")),
        (9, 8, ("not shown", "fewer than 10", "fewer than 10")),
        (412, 409, ("not shown", "409", "fewer than 10")),
        (409, 409, ("409", "409", "none")),
        (1_412, 1_400, ("1,412", "1,400", "12")),
    ],
)
def test_the_figures_in_words(received: int, published: int, words: Figures) -> None:
    assert counts_in_words(received=received, published=published) == Counts(*words)


def test_the_page_shows_the_safe_figures(units: Units) -> None:
    build_engagement(units)
    citizen = Citizen.of(units)
    for number in range(12):
        code = citizen.send(f"Comment {number}").code
        settle(units, code, "published" if number < 10 else "not_published")
    page = citizen.get("/engagements/night-buses")
    figures = ["".join(element.itertext()) for element in page.tree.iter("dd")][-3:]
    assert figures == ["not shown", "10", "fewer than 10"]
    assert "/engagements/night-buses/moderation" in page.html
