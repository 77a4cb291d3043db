"""Which numbers of a table of counts may be printed so that nobody is singled out (R74). Pure.

Numbers from one to the threshold are hidden (primary suppression), and so are as many others, cells
and totals, as it takes that nobody can work them out (complementary suppression). All hidden
numbers carry the same mark. The reader is assumed to know every number that is printed, that people
come in whole numbers, the threshold, and these rules. What they are left with, for

- a small number: everything from none to the threshold at least (sliding protection);
- any other hidden number: a stretch at least as wide as the threshold;
- a small number, by who also reckons that the small are small and the others are not: half of what
  it could be, and never one value alone.

A zero says of a group that none of them did something. It is hidden like a small number where all
of a row or a column are in one cell: there the zeros beside it would say of everybody in the group
what they did, without any small number (group disclosure; Hundepool and others, Statistical
Disclosure Control, 2012, 5.1). Elsewhere it is shown: 'none of the 200' says what no one did.

Of a table whose totals all are public, the last is tried: each small number is made one more or
less, and unless the same places are hidden then, nothing of the table is told.

Which number is hidden beside a small one follows from its place and from what is expected there by
the totals, not from what it is. If the smallest were taken, to see which were not taken would be
enough to solve for the small ones (the minimality attack; Wong and others, VLDB 2007).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from engage.privacy.network import Place, Shape, nudges
from engage.privacy.suppression import Search, now, since

THRESHOLDS: Final = (10, 5)
"""The usual threshold, and the one that somebody has to sign for."""

Earlier = Mapping[Place, int | None]
"""Numbers by place, totals too; None is hidden."""


@dataclass(frozen=True)
class Grid:
    """Counts by row and column, each named by a key of its own. Nobody is counted twice."""

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    counts: tuple[tuple[int, ...], ...]

    def __post_init__(self) -> None:
        if len(self.counts) != len(self.rows) or len(set(self.rows)) != len(self.rows):
            raise ValueError("every row of a table has a key of its own")
        if len(set(self.columns)) != len(self.columns):
            raise ValueError("every column of a table has a key of its own")
        if any(len(line) != len(self.columns) or min(line, default=0) < 0 for line in self.counts):
            raise ValueError("a table has a count, none below zero, for every row and column")

    @property
    def shape(self) -> Shape:
        return Shape(len(self.rows), len(self.columns))

    @property
    def values(self) -> Mapping[Place, int]:
        """Every number with its place, totals too."""
        lines = [(*line, sum(line)) for line in self.counts]
        sums = [sum(column) for column in zip(*lines, strict=True)] or [0] * (len(self.columns) + 1)
        return {(i, j): n for i, line in enumerate([*lines, sums]) for j, n in enumerate(line)}


@dataclass(frozen=True)
class Shown:
    """A grid as it may be printed; None is not shown. `is_told` unless nothing of it is left."""

    cells: tuple[tuple[int | None, ...], ...]
    row_totals: tuple[int | None, ...]
    column_totals: tuple[int | None, ...]
    total: int | None
    is_told: bool


def checked_threshold(threshold: int) -> int:
    """The threshold, if it is one of the two that there are (R74)."""
    if threshold not in THRESHOLDS:
        raise ValueError("counts are protected from 10 on, or from 5 on where it was signed for")
    return threshold


def protect(
    grid: Grid,
    threshold: int,
    *,
    public: frozenset[Place] = frozenset(),
    absent: frozenset[Place] = frozenset(),
    groups: bool = True,
    earlier: Sequence[Earlier] = (),
) -> Shown:
    """The grid with everything hidden that must be.

    `public` are places whose numbers stand elsewhere, so that hiding them here hides nothing;
    `absent` are totals that are not printed anyhow. `groups` hides zeros where a group is all in
    one cell. `earlier` is the same grid as it was printed before, None where it was hidden. The
    order of rows and columns changes nothing, as places are looked at by their keys.
    """
    checked_threshold(threshold)
    return shown(grid, hidden_places(grid, threshold, public, absent, groups, earlier))


def shown(grid: Grid, hidden: frozenset[Place]) -> Shown:
    told = {place: None if place in hidden else n for place, n in grid.values.items()}
    rows, columns = len(grid.rows), len(grid.columns)
    cells = tuple(tuple(told[i, j] for j in range(columns)) for i in range(rows))
    return Shown(
        cells,
        tuple(told[i, columns] for i in range(rows)),
        tuple(told[rows, j] for j in range(columns)),
        told[rows, columns],
        any(n is not None for line in cells for n in line),
    )


def hidden_places(
    grid: Grid,
    threshold: int,
    public: frozenset[Place] = frozenset(),
    absent: frozenset[Place] = frozenset(),
    groups: bool = True,
    earlier: Sequence[Earlier] = (),
) -> frozenset[Place]:
    """The places to hide, for any threshold from two on."""
    rows = sorted(range(len(grid.rows)), key=lambda i: grid.rows[i])
    columns = sorted(range(len(grid.columns)), key=lambda j: grid.columns[j])
    lines, posts = [*rows, len(rows)], [*columns, len(columns)]
    there = {(i, j): (x, y) for x, i in enumerate(lines) for y, j in enumerate(posts)}
    back = {new: old for old, new in there.items()}
    table = _Table(
        grid.shape,
        threshold,
        frozenset(there[place] for place in public),
        frozenset(there[place] for place in absent),
        groups,
        tuple({there[place]: n for place, n in one.items()} for one in earlier),
    )
    hidden = table.hidden({there[place]: n for place, n in grid.values.items()})
    return frozenset(back[place] for place in hidden)


@dataclass(frozen=True)
class _Table:
    """What decides about the places of a table beside its numbers; keys are in order."""

    shape: Shape
    threshold: int
    public: frozenset[Place]
    absent: frozenset[Place]
    groups: bool
    earlier: tuple[Earlier, ...]

    def hidden(self, values: Mapping[Place, int]) -> frozenset[Place]:
        places = self._found(values)
        totals = {place for place in values if self.shape.is_total(place)}
        if totals <= self.public and not self._is_open(values, places):
            return frozenset(values) - self.public
        return places

    def _found(self, values: Mapping[Place, int]) -> frozenset[Place]:
        layers = [now(self.shape, values, self.threshold, self.groups)]
        layers += [since(self.shape, values, one, self.threshold) for one in self.earlier]
        kept = {place for one in self.earlier for place, n in one.items() if n is None}
        return Search(self.shape, layers, self.absent | kept, self.public).hidden()

    def _is_open(self, values: Mapping[Place, int], places: frozenset[Place]) -> bool:
        """Whether each small number could be one more or less and the same places hidden."""
        layer = now(self.shape, values, self.threshold, self.groups)
        rooms = {place: layer.room_in_its_kind(place) for place in places}
        return all(
            any(
                self._found({p: n + change.get(p, 0) for p, n in values.items()}) == places
                for change in nudges(self.shape, rooms, place)
            )
            for place in sorted(places)
            if layer.is_small(place)
        )
