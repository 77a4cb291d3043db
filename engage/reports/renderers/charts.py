"""Charts of a report's tables: lengths and words, which the theme's template draws as SVG.

A chart says nothing that its table does not, and the table always stands beside it. A count that
is not told has no length: 'fewer than' is one hatched stub for all, 'not shown' is words alone.

Labels are lines of the page and not of the drawing, because they may be of any script and length,
and text inside a drawing neither wraps nor joins its letters everywhere. What is drawn are bars and
their figures.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from engage.privacy.disclosure import Figure
from engage.reports.rules import Row, Table
from engage.reports.words import Words

_UNDRAWN: Final = frozenset({"outcome", "letters", "replies"})
"""Tables whose rows are of different kinds, so that one length beside another means nothing."""
_MOST_SERIES: Final = 3
_LONGEST: Final = 78.0
"""Per cent of the width: the rest is room for the figure at the end of the longest bar."""
_LINE: Final = 20
_THIN: Final = 1.0
_PLOT: Final = 120
_FIGURE_ROOM: Final = 22
_SHADES: Final = 4


@dataclass(frozen=True)
class Bar:
    """`kind` is 'told', 'none', 'few' or 'hidden'; only a told one has a length, in per cent."""

    kind: str
    percent: float
    words: str


@dataclass(frozen=True)
class Line:
    """A label with a bar for each series."""

    label: str
    bars: tuple[Bar, ...]

    @property
    def height(self) -> int:
        return _LINE * len(self.bars)

    @property
    def said(self) -> str:
        return ", ".join(bar.words for bar in self.bars)


@dataclass(frozen=True)
class Column:
    """A bar that stands: `x` and `width` in per cent, `y` and `height` in pixels. `words` is ''
    where there is no room for them."""

    series: int
    x: float
    width: float
    y: float
    height: float
    words: str

    @property
    def middle(self) -> float:
        return round(self.x + self.width / 2, 3)


@dataclass(frozen=True)
class Tick:
    """Words below a column, in lines; `anchor` is 'start', 'middle' or 'end'."""

    x: float
    anchor: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Plot:
    """Columns drawn for one width of page: a wide one has room for more words."""

    size: str
    columns: tuple[Column, ...]
    ticks: tuple[Tick, ...]
    base: int
    height: int

    @property
    def is_dense(self) -> bool:
        """Whether outlines would be all that is seen of the columns."""
        return any(column.width < _THIN for column in self.columns)


@dataclass(frozen=True)
class Chart:
    """`lines` lie, `plots` stand; one of them is empty. `series` are named where there are several;
    `marks` are the kinds of bars that a reader needs explained."""

    key: str
    title: str
    description: str
    series: tuple[str, ...]
    lines: tuple[Line, ...] = ()
    plots: tuple[Plot, ...] = ()
    marks: tuple[str, ...] = ()


def chart_of(table: Table, words: Words) -> Chart | None:
    """None where a drawing would show nothing that can be compared."""
    rows = drawn_rows(table)
    told = [row for row in rows if any(figure.exact for figure in row.figures)]
    if table.key in _UNDRAWN or is_crossed(table) or len(told) < 2:
        return None
    longest = max(figure.exact or 0 for row in rows for figure in row.figures)
    series = table.columns if len(table.columns) > 1 else ()
    stands = table.key.startswith("weeks")
    said = _description(table, rows, words, stands=stands)
    if stands:
        plots = tuple(_plot(size, rows, longest, words) for size in ("wide", "narrow"))
        return Chart(table.key, table.caption, said, series, plots=plots)
    lines = tuple(
        Line(row.label, tuple(_bar(figure, longest, words) for figure in row.figures))
        for row in rows
    )
    kinds = {bar.kind for line in lines for bar in line.bars}
    marks = tuple(kind for kind in ("few", "hidden") if kind in kinds)
    return Chart(table.key, table.caption, said, series, lines=lines, marks=marks)


def is_crossed(table: Table) -> bool:
    """Whether its columns are answers too, with their sum, and not just series side by side."""
    return len(table.columns) > _MOST_SERIES or "total" in table.column_keys


def drawn_rows(table: Table) -> tuple[Row, ...]:
    """Without sums: they would dwarf their parts."""
    keys = table.keys or ("",) * len(table.rows)
    rows = table.rows[:-1] if table.has_total else table.rows
    return tuple(
        row for key, row in zip(keys, rows, strict=False) if key not in ("answered", "total")
    )


def shades_of(table: Table) -> tuple[tuple[int, ...], ...]:
    """How dark each cell of a crosstab is, from 0 to 4, by told figures alone; 0 elsewhere."""
    if not is_crossed(table):
        return tuple((0,) * len(row.figures) for row in table.rows)
    inner = [name != "total" for name in table.column_keys or ("",) * len(table.columns)]
    rows = drawn_rows(table)
    told = [
        figure.exact or 0
        for row in rows
        for figure, is_inner in zip(row.figures, inner, strict=False)
        if is_inner
    ]
    largest = max(told, default=0)
    return tuple(
        tuple(
            _shade(figure, largest) if row in rows and is_inner else 0
            for figure, is_inner in zip(row.figures, inner, strict=False)
        )
        for row in table.rows
    )


def _shade(figure: Figure, largest: int) -> int:
    return -(-figure.exact * _SHADES // largest) if figure.exact and largest else 0


def _bar(figure: Figure, longest: int, words: Words) -> Bar:
    said = words.figure(figure)
    if figure.exact is None:
        return Bar("few" if figure.fewer_than else "hidden", 0, said)
    if not figure.exact:
        return Bar("none", 0, said)
    return Bar("told", round(_LONGEST * figure.exact / longest, 2), said)


def _plot(size: str, rows: Sequence[Row], longest: int, words: Words) -> Plot:
    labels = [row.label for row in rows]
    slot = 100 / len(rows)
    ticks = tuple(_ticks(labels, slot, size))
    base = _PLOT + _FIGURE_ROOM
    depth = max(len(tick.lines) for tick in ticks)
    columns = tuple(_columns(rows, longest, size, words))
    return Plot(size, columns, ticks, base, base + 10 + 16 * depth)


def _columns(rows: Sequence[Row], longest: int, size: str, words: Words) -> Iterator[Column]:
    """Figures stand above their columns; where these are too many, above the tallest alone."""
    series = max(len(row.figures) for row in rows)
    slot = 100 / len(rows)
    gap = slot * (0.14 if len(rows) < 60 else 0)
    width = (slot - 2 * gap) / series
    fits = len(rows) * series <= (16 if size == "wide" else 7)
    is_said = False
    for place, row in enumerate(rows):
        for n, figure in enumerate(row.figures):
            height = round(_PLOT * (figure.exact or 0) / longest, 1)
            says = fits or (figure.exact == longest and not is_said)
            is_said = is_said or figure.exact == longest
            yield Column(
                n,
                round(place * slot + gap + n * width, 3),
                round(width, 3),
                round(_PLOT + _FIGURE_ROOM - height, 1),
                height,
                words.figure(figure) if says else "",
            )


def _ticks(labels: Sequence[str], slot: float, size: str) -> Iterator[Tick]:
    """Each label below its column, as far as there is room; else the first and the last."""
    most, room = (8, 0.8) if size == "wide" else (4, 0.38)
    if len(labels) <= most:
        for place, label in enumerate(labels):
            lines = tuple(_broken(label, max(11, int(slot * room))))
            yield Tick(round((place + 0.5) * slot, 3), "middle", lines)
        return
    yield Tick(0, "start", tuple(_broken(labels[0], 19)))
    yield Tick(100, "end", tuple(_broken(labels[-1], 19)))


def _broken(label: str, width: int) -> Iterator[str]:
    """In lines of about `width` letters, broken between words."""
    line = ""
    for word in label.split():
        if line and len(line) + 1 + len(word) > width:
            yield line
            line = word
        else:
            line = f"{line} {word}".strip()
    yield line


def _description(table: Table, rows: Sequence[Row], words: Words, *, stands: bool) -> str:
    """What somebody who does not see the chart is told of it: its kind, most, least, what lacks."""
    column = len(table.columns) - 1
    told = [(row.figures[column].exact, row.label) for row in rows]
    known = [(count, label) for count, label in told if count is not None]
    said = [words("chart.columns" if stands else "chart.bars", rows=words.number(len(rows)))]
    if len(table.columns) > 1:
        said.append(words("chart.series", series=words.listed(table.columns, "and")))
    if known:
        most = max(known, key=lambda one: one[0])
        said.append(words("chart.most", label=most[1], figure=words.number(most[0])))
    if len(known) < len(told):
        said.append(words("chart.untold", count=words.number(len(told) - len(known))))
    said.append(words("chart.table"))
    return " ".join(said)
