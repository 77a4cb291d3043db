"""Which passages of a file are anybody's: shared by texts that otherwise have nothing in common.

No list can hold every phrase that strangers use alike ('I have been following this for years', the
question of the engagement itself). In a file they show themselves: those who use such a passage go
on in different ways, while the members of a campaign who share one passage share others as well, or
have little beside it. Judged are passages of at least five words that stand in four texts or more,
piece by piece where they are long.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from engage.comments.campaigns.normal import Hashes
from engage.comments.campaigns.signatures import SHINGLE, Mask, Reading, contains

_STEP: Final = np.uint64(0xD6E8FEB86659FD93)
_PASSAGE: Final = 5
_JUDGED: Final = 4
_LOOKED_AT: Final = 24
_SUPPORT: Final = 0.17
_COHERENT: Final = 0.3
_LIFT: Final = 4.0
_MOST: Final = 0.45
_PIECE: Final = 12
_LITTLE_ELSE: Final = 4


class Usage:
    """Where each run of five words stands in a file of different texts."""

    def __init__(self, readings: Sequence[Reading], copies: Sequence[int]) -> None:
        self._readings = readings
        self._copies = copies
        parts = [_passages(reading) for reading in readings]
        lengths = [len(part) for part in parts]
        everything = np.concatenate([np.zeros(0, np.uint64), *parts])
        del parts
        order = np.argsort(everything, kind="stable")
        owners = np.repeat(np.arange(len(readings), dtype=np.int32), lengths)
        self._owners: npt.NDArray[np.int32] = owners[order]
        ordered = everything[order]
        starts = np.flatnonzero(np.concatenate(([True], ordered[1:] != ordered[:-1])))
        ends = np.append(starts[1:], len(ordered))
        often = ends - starts >= _JUDGED
        self._starts, self._ends = starts[often], ends[often]
        self._often: Hashes = ordered[self._starts] if len(ordered) else everything
        self._judged: dict[int, bool] = {}

    def own_words(self, reading: Reading) -> Mask:
        """The counted words of a text without those of passages that are anybody's."""
        passages = _passages(reading)
        marks = contains(self._often, passages)
        if not marks.any():
            return reading.counted
        kept = reading.counted.copy()
        edges = np.flatnonzero(np.diff(np.concatenate(([0], marks.view(np.int8), [0]))))
        for first, last in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True):
            for start in range(first, last, _PIECE):
                end = min(start + _PIECE, last)
                if not self._coheres(passages[start:end]):
                    kept[start : end + _PASSAGE - 1] = False
        return kept

    def _coheres(self, run: Hashes) -> bool:
        middle = len(run) // 2
        key = int(run[middle])
        if (judged := self._judged.get(key)) is None:
            judged = self._judged[key] = self._judge(np.unique(run), run[middle])
        return judged

    def _judge(self, run: Hashes, passage: np.uint64) -> bool:
        """Whether those who use the passage have enough else in common, or little else to say."""
        at = int(np.searchsorted(self._often, passage))
        users = np.unique(self._owners[self._starts[at] : self._ends[at]])
        if len(users) < _JUDGED:
            return True
        if len(users) > _LOOKED_AT:
            users = users[np.linspace(0, len(users) - 1, _LOOKED_AT).astype(np.int64)]
        rests, has_little_else = [], []
        for user in users.tolist():
            own = np.unique(self._passages_of(user))
            within = contains(run, own)
            rests.append(own[~within])
            held = int(np.count_nonzero(within)) + _PASSAGE - 1
            has_little_else.append(len(rests[-1]) <= max(_LITTLE_ELSE, 0.5 * held))
        found, counts = np.unique(np.concatenate(rests), return_counts=True)
        supported = found[counts >= self._fewest(found, len(users))]
        explained = [
            1.0 if has_little else np.count_nonzero(contains(supported, rest)) / len(rest)
            for rest, has_little in zip(rests, has_little_else, strict=True)
        ]
        weights = [self._copies[user] for user in users.tolist()]
        return float(np.average(explained, weights=weights)) >= _COHERENT

    def _fewest(self, found: Hashes, users: int) -> npt.NDArray[np.float64]:
        """How many of so many users must share a passage for it to bind them: clearly more than
        would by chance, given how many of all texts hold it."""
        places = np.searchsorted(self._often, found)
        places[places == len(self._often)] = 0
        is_often = self._often[places] == found
        holders = np.where(is_often, self._ends[places] - self._starts[places], 2)
        by_chance = users * holders / max(len(self._readings), 1)
        surely = np.minimum(by_chance * _LIFT, _MOST * users)
        return np.maximum(np.maximum(2, _SUPPORT * users), surely)

    def _passages_of(self, index: int) -> Hashes:
        return _passages(self._readings[index])


def _passages(reading: Reading) -> Hashes:
    """A number for each run of five words."""
    shingles = reading.shingles
    gap = _PASSAGE - SHINGLE
    if len(shingles) <= gap:
        return np.zeros(0, np.uint64)
    mixed = shingles[:-gap] * _STEP
    mixed ^= shingles[gap:]
    return mixed
