"""The same table printed again: what was added in between is as well hidden as what is there."""

import random

import pytest

from engage.privacy.rules import Grid, Shown, protect
from tests.privacy.attacker import releases
from tests.privacy.test_rules import T, grid, printed


def totals_of(table: Grid) -> frozenset[tuple[int, int]]:
    rows, columns = len(table.rows), len(table.columns)
    return frozenset(p for p in table.values if p[0] == rows or p[1] == columns)


def told(seen: Shown) -> dict[tuple[int, int], int | None]:
    """As a later release remembers it."""
    return {(i, j): n for i, line in enumerate(printed(seen)) for j, n in enumerate(line)}


def release(table: Grid, threshold: int, before: list[Shown]) -> Shown:
    return protect(table, threshold, public=totals_of(table), earlier=[told(one) for one in before])


def later(dice: random.Random, table: Grid, *, both_ways: bool) -> Grid:
    """More people, few or many; `both_ways` takes some away, too."""
    most = dice.choice((0, 2, 12, 40))
    quiet = dice.choice((0, 0.3, 0.8))

    def moved(n: int) -> int:
        if dice.random() < quiet:
            return n
        return max(0, n + dice.randint(-most if both_ways else 0, most))

    return grid(*(tuple(moved(n) for n in line) for line in table.counts))


def story(dice: random.Random, length: int, *, both_ways: bool) -> list[Grid]:
    height, width = dice.randint(2, 4), dice.randint(2, 4)
    top = dice.choice((12, 30, 80))
    first = grid(*(tuple(dice.randint(0, top) for _ in range(width)) for _ in range(height)))
    tables = [first]
    while len(tables) < length:
        tables.append(later(dice, tables[-1], both_ways=both_ways))
    return tables


@pytest.mark.parametrize("both_ways", [False, True])
@pytest.mark.parametrize("length", [2, 3])
def test_nothing_small_that_was_added_is_found(length: int, both_ways: bool) -> None:
    """A story goes on only as long as its table is told; a table of totals alone tells nothing."""
    dice, published = random.Random(length), 0
    for _ in range(40):
        threshold = dice.choice((10, 5))
        told_tables: list[Grid] = []
        seen: list[Shown] = []
        for table in story(dice, length, both_ways=both_ways):
            one = release(table, threshold, seen)
            if one.is_told:
                told_tables.append(table)
                seen.append(one)
        published += len(seen) > 1
        attack(told_tables, seen, threshold, only_added=False)
        if not both_ways:
            attack(told_tables, seen, threshold, only_added=True)
    assert published > 5, "the rule lets something through"


def attack(tables: list[Grid], seen: list[Shown], threshold: int, *, only_added: bool) -> None:
    if not seen:
        return
    found = releases([printed(one) for one in seen], only_added=only_added)
    for n, (table, (numbers, *growths)) in enumerate(zip(tables, found, strict=True)):
        for place, (low, high) in numbers.items():
            assert low <= table.values[place] <= high, "the attack itself is sound"
            if 0 < table.values[place] < threshold:
                assert low <= 1 and high >= threshold, (table, place)
            else:
                assert high - low >= threshold, (table, place)
        for before, growth in zip(tables[:n], growths, strict=True):
            for place, (low, high) in growth.items():
                grown = table.values[place] - before.values[place]
                assert low <= grown <= high, "the attack itself is sound"
                if place not in totals_of(table) and 0 < abs(grown) < threshold:
                    assert high - low >= threshold, (before, table, place)
                    assert (low <= 1 and high >= threshold) or not only_added


def test_one_more_person_is_not_seen_in_a_table_that_tells_everything() -> None:
    first = grid((30, 40, 50), (60, 20, 30), (25, 35, 45))
    seen = release(first, T, [])
    assert seen.cells == first.counts
    second = grid((31, 40, 50), (60, 20, 30), (25, 35, 45))
    assert not release(second, T, [seen]).is_told
    assert release(first, T, [seen]).cells == first.counts


def test_what_was_hidden_stays_hidden() -> None:
    first = grid((3, 40, 50), (60, 20, 30), (25, 35, 45))
    seen = release(first, T, [])
    second = grid((23, 60, 70), (80, 40, 50), (45, 55, 65))
    again = release(second, T, [seen])
    for before, after in zip(seen.cells, again.cells, strict=True):
        assert all(a is None for b, a in zip(before, after, strict=True) if b is None)
    assert again.is_told


def test_a_lower_threshold_later_does_not_tell_what_was_added() -> None:
    first = grid((7, 40, 50), (60, 20, 30), (25, 35, 45))
    seen = release(first, 10, [])
    assert release(first, 5, []).cells[0][0] == 7
    assert release(first, 5, [seen]).cells[0][0] is None
