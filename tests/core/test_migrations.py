"""Migrations give exactly the models' schema, on both databases."""

from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text

from engage.core.db import Base, Database
from engage.core.migrating import alembic_config, upgrade
from engage.core.schema import is_current, newest_revision


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


def test_the_newest_revision_is_known_by_the_name_of_its_file(database_url: str) -> None:
    database = Database(database_url)
    script = ScriptDirectory.from_config(alembic_config(database))
    assert script.get_heads() == [newest_revision()]
    for one in script.walk_revisions():
        assert Path(one.path).name.startswith(f"{one.revision}_")
    database.dispose()


def test_a_database_of_an_older_or_newer_program_is_not_current(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'other.db'}")
    with database.engine.begin() as connection:
        connection.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32))"))
    assert not is_current(database)
    for other in ("0001", "9999"):
        with database.engine.begin() as connection:
            connection.execute(text("DELETE FROM alembic_version"))
            connection.execute(text("INSERT INTO alembic_version VALUES (:it)"), {"it": other})
        assert not is_current(database)
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
