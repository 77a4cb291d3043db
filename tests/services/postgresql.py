"""A private PostgreSQL, quick because nothing in it has to outlive a power cut."""

import os
import pwd
import re
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import LiteralString

import psycopg
from psycopg import sql

from tests.services.process import ServiceFailed, free_port, run, running, scratch, start

BINARIES = Path("/usr/lib/postgresql")
OWNER = "engage"
FORGETFUL = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_wal_senders=0")


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

    def is_ready(self) -> bool:
        try:
            self._administer("SELECT 1")
        except psycopg.OperationalError:
            return False
        return True

    def _administer(self, statement: LiteralString, *names: str) -> None:
        connection = psycopg.connect(
            host="127.0.0.1", port=self.port, user=OWNER, dbname="postgres", autocommit=True
        )
        with closing(connection):
            connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))


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
