"""A table as a plain grid: merged cells hold their words once, in their first place."""

from collections.abc import Iterator
from typing import Final

from engage.wordpress.blocks.tree import Element

_WIDEST: Final = 50

Grid = list[list[Element | None]]


def grid_of(table: Element) -> Grid:
    """Rows of one width, the head's first, empty rows left out; None where nothing stands."""
    rows: Grid = []
    taken: dict[tuple[int, int], bool] = {}
    for line, row in enumerate(_rows(table)):
        cells: list[Element | None] = []
        for cell in row:
            while taken.get((line, len(cells))):
                cells.append(None)
            wide, high = _span(cell, "colspan"), _span(cell, "rowspan")
            for below in range(1, high):
                for across in range(wide):
                    taken[line + below, len(cells) + across] = True
            cells += [cell, *[None] * (wide - 1)]
        rows.append(cells)
    width = max(map(len, rows), default=0)
    filled = [row for row in rows if any(cell is not None for cell in row)]
    return [row + [None] * (width - len(row)) for row in filled]


def _rows(table: Element) -> Iterator[list[Element]]:
    for row in _lines(table):
        yield [
            cell for cell in row.children if isinstance(cell, Element) and cell.name in ("td", "th")
        ][:_WIDEST]


def _lines(part: Element) -> Iterator[Element]:
    """Rows of this table; a table in a cell gives its words there."""
    for child in part.children:
        if not isinstance(child, Element):
            continue
        if child.name == "tr":
            yield child
        elif child.name in ("thead", "tbody", "tfoot"):
            yield from _lines(child)


def _span(cell: Element, name: str) -> int:
    given = cell.attributes.get(name, "1")
    return min(max(int(given), 1), _WIDEST) if given.isascii() and given.isdigit() else 1
