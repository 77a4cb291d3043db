"""What cross-tabs are made from and told by: numbers, and what earlier releases say (R74)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from engage.privacy.disclosure import NOT_SHOWN, Figure
from engage.privacy.narrowing import Known, narrows
from engage.privacy.network import Place
from engage.privacy.rules import Earlier, Grid
from engage.reports.earlier import Releases
from engage.reports.gathered import Gathered
from engage.reports.margins import each, known
from engage.reports.rules import Table
from engage.reports.source import ThemeFacts, TopicFacts
from engage.reports.words import Words


@dataclass(frozen=True)
class Making:
    """What all cross-tabs are made from; `tables` are the report's other tables by key."""

    tables: Mapping[str, Table]
    topics: tuple[TopicFacts, ...]
    themes: tuple[ThemeFacts, ...]
    gathered: Gathered
    past: Releases
    threshold: int
    words: Words


def narrows_past(
    past: Sequence[Known], grid: Grid, hidden: frozenset[Place], threshold: int
) -> bool:
    """Whether earlier releases and this table together tell more than either may."""
    height, width = len(grid.rows), len(grid.columns)
    told = told_cells({p: None if p in hidden else n for p, n in grid.values.items()}, grid)
    rows = each(grid.values[i, width] for i in range(height))
    columns = each(grid.values[height, j] for j in range(width))
    truth = {(i, j): grid.counts[i][j] for i in range(height) for j in range(width)}
    return narrows(past, known(rows, columns, height, width, told), truth, threshold)


def told_cells(values: Earlier, grid: Grid) -> dict[Place, int]:
    return {p: n for p, n in values.items() if n is not None and not grid.shape.is_total(p)}


def totals_of(grid: Grid) -> frozenset[Place]:
    return frozenset(place for place in grid.values if grid.shape.is_total(place))


def line_of(grid: Grid, hidden: frozenset[Place], row: int) -> tuple[Figure, ...]:
    return tuple(
        NOT_SHOWN if (row, j) in hidden else Figure(exact=grid.values[row, j])
        for j in range(len(grid.columns) + 1)
    )
