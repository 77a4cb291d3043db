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
from engage.comments.campaigns.signatures import SHINGLE, Mask, Reading

Numbers = npt.NDArray[np.int32]
Places = npt.NDArray[np.int64]

_STEP: Final = np.uint64(0xD6E8FEB86659FD93)
_PASSAGE: Final = 5
_JUDGED: Final = 4
_LOOKED_AT: Final = 24
_MOST_PLACES: Final = 2_000
_SUPPORT: Final = 0.17
_COHERENT: Final = ((24, 0.18), (10, 0.25), (0, 0.3))
"""How much of the rest must be common, by the number of users: a few agree by chance."""

_LIFT: Final = 4.0
_MOST: Final = 0.45
_FEW_TEXTS: Final = 300
_PIECE: Final = 6
_LITTLE_ELSE: Final = 4
_LITTLE_PART: Final = 0.5
_ALWAYS: Final = 0.75


class Usage:
    """Which runs of five words stand in several texts of a file, and where.

    A passage that several texts hold has a number; `_numbers` gives it for each place of all texts
    in a row, and -1 for a passage that is rare.
    """

    def __init__(self, readings: Sequence[Reading], copies: Sequence[int]) -> None:
        self._copies = copies
        parts = [_passages(reading) for reading in readings]
        self._bounds = np.cumsum([0, *(len(part) for part in parts)])
        everything = np.concatenate([np.zeros(0, np.uint64), *parts])
        del parts
        order = np.argsort(everything, kind="stable")
        everything = everything[order]
        is_first = np.concatenate(([True], everything[1:] != everything[:-1]))[: len(everything)]
        starts = np.flatnonzero(is_first)
        lengths = np.diff(np.append(starts, len(everything)))
        often = lengths >= _JUDGED
        numbers = np.where(often, np.cumsum(often) - 1, -1).astype(np.int32)
        self._numbers = np.empty(len(everything), np.int32)
        self._numbers[order] = np.repeat(numbers, lengths)
        self._places: list[Places] = np.split(
            order[np.repeat(often, lengths)], np.cumsum(lengths[often])[:-1]
        )
        self._holders = lengths[often]
        self._judged: dict[int, bool] = {}

    def own_words(self, index: int, reading: Reading) -> Mask:
        """The counted words of a text without those of passages that are anybody's."""
        numbers = self._numbers_of(index)
        marks = numbers >= 0
        if not marks.any():
            return reading.counted
        anybodys = np.zeros(reading.length, np.bool_)
        letters = np.zeros(reading.length, np.bool_)
        edges = np.flatnonzero(np.diff(np.concatenate(([0], marks.view(np.int8), [0]))))
        for first, last in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True):
            for start in range(first, last, _PIECE):
                end = min(start + _PIECE, last)
                piece = numbers[start:end]
                coheres = self._coheres(int(piece[np.argmax(self._holders[piece])]))
                (letters if coheres else anybodys)[start : end + _PASSAGE - 1] = True
        return reading.counted & (letters | ~anybodys)

    def _numbers_of(self, index: int) -> Numbers:
        return self._numbers[self._bounds[index] : self._bounds[index + 1]]

    def _coheres(self, passage: int) -> bool:
        if (judged := self._judged.get(passage)) is None:
            judged = self._judged[passage] = self._judge(passage)
        return judged

    def _judge(self, passage: int) -> bool:
        """Whether those who use the passage have enough else in common, or little else to say.
        What nearly all of them have beside it is one quotation with it."""
        places = self._places[passage]
        if len(places) > _MOST_PLACES:
            places = places[np.linspace(0, len(places) - 1, _MOST_PLACES).astype(np.int64)]
        users = np.unique(np.searchsorted(self._bounds, places, "right") - 1)
        if len(users) < _JUDGED:
            return True
        if len(users) > _LOOKED_AT:
            users = users[np.linspace(0, len(users) - 1, _LOOKED_AT).astype(np.int64)]
        held = [self._numbers_of(user) for user in users.tolist()]
        starts = np.cumsum([0, *(len(one) for one in held[:-1])])
        lengths = np.array([len(one) for one in held])
        together = np.concatenate(held)
        found, which, counts = np.unique(together, return_inverse=True, return_counts=True)
        in_unit = (counts >= _ALWAYS * len(users)) & (found >= 0)
        binds = (counts >= self._fewest(found, len(users))) & (found >= 0)
        quoted = np.add.reduceat(in_unit[which].astype(np.int64), starts)
        bound = np.add.reduceat((binds & ~in_unit)[which].astype(np.int64), starts)
        rest = lengths - quoted
        has_little_else = rest <= np.maximum(_LITTLE_ELSE, _LITTLE_PART * (quoted + _PASSAGE - 1))
        explained = np.where(has_little_else, 1.0, bound / np.maximum(rest, 1))
        weights = [self._copies[user] for user in users.tolist()]
        enough = next(part for number, part in _COHERENT if len(users) >= number)
        return float(np.average(explained, weights=weights)) >= enough

    def _fewest(self, found: Numbers, users: int) -> npt.NDArray[np.float64]:
        """How many of so many users must share a passage for it to bind them: clearly more than
        would by chance, given how many of all texts hold it."""
        by_chance = users * self._holders[found] / max(len(self._bounds) - 1, _FEW_TEXTS)
        surely = np.minimum(by_chance * _LIFT, _MOST * users)
        return np.maximum(np.maximum(2, _SUPPORT * users), surely)


def _passages(reading: Reading) -> Hashes:
    """A number for each run of five words."""
    shingles = reading.shingles
    gap = _PASSAGE - SHINGLE
    if len(shingles) <= gap:
        return np.zeros(0, np.uint64)
    mixed = shingles[:-gap] * _STEP
    mixed ^= shingles[gap:]
    return mixed
