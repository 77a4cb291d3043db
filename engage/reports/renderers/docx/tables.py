"""Tables of counts in the document: real ones, with a caption, headers that repeat, and words for
those who hear them."""

from collections.abc import Iterator, Sequence
from typing import Final

from docx.oxml.ns import qn
from docx.table import Table as PaperTable
from docx.text.paragraph import Paragraph

from engage.privacy.disclosure import Figure
from engage.reports.renderers.charts import Chart, chart_of
from engage.reports.renderers.docx.pictures import Pen, Picture, pictures_of
from engage.reports.renderers.docx.writing import (
    Writer,
    cells_of,
    describe,
    element,
    repeat_header,
    styled,
    write,
)
from engage.reports.rules import Table
from engage.reports.words import Words

WIDTH: Final = 9_632
"""Of the text, in twentieths of a point."""
_NUMBER: Final = 1_700
_LEAST_LABEL: Final = 1_900
_ROOMY: Final = 3
"""More columns of figures than these are set in smaller type."""
_MOST_COLUMNS: Final = 7
_SHORT: Final = 12


def add_tables(writer: Writer, tables: Sequence[Table], words: Words, pen: Pen | None) -> None:
    """Each with its chart before it, where there is one; without a pen there are none."""
    for table in tables:
        chart = chart_of(table, words) if pen else None
        pictures = list(pictures_of(chart, pen)) if chart and pen else []
        if chart and pictures:
            _add_chart(writer, chart, pictures, words)
        _add_table(writer, table, words("table.figures") if pictures else table.caption, words)
        writer.text(table.note, "Note")


def _add_chart(writer: Writer, chart: Chart, pictures: Sequence[Picture], words: Words) -> None:
    writer.caption(words("data.figure"), chart.title)
    for picture in pictures:
        writer.picture(picture.png, WIDTH, picture.ratio, chart.title, picture.words)
    if chart.plots:
        writer.text(words("chart.periods"), "Note")
    for mark in chart.marks:
        writer.text(words(f"chart.key_{mark}"), "Note")


def add_numbers(writer: Writer, numbers: Sequence[tuple[str, Figure]], words: Words) -> None:
    """A few figures in large type, each under what it counts."""
    width = WIDTH // len(numbers)
    table = writer.table(2, len(numbers), [width] * len(numbers), "Numbers Table")
    labels, figures = cells_of(table)
    for label, cell, (name, figure) in zip(labels, figures, numbers, strict=True):
        _fill(label, name, "BigLabel")
        _fill(cell, words.figure(figure), "BigNumber" if figure.exact else "BigWords")
    repeat_header(table)
    said = ", ".join(f"{name}: {words.figure(figure)}" for name, figure in numbers)
    describe(table, words("page.summary"), said)
    writer.text("", "Note")


def _add_table(writer: Writer, table: Table, caption: str, words: Words) -> None:
    """As one table, or as several where a page is too narrow for all its columns."""
    bands = list(_bands(len(table.columns)))
    for part, band in enumerate(bands, 1):
        if len(bands) > 1:
            told = words("data.part", caption=caption, part=part, parts=len(bands))
            writer.caption(words("data.table"), told)
        else:
            writer.caption(words("data.table"), caption)
        _add_band(writer, table, band, words)


def _bands(count: int) -> Iterator[slice]:
    """Columns in as few bands as can be, as even as can be."""
    bands = -(-count // _MOST_COLUMNS)
    for part in range(bands):
        yield slice(part * count // bands, (part + 1) * count // bands)


def _add_band(writer: Writer, table: Table, band: slice, words: Words) -> None:
    columns = table.columns[band]
    is_wide = len(columns) > _ROOMY
    text, number = ("SmallText", "SmallNumber") if is_wide else ("CellText", "CellNumber")
    made = writer.table(
        len(table.rows) + 1, len(columns) + 1, _widths(len(columns)), "Report Table"
    )
    _look(made, has_total=table.has_total)
    head, *rest = cells_of(made)
    for place, (cell, label) in enumerate(zip(head, (table.first_column, *columns), strict=True)):
        _fill(cell, label, number if place else text)
    for place, (cells, row) in enumerate(zip(rest, table.rows, strict=True), 1):
        is_sum = table.has_total and place == len(table.rows)
        _fill(cells[0], row.label, text, bold=is_sum)
        for cell, figure in zip(cells[1:], row.figures[band], strict=True):
            _fill(cell, words.figure(figure), number, bold=is_sum)
    repeat_header(made)
    rows = words.number(len(table.rows))
    describe(made, table.caption, words("data.table_of", rows=rows, columns=len(columns)))
    _keep_together([head, *rest])


def _widths(columns: int) -> list[int]:
    """The first column, and those of the figures."""
    first = _LEAST_LABEL if columns > _ROOMY else WIDTH - columns * _NUMBER
    number = (WIDTH - first) // columns
    return [WIDTH - number * columns, *[number] * columns]


def _look(table: PaperTable, *, has_total: bool) -> None:
    look = table._tbl.tblPr.find(qn("w:tblLook"))
    if look is None:
        look = element("w:tblLook")
        table._tbl.tblPr.append(look)
    look.attrib.clear()
    for name, value in (
        ("firstRow", 1), ("lastRow", int(has_total)), ("firstColumn", 1), ("lastColumn", 0),
        ("noHBand", 1), ("noVBand", 1),
    ):  # fmt: skip
        look.set(qn(f"w:{name}"), str(value))


def _fill(cell: Paragraph, text: str, style: str, *, bold: bool = False) -> None:
    write(styled(cell, style), text, bold=bold)


def _keep_together(rows: Sequence[Sequence[Paragraph]]) -> None:
    """A short table is not parted; a long one keeps its header with its first rows."""
    last = len(rows) - 1 if len(rows) <= _SHORT else 3
    for cells in rows[:last]:
        for cell in cells:
            cell.paragraph_format.keep_with_next = True
