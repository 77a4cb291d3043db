"""A text beside everything that makes spam: links, the lists of words, what was learned."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from engage.comments.defences.rules import Signal
from engage.moderation.flags import Flag, Source
from engage.moderation.spam.keeping import kept_model
from engage.moderation.spam.learning import Model
from engage.moderation.spam.links import find_links
from engage.moderation.spam.models import WatchedWord
from engage.moderation.spam.words import Kind, WordLists, compiled, find_words

SIGNAL_OF: Final[Mapping[Source, Signal]] = {
    Source.LINKS: Signal.LINKS,
    Source.WORDS: Signal.WORDS,
}


@dataclass(frozen=True)
class Spotting:
    """What a look needs from the database, read before it begins."""

    lists: WordLists = field(default_factory=WordLists)
    model: Model | None = None


@dataclass(frozen=True)
class Suspicions:
    flags: tuple[Flag, ...]
    signals: frozenset[Signal]


def load_spotting(session: Session) -> Spotting:
    """The lists and the model as they stand."""
    rows = session.execute(select(WatchedWord.kind, WatchedWord.word).order_by(WatchedWord.id))
    lists = compiled(tuple((Kind(kind), word) for kind, word in rows))
    return Spotting(lists, kept_model(session))


def suspicions_of(text: str, spotting: Spotting) -> Suspicions:
    """What is suspicious in the text. A word to look at is shown and makes nothing suspicious."""
    flags = (*find_links(text), *find_words(text, spotting.lists))
    signals = {SIGNAL_OF[flag.source] for flag in flags if flag.kind != Kind.SUSPECT}
    if spotting.model is not None and spotting.model.suspects(text):
        signals.add(Signal.LEARNED)
    return Suspicions(flags, frozenset(signals))
