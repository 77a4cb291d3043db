"""The index on SQLite: one table of FTS5, without what only versions after 3.40 can do.

A row is numbered by what it is of (`id * 8 + kind`), so that triggers can take it out without
looking for it, and the newest come first without sorting. A second column holds tags, of which
kind it is and of which engagement: FTS5 meets their lists with those of the words, and a common
word in a small engagement costs no more than that engagement. A third holds the pairs of
neighbours (`pairs.py`), each as one letter: FTS5 would find a phrase by the places of its words,
and of common words it reads them all. What has the pairs of a phrase is looked into.

What is deleted stays in the files of FTS5 beside its deletion until both are merged (version 3.42
can do without, by `secure-delete`). `tidy` merges in small steps, because one for all would keep
everybody from writing for seconds.
"""

import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Any, Final

from sqlalchemy import Integer, String, TextClause, column, select, table, text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from engage.search.indexing import Text
from engage.search.pairs import LOWEST, pair, pairs_of
from engage.search.rules import Kind, Sought

CODES: Final = {
    Kind.COMMENT: 1,
    Kind.ENGAGEMENT: 2,
    Kind.TOPIC: 3,
    Kind.UPDATE: 4,
    Kind.RESULTS: 5,
    Kind.TRANSLATION: 6,
}
KINDS_ROOM: Final = 8
_KINDS: Final = {code: kind for kind, code in CODES.items()}
_STAFF_TAGS: Final = " OR ".join(
    f'"k{code}"' for kind, code in CODES.items() if kind is not Kind.COMMENT
)
_LAST_ROW: Final = 2**62
# A token each, in three bytes, none of them a case of another.
_LETTERS: Final = "".join(
    map(chr, (*range(0x4E00, 0x4E00 + 20_900), *range(0xAC00, 0xAC00 + 11_100)))
)
# All in one row: to hand out thousands takes longer than to find them.
_BY_STAFF: Final = "SELECT group_concat(rowid) FROM public_search WHERE public_search MATCH :asked"
# FTS5 goes from the newest row backwards, and no further than is asked for.
_COMMENTS: Final = (
    f"SELECT rowid >> 3 FROM public_search WHERE public_search MATCH :asked"  # noqa: S608
    f" AND rowid < :before AND rowid & 7 = {CODES[Kind.COMMENT]}"
)
_NEWEST: Final = " ORDER BY rowid DESC LIMIT :most"
_SAYS: Final = " AND instr(' ' || words || ' ', :phrase{})"
_SEARCH: Final = table(
    "public_search",
    column("rowid", Integer),
    column("words", String),
    column("tags", String),
    column("pairs", String),
)
_KEEP: Final = text(
    "INSERT INTO public_search (rowid, words, tags, pairs)"
    " SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]'),"
    " json_extract(value, '$[2]'), json_extract(value, '$[3]') FROM json_each(:rows)"
)
_FORGET: Final = text("DELETE FROM public_search WHERE rowid = :row")
_REBUILD: Final = text("INSERT INTO public_search (public_search) VALUES ('rebuild')")
_MERGE: Final = text("INSERT INTO public_search (public_search, rank) VALUES ('merge', :pages)")
_CHECK: Final = text("INSERT INTO public_search (public_search) VALUES ('integrity-check')")
_CHANGES: Final = text("SELECT total_changes()")


