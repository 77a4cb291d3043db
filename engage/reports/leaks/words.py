"""Many texts read at once: their words in one list, with boundaries between, as numbers.

Reading a text costs a few microseconds of its own; a call into numpy costs as much for one text as
for a thousand. So texts are gathered and read together, and what is found is led back to its text.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from engage.reports.leaks import text as reading
from engage.reports.leaks.forms import SPOKEN_DIGITS, SPOKEN_TIMES
from engage.reports.leaks.otherwise import (
    FEWEST_LETTERS,
    FEWEST_SPOKEN,
    SHORTEST_CODED,
    figures_written,
    letters_together,
    uncoded,
)
from engage.reports.leaks.sequences import BOUNDARY, BOUNDARY_CODE, Positions, codes_of

_WORD_OR_BOUNDARY: Final = re.compile(rf"[^\W_]+|{BOUNDARY}")
_SHIFT: Final = np.uint64(48)
_MAY_BE_FIGURE: Final = np.zeros(1 << 16, bool)
_MAY_BE_FIGURE[codes_of((*SPOKEN_DIGITS, *SPOKEN_TIMES)) >> _SHIFT] = True
"""By the beginning of a word's number, which hardly another word has."""


class Read:
    """Texts as they stand and, of those with entities or escapes, as they are meant.

    `metadata` says of each text whether it is some; without, none is.
    """

    def __init__(self, texts: Sequence[str], metadata: Sequence[bool] = ()) -> None:
        self._texts, owners = list(texts), list(range(len(texts)))
        for number, text in enumerate(texts):
            meant = reading.decoded(text)
            if meant is not text and meant != text:
                self._texts.append(meant)
                owners.append(number)
        self._owners, self._metadata = owners, metadata
        self._count = len(texts)
        self.plain = reading.closed_postal_codes(BOUNDARY.join(map(reading.plain, self._texts)))
        self.words = _WORD_OR_BOUNDARY.findall(self.plain)
        self.codes = codes_of(self.words)
        self._ends = np.flatnonzero(self.codes == BOUNDARY_CODE)
        self.lengths = np.fromiter(map(len, self.words), np.int64, len(self.words))
        self.lengths[self._ends] = 0
        self._signs: NDArray[np.intp] | None = None

    @property
    def is_raw(self) -> NDArray[np.bool_] | None:
        """Which words belong to the texts as they stand; None if all do."""
        if len(self._owners) == self._count:
            return None
        kept = np.ones(len(self.codes), bool)
        kept[self._ends[self._count - 1] :] = False
        return kept

    @property
    def decoded(self) -> set[int]:
        """The texts that can be read in two ways."""
        return {*self._owners[self._count :], *self._otherwise[0]}

    def otherwise(self) -> "tuple[list[int], Read] | None":
        """What some of the texts say to whoever reads them otherwise, and which texts; mostly none
        does."""
        owners, texts = self._otherwise
        if not texts:
            return None
        return owners, Read(texts, [self.is_metadata(owner) for owner in owners])

    @cached_property
    def _otherwise(self) -> tuple[list[int], list[str]]:
        owners, texts = [], []
        for places, other_readings in self._odd():
            for number in np.unique(np.searchsorted(self._ends, places, "right")).tolist():
                found = list(other_readings(self._texts[number]))
                owners += [self._owners[number]] * len(found)
                texts += found
        return owners, texts

    def _odd(self) -> Iterator[tuple[Positions, Callable[[str], Iterator[str]]]]:
        """Where one letter stands after the other, or figures in words, or a very long word; and
        who reads that."""
        yield _runs(self.lengths == 1, FEWEST_LETTERS), letters_together
        yield _runs(_MAY_BE_FIGURE[self.codes >> _SHIFT], FEWEST_SPOKEN), figures_written
        yield np.flatnonzero(self.lengths >= SHORTEST_CODED), uncoded

    def text_at(self, place: int) -> int:
        """The text that a word belongs to."""
        return self._owners[int(np.searchsorted(self._ends, place, "right"))]

    def text_of_sign(self, position: int) -> int:
        """The text that a sign of `plain` belongs to."""
        if self._signs is None:
            signs = [at for at, sign in enumerate(self.plain) if sign == BOUNDARY]
            self._signs = np.array(signs, np.intp)
        return self._owners[int(np.searchsorted(self._signs, position, "right"))]

    def is_metadata(self, text: int) -> bool:
        return bool(self._metadata) and self._metadata[text]


def _runs(marked: NDArray[np.bool_], length: int) -> Positions:
    """Where at least so many marks follow each other, by the first of so many."""
    places = np.flatnonzero(marked)
    count = max(0, len(places) - length + 1)
    first: Positions = places[:count][places[length - 1 :] - places[:count] == length - 1]
    return first
