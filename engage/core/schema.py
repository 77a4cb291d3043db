"""Whether the database has the schema that this program was written for.

Asked at the start of each command and by each readiness check, so it does without the library that
migrates. Migrations are files named by their revision, in one line; a test holds that.
"""

from typing import Final

from sqlalchemy import inspect, text

from engage.core.db import Database
from engage.core.settings import ROOT

MIGRATIONS: Final = ROOT / "migrations"
_TABLE: Final = "alembic_version"


def newest_revision() -> str:
    """The one to which a database is migrated: '0028'."""
    return max(path.stem for path in (MIGRATIONS / "versions").glob("*.py")).partition("_")[0]


def is_current(database: Database) -> bool:
    """Whether the schema is at the newest revision."""
    with database.engine.connect() as connection:
        if not inspect(connection).has_table(_TABLE):
            return False
        found = set(connection.scalars(text(f"SELECT version_num FROM {_TABLE}")))  # noqa: S608
    return found == {newest_revision()}
