"""The database: one declarative base, UTC columns, and sessions that know if they write.

SQLite begins a writing transaction with BEGIN IMMEDIATE: a plain BEGIN that writes later fails
with 'database is locked' when another wrote in between, however long the timeout. Durability is
FULL, because NORMAL may lose an acknowledged comment when the power fails.
"""

import sqlite3
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic, sleep
from typing import Any, Final

from sqlalchemy import DateTime, Dialect, Engine, MetaData, create_engine, event, make_url
from sqlalchemy.engine import Connection
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.types import TypeDecorator

NAMING: Final = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
CONNECT_TIMEOUT_S: Final = 10
BUSY_TIMEOUT_MS: Final = 15_000
TRUNCATING_TIMEOUT_MS: Final = 200
ASK_AGAIN_SECONDS: Final = 0.001
SWITCH_SECONDS: Final = 0.0005
Reads = Callable[[Any], datetime | None] | None
PRIMARY_CODE: Final = 0xFF
"""SQLite's error codes carry details above their lowest byte."""


class UtcDateTime(TypeDecorator[datetime]):
    """An aware UTC instant. A naive one is a bug and refused; SQLite gives it back aware."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("naive datetime: the edge passes aware UTC")
        return value if value.tzinfo is UTC else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)

    def result_processor(self, dialect: Dialect, coltype: object) -> Reads:
        # In one step: a page of comments has two hundred of these.
        return _read_utc if dialect.name == "sqlite" else super().result_processor(dialect, coltype)


def _read_utc(stored: str | None) -> datetime | None:
    """An instant as SQLite keeps it: '2026-03-14 23:00:00.000000'."""
    return None if stored is None else datetime.fromisoformat(f"{stored}+00:00")


class Base(DeclarativeBase):
    """Every mapped class; constraint names are fixed so that migrations can name them."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map = {datetime: UtcDateTime}


class Database:
    """One engine, two ways in: sessions that only read and sessions that may write."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.is_sqlite = url.startswith("sqlite")
        self.engine = _sqlite_engine(url) if self.is_sqlite else _postgresql_engine(url)
        self._writing = self.engine.execution_options(engage_writes=True)
        self._passing = self.engine.execution_options(engage_writes=True, engage_passing=True)

    def session(self, *, writes: bool, lasts: bool = True) -> Session:
        """`lasts` False: what is written does not wait for the disk, and may be lost with power."""
        bind = self.engine if not writes else self._writing if lasts else self._passing
        return Session(bind, expire_on_commit=False, autoflush=True)

    def truncate_log(self) -> bool:
        """Cuts SQLite's write-ahead log off, so that pages as they were before a deletion are gone
        from it too; whether that could be done. PostgreSQL looks after its own log.

        Readers that are under way prevent it; nobody else is kept waiting for them.
        """
        if not self.is_sqlite:
            return True
        raw = self.engine.raw_connection()
        try:
            driver: Any = raw.driver_connection
            driver.execute(f"PRAGMA busy_timeout={TRUNCATING_TIMEOUT_MS}")
            try:
                is_busy = driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
            finally:
                driver.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")
        finally:
            raw.close()
        return not is_busy

    def dispose(self) -> None:
        self.engine.dispose()


def _postgresql_engine(url: str) -> Engine:
    engine = create_engine(
        url,
        pool_pre_ping=True,
        connect_args={"connect_timeout": CONNECT_TIMEOUT_S},
        pool_size=8,
        max_overflow=8,
        hide_parameters=True,
    )
    event.listen(engine, "connect", _prepare_postgresql)
    return engine


def _prepare_postgresql(connection: Any, _record: Any) -> None:
    # Compiling a question to machine code takes longer than any of ours; that a server may think
    # otherwise depends on its guesses. Said here, not in the address: poolers refuse options there.
    connection.autocommit = True
    connection.execute("SET jit = off")
    connection.autocommit = False


def _sqlite_engine(url: str) -> Engine:
    path = make_url(url).database
    if path:
        Path(path).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(
        url,
        connect_args={"timeout": BUSY_TIMEOUT_MS / 1000, "check_same_thread": False},
        pool_size=8,
        max_overflow=16,
        hide_parameters=True,
    )
    # A writer lets go of the interpreter at each statement, and all other writers wait until it has
    # it back: at Python's 5 ms a busy thread would keep it for longer than the rest takes.
    sys.setswitchinterval(SWITCH_SECONDS)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: sqlite3.Connection, _record: Any) -> None:
    # The driver's own BEGIN handling is switched off; `_begin_sqlite` does it.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in (
        "journal_mode=WAL",
        f"busy_timeout={BUSY_TIMEOUT_MS}",
        "synchronous=FULL",
        "foreign_keys=ON",
        "secure_delete=ON",
        "temp_store=MEMORY",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    options = connection.get_execution_options()
    if options.get("engage_writes", False):
        level = "NORMAL" if options.get("engage_passing", False) else "FULL"
        driver: Any = connection.connection.driver_connection
        driver.execute(f"PRAGMA synchronous={level}")
        _begin_immediate(connection)
    else:
        connection.exec_driver_sql("BEGIN")


def _begin_immediate(connection: Connection) -> None:
    """BEGIN IMMEDIATE, tried again every millisecond while another writes.

    SQLite's own waiting pauses for up to a tenth of a second, whatever happens meanwhile: with
    eight writers the database stood idle between two of them, and who was unlucky waited for ten
    seconds. A queue (a lock, or flock) is fairer and slower: on a busy machine its next in line
    must first be given a core, while here whoever has one goes ahead.
    """
    driver: Any = connection.connection.driver_connection
    deadline = monotonic() + BUSY_TIMEOUT_MS / 1000
    driver.execute("PRAGMA busy_timeout=0")
    try:
        while monotonic() < deadline:
            try:
                driver.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError as refusal:
                if refusal.sqlite_errorcode & PRIMARY_CODE != sqlite3.SQLITE_BUSY:
                    raise
                sleep(ASK_AGAIN_SECONDS)
            else:
                return
        # Refused once more, by SQLAlchemy: its error is the one that callers know.
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    finally:
        driver.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")
