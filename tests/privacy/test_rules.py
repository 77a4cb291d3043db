"""Suppression in tables: what is promised, what it costs, and that the attacker finds nothing."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engage.privacy.rules import Grid, Shown, hidden_places, protect, shown
from tests.privacy.attacker import intervals

T = 10


def grid(*counts: tuple[int, ...]) -> Grid:
    rows = tuple(f"row {n}" for n in range(len(counts)))
    return Grid(rows, tuple(f"column {n}" for n in range(len(counts[0]))), counts)


def printed(table: Shown) -> list[list[int | None]]:
    """The table with its totals, as a reader sees it."""
    lines = [[*cells, whole] for cells, whole in zip(table.cells, table.row_totals, strict=True)]
    return [*lines, [*table.column_totals, table.total]]


def complaints(table: Grid, seen: Shown, threshold: int) -> list[str]:
    """What the attacker finds out, in words; nothing if the table keeps its promise."""
    found = []
    for place, (low, high) in intervals(printed(seen)).items():
        n = table.values[place]
        assert low <= n <= high, "the attack itself is sound"
        if 0 < n < threshold and (low > 0 or high < threshold):
            found.append(f"{n} at {place} lies from {low} to {high}")
        elif high - low < threshold:
            found.append(f"{n} at {place}, hidden for others, lies from {low} to {high}")
    found += [
        f"{n} at {place} is printed"
        for place, n in table.values.items()
        if 0 < n < threshold and printed(seen)[place[0]][place[1]] is not None
    ]
    return found


def any_table(dice: random.Random) -> Grid:
    """Sparse and dense, all small and all large, with empty rows, of one row, of one cell."""
    height, width = dice.randint(1, 8), dice.randint(1, 8)
    top, empty = dice.choice((1, 3, 9, 12, 25, 60, 400)), dice.choice((0, 0, 0.2, 0.5, 0.9))
    dull = {dice.randrange(height) for _ in range(dice.choice((0, 0, 1, 2)))}
    return grid(
        *(
            tuple(
                0 if i in dull or dice.random() < empty else dice.randint(0, top)
                for _ in range(width)
            )
            for i in range(height)
        )
    )


@pytest.mark.parametrize("part", range(4))
def test_no_number_of_a_thousand_tables_is_found_or_narrowed(part: int) -> None:
    dice = random.Random(part)
    for _ in range(250):
        table, threshold = any_table(dice), dice.choice((10, 10, 5))
        rows, columns = len(table.rows), len(table.columns)
        totals = [place for place in table.values if place[0] == rows or place[1] == columns]
        kept_back = frozenset(p for p in totals if dice.random() < dice.choice((0, 0, 0.5, 1)))
        seen = protect(table, threshold, absent=kept_back)
        found = complaints(table, seen, threshold)
        own = [line for line in found if not any(f"at {p}," in line for p in kept_back)]
        assert own == [], table.counts


def test_the_attacker_finds_what_is_hidden_alone() -> None:
    """The attacker is worth something: with complementary suppression off it solves the tables."""
    dice, tried, solved = random.Random(5), 0, 0
    while tried < 60:
        table = any_table(dice)
        small = frozenset(place for place, n in table.values.items() if 0 < n < T)
        if small and any(n >= T for n in table.values.values()):
            tried += 1
            solved += bool(complaints(table, shown(table, small), T))
    assert solved > 20
    (found,) = intervals([[None, 12, 15], [20, 30, 50], [23, 42, 65]]).values()
    assert found == (3, 3)


tables = st.integers(1, 5).flatmap(
    lambda width: st.lists(
        st.tuples(*[st.one_of(st.just(0), st.integers(0, 40))] * width), min_size=1, max_size=5
    )
)


@settings(max_examples=150, deadline=None)
@given(tables, st.sampled_from((10, 5)), st.booleans())
def test_no_number_is_found_with_totals_that_everybody_knows(
    counts: list[tuple[int, ...]], threshold: int, groups: bool
) -> None:
    """As in a report: totals stand in other tables. Then a table is safe, or tells no cell."""
    table = grid(*counts)
    rows, columns = len(table.rows), len(table.columns)
    public = frozenset(p for p in table.values if p[0] == rows or p[1] == columns)
    seen = protect(table, threshold, public=public, groups=groups)
    assert None not in (*seen.row_totals, *seen.column_totals, seen.total)
    if seen.is_told:
        inside = {p: n for p, n in table.values.items() if p not in public}
        small = {p for p, n in inside.items() if 0 < n < threshold}
        of_totals = [f"{table.values[p]} at {p} is printed" for p in public]
        assert [line for line in complaints(table, seen, threshold) if line not in of_totals] == []
        assert all(seen.cells[i][j] is None for i, j in small)


@settings(max_examples=60, deadline=None)
@given(tables, st.randoms(use_true_random=False))
def test_the_order_of_rows_and_columns_changes_nothing(
    counts: list[tuple[int, ...]], dice: random.Random
) -> None:
    table = grid(*counts)
    rows, columns = list(range(len(table.rows))), list(range(len(table.columns)))
    dice.shuffle(rows)
    dice.shuffle(columns)
    mixed = Grid(
        tuple(table.rows[i] for i in rows),
        tuple(table.columns[j] for j in columns),
        tuple(tuple(table.counts[i][j] for j in columns) for i in rows),
    )
    before, after = protect(table, T), protect(mixed, T)
    assert after.cells == tuple(tuple(before.cells[i][j] for j in columns) for i in rows)
    assert after.row_totals == tuple(before.row_totals[i] for i in rows)
    assert after.column_totals == tuple(before.column_totals[j] for j in columns)


@given(tables)
def test_what_is_not_small_and_protects_nobody_is_told(counts: list[tuple[int, ...]]) -> None:
    large = grid(*(tuple(n + T for n in line) for line in counts))
    seen = protect(large, T)
    assert seen.cells == large.counts
    assert seen.total == large.values[len(large.rows), len(large.columns)]


def test_one_small_number_takes_three_others_with_it_and_no_total() -> None:
    table = grid((3, 30, 400), (25, 50, 60), (33, 44, 55))
    seen = protect(table, T)
    assert sum(n is None for line in printed(seen) for n in line) == 4
    assert seen.cells[0][0] is None
    assert (*seen.row_totals, *seen.column_totals, seen.total) == (433, 135, 132, 61, 124, 515, 700)


def test_numbers_that_add_up_to_the_threshold_are_not_narrowed() -> None:
    for pair in ((1, 9), (4, 6), (1, 10), (9, 10), (9, 9)):
        table = grid((*pair, 40, 50), (60, 70, 80, 90))
        assert complaints(table, protect(table, T), T) == []


def test_two_nines_do_not_stand_surety_for_each_other() -> None:
    """Their sum, 18, would tell both to a reader who knows that each of the two is small."""
    table = grid((9, 9, 40, 50))
    rows = frozenset(p for p in table.values if p[1] == 4)
    seen = protect(table, T, public=rows, groups=False)
    assert [n is None for n in seen.cells[0]].count(True) > 2


def test_a_group_that_is_all_in_one_cell_is_not_told_so() -> None:
    """All twelve of the first row are in the first cell: the zeros beside it would say so."""
    table = grid((12, 0, 0), (25, 50, 60), (33, 44, 55))
    seen = protect(table, T)
    assert seen.cells[0] == (None, None, None)
    found = intervals(printed(seen))
    assert found[0, 0][0] == 0, "perhaps nobody is there"
    assert all(found[0, j][1] >= T for j in (1, 2)), "perhaps they are elsewhere"
    assert protect(table, T, groups=False).cells == table.counts


def test_a_zero_that_tells_nothing_of_anybody_is_told() -> None:
    table = grid((12, 40, 0), (25, 50, 60), (20, 30, 40))
    assert protect(table, T).cells == table.counts


@pytest.mark.parametrize(
    "counts",
    [
        ((1,),),
        ((5,), (4,)),
        ((1, 0), (0, 1)),
        tuple(tuple(int(i == j) for j in range(8)) for i in range(8)),
        ((1, 1, 1), (1, 1, 1), (1, 1, 1)),
        ((0, 0, 3), (0, 2, 0), (4, 0, 0)),
    ],
)
def test_a_table_of_few_people_tells_no_cell_of_them(counts: tuple[tuple[int, ...], ...]) -> None:
    table = grid(*counts)
    seen = protect(table, T)
    assert complaints(table, seen, T) == []
    told = [n for line in printed(seen) for n in line if n]
    assert all(n >= T for n in told)


def test_a_table_of_nobody_says_so() -> None:
    table = grid((0, 0), (0, 0))
    assert printed(protect(table, T)) == [[0] * 3] * 3


def test_five_is_kept_as_well_and_no_other_threshold_exists() -> None:
    table = grid((5, 7, 40), (25, 50, 60))
    assert protect(table, 5).cells == table.counts
    assert protect(table, 10).cells[0][0] is None
    for other in (0, 1, 3, 9, 11, 20):
        with pytest.raises(ValueError, match="signed"):
            protect(table, other)


def test_a_table_that_is_none_is_refused() -> None:
    for rows, columns, counts in (
        (("a", "a"), ("x",), ((1,), (2,))),
        (("a",), ("x", "x"), ((1, 2),)),
        (("a",), ("x",), ((-1,),)),
        (("a",), ("x", "y"), ((1,),)),
    ):
        with pytest.raises(ValueError, match="table"):
            Grid(rows, columns, counts)


# --- the reader who knows the rules ---------------------------------------------------------------
# Every table of so many people is protected; those that look alike are what such a reader is left
# with. A lower threshold keeps the number of tables small; the rules are the same.

LOW = 3


def spread(people: int, cells: int) -> list[tuple[int, ...]]:
    """Every way to spread people over cells."""
    if cells == 1:
        return [(people,)]
    return [(n, *rest) for n in range(people + 1) for rest in spread(people - n, cells - 1)]


@pytest.mark.parametrize(
    ("rows", "columns", "people"), [(1, 4, 11), (2, 2, 12), (2, 2, 20), (2, 3, 12), (2, 4, 11)]
)
def test_who_knows_the_rules_works_out_no_small_number(
    rows: int, columns: int, people: int
) -> None:
    alike: dict[object, list[tuple[int, ...]]] = {}
    for counts in spread(people, rows * columns):
        table = grid(*(counts[i * columns : (i + 1) * columns] for i in range(rows)))
        public = frozenset(p for p in table.values if p[0] == rows or p[1] == columns)
        if not any(0 < table.values[p] < LOW for p in public):
            hidden = hidden_places(table, LOW, public)
            page = tuple(None if p in hidden else n for p, n in table.values.items())
            alike.setdefault(page, []).append(counts)
    assert alike
    for possible in alike.values():
        for values in zip(*possible, strict=True):
            assert len(set(values)) > 1 or not 0 < values[0] < LOW
