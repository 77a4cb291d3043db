"""What must not appear, arranged so that a text of any length is read once.

However many thousand identifiers there are, a text costs a look in a table for each of its
words and for each run of eight words; nothing is searched identifier by identifier.
"""

import ipaddress
import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Final

from engage.reports import leak_text

RUN: Final = 8
_WHOLE_TEXT: Final = 4
_SHORTEST_CODE: Final = 6
_SHORTEST_NUMBER: Final = 7
_NATIONAL: Final = 10
_EXTENSION: Final = re.compile(r"(?:ext|poste|x|#)\W*\d+\s*$")
_POSTAL_CODE: Final = re.compile(r"[a-z]\d[a-z]\d[a-z]\d")

Words = tuple[str, ...]


class Kind(StrEnum):
    NAME = "name"
    EMAIL = "email"
    PHONE = "phone"
    ADDRESS = "address"
    RECEIPT = "receipt"
    IP = "ip"
    IDENTITY_NUMBER = "identity_number"
    QUARANTINED = "quarantined"
    UNPUBLISHED_FRAGMENT = "unpublished_fragment"


CONTACTS: Final = frozenset(
    (Kind.EMAIL, Kind.PHONE, Kind.ADDRESS, Kind.RECEIPT, Kind.IP, Kind.IDENTITY_NUMBER)
)


@dataclass(frozen=True)
class Identifier:
    """Something known about a person, or text that was not published.

    `value` of an UNPUBLISHED_FRAGMENT is the whole text. `also_public` says that a name or text
    stands by itself in published or staff text too; it changes nothing for contacts.
    """

    kind: Kind
    value: str
    also_public: bool = False

    @property
    def contact(self) -> bool:
        return self.kind in CONTACTS

    def __repr__(self) -> str:
        """Without the value: a stray traceback or log line must not tell it."""
        return f"Identifier({self.kind.value})"


class Index:
    def __init__(self, identifiers: Iterable[Identifier]) -> None:
        self._phrases: dict[Words, Identifier] = {}
        self._runs: dict[Words, Identifier] = {}
        self._numbers: dict[str, Identifier] = {}
        self._codes: dict[str, Identifier] = {}
        self._addresses: dict[ipaddress.IPv6Address, Identifier] = {}
        for identifier in identifiers:
            self._add(identifier)
        self._arrange()

    def forget_what_stands_in(self, texts: Iterable[str]) -> None:
        """Drop phrases (with every form of that name) and runs of words that the texts contain."""
        public: set[Identifier] = set()
        for text in texts:
            words = leak_text.words(text)
            public.update(self._phrases_in(words))
            for run in self._runs.keys() & set(_windows(words)):
                del self._runs[run]
        self._phrases = {form: who for form, who in self._phrases.items() if who not in public}
        self._arrange()

    def forget_contacts(self, contacts: Iterable[str]) -> None:
        """Drop what staff published on purpose, and only that: a neighbour's address stays."""
        for value in contacts:
            for kind in (Kind.EMAIL, Kind.ADDRESS):
                for form in phrases(Identifier(kind, value)):
                    self._phrases.pop(form, None)
            for number in phone_digits(value):
                self._numbers.pop(number, None)
        self._arrange()

    def found_in(self, reading: leak_text.Reading) -> Iterator[Identifier]:
        yield from self._phrases_in(reading.words)
        if self._runs and not self._runs.keys().isdisjoint(_windows(reading.words)):
            yield from {self._runs[run] for run in _windows(reading.words) if run in self._runs}
        if self._codes:
            yield from self._codes_in(reading.unshortened)
        if self._numbers:
            yield from self._numbers_in(reading.plain)
        if self._addresses and reading.plain.count(":") > 1:
            for candidate in leak_text.ipv6_candidates(reading.plain):
                address = _ip(candidate)
                if isinstance(address, ipaddress.IPv6Address) and address in self._addresses:
                    yield self._addresses[address]

    def _add(self, identifier: Identifier) -> None:
        value = identifier.value
        match identifier.kind:
            case Kind.PHONE:
                for number in phone_digits(value):
                    self._numbers[number] = identifier
            case Kind.IDENTITY_NUMBER:
                number = leak_text.digits(leak_text.plain(value))
                if len(number) >= _SHORTEST_NUMBER:
                    self._numbers[number] = identifier
            case Kind.RECEIPT:
                code = "".join(leak_text.Reading.of(value).unshortened)
                if len(code) >= _SHORTEST_CODE:
                    self._codes[code] = identifier
            case Kind.IP if isinstance(address := _ip(value.strip()), ipaddress.IPv6Address):
                self._addresses[address] = identifier
            case Kind.QUARANTINED | Kind.UNPUBLISHED_FRAGMENT:
                self._add_text(identifier)
            case _:
                for phrase in phrases(identifier):
                    self._phrases[phrase] = identifier

    def _add_text(self, identifier: Identifier) -> None:
        """Long text by its runs; short text whole: a few words are nobody's, one may be a name."""
        words = leak_text.words(identifier.value)
        least = _WHOLE_TEXT if identifier.kind is Kind.UNPUBLISHED_FRAGMENT else 1
        if len(words) >= RUN:
            self._runs.update(dict.fromkeys(_windows(words), identifier))
        elif len(words) >= least and len("".join(words)) > 1:
            self._phrases[tuple(words)] = identifier

    def _arrange(self) -> None:
        lengths: defaultdict[str, set[int]] = defaultdict(set)
        for phrase in self._phrases:
            lengths[phrase[0]].add(len(phrase))
        self._lengths = dict(lengths)
        self._sorted_codes = sorted(self._codes)
        self._begins_code = lru_cache(maxsize=200_000)(self._has_code_beginning)
        self._number_lengths = sorted({len(number) for number in self._numbers})

    def _phrases_in(self, words: list[str]) -> Iterator[Identifier]:
        if self._lengths.keys().isdisjoint(words):
            return
        for start, word in enumerate(words):
            for length in self._lengths.get(word, ()):
                who = self._phrases.get(tuple(words[start : start + length]))
                if who:
                    yield who

    def _codes_in(self, words: list[str]) -> Iterator[Identifier]:
        for start, word in enumerate(words):
            if not self._begins_code(word):
                continue
            code = ""
            for following in words[start:]:
                code += following
                if code in self._codes:
                    yield self._codes[code]
                if not self._begins_code(code):
                    break

    def _has_code_beginning(self, prefix: str) -> bool:
        place = bisect_left(self._sorted_codes, prefix)
        return place < len(self._sorted_codes) and self._sorted_codes[place].startswith(prefix)

    def _numbers_in(self, plain: str) -> Iterator[Identifier]:
        for run in leak_text.numbers(plain):
            for length in self._number_lengths:
                for start in range(len(run) - length + 1):
                    if (number := run[start : start + length]) in self._numbers:
                        yield self._numbers[number]


