"""Migrations run from code, so that a new machine needs one command and no ini file."""

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from engage.core.db import Database
from engage.core.settings import ROOT


def alembic_config(database: Database) -> Config:
    config = Config()
    config.set_main_option("script_location", str(ROOT / "migrations"))
    config.attributes["database"] = database
    return config


def upgrade(database: Database) -> None:
    """Brings the schema to the newest revision; running it again changes nothing."""
    command.upgrade(alembic_config(database), "head")


def is_current(database: Database) -> bool:
    """Whether the schema is at the newest revision."""
    script = ScriptDirectory.from_config(alembic_config(database))
    with database.engine.connect() as connection:
        heads = MigrationContext.configure(connection).get_current_heads()
    return set(heads) == set(script.get_heads())
