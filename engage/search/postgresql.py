"""The index on PostgreSQL: a table with a `tsvector` under GIN.

The words were taken apart already, so its parser is passed by: lexemes and positions are written
out, and questions as well. Lexemes that no word can be (they begin with `=`) say of which kind and
engagement a text is.

GIN knows in which texts a word stands, not where: for a phrase of common words most texts would be
read. So a phrase is looked up by its pairs (`pairs.py`), and the words of the few texts that are
left say the rest.
"""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import Integer, String, column, delete, select, table, text
from sqlalchemy.orm import Session

from engage.search.indexing import Text
from engage.search.pairs import pair, pairs_of
from engage.search.rules import Kind, Sought

_SEARCH: Final = table(
    "public_search", column("kind", String), column("subject_id", Integer), column("words")
)
_GIVEN: Final = (
    "SELECT row ->> 0 AS kind, CAST(row ->> 1 AS integer) AS subject_id,"
    " CAST(row ->> 2 AS tsvector) AS words, CAST(row ->> 3 AS smallint[]) AS pairs"
    " FROM json_array_elements(CAST(:rows AS json)) AS row"
)
_KEEP: Final = text(f"INSERT INTO public_search (kind, subject_id, words, pairs) {_GIVEN}")
_DIFFERING: Final = text(
    f"SELECT given.subject_id FROM ({_GIVEN}) AS given LEFT JOIN public_search AS kept"  # noqa: S608
    " ON kept.kind = given.kind AND kept.subject_id = given.subject_id"
    " WHERE kept.words IS DISTINCT FROM given.words OR kept.pairs IS DISTINCT FROM given.pairs"
)
_BY_STAFF: Final = text(
    "SELECT kind, string_agg(CAST(subject_id AS text), ',') FROM public_search"
    " WHERE kind <> 'comment' AND words @@ CAST(:asked AS tsquery) GROUP BY kind"
)
NEWEST: Final = 1_500
# The function of the operator, for which no index is looked at: the last texts are read one by one.
_NEWEST_COMMENTS: Final = text(
    "SELECT subject_id FROM public_search WHERE kind = 'comment' AND subject_id >"  # noqa: S608
    f" (SELECT max(subject_id) FROM public_search WHERE kind = 'comment') - {NEWEST}"
    " AND ts_match_vq(words, CAST(:asked AS tsquery)) ORDER BY subject_id DESC LIMIT :most"
)
# OFFSET 0 keeps all that is found together, to be sorted: the database would else read along the
# key, whatever it thinks of how many there are.
_SAID: Final = (
    "SELECT subject_id FROM (SELECT subject_id FROM public_search WHERE kind = 'comment'"
    " AND subject_id < :before AND words @@ CAST(:asked AS tsquery){} OFFSET 0) AS said"
    " ORDER BY subject_id DESC LIMIT :most"
)
_COMMENTS: Final = text(_SAID.format(""))
# Not with no pairs: for these the index would be read from end to end.
_COMMENTS_OF_PHRASES: Final = text(_SAID.format(" AND pairs @> CAST(:pairs AS smallint[])"))
_LAST: Final = 2**31 - 1
_LAST_POSITION: Final = 16_383
_MOST_POSITIONS: Final = 255


class PostgresqlIndex:
    def keep(self, session: Session, texts: Sequence[Text]) -> None:
        if texts:
            session.execute(_KEEP, {"rows": _rows(texts)})

    def forget(self, session: Session, kind: Kind, ids: Collection[int]) -> None:
        session.execute(
            delete(_SEARCH).where(_SEARCH.c.kind == kind, _SEARCH.c.subject_id.in_(list(ids)))
        )

    def repair(self, session: Session) -> None:
        """Nothing that its own tools (`REINDEX`) would not do better."""

    def by_staff(
        self, session: Session, wanted: Sought, engagement_id: int | None
    ) -> dict[Kind, list[int]]:
        asked = {"asked": _asked(wanted, engagement_id)}
        rows: Iterable[Any] = session.connection().execute(_BY_STAFF, asked)
        return {Kind(kind): sorted(map(int, ids.split(",")), reverse=True) for kind, ids in rows}

    def comments(
        self,
        session: Session,
        wanted: Sought,
        engagement_id: int | None,
        before: int | None,
        most: int | None,
    ) -> list[int]:
        connection = session.connection()
        asked: dict[str, str | int] = {
            "asked": _asked(wanted, engagement_id),
            "before": _LAST if before is None else before,
            "most": _LAST if most is None else most,
        }
        if most is not None and before is None and engagement_id is None:
            found = list(connection.scalars(_NEWEST_COMMENTS, asked))
            if len(found) == most:
                return found
        if pairs := pairs_of(wanted):
            asked["pairs"] = _array(pairs)
            return list(connection.scalars(_COMMENTS_OF_PHRASES, asked))
        return list(connection.scalars(_COMMENTS, asked))

    def kept(self, session: Session, kind: Kind) -> Iterator[int]:
        yield from session.scalars(select(_SEARCH.c.subject_id).where(_SEARCH.c.kind == kind))

    def differing(self, session: Session, texts: Sequence[Text]) -> set[int]:
        return set(session.scalars(_DIFFERING, {"rows": _rows(texts)}))

    def tidy(self, session: Session, pages: int, *, begins: bool) -> bool:
        """It clears away what was deleted by itself, as it does in every table."""
        return True

    def is_sound(self, session: Session) -> bool:
        return True


def _asked(wanted: Sought, engagement_id: int | None) -> str:
    phrases = [" <-> ".join(f"'{word}'" for word in words) for words in wanted.phrases]
    if wanted.is_open:
        phrases[-1] += ":*"
    within = [f"'=e{engagement_id}'"] if engagement_id is not None else []
    return " & ".join([*(f"({phrase})" for phrase in phrases), *within])


def _rows(texts: Sequence[Text]) -> str:
    rows = []
    for one in texts:
        placed = _placed(one.words)
        rows.append([one.kind, one.subject_id, _vector(one, placed), _array(_pairs_in(placed))])
    return json.dumps(rows, ensure_ascii=False)


def _placed(words: str) -> dict[str, list[int]]:
    """Each word with its positions, as many as `tsvector` keeps."""
    positions: dict[str, list[int]] = {}
    for at, word in enumerate(words.split(), start=1):
        places = positions.setdefault(word, [])
        if at <= _LAST_POSITION and len(places) < _MOST_POSITIONS:
            places.append(at)
    return positions


def _vector(one: Text, placed: Mapping[str, Sequence[int]]) -> str:
    """The words with their positions, in the notation of `tsvector`."""
    lexemes = [
        f"'{word}':{','.join(map(str, places))}" if places else f"'{word}'"
        for word, places in placed.items()
    ]
    return " ".join([*lexemes, f"'=k{one.kind}'", f"'=e{one.engagement_id}'"])


def _pairs_in(placed: Mapping[str, Sequence[int]]) -> set[int]:
    at = {place: word for word, places in placed.items() for place in places}
    return {pair(word, at[place + 1]) for place, word in at.items() if place + 1 in at}


def _array(numbers: Collection[int]) -> str:
    return "{" + ",".join(map(str, sorted(numbers))) + "}"
