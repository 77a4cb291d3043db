"""`engage check`: everything that can be wrong before the first request, said at once.

A fault never hides another: notices, theme and database are looked at also when settings are
broken, as far as these say where they are.
"""

import os
from collections.abc import Iterator, Mapping
from pathlib import Path

from sqlalchemy import make_url
from sqlalchemy.exc import SQLAlchemyError

from engage.core.db import Database
from engage.core.schema import is_current
from engage.core.settings import Settings, SettingsError, load_settings
from engage.following.service.asking import NOTICE, NOTICES
from engage.notices.service import load_templates
from engage.web.template_faults import template_faults
from engage.web.theme import ThemeFault, configured_theme

NOT_READY = "database: not at the newest schema, run `engage migrate`"


def all_faults() -> list[str]:
    """One line per fault of settings, notices, theme and database; empty when all is well."""
    settings, faults = _settings()
    faults += _wordpress_faults(os.environ)
    return [*faults, *_file_faults(settings), *_database_faults(settings, faults)]


def missing_libraries() -> list[str]:
    """What the machine lacks for a part of the work, without which all else can be done."""
    from engage.reports.renderers.pdf import missing_library  # noqa: PLC0415 - all formats

    lacking = missing_library()
    return [f"reports: {lacking}"] if lacking else []


def outdated_wordings() -> list[str]:
    """Wordings of notices that follow an earlier English text. Nobody is shown these, so nothing
    stops for them; a person has to look at each and say what it follows now."""
    settings, _faults = _settings()
    folder = settings.notices_dir
    return [
        *(f"notices: {one}" for one in _outdated_in(folder)),
        *(f"notices/{NOTICES}: {one}" for one in _outdated_in(folder / NOTICES)),
    ]


def _outdated_in(folder: Path) -> Iterator[str]:
    templates, _faults = load_templates(folder) if folder.is_dir() else ({}, [])
    for template in templates.values():
        for one in template.outdated:
            yield (
                f"{one.tag}/{template.name}.md: follows an earlier {template.name}.md, so it is not"
                f" shown; bring it up to date and write `of: {template.content_hash}`"
            )


def faults_before_migrating() -> list[str]:
    """Like `all_faults`, for who brings the database to its schema in the next step."""
    settings, faults = _settings()
    return [*faults, *_file_faults(settings)]


def _settings() -> tuple[Settings, list[str]]:
    try:
        return load_settings(), []
    except SettingsError as error:
        return error.partial, list(error.faults)


def _wordpress_faults(environ: Mapping[str, str]) -> list[str]:
    """Settings of a WordPress whose address is not set: nothing would be pushed, in silence."""
    if environ.get("ENGAGE_WORDPRESS_URL", "").strip():
        return []
    needless = sorted(
        name for name, text in environ.items() if name.startswith("ENGAGE_WORDPRESS_") and text
    )
    return [f"{name}: set, while ENGAGE_WORDPRESS_URL is not" for name in needless]


def _file_faults(settings: Settings) -> list[str]:
    """Of notices and theme; a folder that is not there is told of as a setting already."""
    faults = []
    if settings.notices_dir.is_dir():
        faults += _notice_faults(settings.notices_dir)
        faults += _following_faults(settings)
    if (settings.themes_dir / settings.theme / "theme.toml").is_file():
        faults += _theme_faults(settings)
    return faults


def _notice_faults(folder: Path) -> list[str]:
    _, faults = load_templates(folder)
    return [f"notices: {fault}" for fault in faults]


def _following_faults(settings: Settings) -> list[str]:
    """Of the notice above the form to follow an engagement, which needs mail to be sent at all."""
    if settings.mail is None:
        return []
    folder = settings.notices_dir / NOTICES
    templates, faults = load_templates(folder) if folder.is_dir() else ({}, [])
    if NOTICE not in templates and not faults:
        faults = [f"{NOTICE}.md is missing, so nobody can follow an engagement by e-mail"]
    return [f"notices/{NOTICES}: {fault}" for fault in faults]


def _theme_faults(settings: Settings) -> list[str]:
    try:
        theme = configured_theme(settings)
    except ThemeFault as error:
        return list(error.faults)
    return template_faults(theme)


def _database_faults(settings: Settings, told: list[str]) -> list[str]:
    if any(fault.startswith("ENGAGE_DATABASE_URL") for fault in told):
        return []
    url = settings.database_url
    # Looking must not make what it looks for: SQLite would begin an empty file.
    if url.startswith("sqlite") and not Path(str(make_url(url).database)).exists():
        return [NOT_READY]
    try:
        database = Database(url)
        ready = is_current(database)
        database.dispose()
    except (SQLAlchemyError, OSError) as error:
        return [f"database: cannot be reached ({type(error).__name__})"]
    return [] if ready else [NOT_READY]
