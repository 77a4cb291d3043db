"""Phrases are looked up by pairs of words; pairs that share a number are told apart."""

from itertools import count

import pytest
from sqlalchemy import text

from engage.core.unit import Units
from engage.search.indexing import Text
from engage.search.pairs import pair, pairs_of
from engage.search.postgresql import PostgresqlIndex
from engage.search.rules import Kind, sought
from engage.search.sqlite import SqliteIndex


@pytest.mark.parametrize(
    ("query", "pairs"),
    [
        ('"a bus every hour"', [("a", "bus"), ("bus", "every"), ("every", "hour")]),
        ('"of the" "of the bus"', [("of", "the"), ("the", "bus")]),
        ("a bus", []),
        ("au-lait", []),
        ("café-au-lait", [("cafe", "au")]),
        ("夜間巴士", [("夜", "間"), ("間", "巴"), ("巴", "士")]),
    ],
)
def test_a_phrase_is_its_pairs_and_a_word_that_is_half_typed_has_none(query, pairs) -> None:
    assert pairs_of(sought(query)) == [pair(*two) for two in pairs]


def alike() -> tuple[str, str]:
    """Two words that have the same number before 'bus'."""
    seen: dict[int, str] = {}
    for word in (f"word{number}" for number in count()):
        number = pair(word, "bus")
        if number in seen:
            return seen[number], word
        seen[number] = word
    raise AssertionError


def test_a_pair_that_only_shares_a_number_is_not_found(both_units: Units) -> None:
    one, other = alike()
    index = SqliteIndex() if both_units.database.is_sqlite else PostgresqlIndex()
    with both_units.database.session(writes=True) as session:
        texts = [Text(Kind.COMMENT, n, 1, f"the {word} bus") for n, word in ((1, one), (2, other))]
        index.keep(session, texts)
        assert index.comments(session, sought(f'"{one} bus"'), None, None, None) == [1]
        assert index.comments(session, sought(f'"{other} bus"'), None, None, None) == [2]
        index.keep(session, [Text(Kind.TOPIC, 1, 1, f"the {one} bus")])
        assert index.by_staff(session, sought(f'"{other} bus"'), None) == {}
        assert index.by_staff(session, sought(f'"{one} bus"'), None) == {Kind.TOPIC: [1]}


def test_a_phrase_may_stand_in_the_middle_of_words_and_no_half_word_is_one(
    both_units: Units,
) -> None:
    index = SqliteIndex() if both_units.database.is_sqlite else PostgresqlIndex()
    with both_units.database.session(writes=True) as session:
        index.keep(session, [Text(Kind.COMMENT, 1, 1, "the bathe bus stops at the bus stop")])
        for query, found in {
            '"the bus"': [1],
            '"bus stop"': [1],
            '"he bus"': [],
            '"us st"': [],
        }.items():
            assert index.comments(session, sought(query), None, None, None) == found, query
        assert session.scalar(text("SELECT count(*) FROM public_search")) == 1
