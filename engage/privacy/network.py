"""What a reader can work out about the hidden numbers of one table of counts. Pure.

A table with its totals is a flow that goes round: every cell carries its count from its row to its
column, every total carries it back. Whoever knows some of the numbers can still move the hidden
ones, as long as what goes into a row or column comes out of it again and none falls below zero.
How far a hidden number can be moved is therefore a largest flow through the others, and the answer
is in whole numbers: nobody learns more by knowing that people are not divided (Hoffman and Kruskal
on totally unimodular matrices; for tables see Gusfield, SIAM J. Comput. 17, 1988).
"""

import heapq
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

Place = tuple[int, int]
"""Row and column; the row after the last one holds the totals of columns, likewise the column."""

NO_END: Final = 10**12
"""Stands for 'as many as you like'; no engagement has so many comments."""


@dataclass(frozen=True)
class Shape:
    """A table of so many rows and columns, totals not counted."""

    rows: int
    columns: int

    @property
    def places(self) -> tuple[Place, ...]:
        """Every place, totals too, in reading order."""
        return tuple((i, j) for i in range(self.rows + 1) for j in range(self.columns + 1))

    def is_total(self, place: Place) -> bool:
        return place[0] == self.rows or place[1] == self.columns

    def ends(self, place: Place) -> tuple[int, int]:
        """From which line of the table a place carries its count to which."""
        row, column = place[0], self.rows + 1 + place[1]
        turned = (place[0] == self.rows) != (place[1] == self.columns)
        return (column, row) if turned else (row, column)

    def holds(self, total: Place, place: Place) -> bool:
        """Whether the count at `place` is part of this total."""
        return (
            total != place
            and self.is_total(total)
            and total[0] in (place[0], self.rows)
            and total[1] in (place[1], self.columns)
        )


@dataclass(frozen=True)
class Room:
    """How far a number can go down and up from what it is."""

    down: int
    up: int

    @property
    def width(self) -> int:
        return self.down + self.up


def room(shape: Shape, rooms: Mapping[Place, Room], place: Place, enough: int) -> Room:
    """How far the hidden number at `place` can move if every other one has its room of `rooms`.

    More than `enough` is not looked for.
    """
    own, (tail, head) = rooms[place], shape.ends(place)
    ways: dict[int, dict[int, int]] = {}
    for other, free in rooms.items():
        if other != place:
            start, end = shape.ends(other)
            ways.setdefault(start, {})[end] = free.up
            ways.setdefault(end, {})[start] = free.down
    down = _largest_flow(ways, tail, head, min(own.down, enough))
    up = _largest_flow(ways, head, tail, min(own.up, enough))
    return Room(down, up)


def nudges(shape: Shape, rooms: Mapping[Place, Room], place: Place) -> list[Mapping[Place, int]]:
    """How numbers change when the one at `place` becomes one more, and one less, if it can."""
    own, (tail, head) = rooms[place], shape.ends(place)
    ways: dict[int, dict[int, int]] = {}
    through: dict[tuple[int, int], tuple[Place, int]] = {}
    for other, free in rooms.items():
        if other != place:
            start, end = shape.ends(other)
            ways.setdefault(start, {})[end] = free.up
            ways.setdefault(end, {})[start] = free.down
            through[start, end], through[end, start] = (other, 1), (other, -1)
    found: list[Mapping[Place, int]] = []
    for step, most, start, end in ((1, own.up, head, tail), (-1, own.down, tail, head)):
        path = _open_path(ways, start, end) if most else []
        if path:
            found.append({place: step, **dict(through[one] for one in path)})
    return found


def _largest_flow(ways: Mapping[int, Mapping[int, int]], start: int, end: int, most: int) -> int:
    left = {node: dict(onward) for node, onward in ways.items()}
    sent = 0
    while sent < most and (path := _open_path(left, start, end)):
        amount = min(most - sent, *(left[a][b] for a, b in path))
        for a, b in path:
            left[a][b] -= amount
            left[b][a] += amount
        sent += amount
    return sent


def _open_path(
    left: Mapping[int, Mapping[int, int]], start: int, end: int
) -> list[tuple[int, int]]:
    """The shortest way with room on every step, as steps; empty if there is none."""
    came: dict[int, int] = {start: start}
    line = deque([start])
    while line and end not in came:
        here = line.popleft()
        for there, free in left.get(here, {}).items():
            if free and there not in came:
                came[there] = here
                line.append(there)
    steps: list[tuple[int, int]] = []
    while end in came and end != start:
        steps.append((came[end], end))
        end = came[end]
    return steps


def cheapest_path(
    shape: Shape,
    steps: Iterable[Place],
    ends: tuple[int, int],
    cost: Callable[[Place], int],
    may_fall: Callable[[Place], bool],
) -> frozenset[Place]:
    """The places by which a count goes from one line to another at the least cost.

    Any place may rise; only where `may_fall` may a count be taken from. Empty if there is no way.
    """
    onward: dict[int, list[tuple[int, int, Place]]] = {}
    for place in steps:
        tail, head = shape.ends(place)
        onward.setdefault(tail, []).append((cost(place), head, place))
        if may_fall(place):
            onward.setdefault(head, []).append((cost(place), tail, place))
    start, goal = ends
    best: dict[int, int] = {}
    line: list[tuple[int, int, tuple[Place, ...]]] = [(0, start, ())]
    while line:
        spent, here, path = heapq.heappop(line)
        if here == goal:
            return frozenset(path)
        if here in best:
            continue
        best[here] = spent
        for price, there, place in onward.get(here, ()):
            if there not in best:
                heapq.heappush(line, (spent + price, there, (*path, place)))
    return frozenset()
