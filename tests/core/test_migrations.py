"""Migrations give exactly the models' schema, on both databases."""

from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import text

from engage.core.db import Base, Database
from engage.core.schema import is_current, upgrade


def is_mapped(_object: object, name: str | None, kind: str, *_more: object) -> bool:
    """All but the indexes of words, which each database keeps in a form of its own."""
    return kind != "table" or not (name or "").startswith(("comment_search", "public_search"))


def test_the_migrated_schema_is_that_of_the_models(database_url: str) -> None:
    database = Database(database_url)
    with database.engine.connect() as connection:
        opts = {"compare_type": True, "include_object": is_mapped}
        context = MigrationContext.configure(connection, opts=opts)
        assert compare_metadata(context, Base.metadata) == []
    database.dispose()


def test_migrating_again_changes_nothing(database_url: str) -> None:
    database = Database(database_url)
    upgrade(database)
    assert is_current(database)
    database.dispose()


def test_an_empty_database_is_not_current(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'empty.db'}")
    assert not is_current(database)
    database.dispose()


def test_sqlite_is_durable_and_forgets_what_is_deleted(sqlite_url: str) -> None:
    database = Database(sqlite_url)
    with database.engine.connect() as connection:
        pragmas = {
            name: connection.execute(text(f"PRAGMA {name}")).scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "secure_delete")
        }
    assert pragmas == {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "secure_delete": 1,
    }
    database.dispose()


def test_only_a_passing_write_does_not_wait_for_the_disk(sqlite_url: str) -> None:
    database = Database(sqlite_url)
    seen = []
    for lasts in (True, False, True):
        with database.session(writes=True, lasts=lasts) as session:
            seen.append(session.execute(text("PRAGMA synchronous")).scalar())
    assert seen == [2, 1, 2]
    database.dispose()
