"""Migrations run from code, so that a new machine needs one command and no ini file."""

from alembic import command
from alembic.config import Config

from engage.core.db import Database
from engage.core.schema import MIGRATIONS


def alembic_config(database: Database) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["database"] = database
    return config


def upgrade(database: Database) -> None:
    """Brings the schema to the newest revision; running it again changes nothing."""
    command.upgrade(alembic_config(database), "head")
