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


def overdue_words(count: int, most: int) -> str:
    """'Overdue: 12', 'Overdue: more than 1,000': beyond `most` nobody counted."""
    return f"Overdue: more than {most:,}" if count > most else f"Overdue: {count:,}"


def incidents_words(count: int) -> str:
    """'1 incident that nobody was told of yet', '3 incidents that nobody was told of yet'"""
    return f"{count:,} incident{'' if count == 1 else 's'} that nobody was told of yet"


def mails_words(count: int) -> str:
    """'1 mail could not be delivered', '3 mails could not be delivered'"""
    return f"{count:,} {'mail' if count == 1 else 'mails'} could not be delivered"


def differences_words(count: int) -> str:
    """'1 difference with WordPress to settle', '3 differences with WordPress to settle'"""
    return f"{count:,} difference{'' if count == 1 else 's'} with WordPress to settle"


def reported_words(count: int) -> str:
    """'1 public comment was reported', '12 public comments were reported'"""
    return f"{count:,} public comment{'' if count == 1 else 's'} {_were(count)} reported"


def quotations_words(count: int) -> str:
    """'1 quotation waits for a second person', '3 quotations wait for a second person'"""
    return f"{count:,} quotation{' waits' if count == 1 else 's wait'} for a second person"


def minor_words(count: int) -> str:
    """'1 minor edit was made', '3 minor edits were made'"""
    return f"{count:,} minor edit{'' if count == 1 else 's'} {_were(count)} made"


def pushes_words(count: int) -> str:
    """'1 push to WordPress was given up', '3 pushes to WordPress were given up'"""
    return f"{count:,} {'push' if count == 1 else 'pushes'} to WordPress {_were(count)} given up"


def jobs_words(count: int) -> str:
    """'1 background job was given up', '3 background jobs were given up'"""
    return f"{count:,} background {'job' if count == 1 else 'jobs'} {_were(count)} given up"


def counted_words(names: Iterable[str]) -> tuple[str, ...]:
    """How often each comes, by name: 'Building a report: 2'."""
    return tuple(f"{name}: {count:,}" for name, count in sorted(Counter(names).items()))


def _were(count: int) -> str:
    return "was" if count == 1 else "were"
