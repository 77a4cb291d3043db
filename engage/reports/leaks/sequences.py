"""Sequences of words as numbers: what a million names and texts are looked up in.

A word becomes a 64-bit number (Python's keyed string hash), a sequence of words the sum of its
words' numbers, each multiplied by that place's own odd factor. So all sequences of one length in a
text are computed at once, and a table of sequences is a sorted array of eight bytes each. Two
different sequences share a number once in 2^64: such an error refuses a file, it never lets one
pass.
"""

from array import array
from collections.abc import Iterable, Iterator, Sequence
from hashlib import blake2b
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from engage.reports.leaks import text as reading
from engage.reports.leaks.forms import LONGEST, SPOKEN

BOUNDARY: Final = "\ue000"
"""Between texts that are read at once. `text.plain` takes it out of any text."""
_MASK: Final = (1 << 64) - 1
_REMEMBERED: Final = 50_000
_SMALLEST_SIEVE: Final = 12
_LARGEST_SIEVE: Final = 26

Numbers = NDArray[np.uint64]
Positions = NDArray[np.intp]


def _factor(place: int) -> int:
    return int.from_bytes(blake2b(b"place %d" % place, digest_size=8).digest(), "big") | 1


_FACTORS: Final = tuple(_factor(place) for place in range(LONGEST))
_NP_FACTORS: Final = np.array(_FACTORS, dtype=np.uint64)


class _Codes(dict[str, int]):
    def __missing__(self, word: str) -> int:
        code = hash(reading.SHORT_FORMS.get(word, word)) & _MASK
        if len(self) < _REMEMBERED:
            self[word] = code
        return code


_CODES: Final = _Codes()
BOUNDARY_CODE: Final = np.uint64(_CODES[BOUNDARY])
_SPOKEN_CODES: Final = np.array([_CODES[word] for word in SPOKEN], dtype=np.uint64)


def codes_of(words: Sequence[str]) -> Numbers:
    return np.fromiter(map(_CODES.__getitem__, words), np.uint64, len(words))


def number_of(words: Sequence[str]) -> int:
    """The sequence of these words; at most LONGEST of them."""
    return sum(_CODES[word] * factor for word, factor in zip(words, _FACTORS, strict=False)) & _MASK


def identity_of(words: Iterable[str]) -> int:
    """The same for the same words in any order."""
    return sum(_CODES[word] for word in words) & _MASK


def numbers_by_length(codes: Numbers, lengths: Iterable[int]) -> Iterator[tuple[int, Numbers]]:
    """For each of the lengths all sequences of so many words, by the place of their first word."""
    wanted = set(lengths)
    if not wanted:
        return
    rolled = codes * _NP_FACTORS[0]
    for length in range(1, max(wanted) + 1):
        if length > len(codes):
            return
        if length > 1:
            ahead = codes[length - 1 :] * _NP_FACTORS[length - 1]
            rolled = rolled[: len(ahead)] + ahead
        if length in wanted:
            yield length, rolled


def without_spoken(codes: Numbers) -> tuple[Numbers, Positions]:
    """The words that are not 'at' or 'dot', and where they stood."""
    kept = np.flatnonzero((codes != _SPOKEN_CODES[0]) & (codes != _SPOKEN_CODES[1]))
    return codes[kept], kept


def among(values: NDArray[Any], asked: NDArray[Any]) -> NDArray[np.bool_]:
    """Which of the asked are among these values, which are sorted."""
    if not len(values):
        return np.zeros(len(asked), bool)
    order = np.argsort(asked)
    in_order = asked[order]
    found = np.zeros(len(asked), bool)
    found[order] = values[_near(values, in_order)] == in_order
    return found


def _near(values: NDArray[Any], in_order: NDArray[Any]) -> Positions:
    """The place of each of the asked in sorted values, if it is there. Asked in order, a search
    goes on beside the last one, where memory was just read."""
    places = np.searchsorted(values, in_order)
    places[places == len(values)] = 0
    return places


