"""Keys and names of themes, when a comment is settled, tables that come back as they went."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engage.coding.rules.codebook import (
    KEY_LENGTH,
    Known,
    ThemeContent,
    faults,
    free_key,
    in_order,
    key_fault,
)
from engage.coding.rules.settling import Choice, How, State, may_settle, outcome
from engage.coding.rules.table import HEADER, Unreadable, rows_of, unguarded
from engage.core.sheets import guarded, spreadsheet

T = datetime(2026, 3, 2, 20, 0, tzinfo=UTC)
SETS = st.frozensets(st.integers(1, 4), max_size=3)


def choice(
    person: int, themes: frozenset[int] = frozenset(), minutes: int = 0, *, ruling: bool = False
) -> Choice:
    return Choice(person, themes, not themes, T + timedelta(minutes=minutes), ruling)


@given(st.text(max_size=200), st.sets(st.sampled_from(["fares", "fares-2", "theme", "theme-2"])))
def test_a_key_made_of_a_name_is_free_and_sound(label: str, taken: set[str]) -> None:
    key = free_key(label, taken)
    assert key not in taken
    assert key_fault(key) is None


def test_a_long_name_makes_a_key_that_is_not_too_long() -> None:
    key = free_key("x" * 60, {"x" * KEY_LENGTH})
    assert key.endswith("-2") and len(key) <= KEY_LENGTH


@pytest.mark.parametrize("key", ["", "A", "a--b", "-a", "a b", "é", "a" * 41])
def test_keys_that_cannot_be_used(key: str) -> None:
    assert key_fault(key)


def test_a_theme_needs_a_name_that_no_other_in_use_has() -> None:
    others = [Known("fares", "Fares", None, False), Known("old", "Old", None, True)]
    assert [field for field, _ in faults(ThemeContent(" \u200b"), others)] == ["label_en"]
    assert [field for field, _ in faults(ThemeContent("FARES"), others)] == ["label_en"]
    assert not list(faults(ThemeContent("old"), others))


def test_there_is_one_level_of_sub_themes() -> None:
    others = [
        Known("fares", "Fares", None, False),
        Known("seniors", "Seniors", "fares", False),
        Known("gone", "Gone", None, True),
    ]

    def fields(parent: str, *, has_children: bool = False) -> list[str]:
        content = ThemeContent("New", parent_key=parent)
        return [field for field, _ in faults(content, others, has_children=has_children)]

    assert fields("fares") == []
    assert fields("seniors") == fields("gone") == fields("nobody") == ["parent"]
    assert fields("fares", has_children=True) == ["parent"]


@given(
    st.lists(st.tuples(st.integers(1, 9), st.none() | st.integers(1, 9), st.integers(0, 3))).map(
        lambda rows: list({row[0]: row for row in rows}.values())
    )
)
def test_each_theme_of_two_levels_stands_once_and_below_its_parent(
    rows: list[tuple[int, int | None, int]],
) -> None:
    tops = {number for number, parent, _ in rows if parent is None}
    flat = [(n, p if p in tops else None, place) for n, p, place in rows]
    order = in_order(flat)
    assert sorted(order) == sorted(number for number, _, _ in flat)
    for number, parent, _ in flat:
        if parent is not None:
            between = order[order.index(parent) + 1 : order.index(number)]
            assert all((one, parent) in {(n, p) for n, p, _ in flat} for one in between)


def test_one_coder_settles_alone_and_the_newest_counts() -> None:
    found = outcome([choice(1, frozenset({1})), choice(2, frozenset({2}), 5)], 1)
    assert found is not None
    assert (found.state, found.how, found.themes) == (State.SETTLED, How.ONE, {2})


def test_of_two_coders_one_settles_nothing() -> None:
    found = outcome([choice(1, frozenset({1}))], 2)
    assert found is not None and found.state is State.OPEN


@given(SETS, SETS)
def test_two_coders_settle_what_both_chose_alike(one: frozenset[int], two: frozenset[int]) -> None:
    found = outcome([choice(1, one), choice(2, two)], 2)
    assert found is not None
    assert found.state is (State.SETTLED if one == two else State.DISPUTED)
    ruled = outcome([choice(1, one), choice(2, two), choice(3, frozenset({9}), ruling=True)], 2)
    assert ruled is not None
    assert (ruled.state, ruled.how, ruled.themes) == (State.SETTLED, How.RULED, {9})


def test_nothing_comes_of_nothing() -> None:
    assert outcome([], 1) is None


def test_who_coded_does_not_settle_unless_they_lead() -> None:
    assert may_settle(3, [1, 2], is_lead=False)
    assert not may_settle(2, [1, 2], is_lead=False)
    assert not may_settle(None, [1, 2], is_lead=False)
    assert may_settle(2, [1, 2], is_lead=True)


WORDS = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), max_size=40)


@given(st.lists(st.tuples(WORDS.filter(lambda text: text.strip().strip("'")), WORDS), max_size=5))
def test_a_table_comes_back_as_it_went(cells: list[tuple[str, str]]) -> None:
    sent = [
        (f"key-{n}", label, "", definition, "", "", "")
        for n, (label, definition) in enumerate(cells)
    ]
    if not sent:
        with pytest.raises(Unreadable):
            rows_of(spreadsheet(HEADER, sent))
        return
    read = rows_of(spreadsheet(HEADER, sent))
    again = rows_of(
        spreadsheet(
            HEADER,
            [
                (r.key, r.content.label_en, "", r.content.definition, r.content.not_for, "", "")
                for r in read
            ],
        )
    )
    assert [row.content for row in again] == [row.content for row in read]
    assert [row.key for row in read] == [row[0] for row in sent]


@given(st.text(max_size=20).filter(lambda cell: not cell.startswith("'")))
def test_the_guard_of_a_cell_is_taken_off_again(cell: str) -> None:
    assert unguarded(guarded(cell)) == cell


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"", "empty"),
        (b"\xff\xfe\x00", "UTF-8"),
        (b"name,key\nFares,fares\n", "label_en"),
        (b'label_en\n"Fares\n', "quotation mark"),
        (b"label_en,key\nFares,Not A Key\n", "Line 2"),
        (b"label_en,key\nFares,a\nPrices,a\n", "twice"),
        (b"label_en\n", "no theme"),
    ],
)
def test_a_table_that_cannot_be_read_says_why(raw: bytes, words: str) -> None:
    with pytest.raises(Unreadable, match=words):
        rows_of(raw)


def test_a_table_of_names_alone_gets_keys() -> None:
    rows = rows_of(b"label_en,label_fr\nNight routes,Trajets de nuit\nNight routes,\n")
    assert [row.key for row in rows] == ["night-routes", "night-routes-2"]
