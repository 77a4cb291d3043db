"""What must not appear, arranged so that a text of any length is read once.

However many identifiers there are, a text costs a few looks into tables for each of its words;
nothing is searched identifier by identifier, and of most nothing is kept but numbers.
"""

import ipaddress
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from engage.reports.leaks import text as reading
from engage.reports.leaks.forms import (
    identity_digits,
    ipv6,
    is_spoken,
    phone_digits,
    phrases,
)
from engage.reports.leaks.held import number_of_place
from engage.reports.leaks.kinds import TEXTS, Identifier, Kind
from engage.reports.leaks.numbers import candidates
from engage.reports.leaks.receipts import Receipts
from engage.reports.leaks.sequences import (
    BOUNDARY,
    BOUNDARY_CODE,
    Positions,
    Runs,
    Table,
    codes_of,
    identity_of,
    number_of,
    numbers_by_length,
    without_spoken,
)
from engage.reports.leaks.words import Read

RUN: Final = 8
_WHOLE_TEXT: Final = 4
_SHORTEST_CODE: Final = 6
_WAITING: Final = 2_000
_KINDS: Final = tuple(Kind)
_OF_FIGURES: Final = frozenset((Kind.PHONE, Kind.IDENTITY_NUMBER))
_NUMBER_OF_KIND: Final = {kind: number for number, kind in enumerate(Kind)}


class Hit(NamedTuple):
    """What stands in a text: its kind, a number by which the same is known again, for a name where
    it is stored, of how many words it is, and of digits whether they stand there one by one."""

    kind: Kind
    number: int
    ref: int = 0
    words: int = 0
    is_loose: bool = False