class SqliteIndex:
    def keep(self, session: Session, texts: Sequence[Text]) -> None:
        rows = [[_row(one.kind, one.subject_id), *_columns(one)] for one in texts]
        if rows:
            session.execute(_KEEP, {"rows": json.dumps(rows, ensure_ascii=False)})

    def forget(self, session: Session, kind: Kind, ids: Collection[int]) -> None:
        if ids:
            session.execute(_FORGET, [{"row": _row(kind, number)} for number in ids])

    def repair(self, session: Session) -> None:
        if not self.is_sound(session):
            session.execute(_REBUILD)

    def by_staff(
        self, session: Session, wanted: Sought, engagement_id: int | None
    ) -> dict[Kind, list[int]]:
        phrases = _phrases_of(wanted)
        asked = {"asked": f"{_asked(wanted, engagement_id)} AND tags : ({_STAFF_TAGS})", **phrases}
        rows: str | None = session.connection().scalar(_saying(_BY_STAFF, len(phrases)), asked)
        found: dict[Kind, list[int]] = {}
        for row in sorted(map(int, rows.split(",")) if rows else (), reverse=True):
            found.setdefault(_KINDS[row % KINDS_ROOM], []).append(row // KINDS_ROOM)
        return found

    def comments(
        self,
        session: Session,
        wanted: Sought,
        engagement_id: int | None,
        before: int | None,
        most: int | None,
    ) -> list[int]:
        phrases = _phrases_of(wanted)
        asked = {
            "asked": _asked(wanted, engagement_id),
            "before": _LAST_ROW if before is None else _row(Kind.COMMENT, before),
            "most": -1 if most is None else most,
            **phrases,
        }
        question = _saying(_COMMENTS, len(phrases), _NEWEST)
        return list(session.connection().scalars(question, asked))

    def kept(self, session: Session, kind: Kind) -> Iterator[int]:
        rows: Iterable[int] = session.scalars(
            select(_SEARCH.c.rowid).where(_SEARCH.c.rowid % KINDS_ROOM == CODES[kind])
        )
        for row in rows:
            yield row // KINDS_ROOM

    def differing(self, session: Session, texts: Sequence[Text]) -> set[int]:
        wanted = {_row(one.kind, one.subject_id): one for one in texts}
        asked = select(_SEARCH).where(_SEARCH.c.rowid.in_(list(wanted)))
        rows: Iterable[Any] = session.execute(asked)
        found = {row: tuple(columns) for row, *columns in rows}
        return {one.subject_id for row, one in wanted.items() if found.get(row) != _columns(one)}

    def tidy(self, session: Session, pages: int, *, begins: bool) -> bool:
        before = session.scalar(_CHANGES) or 0
        session.execute(_MERGE, {"pages": -pages if begins else pages})
        # SQLite's own sign that a merge found nothing more to do: it changed fewer than two rows.
        return not begins and (session.scalar(_CHANGES) or 0) - before < 2

    def is_sound(self, session: Session) -> bool:
        try:
            session.execute(_CHECK)
        except DatabaseError:
            return False
        return True


def _asked(wanted: Sought, engagement_id: int | None) -> str:
    """In the notation of FTS5: pairs for the phrases that are typed whole, words for the others."""
    words = [f'"{phrase[0]}"' for phrase in _whole(wanted) if len(phrase) == 1]
    if wanted.is_open:
        words.append(f'"{" ".join(wanted.phrases[-1])}"*')
    letters = [_letter(one) for one in pairs_of(wanted)]
    parts = [
        f"{name} : ({' AND '.join(asked)})"
        for name, asked in (("pairs", letters), ("words", words))
        if asked
    ]
    within = [f'tags : "e{engagement_id}"'] if engagement_id is not None else []
    return " AND ".join([*parts, *within])


def _whole(wanted: Sought) -> Sequence[Sequence[str]]:
    return wanted.phrases[:-1] if wanted.is_open else wanted.phrases


def _phrases_of(wanted: Sought) -> dict[str, str]:
    """The phrases to be looked for in the words themselves, by parameter."""
    phrases = [f" {' '.join(phrase)} " for phrase in _whole(wanted) if len(phrase) > 1]
    return {f"phrase{number}": phrase for number, phrase in enumerate(phrases)}


@lru_cache
def _saying(question: str, phrases: int, end: str = "") -> TextClause:
    """A question for texts that say so many phrases."""
    return text(question + "".join(_SAYS.format(number) for number in range(phrases)) + end)


def _columns(one: Text) -> tuple[str, str, str]:
    """Words, tags and pairs."""
    pairs = dict.fromkeys(_letter(pair(*two)) for two in pairwise(one.words.split()))
    return one.words, f"k{CODES[one.kind]} e{one.engagement_id}", " ".join(pairs)


def _letter(number: int) -> str:
    return _LETTERS[(number - LOWEST) % len(_LETTERS)]


def _row(kind: Kind, subject_id: int) -> int:
    return subject_id * KINDS_ROOM + CODES[kind]
