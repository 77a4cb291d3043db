"""The report as one page that stands alone: no script, no font, no picture from elsewhere.

It is opened from a disk or an e-mail years later, so its style is inside it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from engage.core.text import paragraphs
from engage.privacy.disclosure import Figure
from engage.reports.rules import PublishedComment, Report, Row, Table, Topic, content_hash

Paragraphs = tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Section:
    """A topic with its comments by period."""

    topic: Topic
    periods: tuple[tuple[str, tuple[Paragraphs, ...]], ...]


@dataclass(frozen=True)
class Bar:
    """A row of a table with the length of its bar in per cent; None where no number is shown."""

    row: Row
    percent: int | None


def render_html(report: Report, templates: Environment) -> bytes:
    """The page, from the theme's template `report.html`. Escaping does not depend on the caller."""
    own = templates.overlay(autoescape=True, undefined=StrictUndefined, trim_blocks=True)
    page = own.get_template("report.html").render(
        report=report,
        sections=tuple(_sections(report)),
        tables=[(table, _bars(table)) for table in report.tables],
        summary=paragraphs(report.summary),
        prompts={topic.slug: paragraphs(topic.prompt) for topic in report.topics},
        running_head=_css_string(report.title),
        fingerprint=content_hash(report),
    )
    return page.encode()


def _sections(report: Report) -> Iterator[Section]:
    by_topic: dict[str, list[PublishedComment]] = {topic.slug: [] for topic in report.topics}
    for comment in report.comments:
        by_topic[comment.topic].append(comment)
    for topic in report.topics:
        runs = groupby(by_topic[topic.slug], key=lambda comment: comment.period)
        yield Section(topic, tuple((p, tuple(paragraphs(c.text) for c in run)) for p, run in runs))


def _bars(table: Table) -> tuple[Bar, ...]:
    """Bars show the last column. The row of the total has none: it would dwarf the others."""
    lengths = [row.figures[-1] for row in table.rows if row.label != "Total"]
    longest = max((figure.exact or 0 for figure in lengths), default=0)
    return tuple(
        Bar(row, None if row.label == "Total" else _percent(row.figures[-1], longest))
        for row in table.rows
    )


def _percent(figure: Figure, longest: int) -> int | None:
    return round(100 * figure.exact / longest) if figure.exact and longest else None


def _css_string(text: str) -> Markup:
    """Text for a CSS string: all but plain letters as escapes, so that none can end the string."""
    return Markup(re.sub(r"[^A-Za-z0-9 ]", lambda match: f"\\{ord(match[0]):06x} ", text))  # noqa: S704
