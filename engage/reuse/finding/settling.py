"""What was noticed becomes what a person decides on: whole words, once each, suggested for. Pure.

Where a phrase holds something smaller, what stands for the phrase stands for both: a town in the
place of 'the slide took the road above Hope' would leave no sentence.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from engage.privacy.cutting import cuts
from engage.reuse.finding.shapes import words_of
from engage.reuse.kinds import PHRASES, Kind, offered
from engage.reuse.sentences import Span

__all__ = ["Found", "Raw", "merged"]

# Where `offered` lists what stands for each sort of place, and of work.
_ADDRESS: Final = 3
_SORTS_OF_PLACE: Final = (("streets", 2), ("communities", 4), ("country", 6))
_SORTS_OF_ROLE: Final = (("educators", 1), ("health_workers", 2), ("officials", 4), ("owners", 5))
_WITH_ITS_VERB: Final = {Kind.ROLE: 8, Kind.EVENT: 8, Kind.HEALTH: 5}
_BEHIND_IS: Final = 4
_HAVING: Final = re.compile(r"(?:has|have|had|with) (?!to\b|been\b)", re.IGNORECASE)
_BEING: Final = re.compile(r"(?:am|is|are|was|were|been|suis|est|était) ", re.IGNORECASE)


@dataclass(frozen=True, order=True)
class Found:
    """A stretch that may give somebody away, and what could stand there instead."""

    start: int
    end: int
    kind: Kind
    suggestion: str

    @property
    def span(self) -> Span:
        return self.start, self.end


@dataclass(frozen=True)
class Raw:
    """What a pattern or list noticed, before it meets the others."""

    start: int
    end: int
    kind: Kind
    words: str = ""


def merged(body: str, span: Span, found: Sequence[Raw], language: str) -> tuple[Found, ...]:
    """Whole words without spaces around them; what overlaps is one, of the most telling kind."""
    order = list(Kind)
    settled: list[Raw] = []
    for one in sorted(filter(None, (_whole(body, span, one) for one in found)), key=_by_place):
        last = settled[-1] if settled else None
        if last is None or one.start >= last.end:
            settled.append(one)
            continue
        told = _wider(last, one) or min(
            last, one, key=lambda raw: (order.index(raw.kind), not raw.words)
        )
        settled[-1] = Raw(last.start, max(last.end, one.end), told.kind, told.words)
    return tuple(_settled(body, one, language) for one in settled)


def _settled(body: str, one: Raw, language: str) -> Found:
    """With its suggestion, and without the verb that this suggestion leaves standing."""
    suggestion = _suggested(body, one, language)
    choices = offered(one.kind, language)
    start = one.start
    if one.kind is Kind.HEALTH:
        left = {choices[0]: _HAVING, choices[_BEHIND_IS]: _BEING}.get(suggestion)
        if left is not None and (verb := left.match(body, start, one.end)):
            start = verb.end()
    return Found(start, one.end, one.kind, suggestion)


def _wider(first: Raw, second: Raw) -> Raw | None:
    """The one that holds the other, where it is a phrase of many words that stand for each other.

    What stands for a word inside it would make no sentence in its place.
    """
    for wide, narrow in ((first, second), (second, first)):
        if wide.words in PHRASES and wide.start <= narrow.start and narrow.end <= wide.end:
            return wide
    return None


def _by_place(one: Raw) -> tuple[int, int]:
    return one.start, -one.end


def _suggested(body: str, one: Raw, language: str) -> str:
    """What usually stands there; of places and work, what sort of it a word says it is."""
    choices = offered(one.kind, language)
    low = body[one.start : one.end].replace("\u2019", "'").casefold().split()
    if one.words in PHRASES and one.words in choices:
        return one.words
    first = low[1:] if _BEING.match(body, one.start, one.end) and len(low) > 1 else low
    if one.kind is Kind.HEALTH and first[0] in words_of("states"):
        return choices[_BEHIND_IS]
    if one.kind in _WITH_ITS_VERB and low[0] in words_of("verbs"):
        return choices[_WITH_ITS_VERB[one.kind]]
    return _of_its_sort(one, choices, low)


def _of_its_sort(one: Raw, choices: Sequence[str], low: Sequence[str]) -> str:
    if one.kind is Kind.ROLE:
        for sort, number in _SORTS_OF_ROLE:
            if not words_of(sort).isdisjoint(word.strip(",.'") for word in low):
                return choices[number]
    if one.words in choices:
        return one.words
    if one.kind is Kind.PLACE and len(low) > 1:
        for sort, number in _SORTS_OF_PLACE:
            if low[-1] in words_of(sort) or low[0] in words_of(sort):
                return choices[number]
        if low[0].isdigit():
            return choices[_ADDRESS]
    return choices[0]


def _whole(body: str, span: Span, one: Raw) -> Raw | None:
    start, end = one.start, one.end
    while start < end and not (body[start].isalnum() or body[start] in "@$#"):
        start += 1
    while end > start and not (body[end - 1].isalnum() or body[end - 1] in "$"):
        end -= 1
    if start == end:
        return None
    while start > span[0] and cuts(body, start):
        start -= 1
    while end < span[1] and cuts(body, end):
        end += 1
    return Raw(start, end, one.kind, one.words)
