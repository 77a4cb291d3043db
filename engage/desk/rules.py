"""What waits for a person, in words, and in which order. Pure."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Waiting:
    """One thing that waits: since when, what it is, what to do, and where."""

    since: datetime
    kind: str
    title: str
    href: str
    details: tuple[str, ...] = ()


def oldest_first(things: Iterable[Waiting]) -> tuple[Waiting, ...]:
    return tuple(sorted(things, key=lambda thing: (thing.since, thing.title)))


def comments_words(count: int) -> str:
    """'1 comment waits for a decision', '12 comments wait for a decision'"""
    return f"{count:,} comment{' waits' if count == 1 else 's wait'} for a decision"


def jobs_words(kinds: Iterable[str]) -> tuple[str, tuple[str, ...]]:
    """How many jobs gave up, and how many of each kind."""
    counted = Counter(kinds)
    total = counted.total()
    title = f"{total:,} background {'job has' if total == 1 else 'jobs have'} given up"
    return title, tuple(f"{kind}: {count:,}" for kind, count in sorted(counted.items()))
