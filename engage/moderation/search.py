"""Finding comments by their words: what waits and what was decided, on either database.

Words are made plain here before they are kept or asked for (no accents, no case, no punctuation),
so both databases find the same, and nothing that somebody types into the search can be an operator
of either. Only texts as they may be read now are kept: whoever takes words out of a text, or takes
the text back, calls `index` or `forget`.

SQLite's index writes a removal beside the words that it removes; `tidy` makes it forget them. It
works in small steps, because at a million comments one step for all would keep everybody from
writing for minutes.
"""

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final

from sqlalchemy import BindParameter, ColumnClause, Integer, Select, bindparam, column, table, text
from sqlalchemy.orm import Session

from engage.comments.models import Comment
from engage.core.unit import Unit

LONGEST_QUERY: Final = 200
_LONGEST_WORD: Final = 40
_MOST_WORDS: Final = 12
_TERM: Final = re.compile(r'"([^"]*)"|([^\s"]+)')
_WORD: Final = re.compile(r"[^\W_]+")

Question = Select[*tuple[Any, ...]]

SEARCH = table("comment_search", column("rowid", Integer), column("comment_id", Integer))


@dataclass(frozen=True)
class Wanted:
    """What to look for: every phrase, each of plain words; the last word may be half typed."""

    phrases: tuple[tuple[str, ...], ...]
    is_open: bool

    def __bool__(self) -> bool:
        return bool(self.phrases)


def plain_words(words: str) -> list[str]:
    """'Café, au-lait!' is cafe, au, lait."""
    folded = unicodedata.normalize("NFKD", words).casefold()
    bare = "".join(one for one in folded if not unicodedata.category(one).startswith("M"))
    return [word[:_LONGEST_WORD] for word in _WORD.findall(bare)]


def wanted(query: str) -> Wanted:
    """What a person typed, in quotation marks or not; nothing of it can be a mistake."""
    phrases: list[tuple[str, ...]] = []
    is_open = False
    for term in islice(_TERM.finditer(query[:LONGEST_QUERY]), _MOST_WORDS):
        words = tuple(plain_words(term[0]))
        if words:
            phrases.append(words[:_MOST_WORDS])
            is_open = term[2] is not None
    return Wanted(tuple(phrases), is_open)


def index(unit: Unit, comment_id: int, words: str) -> None:
    """Keeps the words of a comment's present text, in place of those that were kept before."""
    forget(unit, (comment_id,))
    kept = {"id": comment_id, "words": " ".join(plain_words(words))}
    if kept["words"]:
        unit.session.execute(_KEEP[_dialect(unit.session)], kept)


def forget(unit: Unit, comment_ids: Collection[int]) -> None:
    """Keeps nothing of these comments; `tidy` then clears away the traces."""
    statement = _FORGET[_dialect(unit.session)]
    if comment_ids:
        unit.session.execute(statement, [{"id": comment_id} for comment_id in comment_ids])


def tidy(unit: Unit, pages: int | None = None, *, begins: bool = False) -> bool:
    """Clears away what was forgotten: about so many pages of it, or (None) all at once.

    Whether nothing is left to clear. The first of several steps `begins`. PostgreSQL does all this
    by itself.
    """
    session = unit.session
    if _dialect(session) != "sqlite":
        return True
    if pages is None:
        session.execute(_OPTIMIZE)
        return True
    before = session.scalar(_CHANGES) or 0
    session.execute(_MERGE, {"pages": -pages if begins else pages})
    # SQLite's own sign that a merge found nothing more to do: it changed fewer than two rows.
    return not begins and (session.scalar(_CHANGES) or 0) - before < 2


def matching(session: Session, question: Question, sought: Wanted) -> Question:
    """The question about comments, limited to those that hold every phrase."""
    if _dialect(session) == "sqlite":
        match = text("comment_search MATCH :search").bindparams(_sqlite(sought))
    else:
        match = text("words @@ to_tsquery('simple', :search)").bindparams(_postgresql(sought))
    return question.join(SEARCH, Comment.id == _number(session)).where(match)


def in_order(
    session: Session, found: Question, beyond: int | None, *, newest_first: bool = False
) -> Question:
    """By number, from `beyond` on: the order in which the index has them, so that a page of many
    ends the search. (Ordering by the comment's own column would gather them all first.)"""
    number = _number(session)
    if beyond is not None:
        found = found.where(number < beyond if newest_first else number > beyond)
    return found.order_by(number.desc() if newest_first else number)


def _number(session: Session) -> ColumnClause[int]:
    return SEARCH.c.rowid if _dialect(session) == "sqlite" else SEARCH.c.comment_id


def _sqlite(sought: Wanted) -> BindParameter[str]:
    phrases = [f'"{" ".join(words)}"' for words in sought.phrases]
    return bindparam("search", " AND ".join(phrases) + ("*" if sought.is_open else ""))


def _postgresql(sought: Wanted) -> BindParameter[str]:
    phrases = [" <-> ".join(f"'{word}'" for word in words) for words in sought.phrases]
    if sought.is_open:
        phrases[-1] += ":*"
    return bindparam("search", " & ".join(f"({phrase})" for phrase in phrases))


def _dialect(session: Session) -> str:
    return session.get_bind().dialect.name


_KEEP: Final = {
    "sqlite": text("INSERT INTO comment_search (rowid, words) VALUES (:id, :words)"),
    "postgresql": text(
        "INSERT INTO comment_search (comment_id, words) VALUES (:id, to_tsvector('simple', :words))"
    ),
}
_FORGET: Final = {
    "sqlite": text("DELETE FROM comment_search WHERE rowid = :id"),
    "postgresql": text("DELETE FROM comment_search WHERE comment_id = :id"),
}
_OPTIMIZE: Final = text("INSERT INTO comment_search (comment_search) VALUES ('optimize')")
_MERGE: Final = text("INSERT INTO comment_search (comment_search, rank) VALUES ('merge', :pages)")
_CHANGES: Final = text("SELECT total_changes()")
