"""Finding comments by their words, on both databases; whatever is typed is only words."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select, text

from engage.comments.models import Comment
from engage.core.db import Database
from engage.core.migrating import upgrade
from engage.core.permissions import SYSTEM
from engage.core.unit import Units
from engage.moderation import search
from engage.wiring import make_units
from tests.app_fixtures import build_engagement, settings_for
from tests.moderation.senders import send

TEXTS = (
    "The Café on Main Street needs a bus, a night-bus!",
    "Büsse are buses in Zürich.",
    "O'Brien's cat OR dog NOT bird AND *fish* (near) col:umn \"quoted\"",
)
OPERATORS = ('"', "*", "(", ")", "NEAR", "AND", "OR", "NOT", ":", "-", "^", "'", "&", "|", "!")


@pytest.fixture
def numbers(both_units: Units) -> list[int]:
    build_engagement(both_units)
    made = [send(both_units, words)[0] for words in TEXTS]
    with both_units.writing(SYSTEM) as unit:
        for number, words in zip(made, TEXTS, strict=True):
            search.index(unit, number, words)
    return made


def found(units: Units, query: str) -> set[int]:
    with units.reading(SYSTEM) as unit:
        sought = search.wanted(query)
        if not sought:
            return set()
        question = search.matching(unit.session, select(Comment.id), sought)
        return set(unit.session.scalars(question))


@pytest.mark.parametrize(
    ("query", "which"),
    [
        ("cafe", [0]),
        ("CAFÉ street", [0]),
        ("bus", [0, 1]),
        ('"bus"', [0]),
        ('"a bus"', [0]),
        ('"bus a"', [0]),
        ('"street main"', []),
        ("street main", [0]),
        ("zuri", [1]),
        ("bird or", [2]),
        ("o'brien", [2]),
        ("night-b", [0]),
        ("cafe dog", []),
        ("col:umn", [2]),
    ],
)
def test_words_are_found_without_accents_case_or_order_and_phrases_in_their_order(
    both_units: Units, numbers: list[int], query: str, which: list[int]
) -> None:
    assert found(both_units, query) == {numbers[one] for one in which}


@pytest.mark.parametrize(
    "query", ["", " ", '"', '""', "* ( ) - :", "\0", "\ud800", "💩", "a" * 99_999]
)
def test_what_holds_no_word_is_no_search_and_no_error(
    both_units: Units, numbers: list[int], query: str
) -> None:
    assert found(both_units, query) == set()


def test_a_text_that_changed_is_found_by_its_new_words_only(
    both_units: Units, numbers: list[int]
) -> None:
    with both_units.writing(SYSTEM) as unit:
        search.index(unit, numbers[0], "Trams, please")
        search.forget(unit, numbers[1:])
    assert found(both_units, "trams") == {numbers[0]}
    assert found(both_units, "cafe") == found(both_units, "zurich") == set()


@pytest.mark.parametrize("pages", [None, 2])
def test_words_that_were_forgotten_are_in_no_file_after_tidying(
    units: Units, tmp_path: Path, pages: int | None
) -> None:
    build_engagement(units)
    with units.writing(SYSTEM) as unit:
        for number in range(1, 200):
            search.index(unit, number, f"Quartermain wrote {number}")
    with units.writing(SYSTEM) as unit:
        search.forget(unit, range(1, 200, 2))
        for number in range(2, 200, 2):
            search.index(unit, number, f"somebody wrote {number}")
    begins = True
    for _ in range(500):
        with units.writing(SYSTEM) as unit:
            if search.tidy(unit, pages, begins=begins):
                break
        begins = False
    else:
        raise AssertionError("tidying never ends")
    with units.database.engine.connect() as connection:
        connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))
    kept = b"".join(path.read_bytes() for path in tmp_path.iterdir() if path.is_file())
    assert b"somebody" in kept
    assert b"quartermain" not in kept.lower()


@pytest.fixture(scope="module")
def some_units(tmp_path_factory: pytest.TempPathFactory) -> Units:
    folder = tmp_path_factory.mktemp("searched")
    chosen = settings_for(f"sqlite:///{folder / 'engage.db'}", folder)
    database = Database(chosen.database_url)
    upgrade(database)
    database.dispose()
    return make_units(chosen)


@settings(max_examples=60)
@given(st.lists(st.text() | st.sampled_from(OPERATORS), max_size=8).map(" ".join))
def test_nothing_that_can_be_typed_is_a_mistake(some_units: Units, query: str) -> None:
    found(some_units, query)


@settings(max_examples=60)
@given(st.text(min_size=1))
def test_every_word_of_a_text_finds_it(some_units: Units, words: str) -> None:
    with some_units.writing(SYSTEM) as unit:
        search.index(unit, 7, words)
        kept = text("SELECT count(*) FROM comment_search WHERE comment_search MATCH :words")
        for word in search.plain_words(words):
            assert unit.session.scalar(kept, {"words": f'"{word}"'}) == 1
