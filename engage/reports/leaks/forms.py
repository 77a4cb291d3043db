"""The forms in words and digits that an identifier can take in a text."""

import ipaddress
import re
from pathlib import PurePath
from typing import Final

from engage.reports.leaks import text as reading
from engage.reports.leaks.kinds import Identifier, Kind

LONGEST: Final = 12
_EXTENSION: Final = re.compile(r"(?:ext|poste|x|#)\W*\d+\s*$")
_POSTAL_CODE: Final = re.compile(r"[a-z]\d[a-z]\d[a-z]\d")
_HASH: Final = re.compile(r"[0-9a-f]{32,}")
_HASH_BEGINNINGS: Final = (8, 10, 12, 16, 24, 32)
_SHORTEST_NUMBER: Final = 7
_IN_TWO_LENGTHS: Final = frozenset((*reading.SHORT_FORMS, *reading.SHORT_FORMS.values()))
_NATIONAL: Final = 10
SPOKEN_DIGITS: Final = {
    word: str(digit)
    for digit, words in enumerate((
        ("zero", "oh", "o", "nought"), ("one", "un", "une"), ("two", "deux"), ("three", "trois"),
        ("four", "quatre"), ("five", "cinq"), ("six",), ("seven", "sept"), ("eight", "huit"),
        ("nine", "neuf"),
    ))
    for word in words
}  # fmt: skip
SPOKEN_TIMES: Final = {"double": 2, "triple": 3}

Words = tuple[str, ...]


def phrases(identifier: Identifier) -> set[Words]:
    """What a name, e-mail, postal or IP address looks like in words. Of a very long one its
    beginning stands for all of it.
    """
    match identifier.kind:
        case Kind.NAME:
            forms = name_forms(identifier.value)
        case Kind.STAFF:
            forms = _staff_forms(identifier.value)
        case Kind.EMAIL:
            forms = {_email_form(identifier.value)}
        case Kind.ADDRESS:
            forms = _address_forms(identifier.value)
        case Kind.IP:
            forms = _computer_forms(identifier.value)
        case _:
            forms = {tuple(reading.words(identifier.value))}
    return {form[:LONGEST] for form in forms if len("".join(form)) > 1}


def phone_digits(value: str) -> set[str]:
    """The number by its digits; a North American one without its country code."""
    digits = reading.digits(_EXTENSION.sub("", reading.plain(value))) or spoken_digits(value)
    if len(digits) == _NATIONAL + 1 and digits.startswith("1"):
        digits = digits[1:]
    return {digits} if len(digits) >= _SHORTEST_NUMBER else set()


def is_spoken(number: str) -> bool:
    """Whether its digits are written as words ('two five oh ...')."""
    return bool(spoken_digits(number))


def spoken_digits(value: str) -> str:
    """'' unless every word is a digit or says how often the next one counts."""
    digits, times = "", 1
    for word in reading.words(value):
        if word in SPOKEN_TIMES:
            times = SPOKEN_TIMES[word]
        elif word in SPOKEN_DIGITS:
            digits, times = digits + SPOKEN_DIGITS[word] * times, 1
        else:
            return ""
    return digits


def identity_digits(value: str) -> set[str]:
    digits = reading.digits(reading.plain(value))
    return {digits} if len(digits) >= _SHORTEST_NUMBER else set()


def name_forms(name: str) -> set[Words]:
    """As given, with the last word first, and with O'Neil and Mary-Ann as one word each."""
    whole = tuple(reading.words(name))
    closed = tuple(reading.words(re.sub(r"['\u2019\u2010-]", "", name)))
    return {whole, closed, (*whole[-1:], *whole[:-1])}


def stands_in(name: str, text: str) -> bool:
    """Whether a text holds a name in one of its forms."""
    folded, parts = reading.plain(text), reading.plain(name).split()
    is_usual = all(part.isalpha() and part not in _IN_TWO_LENGTHS for part in parts)
    if is_usual and not all(part in folded for part in parts):
        return False  # as of nearly all texts, and to part one into words takes far longer
    forms, said = phrases(Identifier(Kind.NAME, name)), reading.words(text)
    return any(
        tuple(said[at : at + len(form)]) == form
        for form in forms
        for at, word in enumerate(said)
        if word == form[0]
    )


def file_stem(name: str) -> str:
    """What of a file's name is looked for: without its ending, as it often is a person's; one word
    alone only with it; '' of one without letters."""
    stem = PurePath(name).stem
    if not any(letter.isalpha() for letter in stem):
        return ""
    return stem if len(reading.words(stem)) > 1 else name


def _staff_forms(value: str) -> set[Words]:
    """A name of two words at least, or an address: 'Director' alone names nobody."""
    forms = {_email_form(value)} if "@" in value else name_forms(value)
    return {form for form in forms if len(form) > 1}


SPOKEN: Final = ("at", "dot")


def _email_form(address: str) -> Words:
    """With any punctuation or none. `SPOKEN` words are left out here as in what is searched, so
    that people who dodge machines ('jane at example dot org') are found too.
    """
    words = tuple(word for word in reading.words(address) if word not in SPOKEN)
    return words if len(words) > 1 else ()


def _address_forms(address: str) -> set[Words]:
    """The whole, and each part that leads to a door by itself: number and street, postal code."""
    lines = [address, *address.replace(",", "\n").splitlines()]
    forms = {tuple(reading.words(line)) for line in lines}
    forms |= {form[2:] for form in forms if form[:1] == ("apt",)}
    forms |= {form[1:] for form in forms if len(form) > 2 and "".join(form[:2]).isdecimal()}
    forms |= {(word,) for form in forms for word in form}
    return {_unspoken(form) for form in forms if _leads_to_a_door(form)}


def _leads_to_a_door(form: Words) -> bool:
    if len(form) == 1:
        return _POSTAL_CODE.fullmatch(form[0]) is not None
    return form[:1] != ("apt",) and any(word[:1].isdecimal() for word in form)


def _computer_forms(value: str) -> set[Words]:
    """An address in words, or a hash of one, of which pages often show the beginning alone."""
    words = tuple(reading.words(value))
    if len(words) == 1 and _HASH.fullmatch(words[0]):
        return {words, *((words[0][:length],) for length in _HASH_BEGINNINGS)}
    return {_unspoken(words)}


def _unspoken(words: Words) -> Words:
    return tuple(word for word in words if word not in SPOKEN)


def ipv6(value: str) -> ipaddress.IPv6Address | None:
    try:
        address = ipaddress.ip_address(value.strip().partition("%")[0])
    except ValueError:
        return None
    mapped = getattr(address, "ipv4_mapped", None)
    return address if isinstance(address, ipaddress.IPv6Address) and mapped is None else None
