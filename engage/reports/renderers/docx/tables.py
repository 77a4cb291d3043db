"""Tables of counts in the document: real ones, with a caption, headers that repeat, and words for
those who hear them."""

from collections.abc import Sequence
from typing import Final

from docx.oxml.ns import qn
from docx.table import Table as PaperTable

from engage.privacy.disclosure import Figure
from engage.reports.renderers.charts import Chart, chart_of
from engage.reports.renderers.docx.pictures import Pen, Picture, pictures_of
from engage.reports.renderers.docx.writing import Writer, describe, element, repeat_header, write
from engage.reports.rules import Table
from engage.reports.words import Words

WIDTH: Final = 9_632
"""Of the text, in twentieths of a point."""
_NUMBER: Final = 2_000
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
    for column, (label, figure) in enumerate(numbers):
        said = words.figure(figure)
        style = "Big Number" if figure.exact else "Big Words"
        _fill(table, 0, column, label, "Big Label")
        _fill(table, 1, column, said, style)
    repeat_header(table)
    title = words("page.summary")
    describe(table, title, ", ".join(f"{name}: {words.figure(n)}" for name, n in numbers))
    writer.text("", "Note")


def _add_table(writer: Writer, table: Table, caption: str, words: Words) -> None:
    writer.caption(words("data.table"), caption)
    count = len(table.columns)
    number = min(_NUMBER, (WIDTH // 2) // count)
    widths = [WIDTH - number * count, *[number] * count]
    made = writer.table(len(table.rows) + 1, count + 1, widths, "Report Table")
    _look(made, has_total=table.has_total)
    for column, label in enumerate((table.first_column, *table.columns)):
        _fill(made, 0, column, label, "Cell Number" if column else "Cell Text")
    for place, row in enumerate(table.rows, 1):
        is_sum = table.has_total and place == len(table.rows)
        _fill(made, place, 0, row.label, "Cell Text", bold=is_sum)
        for column, figure in enumerate(row.figures, 1):
            _fill(made, place, column, words.figure(figure), "Cell Number", bold=is_sum)
    repeat_header(made)
    rows = words.number(len(table.rows))
    describe(made, table.caption, words("data.table_of", rows=rows, columns=count))
    _keep_together(made, len(table.rows))


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


def _fill(
    table: PaperTable, row: int, column: int, text: str, style: str, *, bold: bool = False
) -> None:
    paragraph = table.cell(row, column).paragraphs[0]
    paragraph.style = style
    write(paragraph, text, bold=bold)


def _keep_together(table: PaperTable, rows: int) -> None:
    """A short table is not parted; a long one keeps its header with its first rows."""
    last = rows if rows <= _SHORT else 2
    for row in table.rows[:last]:
        for cell in row.cells:
            cell.paragraphs[0].paragraph_format.keep_with_next = True
