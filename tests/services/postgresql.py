"""A private PostgreSQL, quick because nothing in it has to outlive a power cut."""

import os
import pwd
import re
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import LiteralString

import psycopg
from psycopg import sql

from tests.services.process import ServiceFailed, free_port, run, running, scratch, start

BINARIES = Path("/usr/lib/postgresql")
OWNER = "engage"
FORGETFUL = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_wal_senders=0")


@dataclass(frozen=True)
class Rows:
    """What one database holds beyond another: tables to be emptied, rows by table as COPY writes
    them, and where its sequences stand."""

    emptied: tuple[str, ...]
    copied: tuple[tuple[str, bytes], ...]
    sequences: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class PostgresqlServer:
    port: int

    def url(self, database: str = "postgres") -> str:
        return f"postgresql+psycopg://{OWNER}@127.0.0.1:{self.port}/{database}"

    def create(self, database: str, template: str = "template0") -> str:
        """The URL of a new database; `template` must have nobody connected."""
        # Page by page through the log, as is usual, takes four times the work.
        self._administer("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY", database, template)
        return self.url(database)

    def drop(self, database: str) -> None:
        """Ends what is still connected: a test that left a connection open fails elsewhere."""
        self._administer("DROP DATABASE IF EXISTS {} WITH (FORCE)", database)

    def written(self) -> int:
        """Rises with whatever is written, in any database of this server."""
        row = self._kept.execute("SELECT pg_snapshot_xmax(pg_current_snapshot())::text")
        return int(row.fetchall()[0][0])

    def beyond(self, less: str, more: str) -> Rows:
        """What the database at the address `more` holds and the one at `less` does not."""
        before, after = (self._content(url.rpartition("/")[2]) for url in (less, more))
        changed = [name for name, rows in after[0].items() if rows != before[0][name]]
        emptied = tuple(name for name in changed if before[0][name])
        moved = [(name, at) for name, at in after[1].items() if at != before[1].get(name)]
        return Rows(emptied, tuple((name, after[0][name]) for name in changed), tuple(moved))

    def put(self, url: str, rows: Rows) -> None:
        """Writes them as they stand: what refers to what is asked of nobody, and nothing follows
        from them."""
        with closing(self._connect(url.rpartition("/")[2])) as connection:
            connection.autocommit = False
            connection.execute("SET LOCAL session_replication_role = replica")
            for name in rows.emptied:
                connection.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(name)))
            for name, lines in rows.copied:
                said = sql.SQL("COPY {} FROM STDIN").format(sql.Identifier(name))
                with connection.cursor().copy(said) as copy:
                    copy.write(lines)
            for name, last in rows.sequences:
                connection.execute("SELECT setval(%s, %s)", (name, last))
            connection.commit()

    def is_ready(self) -> bool:
        try:
            self._connect("postgres").close()
        except psycopg.OperationalError:
            return False
        return True

    def close(self) -> None:
        """Lets go of the server, before it ends."""
        self._kept.close()

    @cached_property
    def _kept(self) -> psycopg.Connection:
        """To the administrative database, for as long as the server runs: each new connection is a
        new process that reads all catalogs, and a test asks four things of this one."""
        return self._connect("postgres")

    def _administer(self, statement: LiteralString, *names: str) -> None:
        self._kept.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))

    def _connect(self, database: str) -> psycopg.Connection:
        return psycopg.connect(
            host="127.0.0.1", port=self.port, user=OWNER, dbname=database, autocommit=True
        )

    def _content(self, database: str) -> tuple[dict[str, bytes], dict[str, int]]:
        """Rows by table, and the last number that each sequence gave."""
        content: dict[str, bytes] = {}
        with closing(self._connect(database)) as connection:
            tables = connection.execute(
                "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1"
            )
            for (name,) in tables.fetchall():
                said = sql.SQL("COPY {} TO STDOUT").format(sql.Identifier(name))
                with connection.cursor().copy(said) as copy:
                    content[name] = b"".join(bytes(block) for block in copy)
            given = connection.execute(
                "SELECT sequencename, last_value FROM pg_sequences WHERE last_value IS NOT NULL"
            )
            return content, dict(given.fetchall())


@contextmanager
def run_postgresql() -> Iterator[PostgresqlServer]:
    user = _user_to_run_as()
    with scratch("pg", owner=user) as folder:
        data, port = folder / "data", free_port()
        run(
            [
                _newest("initdb"),
                f"--pgdata={data}",
                f"--username={OWNER}",
                "--auth=trust",
                "--encoding=UTF8",
                "--locale=C.UTF-8",
                "--no-sync",
            ],
            cwd=folder,
            user=user,
            group=user,
            extra_groups=None if user is None else [],
        )
        settings = [
            "listen_addresses=127.0.0.1",
            f"port={port}",
            f"unix_socket_directories={folder}",
            *FORGETFUL,
        ]
        command = [_newest("postgres"), f"-D{data}", *_each_after("-c", settings)]
        # SIGINT is PostgreSQL's 'fast' shutdown; SIGTERM would wait for its clients.
        with running(start(command, folder / "log", user=user, ending="SIGINT")) as server:
            postgresql = PostgresqlServer(port)
            server.wait_until(postgresql.is_ready)
            with closing(postgresql):
                yield postgresql


def _user_to_run_as() -> str | None:
    """PostgreSQL refuses to run as root; its package brings a user for this."""
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in known else "nobody"


def _newest(name: str) -> str:
    found = BINARIES.glob(f"*/bin/{name}")
    by_version = sorted(found, key=lambda path: int(re.sub(r"\D", "", path.parts[4]) or 0))
    if not by_version:
        raise ServiceFailed(f"{name} is missing: `make services` installs what the tests need")
    return str(by_version[-1])


def _each_after(flag: str, values: list[str]) -> list[str]:
    return [part for value in values for part in (flag, value)]
