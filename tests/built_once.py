"""The engagement that most tests begin with is built once, and its rows are copied.

Going every step of it through the use cases takes longer than what most tests look at. Its rows are
taken only where going them would leave the same: nothing was written to the database since it was
migrated, and the clock, the settings and what is asked for are those that it was built with. In
all other cases the caller is told that nothing was copied, and goes the steps.
"""

import shutil
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Final

from sqlalchemy import make_url

from engage.core.settings import Settings
from engage.core.unit import Units
from tests.services.postgresql import PostgresqlServer, Rows

Asked = Mapping[str, object]
NO_MAIL: Final[Mapping[str, str]] = {}
MAIL: Final = {"ENGAGE_SMTP_URL": "smtp://127.0.0.1:9", "ENGAGE_MAIL_ADDRESS": "engage@gov.bc.ca"}
MAILBOX: Final = {
    **MAIL,
    "ENGAGE_IMAP_URL": "imap://engage:secret@127.0.0.1:9",
    "ENGAGE_INBOX_ADDRESS": "engage+{engagement}@gov.bc.ca",
}
COMMON: Final[tuple[tuple[Asked, Mapping[str, str]], ...]] = (
    ({}, NO_MAIL),
    ({}, MAIL),
    ({}, MAILBOX),
    ({"published": False}, NO_MAIL),
)
"""What most tests ask for besides what every caller gets, and the settings they have."""


def alike(settings: Settings) -> Settings:
    """Without what no row of an engagement depends on: where things lie, and how much of something
    is allowed. Whether mail is sent and read is told by name (`name_of`): where it lies is not."""
    return replace(
        settings,
        database_url="",
        var_dir=Path(),
        page_cache=0,
        hourly_comments=0,
        quick_seconds=0,
        mail=None,
        mailbox=None,
    )


def name_of(asked: Asked, settings: Settings) -> str:
    """Under which what is asked for is kept."""
    return repr((dict(asked), settings.mail is not None, settings.mailbox is not None))


class Built:
    """What was built, by what was asked for, and how an untouched database is known."""

    def __init__(self, settings: Settings, now: datetime) -> None:
        self._settings, self._now = alike(settings), now
        self._files: dict[str, Path] = {}
        self._rows: dict[str, Rows] = {}
        self._migrated = b""
        self._untouched: dict[str, int] = {}
        self._server: PostgresqlServer | None = None

    def keep_files(self, migrated: Path, built: Mapping[str, Path]) -> None:
        """SQLite: as it was migrated, and with each of what is asked for most."""
        self._migrated = migrated.read_bytes()
        self._files.update(built)

    def keep_rows(self, server: PostgresqlServer, rows: Mapping[str, Rows]) -> None:
        """PostgreSQL: the same, as rows."""
        self._server = server
        self._rows.update(rows)

    def watch(self, url: str) -> None:
        """A database of PostgreSQL was made a moment ago."""
        assert self._server is not None
        self._untouched[url] = self._server.written()

    def copy_to(self, units: Units, asked: Asked) -> bool:
        """Whether the rows of what is asked for were copied into the database of `units`."""
        if units.clock.now() != self._now or alike(units.settings) != self._settings:
            return False
        name, url = name_of(asked, units.settings), units.settings.database_url
        if units.database.is_sqlite:
            return name in self._files and self._copy_file(self._files[name], url)
        return name in self._rows and self._copy_rows(self._rows[name], url)

    def _copy_file(self, built: Path, url: str) -> bool:
        path = Path(make_url(url).database or "")
        log = path.with_name(f"{path.name}-wal")
        if (log.exists() and log.stat().st_size) or not path.exists():
            return False
        if path.read_bytes() != self._migrated:
            return False
        if log.exists():
            _copy_under(built, path)
        else:
            shutil.copyfile(built, path)
        return True

    def _copy_rows(self, rows: Rows, url: str) -> bool:
        if self._server is None or self._untouched.get(url) != self._server.written():
            return False
        self._server.put(url, rows)
        return True


def _copy_under(built: Path, path: Path) -> None:
    """Somebody has the file open, as the log beside it tells: SQLite itself writes it then, page by
    page through the log, which takes six times as long."""
    with (
        closing(sqlite3.connect(built, isolation_level=None)) as source,
        closing(sqlite3.connect(path, isolation_level=None)) as file,
    ):
        file.execute("PRAGMA synchronous=OFF")
        source.backup(file)


_built: list[Built] = []


def copied(units: Units, asked: Asked) -> bool:
    """Whether what is asked for was copied, so that nothing is left to do."""
    return any(built.copy_to(units, asked) for built in _built)


def built_once(built: Built) -> Iterator[Built]:
    """From here on `copied` copies what this holds."""
    _built.append(built)
    yield built
    _built.remove(built)
