"""What earlier releases told of the rows and columns of a cross-tab that they did not have. Pure.

Their tables of one thing bound what two things of one comment have in common (`privacy.narrowing`).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from engage.privacy.narrowing import Known
from engage.privacy.network import Place
from engage.reports.axes import Axis
from engage.reports.earlier import TOTAL, Counts, Told, counts_of
from engage.reports.growth import blocks

Release = Mapping[str, Told]
Lines = tuple[tuple[frozenset[int], int], ...]
"""What some lines of an axis add up to."""


@dataclass(frozen=True)
class Margin:
    """The table of one thing that an axis is taken from."""

    key: str
    column: str

    def of(self, release: Release, axis: Axis) -> Lines | None:
        """What a release told of the lines of the axis; None if we cannot say all that it told."""
        told = release.get(self.key)
        if told is None:
            return None
        counts = counts_of(told, (self.column,), names=frozenset().union(*axis.groups))
        if counts:
            return _lines(axis, counts)
        return _whole(axis, told.figure(TOTAL, self.column).exact)


@dataclass(frozen=True)
class Ways(Margin):
    """Ways of taking part: where their table was left out, how many were published is known."""

    def of(self, release: Release, axis: Axis) -> Lines | None:
        if self.key not in release and "outcome" in release:
            return _whole(axis, release["outcome"].figure("published", "number").exact)
        return super().of(release, axis)


def _whole(axis: Axis, total: int | None) -> Lines | None:
    return None if total is None else ((frozenset(range(len(axis.groups))), total),)


def _lines(axis: Axis, counts: Counts) -> Lines | None:
    found = []
    for block in blocks([*axis.groups, *counts]):
        here = frozenset(n for n, group in enumerate(axis.groups) if group <= block)
        there = [group for group in counts if group <= block]
        if not here or (len(here) > 1 and len(there) > 1):
            return None
        found.append((here, sum(counts[group][0] for group in there)))
    return tuple(found)


def known(
    rows: Lines, columns: Lines, height: int, width: int, cells: Mapping[Place, int]
) -> Known:
    """Sums of lines as sums of cells."""
    sums = [(frozenset((i, j) for i in some for j in range(width)), n) for some, n in rows]
    sums += [(frozenset((i, j) for i in range(height) for j in some), n) for some, n in columns]
    return Known(cells, tuple(sums))


def each(totals: Iterable[int]) -> Lines:
    """Lines whose own sums are told."""
    return tuple((frozenset({n}), count) for n, count in enumerate(totals))
