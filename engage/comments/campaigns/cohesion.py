"""A group looked over as a whole: is there a letter, and does every member hold enough of it?

The core of a group are the passages that several members hold. A chain of neighbours that resemble
each other in turn has none; a crowd with one stock phrase has a short one that nobody sends alone.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from engage.comments.campaigns.kinship import (
    FEWEST_WORDS,
    NARROW,
    ONE_SENTENCE,
    ONE_SENTENCE_SHARE,
    SHORT,
    SLOGAN_TELLING,
    SLOGAN_WORDS,
    WIDE,
    common,
    denominator,
)
from engage.comments.campaigns.normal import Hashes, words_of
from engage.comments.campaigns.signatures import Mask, Reading, is_slogan, telling_words

_LOOKED_AT: Final = 200
_SUPPORT: Final = 0.15
_RARE: Final = 0.05
"""Of mail-merged letters some wordings are rare: who holds many of them holds the letter."""

_RARE_SHARE: Final = 0.5
_TEXT_SHARE: Final = 0.3
_LETTER_SHARE: Final = 0.3
_FULL_LETTER: Final = 0.9
_SCRAP: Final = 0.4
_SENTENCE: Final = 0.25
"""A clause or one sentence of a longer letter is a scrap of it, even where it is a third of a short
comment."""

_ALIKE: Final = 0.8
_SMALL: Final = 12
_PAIRED: Final = 18
_BARE_MEMBERS: Final = 0.4
_SLOGAN: Final = 8
_VERY_SHORT: Final = 6
_SLOGAN_MEMBERS: Final = 4
_SLOGAN_SHARE: Final = 0.33
_SENTENCE_SHARE: Final = 0.5
_ENDS: Final = re.compile("[.!?\\n\u2026;]")


@dataclass(frozen=True, slots=True)
class Member:
    """One text of a group, and how many comments have it; `is_miswritten` says that it is the
    letter with slips in every line, of which few passages are left to count."""

    text: str
    reading: Reading
    copies: int
    is_miswritten: bool = False


def members_of(group: Sequence[Member]) -> list[bool]:
    """Which texts of a group are members of a campaign; none where it is none."""
    core = _core(group, _SUPPORT)
    covered = [_covered(one.reading, core) for one in group]
    letter = float(np.quantile([np.count_nonzero(mask) for mask in covered], _FULL_LETTER))
    holds = [
        one.is_miswritten or _holds(one.reading, mask, letter)
        for one, mask in zip(group, covered, strict=True)
    ]
    if len(group) > _SMALL and not all(holds):
        rare = _core(group, _RARE)
        holds = [
            held or _holds_rare_wordings(one.reading, _covered(one.reading, rare))
            for one, held in zip(group, holds, strict=True)
        ]
    kept = [(one, mask) for one, mask, held in zip(group, covered, holds, strict=True) if held]
    return holds if _is_letter(kept) and _has_pairs(kept) else [False] * len(group)


def _core(group: Sequence[Member], support: float) -> Hashes:
    """The shingles that at least two members hold, and a fair part of a larger group."""
    seen = group[:_LOOKED_AT]
    parts = [one.reading.counted_shingles for one in seen]
    shingles, counts = np.unique(np.concatenate(parts), return_counts=True)
    core = shingles[counts >= max(2, round(len(parts) * support))]
    copied = [part for one, part in zip(seen, parts, strict=True) if one.copies > 1]
    return np.unique(np.concatenate((core, *copied)))


def _covered(reading: Reading, core: Hashes) -> Mask:
    return common(reading, core, NARROW if reading.length <= SHORT else WIDE)


def _holds(reading: Reading, covered: Mask, letter: float) -> bool:
    words = int(np.count_nonzero(covered))
    if words < SLOGAN_WORDS:
        return False
    if words >= FEWEST_WORDS and words >= ONE_SENTENCE_SHARE * denominator(reading):
        return True
    if words < min(ONE_SENTENCE, max(min(FEWEST_WORDS, _SCRAP * letter), _SENTENCE * letter)):
        return False
    if words >= _TEXT_SHARE * denominator(reading):
        return True
    return words >= FEWEST_WORDS and words >= _LETTER_SHARE * letter


def _holds_rare_wordings(reading: Reading, covered: Mask) -> bool:
    words = int(np.count_nonzero(covered))
    return words >= max(ONE_SENTENCE, _RARE_SHARE * denominator(reading))


def _is_letter(kept: Sequence[tuple[Member, Mask]]) -> bool:
    """Whether what they share is long enough to be written by one hand, or is sent alone."""
    members = sum(one.copies for one, _ in kept)
    if members < 2:
        return False
    longest, shared = max(kept, key=lambda pair: int(np.count_nonzero(pair[1])))
    words = int(np.count_nonzero(shared))
    if telling_words(longest.reading.hashes[shared]) < SLOGAN_TELLING:
        return False
    if words <= _VERY_SHORT and not is_slogan(longest.reading.hashes[shared]):
        return False
    if words >= ONE_SENTENCE:
        return True
    alike = sum(one.copies for one, mask in kept if _share(one, mask) >= _ALIKE)
    if words >= _SLOGAN and alike >= max(2, _BARE_MEMBERS * members):
        return True
    bare = sum(one.copies for one, mask in kept if _says_it_whole(one, mask))
    if alike < 2:
        return False
    return members >= _SLOGAN_MEMBERS and bare >= _BARE_MEMBERS * members


def _has_pairs(kept: Sequence[tuple[Member, Mask]]) -> bool:
    """Whether most members of a small group resemble another one, and not only all together: a
    few strangers may share a scrap each with each other."""
    if not 2 < len(kept) <= _SMALL:
        return True
    pools = [one.reading.counted_shingles for one, _ in kept]
    paired = 0
    for n, (one, _) in enumerate(kept):
        others = (pool for m, pool in enumerate(pools) if m != n)
        words = max(int(np.count_nonzero(_covered(one.reading, pool))) for pool in others)
        paired += one.copies > 1 or words >= min(_PAIRED, _TEXT_SHARE * one.reading.length)
    return paired * 2 >= len(kept)


def _share(member: Member, covered: Mask) -> float:
    return int(np.count_nonzero(covered)) / max(member.reading.length, 1)


def _says_it_whole(member: Member, covered: Mask) -> bool:
    """Whether one of its sentences is all from the core, with little beside it."""
    few = int(np.count_nonzero(covered)) < _SLOGAN
    if _share(member, covered) < (_SLOGAN_SHARE if few else _SENTENCE_SHARE):
        return False
    words = words_of(member.text)[: member.reading.length]
    start = 0
    for at in range(1, len(words) + 1):
        is_end = at == len(words) or _ENDS.search(member.text, words[at - 1].end, words[at].start)
        if is_end:
            if at - start >= SLOGAN_WORDS and covered[start:at].all():
                return True
            start = at
    return False
