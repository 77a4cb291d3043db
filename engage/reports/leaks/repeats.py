"""Texts that a file repeats, searched once each and told of at every place.

Most cells of a table say the same as the row above. A text is known again by its hash; where it
holds something, each of its places is told, and where it holds nothing it costs a look.
"""

from collections.abc import Iterable, Iterator
from typing import Final

import numpy as np
from numpy.typing import NDArray

from engage.reports.leaks.readers import Passage
from engage.reports.leaks.sequences import among

_MOST: Final = 100_000


class Repeats:
    """Within one file; `searched` are hashes of published texts, sorted, that hold nothing."""

    def __init__(self, searched: NDArray[np.int64]) -> None:
        self._searched = searched
        self._seen: set[tuple[int, bool]] = set()
        self._holding: set[int] = set()
        self._again: dict[int, list[Passage]] = {}

    def fresh(self, batch: list[Passage]) -> list[Passage]:
        """Those of the passages that have to be searched."""
        hashes = np.array([hash(passage.text) for passage in batch], np.int64)
        is_known = among(self._searched, hashes).tolist()
        self._again = {}
        found = []
        for passage, number, known in zip(batch, hashes.tolist(), is_known, strict=True):
            if passage.is_metadata or (not known and self._is_new(passage, number)):
                found.append(passage)
            elif not known:
                self._again.setdefault(number, []).append(passage)
        if len(self._seen) > _MOST:
            self._seen.clear()
        return found

    def places_of(self, passage: Passage) -> Iterator[Passage]:
        """A passage in which something was found, and the others of its batch with that text."""
        yield passage
        if not passage.is_metadata:
            number = hash(passage.text)
            self._holding.add(number)
            yield from self._again.get(number, ())

    def _is_new(self, passage: Passage, number: int) -> bool:
        """What is read with indulgence is searched again where it stands as a text."""
        is_indulged = passage.is_vocabulary or passage.side_by_side
        seen = (number, False) in self._seen or (is_indulged and (number, True) in self._seen)
        self._seen.add((number, is_indulged))
        return not seen or number in self._holding


def texts_of(passages: Iterable[Passage]) -> Iterator[tuple[Passage, str]]:
    return ((passage, passage.text) for passage in passages)
