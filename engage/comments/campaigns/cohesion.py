"""A group looked over as a whole: is there a letter, and does every member hold enough of it?

The core of a group are the passages that several members hold. A chain of neighbours that resemble
each other in turn has none; a crowd with one stock phrase has a short one that nobody sends alone.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np

from engage.comments.campaigns.kinship import (
    FEWEST_WORDS,
    NARROW,
    ONE_SENTENCE,
    SHORT,
    SLOGAN_TELLING,
    SLOGAN_WORDS,
    WIDE,
    common,
    denominator,
)
from engage.comments.campaigns.normal import Hashes
from engage.comments.campaigns.signatures import Reading, telling_words

_LOOKED_AT: Final = 200
_SUPPORT: Final = 0.15
_TEXT_SHARE: Final = 0.3
_LETTER_SHARE: Final = 0.3
_FULL_LETTER: Final = 0.9
_BARE: Final = 0.8
_BARE_MEMBERS: Final = 0.25
_SLOGAN: Final = 8
_SLOGAN_MEMBERS: Final = 4


def members_of(readings: Sequence[Reading], copies: Sequence[int]) -> list[bool]:
    """Which of the different texts of a group are members of a campaign; none where it is none.

    `copies` says how many comments have each text.
    """
    core = _core(readings, copies)
    covered = [_covered(reading, core) for reading in readings]
    letter = float(np.quantile(covered, _FULL_LETTER))
    holds = [_holds(*pair, letter) for pair in zip(readings, covered, strict=True)]
    if not _is_letter(readings, copies, covered, holds):
        return [False] * len(readings)
    return holds


def _core(readings: Sequence[Reading], copies: Sequence[int]) -> Hashes:
    """The shingles that at least two members hold, and a fair part of a larger group."""
    parts = [reading.counted_shingles for reading in readings[:_LOOKED_AT]]
    shingles, counts = np.unique(np.concatenate(parts), return_counts=True)
    core = shingles[counts >= max(2, round(len(parts) * _SUPPORT))]
    copied = [part for part, times in zip(parts, copies, strict=False) if times > 1]
    return np.unique(np.concatenate((core, *copied)))


def _covered(reading: Reading, core: Hashes) -> int:
    width = NARROW if reading.length <= SHORT else WIDE
    return int(np.count_nonzero(common(reading, core, width)))


def _holds(reading: Reading, covered: int, letter: float) -> bool:
    if covered < SLOGAN_WORDS:
        return False
    if covered >= _TEXT_SHARE * denominator(reading):
        return True
    return covered >= FEWEST_WORDS and covered >= _LETTER_SHARE * letter


def _is_letter(
    readings: Sequence[Reading],
    copies: Sequence[int],
    covered: Sequence[int],
    holds: Sequence[bool],
) -> bool:
    """Whether what they share is long enough to be written by one hand, or is sent alone."""
    kept = [n for n, is_held in enumerate(holds) if is_held]
    members = sum(copies[n] for n in kept)
    if members < 2:
        return False
    longest = max(kept, key=lambda n: covered[n])
    shared = readings[longest].hashes[readings[longest].counted]
    if telling_words(shared) < SLOGAN_TELLING:
        return False
    if covered[longest] >= ONE_SENTENCE:
        return True
    bare = sum(copies[n] for n in kept if covered[n] >= _BARE * readings[n].length)
    if bare < max(2, _BARE_MEMBERS * members):
        return False
    return covered[longest] >= _SLOGAN or members >= _SLOGAN_MEMBERS
