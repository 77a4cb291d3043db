"""Translations that were public before their texts had rows are found after migrating."""

import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import text

from engage.core.db import Database
from engage.core.migrating import alembic_config, upgrade
from engage.core.permissions import SYSTEM
from engage.core.schema import is_current
from engage.engagements.rules import (
    EngagementContent,
    TopicContent,
    TranslatedText,
    TranslationContent,
    to_json,
)
from engage.search.rules import Kind
from engage.search.service import follow_part
from engage.wiring import make_units
from tests.app_fixtures import PostgresqlServer, settings_for
from tests.search.test_public import finds, is_in_step

BEFORE = "0025"
EARLY = "2026-01-05 12:00:00.000000"
TRANSLATION = TranslationContent(
    (
        TranslatedText("engagement", "Autobus", "De nuit", "Toujours"),
        TranslatedText("results", "", "Rien encore"),
        TranslatedText("topic:1", "Trajets", "", "Partout", "Où?", "Pour savoir"),
    )
)
REVISIONS = (
    (1, "engagement", EngagementContent(title="Buses", summary="At night", body="Always")),
    (2, "topic", TopicContent("Routes", "Everywhere", "Where?", "To know")),
    (3, "translation", TRANSLATION),
)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.services)])
def early(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database as the version before left it."""
    name = f"early_{uuid.uuid4().hex}"
    server: PostgresqlServer | None = None
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path / name}.db"
    else:
        server = request.getfixturevalue("postgresql_server")
        url = server.create(name)
    database = Database(url)
    command.upgrade(alembic_config(database), BEFORE)
    with database.engine.begin() as connection:
        for statement, values in rows():
            connection.execute(text(statement), values)
    database.dispose()
    yield url
    if server is not None:
        server.drop(name)


def rows() -> Iterator[tuple[str, dict[str, object]]]:
    at = {"at": EARLY}
    yield "INSERT INTO ministry (id, code, name) VALUES (1, 'TRAN', 'Transport')", {}
    for number, subject, content in REVISIONS:
        yield (
            "INSERT INTO revision (id, subject, subject_id, number, content, content_hash,"
            " created_at) VALUES (:id, :subject, 1, 1, :content, '', :at)",
            {"id": number, "subject": subject, "content": to_json(content), **at},
        )
    yield (
        "INSERT INTO engagement (id, slug, ministry_id, title, summary, kind, created_at,"
        " published_at, opens_at, published_revision_id, languages)"
        " VALUES (1, 'buses', 1, 'Buses', '', 'ongoing', :at, :at, :at, 1, 'fr')",
        at,
    )
    yield (
        "INSERT INTO topic (id, engagement_id, slug, title, position, published_revision_id)"
        " VALUES (1, 1, 'routes', 'Routes', 1, 2)",
        {},
    )
    yield (
        "INSERT INTO engagement_translation (id, engagement_id, language, published_revision_id,"
        " published_at, created_at) VALUES (1, 1, 'fr', 3, :at, :at)",
        at,
    )


def test_the_texts_of_a_public_translation_are_found(early: str, tmp_path: Path) -> None:
    units = make_units(settings_for(early, tmp_path))
    upgrade(units.database)
    assert is_current(units.database)
    with units.writing(SYSTEM) as unit:
        assert not follow_part(unit)
    assert len(finds(units, "autobus", Kind.TRANSLATION)) == 1
    assert len(finds(units, "trajets", Kind.TRANSLATION)) == 1
    assert finds(units, "rien", Kind.TRANSLATION) == []
    assert is_in_step(units)
    units.database.dispose()
