"""One world for all cells of the matrix; whatever a cell changed is put back after it."""

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from engage.app import create_app
from engage.core.clock import FixedClock
from engage.web.theme import Theme
from engage.web.transaction import EngageFlask
from engage.wiring import make_units
from tests.app_fixtures import NOON, settings_for
from tests.permissions.furnishing import made
from tests.permissions.people import LETTERS, Member, member
from tests.permissions.world import Ids, World, owned_by, passkey_of, speak


@dataclass
class Cells:
    """The application with everybody in it. `everywhere` and `elsewhere` are by letter."""

    app: EngageFlask
    client: FlaskClient
    world: World
    everywhere: dict[str, Member]
    elsewhere: dict[str, Member]
    speaker: Member
    owner: Member
    roleless: Member
    owned: dict[int, Ids]
    _kept: "Kept | None" = field(default=None)

    def keep(self, path: Path) -> None:
        self._kept = Kept(path)

    def put_back(self) -> None:
        assert self._kept is not None
        self._kept.put_back()

    def rows(self) -> dict[str, str]:
        """Everything that is kept, cell by cell: `table/row/column`."""
        assert self._kept is not None
        return self._kept.rows()


class Kept:
    """The database file as it was, copied back by SQLite itself when anybody wrote to it."""

    def __init__(self, path: Path) -> None:
        self._file = sqlite3.connect(path, isolation_level=None)
        self._file.execute("PRAGMA synchronous=OFF")
        self._memory = sqlite3.connect(":memory:")
        self._file.backup(self._memory)
        self._seen = self._version()

    def put_back(self) -> None:
        if self._version() != self._seen:
            self._memory.backup(self._file)
            self._seen = self._version()

    def rows(self) -> dict[str, str]:
        found: dict[str, str] = {}
        tables = self._file.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        for (table,) in tables.fetchall():
            rows = self._file.execute(f'SELECT * FROM "{table}"')
            columns = [column[0] for column in rows.description]
            for number, row in enumerate(rows):
                for column, value in zip(columns, row, strict=True):
                    found[f"{table}/{number}/{column}"] = repr(value)
        return found

    def _version(self) -> int:
        number: int = self._file.execute("PRAGMA data_version").fetchone()[0]
        return number


@pytest.fixture(scope="session")
def all_cells(migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cells]:
    folder = tmp_path_factory.mktemp("matrix")
    path = folder / "engage.db"
    path.write_bytes(migrated_sqlite.read_bytes())
    # With a mail server, so that its pages are there; nobody delivers anything here.
    mailing = {"ENGAGE_SMTP_URL": "smtp://127.0.0.1:9", "ENGAGE_MAIL_ADDRESS": "engage@gov.bc.ca"}
    settings = settings_for(f"sqlite:///{path}", folder, **mailing)
    units = make_units(settings, FixedClock(NOON))
    app = create_app(units.settings, units=units)
    world = made(units)
    theme = app.jinja_env.globals["theme"]
    assert isinstance(theme, Theme)
    world.ids |= {
        "digest": theme.digest,
        "path": "css/site.css",
        "/sitemap-<number>.xml number": 1,
        "elsewhere_id": world.elsewhere_id,
    }
    everybody = {letter: member(app, role) for letter, role in LETTERS.items()}
    away = {
        letter: member(app, role, world.elsewhere_id, "away." + letter.lower())
        for letter, role in LETTERS.items()
    }
    speaker = member(app, LETTERS["V"], world.ministry_id, "speaker")
    speak(world, speaker)
    owner = member(app, LETTERS["V"], world.ministry_id, "owner")
    roleless = member(app, None, name="roleless")
    owners = [owner, *everybody.values()]
    owned = {one.id: owned_by(world, one) for one in owners}
    for one in (speaker, roleless, *away.values()):
        passkey_of(world, one)
    client = app.test_client(use_cookies=False)
    cells = Cells(app, client, world, everybody, away, speaker, owner, roleless, owned)
    cells.keep(path)
    yield cells
    units.database.dispose()


@pytest.fixture
def cells(all_cells: Cells) -> Iterator[Cells]:
    yield all_cells
    all_cells.put_back()
