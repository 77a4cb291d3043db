"""`engage check`: everything that can be wrong before the first request, said at once."""

from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from engage import wiring
from engage.core.schema import is_current
from engage.core.settings import Settings, SettingsError, load_settings
from engage.notices.service import load_templates
from engage.web.theme import ThemeFault, load_theme


def all_faults() -> list[str]:
    """One line per fault of settings, notices, theme and database; empty when all is well."""
    try:
        settings = load_settings()
    except SettingsError as error:
        return error.faults
    return [*_notice_faults(settings.notices_dir), *_theme_faults(settings), *_database(settings)]


def _notice_faults(folder: Path) -> list[str]:
    _, faults = load_templates(folder)
    return [f"notices: {fault}" for fault in faults]


def _theme_faults(settings: Settings) -> list[str]:
    try:
        load_theme(settings.themes_dir, settings.theme)
    except ThemeFault as error:
        return list(error.faults)
    return []


def _database(settings: Settings) -> list[str]:
    try:
        database = wiring.make_units(settings).database
        ready = is_current(database)
    except SQLAlchemyError as error:
        return [f"database: cannot be reached ({type(error).__name__})"]
    return [] if ready else ["database: not at the newest schema, run `engage migrate`"]
