"""Charts as pictures, drawn from the lengths and words that the page draws them from.

Cairo draws them, with the theme's own letters; it is looked for when the first one is made. A chart
with a word that these letters cannot write is left out: its table, which always follows, holds all
that it would say.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

from engage.core.errors import EngageError
from engage.reports.renderers.charts import Bar, Chart, Line, Plot
from engage.reports.renderers.docx.letters import Letters

NO_CAIRO: Final = "Documents cannot be made: the library Cairo is missing (Debian: libcairo2)"
WIDTH: Final = 640
SHARPNESS: Final = 2.5
_TALLEST: Final = 700
_INK: Final = "#2D2D2D"
_QUIET: Final = "#474543"
_SERIES: Final = (
    'fill="#1E5189"',
    'fill="#C1DDFC" stroke="#1E5189" stroke-width="1"',
    'fill="#FAF9F8" stroke="#1E5189" stroke-width="1"',
)
_SIZE: Final = 13.0
_LEADING: Final = 16
_LABELS: Final = 230
_BAR: Final = 14
_PITCH: Final = 20
_GAP: Final = 10
_LINES: Final = 3


class NoPictures(EngageError):
    """Charts cannot be drawn on this machine."""


@dataclass(frozen=True)
class Picture:
    """A PNG, its height over its width, and what it shows in words."""

    png: bytes
    ratio: float
    words: str


@dataclass(frozen=True)
class Pen:
    regular: Letters
    bold: Letters

    def can_write(self, chart: Chart) -> bool:
        texts = [*chart.series, *(line.label for line in chart.lines)]
        texts += [bar.words for line in chart.lines for bar in line.bars]
        for plot in chart.plots:
            texts += [column.words for column in plot.columns]
            texts += [line for tick in plot.ticks for line in tick.lines]
        return all(self.regular.can_write(text) for text in texts)


@lru_cache(maxsize=4)
def pen_of(folder: Path) -> Pen:
    """The pen that writes with the fonts of that folder."""
    return Pen(Letters(folder, "regular"), Letters(folder, "bold"))


def pictures_of(chart: Chart, pen: Pen) -> Iterator[Picture]:
    """One picture, or several where one would be higher than a page; none if it cannot be drawn."""
    if not pen.can_write(chart):
        return
    if chart.plots:
        plot = chart.plots[0]
        marks, top = _key(chart.series, pen)
        marks += _columns(plot, pen, top)
        yield _picture(marks, top + plot.height, chart.description)
        return
    for lines in _pages(chart.lines, pen):
        marks, top = _key(chart.series, pen)
        for line in lines:
            marks += _line(line, pen, top)
            top += _height(line, pen)
        said = "; ".join(f"{line.label}: {line.said}" for line in lines)
        yield _picture(marks, top, f"{chart.description} {said}.")


def _pages(lines: Sequence[Line], pen: Pen) -> Iterator[list[Line]]:
    held: list[Line] = []
    height = 0
    for line in lines:
        height += _height(line, pen)
        if held and height > _TALLEST:
            yield held
            held, height = [], _height(line, pen)
        held.append(line)
    yield held


def _picture(marks: Sequence[str], height: float, words: str) -> Picture:
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height:g}"'
        f' viewBox="0 0 {WIDTH} {height:g}"><rect width="{WIDTH}" height="{height:g}"'
        f' fill="#FFFFFF"/>{"".join(marks)}</svg>'
    )
    return Picture(_drawn(svg), height / WIDTH, words)


def _drawn(svg: str) -> bytes:
    try:
        from cairosvg import svg2png  # noqa: PLC0415
    except OSError:
        raise NoPictures(NO_CAIRO) from None
    return bytes(svg2png(svg.encode(), scale=SHARPNESS))


def _key(series: Sequence[str], pen: Pen) -> tuple[list[str], float]:
    """What the shades mean, and where the drawing begins below."""
    marks, x = [], 0.5
    for number, name in enumerate(series):
        marks.append(f'<rect x="{x:.1f}" y="2.5" width="12" height="12" {_SERIES[number]}/>')
        marks.append(pen.regular.svg(name, x + 19, 13.5, _SIZE, _INK))
        x += 19 + pen.regular.width(name, _SIZE) + 28
    return marks, 28 if series else 2


def _height(line: Line, pen: Pen) -> int:
    return max(len(_label(line, pen)) * _LEADING, len(line.bars) * _PITCH) + _GAP


def _label(line: Line, pen: Pen) -> list[str]:
    return pen.regular.wrapped(line.label, _SIZE, _LABELS - 20, _LINES)


def _line(line: Line, pen: Pen, top: float) -> list[str]:
    label = _label(line, pen)
    inner = _height(line, pen) - _GAP
    start = top + (inner - len(label) * _LEADING) / 2
    marks = [
        pen.regular.svg(text, 0, start + 12.5 + _LEADING * n, _SIZE, _INK)
        for n, text in enumerate(label)
    ]
    first = top + (inner - len(line.bars) * _PITCH) / 2
    for number, bar in enumerate(line.bars):
        marks += _bar(bar, number, pen, first + number * _PITCH)
    return marks


def _bar(bar: Bar, number: int, pen: Pen, top: float) -> list[str]:
    """A told count has a length; a small one that is not told is hatched, always the same."""
    x, y = _LABELS + 0.5, top + 3
    length = bar.percent / 100 * (WIDTH - _LABELS)
    marks = []
    if bar.kind == "told":
        marks.append(
            f'<rect x="{x}" y="{y}" width="{length:.2f}" height="{_BAR}" {_SERIES[number]}/>'
        )
    elif bar.kind == "few":
        length = 21
        marks.append(
            f'<path transform="translate({x} {y})" d="M0 .5h20v13h-20z M0 7.5l7 -7 M0 13.5l13 -13'
            ' M7 13.5l13 -13 M14 13.5l6 -6" fill="none" stroke="#1E5189"/>'
        )
    elif bar.kind == "none":
        marks.append(f'<path d="M{x} {y}v{_BAR}" stroke="#1E5189"/>')
    gap = 0 if bar.kind == "hidden" else 7
    marks.append(pen.bold.svg(bar.words, x + length + gap, top + 14.5, _SIZE, _INK))
    return marks


def _columns(plot: Plot, pen: Pen, top: float) -> list[str]:
    share = WIDTH / 100
    marks = []
    for column in plot.columns:
        if column.height:
            marks.append(
                f'<rect x="{column.x * share:.2f}" y="{top + column.y:g}"'
                f' width="{column.width * share:.2f}" height="{column.height:g}"'
                f" {_SERIES[column.series]}/>"
            )
        if column.words:
            half = pen.bold.width(column.words, 12) / 2
            x, y = column.middle * share - half, top + column.y - 6
            marks.append(pen.bold.svg(column.words, x, y, 12, _INK))
    marks.append(f'<path d="M0 {top + plot.base + 0.5}h{WIDTH}" stroke="{_QUIET}"/>')
    for tick in plot.ticks:
        for number, text in enumerate(tick.lines, 1):
            width = pen.regular.width(text, 12)
            x = tick.x * share - {"start": 0, "middle": width / 2, "end": width}[tick.anchor]
            y = top + plot.base + 4 + 16 * number
            marks.append(pen.regular.svg(text, x, y, 12, _QUIET))
    return marks
