"""Counters and content versions: two small tables that many features share.

Both are hot rows. A use case only notes what should change; the unit applies the notes last in
the transaction, in the order of their keys, so that two transactions never wait for each other
in a circle. A feature that has hot rows in a table of its own notes them as `Late`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import groupby
from typing import Final, cast

from sqlalchemy import Delete, Dialect, Table, Update, bindparam, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, mapped_column

from engage.core.db import Base


class Counter(Base):
    """A number kept up to date in the transaction that changes it (counts right and cheap)."""

    __tablename__ = "counter"

    scope: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[int]


class ContentVersion(Base):
    """Grows with every public change in its scope; cached pages are checked against it."""

    __tablename__ = "content_version"

    scope: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[int]


@dataclass(frozen=True)
class Late:
    """A change of one row, `key` of its `table`, that waits for the end of the transaction. The
    statement takes the row's key as the parameter `of`."""

    table: str
    key: int
    statement: Update | Delete
    values: Mapping[str, object] = field(default_factory=dict)


_COUNTER = cast(Table, Counter.__table__)
_VERSION = cast(Table, ContentVersion.__table__)


def upsert(dialect: Dialect, model: type[Base]) -> "postgresql.Insert | sqlite.Insert":
    """An INSERT that knows ON CONFLICT, in the dialect at hand."""
    return _insert(dialect.name, model)


def _insert(dialect: str, into: type[Base] | Table) -> "postgresql.Insert | sqlite.Insert":
    return postgresql.insert(into) if dialect == "postgresql" else sqlite.insert(into)


def apply_late(session: Session, noted: Iterable[Late]) -> None:
    """Changes the rows in the order of their tables and keys; each row as it was noted."""
    in_order = sorted(noted, key=lambda late: (late.table, late.key))
    for _, group in groupby(in_order, key=lambda late: id(late.statement)):
        alike = list(group)
        rows = [{"of": late.key, **late.values} for late in alike]
        session.connection().execute(alike[0].statement, rows)


def apply_counts(session: Session, deltas: Mapping[tuple[str, str], int]) -> None:
    """Adds each delta to its counter, in key order."""
    rows = [
        {"scope": scope, "name": name, "value": delta}
        for (scope, name), delta in sorted(deltas.items())
        if delta
    ]
    if rows:
        session.execute(_adding(session.get_bind().dialect.name), rows)


def bump_versions(session: Session, scopes: Iterable[str]) -> None:
    """Moves each scope's version on by one, in order."""
    rows = [{"scope": scope, "version": 1} for scope in sorted(set(scopes))]
    if rows:
        session.execute(_bumping(session.get_bind().dialect.name), rows)


# Every commit needs these two statements: they are put together once, and on the tables rather
# than the mapped classes, whose bulk inserts cost several times as much.
@lru_cache
def _adding(dialect: str) -> "postgresql.Insert | sqlite.Insert":
    statement = _insert(dialect, _COUNTER)
    value = _COUNTER.c.value + statement.excluded.value
    return statement.on_conflict_do_update(index_elements=["scope", "name"], set_={"value": value})


@lru_cache
def _bumping(dialect: str) -> "postgresql.Insert | sqlite.Insert":
    return _insert(dialect, _VERSION).on_conflict_do_update(
        index_elements=["scope"], set_={"version": _VERSION.c.version + 1}
    )


_COUNTS: Final = select(Counter.name, Counter.value).where(Counter.scope == bindparam("scope"))


def counts(session: Session, scope: str) -> dict[str, int]:
    """All counters of one scope by name; what was never counted is missing."""
    rows = session.execute(_COUNTS, {"scope": scope})
    return {name: value for name, value in rows}


_VERSION_OF: Final = select(_VERSION.c.version).where(_VERSION.c.scope == bindparam("scope"))


def content_version(session: Session, scope: str) -> int:
    """The scope's version; 0 before its first change."""
    return session.connection().scalar(_VERSION_OF, {"scope": scope}) or 0
