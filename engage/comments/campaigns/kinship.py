"""Does this text belong with those? The one decision that arriving comments and whole files share.

Compared are passages: at least five words in a row (four in short texts) that stand in both, in
whatever order. Their counted words (see `signatures`) make two shares: of the text, and of the
letter. A member that only changes a letter has a large share of itself in common; one that keeps
half and writes much around it has a large share of the letter in common. Either is enough. What
stands against it: the text disputes the letter, or says the opposite.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from typing import Final

import numpy as np
import numpy.typing as npt

from engage.comments.campaigns.disputing import speaks_about
from engage.comments.campaigns.normal import Hashes
from engage.comments.campaigns.signatures import (
    Mask,
    Reading,
    contains,
    joined,
    read,
    runs,
    telling_words,
)
from engage.comments.campaigns.stance import is_opposite

SHARE: Final = 0.4
FEWEST_WORDS: Final = 12
WIDE: Final = 3
NARROW: Final = 2
SHORT: Final = 14
"""Texts of at most so many words are compared by passages of four words."""

SLOGAN_SHARE: Final = 0.33
SLOGAN_WORDS: Final = 4
SLOGAN_TELLING: Final = 2

ONE_SENTENCE: Final = 25
ONE_SENTENCE_SHARE: Final = 0.75
"""So few shared words may be one stock sentence: then the letter must be little else."""

LOOSE: Final = ((FEWEST_WORDS, 0.3), (20, 0.2))
"""Less is enough where a whole group is looked over afterwards (`grouping`)."""


SURE_SHARE: Final = 0.6
_FIRST_ONES: Final = 3
_ALL_OF: Final = 4


@dataclass(frozen=True, slots=True)
class Match:
    """How a text belongs: `nearest` is the index of the most similar candidate, `words` how many
    counted words stand in common passages, the shares are of the text and of the nearest letter."""

    nearest: int
    words: int
    text_share: float
    letter_share: float

    @property
    def share(self) -> float:
        return max(self.text_share, self.letter_share)


@dataclass(frozen=True)
class Candidates:
    """Variants of one letter, ready to be compared with many texts."""

    readings: Sequence[Reading]

    @cached_property
    def pool(self) -> Hashes:
        if self.are_short:  # a slogan is what most of them say, not what some add to it
            return joined(self.readings, max(1, len(self.readings) // 2))
        return joined(self.readings, 2 if len(self.readings) > _ALL_OF else 1)

    @cached_property
    def apart(self) -> Hashes:
        """The shingles that many of them set apart, in lists or between rules."""
        parts = [reading.shingles_apart for reading in self.readings]
        shingles, counts = np.unique(np.concatenate(parts), return_counts=True)
        return shingles[counts >= max(1, len(parts) // 4)]

    @cached_property
    def are_short(self) -> bool:
        lengths = sorted(reading.length for reading in self.readings)
        return bool(lengths) and lengths[len(lengths) // 2] <= SHORT

    @cached_property
    def starts(self) -> npt.NDArray[np.int64]:
        lengths = [reading.length for reading in self.readings]
        return np.array([0, *accumulate(lengths[:-1])], np.int64)

    @cached_property
    def in_a_row(self) -> Hashes:
        """The shingles of all, each at the place of its first word; where none begins, none."""
        row = np.zeros(sum(reading.length for reading in self.readings), np.uint64)
        for start, reading in zip(self.starts.tolist(), self.readings, strict=True):
            row[start : start + len(reading.shingles)] = reading.shingles
        return row

    @cached_property
    def counted_in_a_row(self) -> Mask:
        return np.concatenate([reading.counted for reading in self.readings])

    @cached_property
    def denominators(self) -> npt.NDArray[np.float64]:
        """The words that shares are of; a scrap that is held whole is no letter."""
        weights = [max(denominator(reading), FEWEST_WORDS) for reading in self.readings]
        return np.array(weights, np.float64)


def matches(text: str, candidate_texts: Sequence[str]) -> Match | None:
    """Whether the text belongs with the candidates, which are members of one group, or its template
    and some of them; None where it does not. A few dozen candidates are plenty."""
    reading = read(text)
    return belongs(text, reading, Candidates([read(one) for one in candidate_texts]))


def belongs(
    text: str, reading: Reading, letter: Candidates, is_loose: bool = False
) -> Match | None:
    """As `matches`, for texts that were read; `is_loose` if the group is looked over afterwards."""
    match = resembles(reading, letter, is_loose)
    return None if match is None or is_disputed(text, reading, letter) else match


def resembles(reading: Reading, letter: Candidates, is_loose: bool = False) -> Match | None:
    """Whether enough is in common and does not say the opposite."""
    if reading.weight == 0 or not letter.readings:
        return None
    width = _width(reading, letter)
    shared = common(reading, letter.pool, width)
    words = int(np.count_nonzero(shared))
    if words < SLOGAN_WORDS:
        return None
    match = _measured(reading, letter, words, width)
    if not _is_enough(reading, letter, shared, match, is_loose):
        return None
    if is_loose and match.share < SURE_SHARE and _hangs_on_one(reading, letter, match.nearest):
        return None
    return None if _says_the_opposite(reading, letter, match.nearest) else match


def _hangs_on_one(reading: Reading, letter: Candidates, nearest: int) -> bool:
    """Whether hardly anything is in common with the others: so would a text be drawn in by one
    that is half of this letter and half of another."""
    if len(letter.readings) == 1 or letter.are_short:
        return False
    others = [one for n, one in enumerate(letter.readings) if n != nearest]
    shared = common(reading, joined(others, 1), _width(reading, letter))
    return int(np.count_nonzero(shared)) < FEWEST_WORDS


def _width(reading: Reading, letter: Candidates) -> int:
    return NARROW if letter.are_short or reading.length <= SHORT else WIDE


def denominator(reading: Reading) -> float:
    """The words that a share is of: the counted ones, but a text does not become a letter's member
    because nearly all of it is stock."""
    return max(reading.weight, 0.8 * reading.length)


def common(reading: Reading, pool: Hashes, width: int) -> Mask:
    """The counted words that stand in passages of the pool."""
    inside = runs(contains(pool, reading.shingles), width, reading.length)
    inside &= reading.counted
    return inside


def _measured(reading: Reading, letter: Candidates, words: int, width: int) -> Match:
    """The shares; the nearest candidate is the one of which the text holds most."""
    marks = contains(np.sort(reading.shingles), letter.in_a_row)
    inside = runs(marks, width, len(marks)) & letter.counted_in_a_row
    held = np.add.reduceat(inside.astype(np.int64), letter.starts)
    shares = held / letter.denominators
    nearest = int(np.lexsort((-held, -shares))[0])
    return Match(nearest, words, words / denominator(reading), float(shares[nearest]))


def are_opposite(letter: Candidates, other: Candidates) -> bool:
    """Whether the texts that stand for two groups say opposite things."""
    return any(
        is_opposite(one.hashes.tolist(), two.hashes.tolist())
        for one in letter.readings[:_FIRST_ONES]
        for two in other.readings[:_FIRST_ONES]
    )


def _says_the_opposite(reading: Reading, letter: Candidates, nearest: int) -> bool:
    """Of the nearest candidate, or of those that stand for the group: its first ones. The nearest
    may have kept only what both letters say."""
    words = reading.hashes.tolist()
    chosen = {nearest, *range(min(_FIRST_ONES, len(letter.readings)))}
    return any(is_opposite(words, letter.readings[one].hashes.tolist()) for one in sorted(chosen))


def _is_enough(
    reading: Reading, letter: Candidates, shared: Mask, match: Match, is_loose: bool
) -> bool:
    if match.words >= ONE_SENTENCE and match.share >= SHARE:
        return True
    if match.words >= FEWEST_WORDS and match.share >= ONE_SENTENCE_SHARE:
        return True
    if is_loose and any(match.words >= few and match.share >= part for few, part in LOOSE):
        return True
    if match.words >= SLOGAN_WORDS and match.text_share >= SLOGAN_SHARE and letter.are_short:
        return telling_words(reading.hashes[shared]) >= SLOGAN_TELLING
    return False


def is_disputed(text: str, reading: Reading, letter: Candidates) -> bool:
    """Whether the words that are not the letter's speak about it and not with it."""
    width = _width(reading, letter)
    inside = runs(contains(letter.pool, reading.shingles), width, reading.length)
    if inside.all():
        return False
    return speaks_about(text, reading, inside, letter.apart)