class Index:
    """Filled by `add`, then `arrange`d, then asked by `hits`."""

    def __init__(self) -> None:
        self._contacts, self._phrases, self._makers = Table(), Table(), Table()
        self._runs = Runs()
        self._numbers: dict[str, Kind] = {}
        self._spoken: dict[str, set[int]] = {}
        self._codes: dict[str, int] = {}
        self._computers: dict[ipaddress.IPv6Address, int] = {}
        self._receipts = Receipts(())
        self._texts: list[tuple[Kind, str]] = []
        self._signed: dict[int, int] = {}
        self._stands: dict[int, int] = {}

    def add(self, identifier: Identifier) -> None:
        kind, value = identifier.kind, identifier.value
        if identifier.also_public and not identifier.contact:
            return
        match kind:
            case Kind.PHONE:
                self._numbers.update(dict.fromkeys(phone_digits(value), kind))
                if is_spoken(value):
                    self._add_spoken(identifier)
            case Kind.IDENTITY_NUMBER:
                self._numbers.update(dict.fromkeys(identity_digits(value), kind))
            case Kind.RECEIPT:
                code = "".join(reading.unshortened(reading.plain(value)))
                if len(code) >= _SHORTEST_CODE:
                    self._codes[code] = len(self._codes)
            case Kind.IP if (address := ipv6(value)) is not None:
                self._computers[address] = len(self._computers)
            case Kind.QUARANTINED | Kind.UNPUBLISHED_FRAGMENT:
                self._texts.append((kind, value))
                if len(self._texts) >= _WAITING:
                    self._add_texts()
            case _:
                self._add_phrases(identifier)

    def add_receipts(self, hashes: Iterable[str]) -> None:
        self._receipts = Receipts(hashes)

    def arrange(self) -> None:
        """After the last `add`; may be called again after further ones."""
        self._add_texts()
        for table in (self._contacts, self._phrases, self._runs, self._makers):
            table.arrange()
        self._lengths = sorted({len(number) for number in self._numbers})
        self._sorted_codes = sorted(self._codes)
        self._gone = np.zeros(len(self._phrases), bool)
        self._gone_runs = np.zeros(len(self._runs), bool)

    def forget_contacts(self, contacts: Iterable[str]) -> None:
        """Drop what staff published on purpose, and only that: a neighbour's address stays."""
        gone: set[int] = set()
        for value in contacts:
            for kind in (Kind.EMAIL, Kind.ADDRESS):
                gone.update(number_of(form) for form in phrases(Identifier(kind, value)))
            for number in phone_digits(value):
                self._numbers.pop(number, None)
                gone.update(self._spoken.pop(number, ()))
        self._contacts.drop_numbers(gone)
        self._lengths = sorted({len(number) for number in self._numbers})

    def note_public(self, read: Read) -> set[int]:
        """Marks the phrases and runs of words that these texts contain; `forget_public` drops them,
        a name in every form. The texts with a name that somebody signed with: they may hold it
        still."""
        own = read.codes if read.is_raw is None else read.codes[read.is_raw]
        signed: set[tuple[int, int]] = set()
        for length, numbers in numbers_by_length(own, self._phrases.lengths | self._runs.lengths):
            if length in self._phrases.lengths:
                places, rows = self._phrases.found(numbers)
                self._gone[rows] = True
                if self._signed:
                    identities = self._phrases.identities[rows].tolist()
                    signed.update(
                        (read.text_at(place), identity)
                        for place, identity in zip(places.tolist(), identities, strict=True)
                        if identity in self._signed
                    )
            if length in self._runs.lengths:
                self._gone_runs[self._runs.found(numbers)[1]] = True
        for _, identity in signed:
            self._stands[identity] = self._stands.get(identity, 0) + 1
        return {text for text, _ in signed}

    def forget_public(self) -> None:
        """But a name that stands only in the texts of those who bear it."""
        identities = np.unique(self._phrases.identities[self._gone])
        theirs = [one for one, count in self._signed.items() if self._stands.get(one, 0) <= count]
        identities = np.setdiff1d(identities, np.array(theirs, np.uint64))
        self._phrases.drop(np.isin(self._phrases.identities, identities))
        self._runs.drop(self._gone_runs)
        self._gone = np.zeros(len(self._phrases), bool)
        self._gone_runs = np.zeros(len(self._runs), bool)

    def hits(self, read: Read, *, with_public: bool = True) -> Iterator[tuple[int, Hit]]:
        """What stands in these texts, by the number of the text. Without `with_public` only what no
        publication excuses: contacts and receipts."""
        yield from self._in_reading(read, with_public)
        if again := read.otherwise():
            texts, other = again
            for number, hit in self._in_reading(other, with_public):
                is_loose = hit.kind in _OF_FIGURES  # they were joined by us
                yield texts[number], hit._replace(is_loose=is_loose)

    def _in_reading(self, read: Read, with_public: bool) -> Iterator[tuple[int, Hit]]:
        yield from self._in_words(read, with_public)
        for place, number in self._receipts.found_in(read.words, read.lengths):
            yield read.text_at(place), Hit(Kind.RECEIPT, number)
        if self._lengths:
            for at, digits, is_grouped in candidates(read.plain, self._lengths):
                if digits in self._numbers:
                    hit = Hit(self._numbers[digits], int(digits), is_loose=not is_grouped)
                    yield read.text_of_sign(at), hit
        if self._codes:
            yield from self._codes_in(read)
        if self._computers:
            yield from self._computers_in(read)

    def _in_words(self, read: Read, with_public: bool) -> Iterator[tuple[int, Hit]]:
        spoken_out, places = without_spoken(read.codes)
        hidden = (self._contacts, self._makers) if with_public else (self._contacts,)
        for table in hidden:
            for length, numbers in numbers_by_length(spoken_out, table.lengths):
                found, rows = table.found(numbers)
                yield from self._as_hits(read, table, places[found], rows, length)
        if not with_public:
            return
        lengths = self._phrases.lengths | self._runs.lengths
        for length, numbers in numbers_by_length(read.codes, lengths):
            for table in (self._phrases, self._runs):
                if length in table.lengths:
                    found, rows = table.found(numbers)
                    yield from self._as_hits(read, table, found, rows, length)

    def _as_hits(
        self, read: Read, table: Table, places: Positions, rows: Positions, length: int
    ) -> Iterator[tuple[int, Hit]]:
        is_maker = table is self._makers
        for place, row in zip(places.tolist(), rows.tolist(), strict=True):
            kind = _KINDS[table.kinds[row]]
            hit = Hit(kind, int(table.identities[row]), int(table.refs[row]), length)
            text = read.text_at(place)
            if not is_maker or read.is_metadata(text):
                yield text, hit

    def _add_phrases(self, identifier: Identifier) -> None:
        kind = _NUMBER_OF_KIND[identifier.kind]
        ref = number_of_place(identifier.held_at)
        identity = identity_of(reading.words(identifier.value))
        if identifier.is_signed:
            self._signed[identity] = self._signed.get(identity, 0) + 1
        for form in phrases(identifier):
            if identifier.contact:
                self._contacts.add(form, identity, kind)
            else:
                self._phrases.add(form, identity, kind, ref)
            if identifier.kind is Kind.STAFF:
                self._makers.add(form, identity, kind)

    def _add_spoken(self, identifier: Identifier) -> None:
        """A number in words is looked for in these words too."""
        self._add_phrases(identifier)
        for digits in phone_digits(identifier.value):
            forms = self._spoken.setdefault(digits, set())
            forms.update(map(number_of, phrases(identifier)))

    def _add_texts(self) -> None:
        """Long text by its runs; short text whole: a few words are nobody's, one may be a name."""
        texts, self._texts = self._texts, []
        for kind in TEXTS:
            least = _WHOLE_TEXT if kind is Kind.UNPUBLISHED_FRAGMENT else 1
            long: list[str] = []
            for words in (reading.words(text) for of, text in texts if of is kind):
                if len(words) >= RUN:
                    long += [*words, BOUNDARY]
                elif len(words) >= least and len("".join(words)) > 1:
                    self._phrases.add(words, identity_of(words), _NUMBER_OF_KIND[kind])
            codes = codes_of(long)
            for length, numbers in numbers_by_length(codes, (RUN,)):
                self._runs.add_numbers(_within_texts(codes, numbers), length, _NUMBER_OF_KIND[kind])

    def _codes_in(self, read: Read) -> Iterator[tuple[int, Hit]]:
        """Codes that are known themselves, in however many pieces."""
        words = read.words
        for start in range(len(words)):
            code, place = "", start
            while place < len(words) and self._begins_code(code + words[place]):
                code += words[place]
                place += 1
                if code in self._codes:
                    yield read.text_at(start), Hit(Kind.RECEIPT, self._codes[code])

    def _begins_code(self, prefix: str) -> bool:
        place = bisect_left(self._sorted_codes, prefix)
        return place < len(self._sorted_codes) and self._sorted_codes[place].startswith(prefix)

    def _computers_in(self, read: Read) -> Iterator[tuple[int, Hit]]:
        for at, candidate in reading.ipv6_candidates(read.plain):
            address = ipv6(candidate)
            if address in self._computers:
                yield read.text_of_sign(at), Hit(Kind.IP, self._computers[address])


def _within_texts(codes: NDArray[np.uint64], numbers: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Without the runs that reach over a boundary, of each but one."""
    crossed = np.cumsum(np.concatenate(([0], codes == BOUNDARY_CODE)))
    return np.unique(numbers[crossed[RUN:] == crossed[: len(numbers)]])
