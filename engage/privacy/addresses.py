"""Street and mailing addresses and postal codes in typed text.

'88 Lamming Mills Drive' is an address; '20 minute drive' and 'in 2019 Quadra Street' are not. A
walk over the few words after each number decides, because one pattern for all of it would be slow
and could not be read.
"""

import re
from collections.abc import Iterator
from typing import Final

from engage.privacy.finding import ContactKind, Finding
from engage.privacy.hints import Hints

_POSTAL_CODE: Final = re.compile(
    r"(?<![^\W_])[abceghj-nprstvxy]\d[abceghj-nprstv-z][ \u00a0\u2010-\u2013-]{0,3}"
    r"\d[abceghj-nprstv-z]\d(?![^\W_])",
    re.IGNORECASE | re.ASCII,
)
_BOX: Final = re.compile(
    r"\b(?:(?:P\.? ?O\.? ?Box|Post Office Box|Case postale|R\.?R\.? ?#|RR|General Delivery Box) ?"
    r"#?\d{1,6}|(?:Box|Site|Comp\.?|Compartment) \d{1,5}(?=,? (?:Box|Site|Comp|RR|R\.R)))"
    r"(?:,? (?:Box|Site|Comp\.?|Compartment|R\.?R\.?|Stn|Station) ?#?[A-Z\d]{1,6}\b){0,3}"
    r"(?: Prov(?:incial)? Gov(?:t|ernment)?)?",
    re.IGNORECASE,
)
_PLAIN_BOX: Final = re.compile(
    r"(?:(?<=[,\n] )|(?<=\n)|(?<=\bat )|(?<=\bto ))Box \d{1,5}"
    r"(?=,? (?:R\.?R\.?|[A-Z][a-z]+(?: [A-Z][a-z]+){0,2}(?:,? (?:B\.?C\.?|V\d)|[.,\n]|$)|V\d))"
)
_UNIT: Final = re.compile(
    r"\b(?:Unit|Suite|Apt\.?|Apartment) #?\d{1,4}[A-Z]?,? (?:at |of |in )?"
    r"\d{1,5} [A-Z][a-z]{2,20}\b"
)
_TAIL: Final = re.compile(
    r" (?:NW|NE|SW|SE|N|S|E|W|North|South|East|West)\b"
    r"(?:,? (?:suite|unit|apt\.?|apartment|#) ?[\dA-Z]{1,5}\b)?"
    r"|,? (?:suite|unit|apt\.?|apartment|ste\.?) ?#?\d{1,5}[A-Z]?\b|,? #\d{1,5}\b",
    re.IGNORECASE,
)
_ARTICLE: Final = r"(?:de la|de l[\u2019']|des|du|de|la|le|les) ?"
_FRENCH: Final = re.compile(
    rf"(?<![\w$#.,/-])\d{{1,5}}[A-Za-z]?(?:"
    rf",? (?:rue|chemin|ruelle|impasse) (?:{_ARTICLE})?"
    rf"|, (?:avenue|boulevard) (?:{_ARTICLE})?"
    # 'The 95 Avenue stop' speaks of a street, '95 avenue Foch' of a house.
    rf"| (?:avenue|boulevard) (?:{_ARTICLE}|(?-i:(?=[A-Z\u00c0-\u00de]))))"
    r"[^\W\d_][\w\u2019'-]{1,30}",
    re.IGNORECASE,
)
_NUMBER: Final = re.compile(
    r"(?<![^\W\u3400-\u9fff])(?<![$.,/:-])(?:#?\d{1,5} ?[-\u2013] ?)?\d{1,5}[A-Da-d]?(?= [^\W_])"
)
_WORD: Final = re.compile(r" ([^\W_][\w\u2019'-]{0,30})")
_MOST_WORDS: Final = 5

