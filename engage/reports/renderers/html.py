"""The report as one page that stands alone: no script, no font, no picture from elsewhere.

It is opened from a disk or an e-mail years later, so its style is inside it. The PDF is made of the
same page (`renderers/pdf.py`). The list of all comments is not in it: a hundred thousand of them
are for programs and spreadsheets, and stand in the data files.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from engage.core.text import paragraphs
from engage.privacy.disclosure import Figure
from engage.reports.renderers.charts import Chart, chart_of, is_crossed, shades_of
from engage.reports.rules import Prose, Report, Row, Table, Theme, content_hash
from engage.reports.words import Words

_HEAD_LIMIT: Final = 80
_MOST_THEMES: Final = 5
_LONG_TABLE: Final = 18
_LONG_WORDS: Final = 600
_LONG_WORD: Final = 14
_TALL: Final = 9
_ROOMY_SUMMARY: Final = 1_000
"""Signs that fit on a page with its figures and themes; more are set closer."""
_TAG: Final = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")


@dataclass(frozen=True)
class Part:
    """A part of the report, as its heading and the contents name it; themes have parts below."""

    key: str
    title: str
    below: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Piece:
    """A paragraph, heading or quotation of staff prose in its lines, or a list in its items."""

    kind: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Shown:
    """A table with how it is drawn: `cells` are its rows, the shade of each figure, and whether the
    row is the sum; a tight one has column heads that have to be broken within a word."""

    table: Table
    chart: Chart | None
    cells: tuple[tuple[Row, tuple[tuple[Figure, int], ...], bool], ...]
    is_crossed: bool
    is_long: bool
    is_tight: bool

    @property
    def is_apart(self) -> bool:
        """Whether chart and table may stand on pages of their own, being too tall for one."""
        return self.is_long or (self.chart is not None and len(self.cells) > _TALL)


def render_html(report: Report, templates: Environment, fingerprint: str = "") -> bytes:
    """The page, from the theme's template `report.html`. Escaping does not depend on the caller.

    `fingerprint` is the content hash of the release's data, which every document of it names, so
    that its JSON file can be checked against each; without one, this report's own.
    """
    own = templates.overlay(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    words = Words(report.language)
    page = own.get_template("report.html").render(
        report=report,
        words=words,
        parts=parts_of(report, words),
        shown={
            section: [shown(table, words) for table in report.tables_of(section)]
            for section in ("participation", "themes", "answers", "campaigns", "moderation")
        },
        foremost=_foremost(report),
        has_quotations=bool(report.said) or _are_quoted(report.themes),
        topics={topic.slug: topic.title for topic in report.topics},
        pieces=pieces,
        lines=paragraphs,
        is_long=lambda text: len(text) > _LONG_WORDS,
        language_of=language_of,
        way=way,
        is_dense=len(report.summary) + len(report.results_summary) > _ROOMY_SUMMARY,
        running_head=_css_string(shortened(report.title)),
        kind_string=_css_string(words("page.report" if report.is_final else "page.interim")),
        page_string=_page_counter(words),
        fingerprint=fingerprint or content_hash(report),
        logo=own.globals.get("logo"),
    )
    return page.encode()


def parts_of(report: Report, words: Words) -> tuple[Part, ...]:
    """The parts that this report has, in order. One that would say nothing is left out."""
    themes = tuple((f"theme-{n}", theme.label) for n, theme in enumerate(report.themes, 1))
    has = {
        "answered": bool(report.tables_of("answers")),
        "letters": bool(report.campaigns or report.tables_of("campaigns")),
    }
    keys = "asked took_part said answered letters moderated done made about"
    return tuple(
        Part(key, words(f"page.{key}"), themes if key == "said" else ())
        for key in keys.split()
        if has.get(key, True)
    )


def shown(table: Table, words: Words) -> Shown:
    shades = shades_of(table)
    last = len(table.rows) - 1 if table.has_total else -1
    cells = tuple(
        (row, tuple(zip(row.figures, shade, strict=True)), place == last)
        for place, (row, shade) in enumerate(zip(table.rows, shades, strict=True))
    )
    return Shown(
        table,
        chart_of(table, words),
        cells,
        is_crossed(table),
        len(table.rows) > _LONG_TABLE,
        any(len(word) > _LONG_WORD for label in table.columns for word in label.split()),
    )


def pieces(prose: Prose) -> Iterator[Piece]:
    """Staff prose with its list items gathered into lists."""
    items: list[str] = []
    kind = ""
    for block in prose:
        if items and block.kind != kind:
            yield Piece(kind, tuple(items))
            items = []
        kind = block.kind
        if kind in ("ul", "ol"):
            items.append(block.text)
        else:
            yield Piece(kind, tuple(block.text.split("\n")))
    if items:
        yield Piece(kind, tuple(items))


def language_of(tag: str) -> str:
    """A language tag that is one, or ''."""
    return tag if _TAG.fullmatch(tag) else ""


def way(text: str) -> str:
    """The class of text that runs from right to left, as its first letter says (`dir=auto`)."""
    for sign in text:
        direction = unicodedata.bidirectional(sign)
        if direction in ("L", "R", "AL"):
            return "" if direction == "L" else " rtl"
    return ""


def shortened(title: str) -> str:
    """For the head of each page, which has one line."""
    if len(title) <= _HEAD_LIMIT:
        return title
    cut = title[:_HEAD_LIMIT]
    return f"{(cut.rpartition(' ')[0] or cut).rstrip(' ,;:.')}…"


def _foremost(report: Report) -> tuple[Theme, ...]:
    """The themes that most comments speak of, for the summary; those alone whose count is told."""
    told = [theme for theme in report.themes if theme.figure.exact]
    told.sort(key=lambda theme: -(theme.figure.exact or 0))
    return tuple(told[:_MOST_THEMES])


def _are_quoted(themes: Sequence[Theme]) -> bool:
    return any(theme.quotations or _are_quoted(theme.subthemes) for theme in themes)


def _page_counter(words: Words) -> Markup:
    """'Page 3 of 12' as the value of CSS `content`."""
    before, between, after = words("page.of", page="\0", pages="\0").split("\0")
    strings = [f'"{_css_string(text)}"' for text in (before, between, after)]
    return Markup(f"{strings[0]} counter(page) {strings[1]} counter(pages) {strings[2]}")  # noqa: S704


def _css_string(text: str) -> Markup:
    """Text for a CSS string: all but plain letters as escapes, so that none can end the string."""
    return Markup(re.sub(r"[^A-Za-z0-9 ]", lambda match: f"\\{ord(match[0]):06x} ", text))  # noqa: S704
