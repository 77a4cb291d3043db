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

Which number is hidden beside a small one follows from its place and from what is expected there by
the totals, not from what it is. If the smallest were taken, to see which were not taken would be
enough to solve for the small ones (the minimality attack; Wong and others, VLDB 2007).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from engage.privacy.network import NO_END, Place, Room, Shape, cheapest_path, room

THRESHOLDS: Final = (10, 5)
"""The usual threshold, and the one that somebody has to sign for."""

_CELL: Final = 10**6
_EMPTY_CELL: Final = 3 * _CELL
_TOTAL: Final = 20 * _CELL
_GRAND_TOTAL: Final = 50 * _CELL


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
) -> Shown:
    """The grid with everything hidden that must be.

    `public` are places whose numbers stand elsewhere, so that hiding them here hides nothing;
    `absent` are totals that are not printed anyhow. `groups` hides zeros where a group is all in
    one cell. The order of rows and columns changes nothing, as places are looked at by their keys.
    """
    checked_threshold(threshold)
    return shown(grid, hidden_places(grid, threshold, public, absent, groups))


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
) -> frozenset[Place]:
    """The places to hide, for any threshold from two on."""
    by_row = sorted(range(len(grid.rows)), key=lambda i: grid.rows[i])
    by_column = sorted(range(len(grid.columns)), key=lambda j: grid.columns[j])
    there = {place: (i, j) for place, (i, j) in _moved([*by_row], [*by_column]).items()}
    back = {new: old for old, new in there.items()}
    ordered = Grid(
        tuple(grid.rows[i] for i in by_row),
        tuple(grid.columns[j] for j in by_column),
        tuple(tuple(grid.counts[i][j] for j in by_column) for i in by_row),
    )
    table = _Table(
        ordered.shape,
        ordered.values,
        threshold,
        frozenset(there[place] for place in public),
        frozenset(there[place] for place in absent),
        groups,
    )
    return frozenset(back[place] for place in table.hidden())


def _moved(rows: Sequence[int], columns: Sequence[int]) -> Mapping[Place, Place]:
    """Where each place goes when rows and columns are put into this order; totals stay last."""
    rows, columns = [*rows, len(rows)], [*columns, len(columns)]
    return {(i, j): (x, y) for x, i in enumerate(rows) for y, j in enumerate(columns)}


@dataclass(frozen=True)
class _Table:
    shape: Shape
    values: Mapping[Place, int]
    threshold: int
    public: frozenset[Place]
    absent: frozenset[Place]
    groups: bool

    def hidden(self) -> frozenset[Place]:
        secret = self._secret()
        places = secret | self.absent
        if not secret:
            return places
        while weak := self._weakest(places, secret):
            more = self._more(places, weak)
            if not more:
                return frozenset(self.shape.places) - self.public
            places |= more
        return self._without_needless(places, secret)

    def _secret(self) -> frozenset[Place]:
        """Small numbers, and zeros that would tell what all of a group did."""
        small = {p for p, n in self.values.items() if self._is_small(n)}
        zeros = self._telling_zeros() if self.groups else set()
        return frozenset(small | zeros) - self.public

    def _is_small(self, count: int) -> bool:
        return 0 < count < self.threshold

    def _telling_zeros(self) -> set[Place]:
        lines = [[(i, j) for j in range(self.shape.columns)] for i in range(self.shape.rows)]
        lines += [list(line) for line in zip(*lines, strict=True)]
        return {
            place
            for line in lines
            if sum(self.values[place] > 0 for place in line) == 1
            for place in line
            if not self.values[place]
        }

    def _weakest(self, places: frozenset[Place], secret: frozenset[Place]) -> Place | None:
        """The first hidden place about which too much can be worked out."""
        loose = {place: Room(self.values[place], NO_END) for place in places}
        strict = {place: self._room_in_its_kind(place) for place in places}
        for place in sorted(places):
            if place in self.absent and place not in secret:
                continue
            n = self.values[place]
            free = room(self.shape, loose, place, n + self.threshold)
            if place in secret and (free.down < n or n + free.up < self.threshold):
                return place
            if free.width < self.threshold:
                return place
            if self._is_small(n):
                possible = room(self.shape, strict, place, self.threshold).width + 1
                if possible < max(2, self.threshold // 2):
                    return place
        return None

    def _room_in_its_kind(self, place: Place) -> Room:
        """As the small stay small and the others at the threshold or above, or none."""
        n = self.values[place]
        if self._is_small(n):
            return Room(n - 1, self.threshold - 1 - n)
        return Room(n - self.threshold, NO_END) if n else Room(0, 0)

    def _more(self, places: frozenset[Place], weak: Place) -> frozenset[Place]:
        """What to hide too, so that the weak place can move; empty when there is nothing left."""
        tail, head = self.shape.ends(weak)
        for surety in (self.threshold, 2 * self.threshold - 1):
            for ends in ((head, tail), (tail, head)):
                found = self._path(places, weak, ends, surety) - places
                if found:
                    return found
        line = (p for p in self.shape.places if p[0] == weak[0] or p[1] == weak[1])
        return frozenset(line) - self.public - places

    def _path(
        self, places: frozenset[Place], weak: Place, ends: tuple[int, int], surety: int
    ) -> frozenset[Place]:
        """Numbers from `surety` on can give or take; a small one takes, but never gives."""

        def may_fall(place: Place) -> bool:
            return self.values[place] >= surety or self.shape.holds(place, weak)

        steps = [p for p in self.shape.places if p not in self.public and p != weak]
        return cheapest_path(
            self.shape, steps, ends, lambda p: 0 if p in places else self._cost(p), may_fall
        )

    def _cost(self, place: Place) -> int:
        """What is lost: totals more than cells, and of cells those where much is expected."""
        rows, columns = self.shape.rows, self.shape.columns
        if place == (rows, columns):
            return _GRAND_TOTAL
        if self.shape.is_total(place):
            return _TOTAL
        if not self.values[place]:
            return _EMPTY_CELL
        row, column = self.values[place[0], columns], self.values[rows, place[1]]
        return _CELL + min(row * column // max(self.values[rows, columns], 1), _CELL)

    def _without_needless(
        self, places: frozenset[Place], secret: frozenset[Place]
    ) -> frozenset[Place]:
        """Shows again, the dearest first, what need not be hidden."""
        for place in sorted(places - secret - self.absent, key=lambda p: (-self._cost(p), p)):
            fewer = places - {place}
            if self._weakest(fewer, secret) is None:
                places = fewer
        return places
