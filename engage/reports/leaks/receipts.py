"""Receipt codes in a text. Only their hashes are kept, so what looks like one is hashed too.

A code is sixteen letters and digits, written in one piece, in fours, or any way between, and it
may hang on to another word. Prose has many such stretches; each costs one hash and no more. The
hashes of a million codes are kept as their first eight bytes.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from engage.comments.rules import normalized_receipt, receipt_hash
from engage.reports.leaks.sequences import Numbers, among

Lengths = NDArray[np.int64]
_LENGTH: Final = 16
_GROUP: Final = 4
_FAR: Final = 1_000
_NEVER: Final = "u"
"""A letter that no code has, and that nobody takes for another."""


class Receipts:
    """Codes of which the hashes (hexadecimal) are given."""

    def __init__(self, hashes: Iterable[str]) -> None:
        found = np.fromiter((int(one[:16], 16) for one in hashes), np.uint64)
        self._hashes: Numbers = np.unique(found)

    def __len__(self) -> int:
        return len(self._hashes)

    def found_in(self, words: Sequence[str], lengths: Lengths) -> Iterator[tuple[int, int]]:
        """Where a code begins among the words of texts with boundaries between, and its hash.

        `lengths` are those of the words, 0 of a boundary."""
        if not len(self):
            return
        places, hashes = [], []
        for place, candidate in candidates(words, lengths):
            if _NEVER not in candidate and (code := normalized_receipt(candidate)):
                places.append(place)
                hashes.append(int(receipt_hash(code)[:16], 16))
        known = among(self._hashes, np.array(hashes, np.uint64))
        for at in np.flatnonzero(known).tolist():
            yield places[at], hashes[at]


def candidates(words: Sequence[str], lengths: Lengths) -> Iterator[tuple[int, str]]:
    """Whatever of these words (lower case, no punctuation) is as long as a code."""
    for start in np.flatnonzero(lengths > _LENGTH).tolist():
        word = words[start]
        yield from ((start, word[at : at + _LENGTH]) for at in range(len(word) - _LENGTH + 1))
    reach = np.concatenate(([0], np.cumsum(np.where(lengths == 0, _FAR, lengths))))
    ends = np.searchsorted(reach, reach[:-1] + _LENGTH)
    ends[ends == len(reach)] = 0
    starts = np.flatnonzero(reach[ends] == reach[:-1] + _LENGTH)
    for start, end in zip(starts.tolist(), ends[starts].tolist(), strict=True):
        yield start, "".join(words[start:end])
    yield from _hanging(words, lengths)


def _hanging(words: Sequence[str], lengths: Lengths) -> Iterator[tuple[int, str]]:
    """A code in fours, of which the first and last hang on to another word."""
    is_whole = lengths == _GROUP
    is_enough = lengths >= _GROUP
    found = is_enough[:-3] & is_whole[1:-2] & is_whole[2:-1] & is_enough[3:]
    for start in np.flatnonzero(found).tolist():
        first, second, third, last = words[start : start + 4]
        yield start, first[-_GROUP:] + second + third + last[:_GROUP]
