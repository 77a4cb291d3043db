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

from engage.comments.campaigns.normal import Hashes, Word, words_of
from engage.comments.campaigns.quoting import disputes
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
SHORT: Final = 12
"""Texts of at most so many words are compared by passages of four words."""

SLOGAN_SHARE: Final = 0.45
SLOGAN_WORDS: Final = 4
SLOGAN_TELLING: Final = 2

ONE_SENTENCE: Final = 25
ONE_SENTENCE_SHARE: Final = 0.75
"""So few shared words may be one stock sentence: then the letter must be little else."""

LOOSE_SHARE: Final = 0.2
LOOSE_WORDS: Final = 20
LOOSE_PASSAGES: Final = 2
"""Less is enough where a whole group is looked over afterwards (`grouping`)."""


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
        return joined(self.readings)

    @cached_property
    def are_short(self) -> bool:
        return min((reading.length for reading in self.readings), default=0) <= SHORT

    @cached_property
    def ends(self) -> list[int]:
        return list(accumulate(len(reading.shingles) for reading in self.readings))

    @cached_property
    def all_shingles(self) -> Hashes:
        return np.concatenate([reading.shingles for reading in self.readings])


def matches(text: str, candidate_texts: Sequence[str]) -> Match | None:
    """Whether the text belongs with the candidates, which are members of one group, or its template
    and some of them; None where it does not. A few dozen candidates are plenty."""
    reading = read(text)
    return belongs(text, reading, Candidates([read(one) for one in candidate_texts]))


def belongs(
    text: str, reading: Reading, letter: Candidates, is_loose: bool = False
) -> Match | None:
    """As `matches`, for texts that were read; `is_loose` if the group is looked over afterwards."""
    if reading.weight == 0 or not letter.readings:
        return None
    width = NARROW if letter.are_short or reading.length <= SHORT else WIDE
    shared = common(reading, letter.pool, width)
    words = int(np.count_nonzero(shared))
    if words < SLOGAN_WORDS:
        return None
    match = _measured(reading, letter, words, width)
    if not _is_enough(reading, letter, shared, match, is_loose):
        return None
    nearest = letter.readings[match.nearest]
    if is_opposite(reading.hashes.tolist(), nearest.hashes.tolist()):
        return None
    if _disputes(text, reading, letter.pool, width):
        return None
    return match


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
    own = np.sort(reading.shingles)
    marks = contains(own, letter.all_shingles)
    best, best_key, start = 0, (-1.0, -1), 0
    for index, (candidate, end) in enumerate(zip(letter.readings, letter.ends, strict=True)):
        inside = runs(marks[start:end], width, candidate.length)
        held = int(np.count_nonzero(inside & candidate.counted))
        # The share of the letter counts, but a scrap that is held whole is no letter.
        key = (held / max(denominator(candidate), FEWEST_WORDS), held)
        if key > best_key:
            best, best_key = index, key
        start = end
    return Match(best, words, words / denominator(reading), best_key[0])


def _is_enough(
    reading: Reading, letter: Candidates, shared: Mask, match: Match, is_loose: bool
) -> bool:
    if match.words >= ONE_SENTENCE and match.share >= SHARE:
        return True
    if match.words >= FEWEST_WORDS and match.share >= ONE_SENTENCE_SHARE:
        return True
    if is_loose and match.words >= LOOSE_WORDS and match.share >= LOOSE_SHARE:
        return passages(shared) >= LOOSE_PASSAGES
    if match.words >= SLOGAN_WORDS and match.text_share >= SLOGAN_SHARE and letter.are_short:
        return telling_words(reading.hashes[shared]) >= SLOGAN_TELLING
    return False


def passages(shared: Mask) -> int:
    """How many separate runs of shared words there are."""
    return int(np.count_nonzero(shared[1:] & ~shared[:-1])) + int(shared[:1].any())


def _disputes(text: str, reading: Reading, pool: Hashes, width: int) -> bool:
    """Whether the words that are not the letter's argue against it."""
    inside = runs(contains(pool, reading.shingles), width, reading.length)
    if inside.all():
        return False
    words = words_of(text)[: reading.length]
    own = [
        word.plain if not is_shared else "\n" for word, is_shared in zip(words, inside, strict=True)
    ]
    return disputes(own, is_introduced=_is_introduced(text, words, inside))


def _is_introduced(text: str, words: Sequence[Word], inside: Mask) -> bool:
    """Whether words that are not the letter's lead up to it by a colon: 'they write: ...'."""
    starts = np.flatnonzero(inside[1:] & ~inside[:-1]) + 1
    return any(":" in text[words[at - 1].end : words[at].start] for at in starts.tolist())