# fmt: off
_CLEAR: Final = frozenset((
    "street", "avenue", "ave", "road", "rd", "crescent", "cres", "boulevard", "blvd",
))
_OFTEN_ORDINARY: Final = frozenset((
    "drive", "lane", "court", "place", "terrace",
))
_NAMES_ONLY: Final = frozenset((
    "st", "dr", "ct", "pl", "ln", "way", "highway", "hwy", "circle", "close", "trail", "parkway",
    "mews", "gate", "row", "walk", "landing", "wynd", "esplanade", "heights", "rise", "grove",
    "square", "loop", "bay", "cove", "crossing", "route", "view", "hill", "green", "common",
))
# fmt: on
_TYPES: Final = _CLEAR | _OFTEN_ORDINARY | _NAMES_ONLY
_ORDINAL: Final = re.compile(r"\d{1,3}(?:st|nd|rd|th)", re.IGNORECASE)
# fmt: off
# After a number these begin something other than the name of a street.
_NOT_NAMES: Final = frozenset((
    "a", "an", "the", "of", "on", "in", "at", "to", "by", "or", "and", "for", "from", "per",
    "with", "near", "off", "along", "is", "was", "are", "were", "km", "kms", "kilometre",
    "kilometer", "metre", "meter", "m", "mile", "foot", "ft", "block", "hour", "hr", "minute",
    "min", "day", "week", "month", "year", "second", "times", "way", "lane", "people", "more",
    "new", "other", "main", "local", "busy", "narrow", "wide", "different", "single", "double",
    "separate", "public", "private", "rural", "city", "gravel", "dirt", "paved", "logging",
    "forest", "service", "access", "side", "back", "bike", "bus", "truck", "one", "two", "three",
    "four", "percent",
))
# fmt: on
_BEFORE_OTHER_NUMBERS: Final = re.compile(
    r"\b(?:highway|hwy|route|section|sections|sec|bill|chapter|part|figure|table|page|phase|"
    r"option|no|number|zone|ward|grade|exit|bus) $|\bs\. ?$",
    re.IGNORECASE,
)
_BEFORE_YEARS: Final = re.compile(
    r"\b(?:in|since|of|the|by|until|till|from|before|after|during|our|this|and|to) $", re.IGNORECASE
)


def find_addresses(text: str, hints: Hints) -> Iterator[Finding]:
    likely = (
        (_BOX, hints.box),
        (_PLAIN_BOX, hints.box),
        (_FRENCH, hints.french_street),
        (_UNIT, hints.unit),
    )
    for pattern, is_likely in likely:
        if is_likely:
            for match in pattern.finditer(text):
                yield Finding.of(ContactKind.STREET_ADDRESS, *match.span())
    for match in _NUMBER.finditer(text) if hints.street else ():
        end = _end_of_street(text, match.end())
        if end and not _is_other_number(text, match):
            tail = _TAIL.match(text, end)
            yield Finding.of(ContactKind.STREET_ADDRESS, match.start(), tail.end() if tail else end)


def find_postal_codes(text: str) -> Iterator[Finding]:
    for match in _POSTAL_CODE.finditer(text):
        yield Finding.of(ContactKind.POSTAL_CODE, *match.span())


def _end_of_street(text: str, position: int) -> int | None:
    """Where the street's name ends that begins here; None where no street begins here."""
    names: list[str] = []
    while len(names) < _MOST_WORDS and (match := _WORD.match(text, position)):
        word, position = match[1], match.end()
        if names and word.lower() in _TYPES and _is_street(names, word, text[position:]):
            further = _WORD.match(text, position)  # 'Ash Grove Pl'
            is_longer = further and further[1][0].isupper() and further[1].lower() in _TYPES
            return further.end() if further and is_longer else position
        if word.lower() in _NOT_NAMES and word.islower():
            return None
        names.append(word)
    return None


def _is_street(names: list[str], kind: str, rest: str) -> bool:
    if (
        kind.lower() == "st"
        and names[-1].lower() == "fort"
        and rest[:6].strip(". ").startswith("J")
    ):
        return False  # Fort St. John, Fort St. James
    if all(_is_name(name) for name in names):
        return kind[0].isupper() or kind.lower() in _CLEAR | _OFTEN_ORDINARY
    if len(names) > 2 or kind.lower() in _NAMES_ONLY:
        return False
    return kind.lower() in _CLEAR or not names[-1].lower().endswith("s")


def _is_name(word: str) -> bool:
    return word[0].isupper() or _ORDINAL.fullmatch(word) is not None


def _is_other_number(text: str, number: re.Match[str]) -> bool:
    before = text[max(0, number.start() - 12) : number.start()]
    if _BEFORE_OTHER_NUMBERS.search(before):
        return True
    is_year = re.fullmatch("(?:19|20)[0-9]{2}", number[0]) is not None
    return is_year and _BEFORE_YEARS.search(before) is not None