def phrases(identifier: Identifier) -> set[Words]:
    """The forms in words that a name, e-mail, postal or IP address can take."""
    match identifier.kind:
        case Kind.NAME:
            forms = _name_forms(identifier.value)
        case Kind.EMAIL:
            forms = _email_forms(identifier.value)
        case Kind.ADDRESS:
            forms = _address_forms(identifier.value)
        case _:
            forms = {tuple(leak_text.words(identifier.value))}
    return {form for form in forms if len("".join(form)) > 1}


def phone_digits(value: str) -> set[str]:
    """The number by its digits; a North American one without its country code."""
    digits = leak_text.digits(_EXTENSION.sub("", leak_text.plain(value)))
    if len(digits) == _NATIONAL + 1 and digits.startswith("1"):
        digits = digits[1:]
    return {digits} if len(digits) >= _SHORTEST_NUMBER else set()


def _name_forms(name: str) -> set[Words]:
    """As given, with the last word first, and with O'Neil and Mary-Ann as one word each."""
    whole = tuple(leak_text.words(name))
    closed = tuple(leak_text.words(re.sub(r"['\u2019\u2010-]", "", name)))
    return {whole, closed, (*whole[-1:], *whole[:-1])}


def _email_forms(address: str) -> set[Words]:
    """With any punctuation or none, and as people write to dodge machines: 'at', 'dot'.

    One that was found spoken ('jane at example dot org') is looked for as it was spoken.
    """
    local, _, host = address.strip().rpartition("@")
    if not local or "." not in host:
        spoken_as = tuple(leak_text.words(address))
        return {spoken_as} if len(spoken_as) > 2 else set()
    spoken = [(part, part.replace(".", " dot ")) for part in (local, host)]
    names, hosts = ([tuple(leak_text.words(form)) for form in part] for part in spoken)
    links: tuple[Words, ...] = ((), ("at",))
    return {(*name, *link, *end) for name in names for link in links for end in hosts}


def _address_forms(address: str) -> set[Words]:
    """The whole, and each part that leads to a door by itself: number and street, postal code."""
    lines = [address, *address.replace(",", "\n").splitlines()]
    forms = {tuple(leak_text.words(line)) for line in lines}
    forms |= {form[2:] for form in forms if form[:1] == ("apt",)}
    forms |= {form[1:] for form in forms if len(form) > 2 and "".join(form[:2]).isdecimal()}
    forms |= {(word,) for form in forms for word in form}
    return {form for form in forms if _leads_to_a_door(form)}


def _leads_to_a_door(form: Words) -> bool:
    if len(form) == 1:
        return _POSTAL_CODE.fullmatch(form[0]) is not None
    return form[:1] != ("apt",) and any(word[:1].isdecimal() for word in form)


def _windows(words: list[str]) -> Iterator[Words]:
    return zip(*(words[n:] for n in range(RUN)), strict=False)


def _ip(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        address = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return None
    mapped = getattr(address, "ipv4_mapped", None)
    return mapped or address
