"""What either index finds is what reading every text would find, the newest first."""

import uuid
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random
from typing import Final

import pytest
from alembic import command

from engage.core.db import Database
from engage.core.migrating import alembic_config, upgrade
from engage.core.permissions import SYSTEM
from engage.core.unit import Units
from engage.search.indexing import Text
from engage.search.postgresql import PostgresqlIndex
from engage.search.queries import Reach, found_ids
from engage.search.rules import Kind, Sought, plain_words, sought
from engage.search.service import follow_part
from engage.search.sqlite import SqliteIndex
from tests.app_fixtures import build_engagement
from tests.benchmarks.home_rows import PLACES, add_comments
from tests.services.postgresql import PostgresqlServer

WORDS: Final = ("the", "then", "these", "of", "bus", "École", "écolo", "straße", "夜間巴士")
TEXTS: Final = 150
QUERIES: Final = 80


def says(words: Sequence[str], wanted: Sought) -> bool:
    return all(
        any(
            all(
                said == word
                or (wanted.is_open and phrase is wanted.phrases[-1] and said.startswith(word))
                if place == len(phrase) - 1
                else said == word
                for place, (said, word) in enumerate(zip(words[at:], phrase, strict=False))
            )
            for at in range(len(words) - len(phrase) + 1)
        )
        for phrase in wanted.phrases
    )


def queries(chosen: Random) -> Iterator[str]:
    for _ in range(QUERIES):
        terms = []
        for _term in range(chosen.randint(1, 3)):
            said = " ".join(chosen.choices(WORDS, k=chosen.randint(1, 3)))
            terms.append(f'"{said}"' if chosen.random() < 0.6 else said)
        yield " ".join(terms)


def test_every_text_that_says_it_is_found_and_no_other(both_units: Units) -> None:
    chosen = Random(4)
    engagement = build_engagement(both_units)
    texts = [" ".join(chosen.choices(WORDS, k=chosen.randint(2, 9))) for _ in range(TEXTS)]
    add_comments(both_units, [engagement.id], TEXTS, texts)
    with both_units.writing(SYSTEM) as unit:
        follow_part(unit)
    bodies = {
        n: plain_words(f"{texts[n % TEXTS]} {PLACES[n % len(PLACES)]} ({n})")
        for n in range(TEXTS, 0, -1)
    }
    found = 0
    with both_units.reading(SYSTEM) as unit:
        for query in queries(chosen):
            wanted = sought(query)
            expected = [n for n, words in bodies.items() if says(words, wanted)]
            for only in (None, engagement.id):
                for most in (None, 3):
                    reach = Reach(unit.now, only)
                    ids = found_ids(unit.session, wanted, Kind.COMMENT, reach, most)
                    assert ids == expected[:most], query
            found += bool(expected)
    assert QUERIES // 4 < found < QUERIES


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.services)])
def early(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A database of the version before, whose index holds one text."""
    name = f"early_{uuid.uuid4().hex}"
    server: PostgresqlServer | None = None
    if request.param == "sqlite":
        database = Database(f"sqlite:///{tmp_path / name}.db")
        row = "(rowid, words, tags) VALUES (9, 'le bus de nuit le bus ecole', 'k1 e1')"
    else:
        server = request.getfixturevalue("postgresql_server")
        database = Database(server.create(name))
        words = "'le':1,5 'bus':2,6 'de':3 'nuit':4 'ecole':7 '=kcomment' '=e1'"
        quoted = words.replace("'", "''")
        row = f"(kind, subject_id, words) VALUES ('comment', 1, '{quoted}')"
    command.upgrade(alembic_config(database), "0026")
    with database.engine.begin() as connection:
        connection.exec_driver_sql(f"INSERT INTO public_search {row}")
    yield database
    database.dispose()
    if server is not None:
        server.drop(name)


@pytest.mark.parametrize("query", ['"bus de nuit"', "nui", "bus eco", '"le bus" "de nuit" eco'])
def test_what_was_in_the_index_before_is_found_as_what_is_put_there_now(
    early: Database, query: str
) -> None:
    upgrade(early)
    index = SqliteIndex() if early.is_sqlite else PostgresqlIndex()
    now = Text(Kind.COMMENT, 2, 1, "le bus de nuit le bus ecole")
    before = Text(Kind.COMMENT, 1, 1, now.words)
    with early.session(writes=True) as session:
        index.keep(session, [now])
        assert index.differing(session, [before, now]) == set()
        assert index.comments(session, sought(query), None, None, None) == [2, 1]
