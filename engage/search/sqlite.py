"""The index on SQLite: one table of FTS5, without what only versions after 3.40 can do.

A row is numbered by what it is of (`id * 8 + kind`), so that triggers can take it out without
looking for it, and the newest come first without sorting. A second column holds tags, of which
kind it is and of which engagement: FTS5 meets their lists with those of the words, and a common
word in a small engagement costs no more than that engagement.

What is deleted stays in the files of FTS5 beside its deletion until both are merged (version 3.42
can do without, by `secure-delete`). `tidy` merges in small steps, because one for all would keep
everybody from writing for seconds.
"""

import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any, Final

from sqlalchemy import (
    Integer,
    String,
    TextClause,
    bindparam,
    column,
    literal_column,
    select,
    table,
    text,
)
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from engage.search.indexing import NEWEST, Matching, Text
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
_SEARCH: Final = table(
    "public_search", column("rowid", Integer), column("words", String), column("tags", String)
)
_KEEP: Final = text(
    "INSERT INTO public_search (rowid, words, tags)"
    " SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]'), json_extract(value, '$[2]')"
    " FROM json_each(:rows)"
)
_FORGET: Final = text("DELETE FROM public_search WHERE rowid = :row")
_REBUILD: Final = text("INSERT INTO public_search (public_search) VALUES ('rebuild')")
_MERGE: Final = text("INSERT INTO public_search (public_search, rank) VALUES ('merge', :pages)")
_CHECK: Final = text("INSERT INTO public_search (public_search) VALUES ('integrity-check')")
_CHANGES: Final = text("SELECT total_changes()")


class SqliteIndex:
    def keep(self, session: Session, texts: Sequence[Text]) -> None:
        rows = [[_row(one.kind, one.subject_id), one.words, _tags(one)] for one in texts]
        if rows:
            session.execute(_KEEP, {"rows": json.dumps(rows, ensure_ascii=False)})

    def forget(self, session: Session, kind: Kind, ids: Collection[int]) -> None:
        if ids:
            session.execute(_FORGET, [{"row": _row(kind, number)} for number in ids])

    def repair(self, session: Session) -> None:
        if not self.is_sound(session):
            session.execute(_REBUILD)

    def matching(self, wanted: Sought, kind: Kind, engagement_id: int | None) -> Matching:
        tags = f"k{CODES[kind]}" + (f" e{engagement_id}" if engagement_id is not None else "")
        phrases = " AND ".join(f'"{" ".join(words)}"' for words in wanted.phrases)
        asked = f"words : ({phrases}{'*' if wanted.is_open else ''})" + "".join(
            f' AND tags : "{tag}"' for tag in tags.split()
        )
        return _matching(text("public_search MATCH :asked").bindparams(bindparam("asked", asked)))

    def newest(self, wanted: Sought, kind: Kind) -> Matching:
        # Its words stand with one space between, so a phrase is a stretch of them.
        stretches = [f" {' '.join(words)} " for words in wanted.phrases]
        if wanted.is_open:
            stretches[-1] = stretches[-1].rstrip()
        said = "".join(
            f" AND instr(' ' || public_search.words || ' ', :said{n}) > 0"
            for n in range(len(stretches))
        )
        condition = text(
            "public_search.rowid > (SELECT max(rowid) FROM public_search) - :newest"  # noqa: S608
            f" AND public_search.rowid & 7 = :code{said}"
        ).bindparams(
            bindparam("newest", NEWEST * KINDS_ROOM),
            bindparam("code", CODES[kind]),
            *(bindparam(f"said{n}", words) for n, words in enumerate(stretches)),
        )
        return _matching(condition)

    def kept(self, session: Session, kind: Kind) -> Iterator[int]:
        rows: Iterable[int] = session.scalars(
            select(_SEARCH.c.rowid).where(_SEARCH.c.rowid % KINDS_ROOM == CODES[kind])
        )
        for row in rows:
            yield row // KINDS_ROOM

    def differing(self, session: Session, texts: Sequence[Text]) -> set[int]:
        wanted = {_row(one.kind, one.subject_id): one for one in texts}
        asked = select(_SEARCH.c.rowid, _SEARCH.c.words, _SEARCH.c.tags)
        rows: Iterable[Any] = session.execute(asked.where(_SEARCH.c.rowid.in_(list(wanted))))
        found = {row: (words, tags) for row, words, tags in rows}
        return {
            one.subject_id
            for row, one in wanted.items()
            if found.get(row) != (one.words, _tags(one))
        }

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


def _matching(condition: TextClause) -> Matching:
    number = _SEARCH.c.rowid.op(">>")(literal_column("3"))
    return Matching(_SEARCH, number, _SEARCH.c.rowid, condition)  # type: ignore[arg-type]


def _row(kind: Kind, subject_id: int) -> int:
    return subject_id * KINDS_ROOM + CODES[kind]


def _tags(one: Text) -> str:
    return f"k{CODES[one.kind]} e{one.engagement_id}"
