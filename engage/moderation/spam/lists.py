"""Use cases of the two lists of words. They hold for every engagement, so whoever changes them must
reach every ministry. What the words are stands in the table; the audit names their numbers only.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from engage.accounts.queries import names_of
from engage.core.errors import NotAllowed, NotFound, Refused
from engage.core.permissions import Role
from engage.core.text import plain_one_line
from engage.core.unit import Unit
from engage.moderation.spam.models import WatchedWord
from engage.moderation.spam.words import LONGEST_PHRASE, Kind, words_in

KEEPING_ROLES: Final = (Role.ADMINISTRATOR, Role.ENGAGEMENT_LEAD)
READING_ROLES: Final = (*KEEPING_ROLES, Role.MODERATOR)
MOST_WORDS: Final = 1_000
LENGTH: Final = 80
ABSURD: Final = 100_000


@dataclass(frozen=True)
class Listed:
    """A word as its list shows it."""

    id: int
    kind: Kind
    word: str
    added_by: str


def listed(session: Session) -> Sequence[Listed]:
    """Both lists, by the alphabet."""
    rows = session.scalars(select(WatchedWord)).all()
    names = names_of(session, {row.added_by for row in rows if row.added_by is not None})
    return sorted(
        (
            Listed(row.id, Kind(row.kind), row.word, names.get(row.added_by or 0, ""))
            for row in rows
        ),
        key=lambda one: one.word.casefold(),
    )


def may_keep(unit: Unit) -> bool:
    """Whether the actor may change the lists."""
    return unit.actor.ministries(KEEPING_ROLES) is None


def add(unit: Unit, kind: str, written: str) -> int:
    """Adds words, one a line, and says how many are new. Raises Refused at `words` or `kind`."""
    _require(unit)
    if kind not in set(Kind):
        raise Refused("kind", "Choose one of the two lists.")
    wanted = _wanted(written)
    there = {words_in(word) for word in unit.session.scalars(select(WatchedWord.word))}
    new = [word for words, word in wanted.items() if words not in there]
    if len(there) + len(new) > MOST_WORDS:
        raise Refused("words", f"Both lists together can hold {MOST_WORDS:,} words.")
    if not new:
        raise Refused("words", "These are on a list already. Take them off first to move them.")
    for word in new:
        row = WatchedWord(kind=kind, word=word, added_at=unit.now, added_by=unit.actor.person_id)
        unit.session.add(row)
        unit.session.flush()
        unit.audit("word.added", f"word:{row.id}", list=kind)
    return len(new)


def remove(unit: Unit, word_id: int) -> None:
    """Takes a word off its list. What it flagged before stays flagged."""
    _require(unit)
    row = unit.session.get(WatchedWord, word_id)
    if row is None:
        raise NotFound("This word is not on a list any more.")
    unit.session.delete(row)
    unit.audit("word.removed", f"word:{word_id}", list=row.kind)


def _require(unit: Unit) -> None:
    if not may_keep(unit):
        raise NotAllowed("The lists hold for every ministry; your role is for some of them.")


def _wanted(written: str) -> dict[tuple[str, ...], str]:
    """The lines as they are compared and as they are kept; each once."""
    if len(written) > ABSURD:
        raise Refused("words", "This is too much at once. Add some hundred words at a time.")
    wanted: dict[tuple[str, ...], str] = {}
    for line in written.splitlines():
        word = plain_one_line(line, LENGTH * 4)
        if not word:
            continue
        if len(word) > LENGTH or len(words_in(f"{word} and more")) >= LONGEST_PHRASE:
            raise Refused("words", f"Use {LENGTH} characters and six words or fewer a line.")
        words = words_in(word)
        if not words:
            raise Refused("words", "Each line needs at least one letter or digit.")
        wanted.setdefault(words, word)
    if not wanted:
        raise Refused("words", "Write at least one word.")
    return wanted
