"""The report as one value: everything that may be published, and nothing else (R84).

Renderers see a `Report` and no more, so what is not in here cannot reach a file. There is no
name, no channel, no exact time and no public id on a comment: the id would lead to the page
that carries the name. The content hash is that of the value, never of file bytes, so that two
machines, two versions of a renderer and two orders of reading the rows agree on it.

The comments may be more than memory holds: they come as `Rows`, which can be gone through again
and again, and every consumer takes them one by one.
"""

import hashlib
import json
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, datetime
from typing import Final, Protocol

from engage.core.dates import iso
from engage.privacy.disclosure import Figure, Outcome

SCHEMA: Final = "engage-report/2"
_encoded: Final = json.JSONEncoder(sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode


Json = str | int | None | list["Json"] | dict[str, "Json"]


@dataclass(frozen=True)
class Moment:
    """A day, an instant or a week, for people and for machines (ISO 8601)."""

    words: str
    iso: str


@dataclass(frozen=True)
class Block:
    """A piece of staff prose: `kind` is 'p', 'h' (heading), 'ul' or 'ol' (one item) or 'quote'."""

    kind: str
    text: str


Prose = tuple[Block, ...]


@dataclass(frozen=True)
class Topic:
    slug: str
    title: str
    prompt: str


@dataclass(frozen=True)
class Period:
    """Whole weeks, joined until enough comments lie in them to hide one person's timing."""

    label: str
    first_day: date | None
    last_day: date | None


@dataclass(frozen=True)
class PublishedComment:
    """A comment's words, with its topic's slug and its period's label; no way to its author."""

    topic: str
    period: str
    text: str


class Rows(Protocol):
    """Comments by topic, period and an order that tells nothing; can be gone through repeatedly."""

    def __len__(self) -> int: ...
    def __iter__(self) -> Iterator[PublishedComment]: ...


@dataclass(frozen=True)
class Quotation:
    """Words of a comment that a second person approved in this form.

    `language` is a BCP 47 tag; `attribution` says where words from elsewhere come from, else ''.
    """

    text: str
    language: str
    attribution: str = ""


@dataclass(frozen=True)
class Theme:
    """What comments speak of: `figure` counts published comments, with those of its subthemes."""

    key: str
    label: str
    definition: str
    figure: Figure
    quotations: tuple[Quotation, ...] = ()
    subthemes: tuple["Theme", ...] = ()


@dataclass(frozen=True)
class Said:
    """What was said on one topic outside of the themes: quotations that name none."""

    topic: str
    quotations: tuple[Quotation, ...]


@dataclass(frozen=True)
class Campaign:
    """A letter that many sent: how many published comments follow it, and what they share."""

    figure: Figure
    text: str


@dataclass(frozen=True)
class Row:
    label: str
    figures: tuple[Figure, ...]


@dataclass(frozen=True)
class Table:
    """A table of counts, fit to print; `note` says what a reader must know to read it right.

    `key` names it in every language and release; `section` is the part of the report that it
    stands in: 'participation', 'themes', 'answers', 'campaigns' or 'moderation'. `keys` name the
    rows as `key` names the table, `column_keys` the columns.
    """

    key: str
    section: str
    caption: str
    first_column: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    note: str
    keys: tuple[str, ...] = ()
    column_keys: tuple[str, ...] = ()
    has_total: bool = False


@dataclass(frozen=True)
class Report:
    """`what_next` and `what_was_done` are staff's own published words (R73)."""

    language: str
    title: str
    ministry: str
    slug: str
    summary: str
    about: Prose
    contact: str
    is_final: bool
    opened: Moment | None
    closed: Moment | None
    as_of: Moment
    threshold: int
    topics: tuple[Topic, ...]
    outcome: Outcome
    tables: tuple[Table, ...]
    themes: tuple[Theme, ...]
    said: tuple[Said, ...]
    campaigns: tuple[Campaign, ...]
    results_summary: str
    what_was_done: Prose
    periods: tuple[Period, ...]
    method: tuple[str, ...]
    comments: Rows

    def tables_of(self, section: str) -> tuple[Table, ...]:
        return tuple(table for table in self.tables if table.section == section)


def as_json(value: object) -> Json:
    """The value as plain JSON types, every string in Unicode's composed form (NFC)."""
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, datetime):
        return iso(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [as_json(item) for item in value]
    if is_dataclass(value):
        return {field.name: as_json(getattr(value, field.name)) for field in fields(value)}
    raise TypeError(f"a report holds no {type(value).__name__}")


def standing_words(report: Report) -> Iterator[str]:
    """What a report says without citizens' words: staff's texts, labels, tables, method."""
    for field in fields(report):
        if field.name not in ("comments", "campaigns", "said", "themes"):
            yield from _strings(as_json(getattr(report, field.name)))
    for theme in report.themes:
        for one in (theme, *theme.subthemes):
            yield from (one.label, one.definition)


def _strings(value: Json) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for item in value:
            yield from _strings(item)
    elif isinstance(value, dict):
        for item in value.values():
            yield from _strings(item)


def canonical(value: Json) -> str:
    """One line: sorted keys, no white space, every character as itself."""
    return _encoded(value)


def head_json(report: Report) -> str:
    """Canonical JSON of everything but the comments."""
    values = {
        field.name: as_json(getattr(report, field.name))
        for field in fields(report)
        if field.name != "comments"
    }
    return canonical({"schema": SCHEMA, **values})


def comment_json(comment: PublishedComment) -> str:
    """Canonical JSON of one comment: the same as of any other value, in half the time."""
    texts = {"topic": comment.topic, "period": comment.period, "text": comment.text}
    return _encoded({name: unicodedata.normalize("NFC", text) for name, text in texts.items()})


def hash_of_lines(lines: Iterable[str]) -> str:
    """SHA-256, in hexadecimal, of lines that each end with a line feed, as UTF-8."""
    digest = hashlib.sha256()
    for line in lines:
        digest.update(line.encode())
        digest.update(b"\n")
    return digest.hexdigest()


def content_hash(report: Report) -> str:
    """Of the report's canonical JSON, first the head, then a line for each comment.

    Same data, same hash. The JSON file holds these very lines (`renderers/json.py`), so that
    anybody can compute it again with `sha256sum` and a text editor.
    """
    return hash_of_lines(lines_of(report))


def lines_of(report: Report) -> Iterator[str]:
    yield head_json(report)
    for comment in report.comments:
        yield comment_json(comment)