class Table:
    """Sequences with what is known of each. Filled first, then `arrange`d, then asked."""

    def __init__(self) -> None:
        self.lengths: set[int] = set()
        self._new_keys, self._new_identities = array("Q"), array("Q")
        self._new_kinds, self._new_refs = array("B"), array("q")
        self.keys: Numbers = np.zeros(0, np.uint64)
        self.identities: Numbers = np.zeros(0, np.uint64)
        self.kinds: NDArray[np.uint8] = np.zeros(0, np.uint8)
        self.refs: NDArray[np.int64] = np.zeros(0, np.int64)

    def __len__(self) -> int:
        return len(self.keys) + len(self._new_keys)

    def add(self, words: Sequence[str], identity: int, kind: int, ref: int = 0) -> None:
        self.lengths.add(len(words))
        self._new_keys.append(number_of(words))
        self._new_identities.append(identity)
        self._new_kinds.append(kind)
        self._new_refs.append(ref)

    def arrange(self) -> None:
        """Sorts in what was added, each sequence once for each identity and kind.

        Column after column, each let go as soon as it is sorted: of a million people they are the
        most that a report holds.
        """
        keys = _taken(self.keys, self._new_keys)
        identities = _taken(self.identities, self._new_identities)
        kinds = _taken(self.kinds, self._new_kinds)
        refs = _taken(self.refs, self._new_refs)
        order = np.lexsort((kinds, identities, keys))
        keys = keys[order]
        identities = identities[order]
        kinds = kinds[order]
        refs = refs[order]
        del order
        first = np.ones(len(keys), bool)
        first[1:] = (
            (keys[1:] != keys[:-1])
            | (identities[1:] != identities[:-1])
            | (kinds[1:] != kinds[:-1])
        )
        self._keep(keys, identities, kinds, refs, first)

    def drop(self, gone: NDArray[np.bool_]) -> None:
        """Without these rows."""
        self._keep(self.keys, self.identities, self.kinds, self.refs, ~gone)

    def drop_numbers(self, numbers: Iterable[int]) -> None:
        gone = np.fromiter(numbers, np.uint64)
        self.drop(np.isin(self.keys, gone))

    def _keep(
        self,
        keys: Numbers,
        identities: Numbers,
        kinds: NDArray[np.uint8],
        refs: NDArray[np.int64],
        which: NDArray[np.bool_],
    ) -> None:
        self.keys, self.identities = keys[which], identities[which]
        self.kinds, self.refs = kinds[which], refs[which]
        self._sieve()

    def _sieve(self) -> None:
        """A table of bytes that says of most sequences at one look that they are not here."""
        bits = max(len(self.keys) * 8, 1).bit_length()
        bits = min(max(bits, _SMALLEST_SIEVE), _LARGEST_SIEVE)
        self._shift = np.uint64(64 - bits)
        self._maybe = np.zeros(1 << bits, bool)
        self._maybe[self.keys >> self._shift] = True

    def found(self, numbers: Numbers) -> tuple[Positions, Positions]:
        """Where in `numbers` something stands that is here, and at which row; all rows of each,
        in no settled order."""
        places = np.flatnonzero(self._maybe[numbers >> self._shift])
        if not len(places):
            return places, places
        places = places[np.argsort(numbers[places])]
        asked = numbers[places]
        first = _near(self.keys, asked)
        is_here = self.keys[first] == asked
        places, asked, first = places[is_here], asked[is_here], first[is_here]
        count = np.searchsorted(self.keys, asked, "right") - first
        rows = np.repeat(first, count) + _counted(count)
        return np.repeat(places, count), rows


class Runs(Table):
    """Sequences that are nothing but themselves, in nine bytes each: there may be millions."""

    def add_numbers(self, numbers: Numbers, length: int, kind: int) -> None:
        """Many of one length at once."""
        if len(numbers):
            self.lengths.add(length)
            self._new_keys.frombytes(numbers.tobytes())
            self._new_kinds.frombytes(np.full(len(numbers), kind, np.uint8).tobytes())

    def arrange(self) -> None:
        keys = _taken(self.keys, self._new_keys)
        kinds = _taken(self.kinds, self._new_kinds)
        order = np.argsort(keys, kind="stable")
        keys = keys[order]
        kinds = kinds[order]
        del order
        first = np.ones(len(keys), bool)
        first[1:] = keys[1:] != keys[:-1]
        self._take(keys[first], kinds[first])

    def drop(self, gone: NDArray[np.bool_]) -> None:
        self._take(self.keys[~gone], self.kinds[~gone])

    def _take(self, keys: Numbers, kinds: NDArray[np.uint8]) -> None:
        self.keys = self.identities = keys
        self.kinds, self.refs = kinds, np.broadcast_to(np.int64(0), len(keys))
        self._sieve()


def _taken(sorted_in: NDArray[Any], new: "array[int]") -> NDArray[Any]:
    """Both in one column; what was new is emptied."""
    whole = np.concatenate((sorted_in, np.frombuffer(new, sorted_in.dtype)))
    del new[:]
    return whole


def _counted(count: Positions) -> Positions:
    """0, 1, 2 ... within each stretch of so many."""
    ends = np.cumsum(count)
    return np.arange(ends[-1] if len(ends) else 0) - np.repeat(ends - count, count)
