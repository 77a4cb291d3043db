"""What is kept of a text to find it again among a hundred thousand others.

A text is compared by its runs of three words ('shingles'). Of their 64-bit numbers the smallest 32
are its keys (a bottom-k sketch): since all texts choose by the same order, two texts that share a
part keep the same keys of that part, in proportion to how much of the longer one it is. Two texts
that share a quarter share eight keys on average, and none at all about once in ten thousand; full
MinHash signatures would cost 128 hashes of every shingle for the same answer.

Words that are quoted, or belong to a stock phrase, count for nothing and give no keys.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np
import numpy.typing as npt

from engage.comments.campaigns.apart import spans_apart
from engage.comments.campaigns.normal import (
    Hashes,
    hash_of,
    normal_hash,
    word_hashes,
    words_of,
)
from engage.comments.campaigns.quoting import quoted_words
from engage.comments.campaigns.stock import DEMANDING, PLAIN_WORDS, REFERRING, stock_phrases

Mask = npt.NDArray[np.bool_]

KEYS: Final = 32
SHINGLE: Final = 3
_FIRST: Final = np.uint64(0x9E3779B97F4A7C15)
_SECOND: Final = np.uint64(0xC2B2AE3D27D4EB4F)
_MIX: Final = np.uint64(0xFF51AFD7ED558CCD)
_SHIFT: Final = np.uint64(32)
_LONGEST: Final = 20_000
"""Words of one text that are compared; what follows is read by people only."""


@dataclass(frozen=True, slots=True)
class Sketch:
    """What to store: `keys` are signed 64-bit numbers, at most 32, smallest first."""

    normal: bytes
    keys: tuple[int, ...]
    length: int


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """A text as it is compared. `counted[i]` says whether word i is the writer's or a letter's own
    rather than quoted or stock; `shingles[i]` is the run that begins with word i; `apart` marks
    what stands in lists or between rules, None where nothing does."""

    hashes: Hashes
    counted: Mask
    shingles: Hashes
    weight: int
    apart: Mask | None = None

    @property
    def length(self) -> int:
        return len(self.hashes)

    @property
    def counted_shingles(self) -> Hashes:
        """The shingles that begin and end with a counted word, sorted, each once."""
        last = min(SHINGLE, self.length) - 1
        kept = self.counted[: len(self.shingles)] & self.counted[last:]
        return np.unique(self.shingles[kept])

    def counting(self, counted: Mask) -> "Reading":
        """The same text with other words counted."""
        weight = int(np.count_nonzero(counted))
        return Reading(self.hashes, counted, self.shingles, weight, self.apart)

    @property
    def shingles_apart(self) -> Hashes:
        """The shingles that begin with a word that stands apart."""
        if self.apart is None:
            return np.zeros(0, np.uint64)
        return np.unique(self.shingles[self.apart[: len(self.shingles)]])


def read(text: str) -> Reading:
    """Any text; an empty one has no words and resembles nothing."""
    hashes = word_hashes(text)[:_LONGEST]
    shingles = shingles_of(hashes)
    counted = ~_stock_words(hashes, shingles)
    if (quoted := _quoted(text, len(hashes))) is not None:
        counted &= ~quoted
    return Reading(hashes, counted, shingles, int(np.count_nonzero(counted)), _apart(text, hashes))


def sketch_of(text: str) -> Sketch:
    """The sketch of a text, equal on every machine."""
    return sketch(read(text))


def sketch(reading: Reading) -> Sketch:
    """The sketch of a text that was read already."""
    return Sketch(normal_hash(reading.hashes), keys_of(reading), reading.length)


def keys_of(reading: Reading) -> tuple[int, ...]:
    """The smallest counted shingles."""
    return tuple(reading.counted_shingles[:KEYS].view(np.int64).tolist())


def shingles_of(hashes: Hashes) -> Hashes:
    """A number for each run of three words; for fewer words one number for all of them."""
    if len(hashes) == 0:
        return hashes
    if len(hashes) < SHINGLE:
        hashes = np.concatenate((hashes, np.zeros(SHINGLE - len(hashes), np.uint64)))
    mixed = hashes[:-2] * _FIRST
    mixed ^= mixed >> _SHIFT
    mixed += hashes[1:-1]
    mixed *= _SECOND
    mixed ^= mixed >> _SHIFT
    mixed += hashes[2:]
    mixed *= _MIX
    mixed ^= mixed >> _SHIFT
    return mixed


def runs(marks: Mask, width: int, length: int) -> Mask:
    """For each of `length` words whether it lies in a run of `width` marked shingles or more."""
    inside = np.zeros(length, dtype=np.bool_)
    if len(marks) < width:
        return inside
    kept = marks[: len(marks) - width + 1].copy()
    for step in range(1, width):
        kept &= marks[step : len(marks) - width + 1 + step]
    for step in range(width + SHINGLE - 1):
        part = inside[step : step + len(kept)]
        part |= kept[: len(part)]
    return inside


def contains(sorted_shingles: Hashes, shingles: Hashes) -> Mask:
    """Which of the shingles are among the sorted ones."""
    if len(sorted_shingles) == 0:
        return np.zeros(len(shingles), dtype=np.bool_)
    places = np.searchsorted(sorted_shingles, shingles)
    places[places == len(sorted_shingles)] = 0
    found: Mask = sorted_shingles[places] == shingles
    return found


def _stock_words(hashes: Hashes, shingles: Hashes) -> Mask:
    marks = contains(_stock_shingles(), shingles)
    if not marks.any():
        return np.zeros(len(hashes), dtype=np.bool_)
    return runs(marks, 1, len(hashes))


def _quoted(text: str, length: int) -> Mask | None:
    marks = quoted_words(text) if _may_quote(text) else None
    return None if marks is None else np.array(marks[:length], dtype=np.bool_)


def _apart(text: str, hashes: Hashes) -> Mask | None:
    spans = spans_apart(text)
    if not spans:
        return None
    marks = np.zeros(len(hashes), np.bool_)
    words = words_of(text)[: len(hashes)]
    starts = np.array([word.start for word in words])
    for first, last in spans:
        marks[np.searchsorted(starts, first) : np.searchsorted(starts, last)] = True
    return marks


def _may_quote(text: str) -> bool:
    return any(mark in text for mark in "\"'\u2018\u201c\u201e\u00ab>|") or "&gt;" in text


@cache
def _stock_shingles() -> Hashes:
    phrases = (
        np.array([hash_of(word) for word in phrase], np.uint64) for phrase in stock_phrases()
    )
    return np.unique(np.concatenate([shingles_of(phrase) for phrase in phrases]))


@cache
def _plain_hashes() -> Hashes:
    return np.unique(np.array([hash_of(word) for word in PLAIN_WORDS], np.uint64))


def telling_words(hashes: Hashes) -> int:
    """How many different words are more than small change ('I agree with this' has none)."""
    return len(np.setdiff1d(hashes, _plain_hashes()))


@cache
def _demanding_hashes() -> Hashes:
    return np.unique(np.array([hash_of(word) for word in DEMANDING], np.uint64))


@cache
def _referring_hashes() -> Hashes:
    return np.unique(np.array([hash_of(word) for word in PLAIN_WORDS | REFERRING], np.uint64))


def is_slogan(hashes: Hashes) -> bool:
    """Whether so few words ask for something themselves: 'Same as my neighbour' does not."""
    asks = bool(np.isin(hashes, _demanding_hashes()).any())
    return asks and len(np.setdiff1d(hashes, _referring_hashes())) > 0


def joined(readings: Iterable[Reading], fewest: int) -> Hashes:
    """The counted shingles that at least so many of the texts hold, sorted."""
    parts = [reading.counted_shingles for reading in readings]
    if not parts:
        return np.zeros(0, np.uint64)
    shingles, counts = np.unique(np.concatenate(parts), return_counts=True)
    return shingles[counts >= fewest]
