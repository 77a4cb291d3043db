"""The report as one value: everything that may be published, and nothing else (R84).

Renderers see a `Report` and no more, so what is not in here cannot reach a file. There is no
name, no channel, no exact time and no public id on a comment: the id would lead to the page
that carries the name. The content hash is that of the value, never of file bytes, so that two
machines, two versions of a renderer and two orders of reading the rows agree on it.
"""

import hashlib
import json
import unicodedata
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, datetime
from typing import Final

from engage.core.dates import iso
from engage.privacy.disclosure import Figure, Outcome

SCHEMA: Final = "engage-report/1"


Json = str | int | None | list["Json"] | dict[str, "Json"]


@dataclass(frozen=True)
class Moment:
    """A day, an instant or a week, for people and for machines (ISO 8601)."""

    words: str
    iso: str


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


@dataclass(frozen=True)
class Row:
    label: str
    figures: tuple[Figure, ...]


@dataclass(frozen=True)
class Table:
    """A table of counts, fit to print; `note` says what a reader must know to read it right."""

    key: str
    caption: str
    first_column: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    note: str


@dataclass(frozen=True)
class Report:
    title: str
    ministry: str
    slug: str
    summary: str
    contact: str
    is_final: bool
    opened: Moment | None
    closed: Moment | None
    as_of: Moment
    threshold: int
    topics: tuple[Topic, ...]
    outcome: Outcome
    tables: tuple[Table, ...]
    periods: tuple[Period, ...]
    comments: tuple[PublishedComment, ...]
    method: tuple[str, ...]


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


def content_hash(report: Report) -> str:
    """SHA-256, in hexadecimal, of the report's canonical JSON: same data, same hash."""
    value = {"schema": SCHEMA, "report": as_json(report)}
    canonical = json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()
