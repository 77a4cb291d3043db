"""What was public before the search knew of it is found after migrating."""

import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import text

from engage.core.db import Database
from engage.core.migrating import alembic_config, upgrade
from engage.core.permissions import SYSTEM
from engage.core.schema import is_current
from engage.engagements.rules import (
    DocumentShown,
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
from tests.comments.answers.asking import STOP
from tests.search.test_public import finds, is_in_step

BEFORE = "0025"
BEFORE_QUESTIONS = "0028"
BEFORE_SPELLING = "0029"
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


Rows = Iterable[tuple[str, dict[str, object]]]

ASKED = TranslatedText(
    "question:1:stop", "", "", "", "Quel banc?", "Pour le plan", parts=(("use", "Compter"),)
)
MORE: dict[int, EngagementContent | TopicContent | TranslationContent] = {
    1: EngagementContent(title="Buses", documents=(DocumentShown("d1", "Timetable", "en"),)),
    2: TopicContent("Routes", "Everywhere", "Where?", "To know", questions=(STOP,)),
    3: TranslationContent((*TRANSLATION.texts, ASKED)),
}


@contextmanager
def left_by(version: str, statements: Rows, request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of a database as that version left it."""
    name = f"early_{uuid.uuid4().hex}"
    server: PostgresqlServer | None = None
    if request.param == "sqlite":
        url = f"sqlite:///{request.getfixturevalue('tmp_path') / name}.db"
    else:
        server = request.getfixturevalue("postgresql_server")
        url = server.create(name)
    database = Database(url)
    command.upgrade(alembic_config(database), version)
    with database.engine.begin() as connection:
        for statement, values in statements:
            connection.execute(text(statement), values)
    database.dispose()
    yield url
    if server is not None:
        server.drop(name)


BOTH = ["sqlite", pytest.param("postgresql", marks=pytest.mark.services)]


@pytest.fixture(params=BOTH)
def early(request: pytest.FixtureRequest) -> Iterator[str]:
    with left_by(BEFORE, rows(), request) as url:
        yield url


@pytest.fixture(params=BOTH)
def followed(request: pytest.FixtureRequest) -> Iterator[str]:
    """Nothing is due: its version indexed all that it knew of."""
    with left_by(BEFORE_QUESTIONS, rows_with_more(), request) as url:
        yield url


@pytest.fixture(params=BOTH)
def spelt(request: pytest.FixtureRequest) -> Iterator[str]:
    """Its version indexed words as they are written, and nothing is due."""
    with left_by(BEFORE_SPELLING, rows_as_written(request.param), request) as url:
        yield url


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


def rows_with_more() -> Iterator[tuple[str, dict[str, object]]]:
    for statement, values in rows():
        content = MORE.get(int(str(values.get("id", 0))))
        yield statement, {**values, "content": to_json(content)} if content else values
    yield (
        "INSERT INTO document (id, name, engagement_id, size, pages, title, language, added_at)"
        " VALUES (1, 'd1', 1, 9, 1, 'Timetable', 'en', :at)",
        {"at": EARLY},
    )
    yield (
        "INSERT INTO text_in_language (id, translation_id, engagement_id, key, kind, subject_id)"
        " VALUES (1, 1, 1, 'topic:1', 'topic', 1)",
        {},
    )
    yield "DELETE FROM search_due", {}


def rows_as_written(dialect: str) -> Iterator[tuple[str, dict[str, object]]]:
    content = to_json(EngagementContent(title="Buses", body="Mise en œuvre"))
    for statement, values in rows():
        yield statement, {**values, "content": content} if values.get("id") == 1 else values
    if dialect == "sqlite":
        row = "(rowid, words, tags, pairs) VALUES (10, 'buses mise en œuvre', 'k2 e1', '')"
    else:
        row = (
            "(kind, subject_id, words, pairs) VALUES ('engagement', 1, 'buses mise en œuvre', '{}')"
        )
    yield f"INSERT INTO public_search {row}", {}
    yield "DELETE FROM search_due", {}


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


def test_questions_and_documents_that_are_public_are_found(followed: str, tmp_path: Path) -> None:
    units = make_units(settings_for(followed, tmp_path))
    upgrade(units.database)
    with units.writing(SYSTEM) as unit:
        assert not follow_part(unit)
    assert len(finds(units, "bench", Kind.TOPIC)) == 1
    assert len(finds(units, "timetable", Kind.ENGAGEMENT)) == 1
    assert len(finds(units, "banc", Kind.TRANSLATION)) == 1
    assert is_in_step(units)
    units.database.dispose()


def test_what_was_indexed_as_it_is_written_is_found_as_it_is_typed(
    spelt: str, tmp_path: Path
) -> None:
    units = make_units(settings_for(spelt, tmp_path))
    upgrade(units.database)
    with units.writing(SYSTEM) as unit:
        assert not follow_part(unit)
    for query in ("oeuvre", "œuvre", '"mise en oeuvre"'):
        assert len(finds(units, query, Kind.ENGAGEMENT)) == 1, query
    units.database.dispose()
