"""What a report counts, gathered in one pass over the comments.

Counters alone: a million comments leave no more here than their different kinds.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import NamedTuple

from engage.reports.source import CommentFacts


class Came(NamedTuple):
    """Where, how and in which week (its Monday) comments came."""

    topic: str
    channel: str
    week: date


class Profile(NamedTuple):
    """What is counted of a published comment besides its week: `answers` are pairs of a question's
    key and a value, sorted; `themes` are sorted keys, None while nobody has read it for themes."""

    topic: str
    channel: str
    answers: tuple[tuple[str, str], ...]
    themes: tuple[str, ...] | None


@dataclass
class Gathered:
    """`received` and `published` count comments by how they came, `reasons` those not published by
    the set of their reasons, `letters` published ones by the letter that they follow."""

    received: Counter[Came] = field(default_factory=Counter)
    published: Counter[Came] = field(default_factory=Counter)
    reasons: Counter[frozenset[str]] = field(default_factory=Counter)
    letters: Counter[int] = field(default_factory=Counter)
    profiles: Counter[Profile] = field(default_factory=Counter)

    def add(self, comment: CommentFacts) -> None:
        came = Came(comment.topic, comment.channel, monday_of(comment.week))
        self.received[came] += 1
        if comment.state == "not_published":
            self.reasons[frozenset(comment.reasons)] += 1
        if comment.text is None:
            return
        self.published[came] += 1
        if comment.letter is not None:
            self.letters[comment.letter] += 1
        themes = comment.themes if comment.themes is None else tuple(sorted(comment.themes))
        answers = tuple(sorted(comment.answers))
        self.profiles[Profile(comment.topic, comment.channel, answers, themes)] += 1

    @property
    def coded(self) -> int:
        """Published comments that were read for themes."""
        return sum(n for profile, n in self.profiles.items() if profile.themes is not None)


def gathered(comments: Iterable[CommentFacts]) -> Gathered:
    found = Gathered()
    for comment in comments:
        found.add(comment)
    return found


def passed_on(comments: Iterable[CommentFacts], into: Gathered) -> Iterator[CommentFacts]:
    """The same comments, counted as they go by."""
    for comment in comments:
        into.add(comment)
        yield comment


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())
