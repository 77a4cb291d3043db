"""Counters and content versions: two small tables that many features share.

Both are hot rows. A use case only notes what should change; the unit applies the notes last in
the transaction, in the order of their keys, so that two transactions never wait for each other
in a circle.
"""

from collections.abc import Iterable, Mapping

from sqlalchemy import Dialect, select
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


def upsert(dialect: Dialect, model: type[Base]) -> "postgresql.Insert | sqlite.Insert":
    """An INSERT that knows ON CONFLICT, in the dialect at hand."""
    if dialect.name == "postgresql":
        return postgresql.insert(model)
    return sqlite.insert(model)


def apply_counts(session: Session, deltas: Mapping[tuple[str, str], int]) -> None:
    """Adds each delta to its counter, in key order."""
    rows = [
        {"scope": scope, "name": name, "value": delta}
        for (scope, name), delta in sorted(deltas.items())
        if delta
    ]
    for row in rows:
        statement = upsert(session.get_bind().dialect, Counter).values(row)
        session.execute(
            statement.on_conflict_do_update(
                index_elements=["scope", "name"],
                set_={"value": Counter.value + statement.excluded.value},
            )
        )


def bump_versions(session: Session, scopes: Iterable[str]) -> None:
    """Moves each scope's version on by one, in order."""
    for scope in sorted(set(scopes)):
        statement = upsert(session.get_bind().dialect, ContentVersion).values(
            scope=scope, version=1
        )
        session.execute(
            statement.on_conflict_do_update(
                index_elements=["scope"], set_={"version": ContentVersion.version + 1}
            )
        )


def counts(session: Session, scope: str) -> dict[str, int]:
    """All counters of one scope by name; what was never counted is missing."""
    rows = session.execute(select(Counter.name, Counter.value).where(Counter.scope == scope))
    return {name: value for name, value in rows}


def content_version(session: Session, scope: str) -> int:
    """The scope's version; 0 before its first change."""
    return session.scalar(select(ContentVersion.version).where(ContentVersion.scope == scope)) or 0
