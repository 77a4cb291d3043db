"""Numbers that lead to a person: payment cards, health and social insurance numbers, telephones.

Comments are full of other numbers (prices, years, highways, sections of Acts). What tells them
apart is the way digits are grouped, so a run of digits is first cut into its groups, and only
groupings that people write are tried against the check digits. At most five groups are joined, so
that the time is linear in the text, whatever it holds.
"""

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

import phonenumbers
from stdnum import luhn
from stdnum.ca import bc_phn

from engage.privacy.finding import ContactKind, Finding

_GROUP: Final = re.compile(r"\d+")
# What may stand between the groups of one number: '604 555', '(604) 555', '604 - 555'.
# A full stop and a space end a sentence: '$1,450. 380 969' is two numbers.
_BETWEEN: Final = re.compile(r"(?!\. )[ .\-()/\u00a0\u2010-\u2013]{1,3}")
_MOST_GROUPS: Final = 5
_LONGEST: Final = 19

_CARDS: Final = {(13,), (14,), (15,), (16,), (19,), (4, 4, 4, 4), (4, 6, 5), (4, 6, 4)}
_PHNS: Final = {
    (10,), (4, 3, 3), (4, 6), (3, 3, 4), (1, 3, 3, 3), (4, 2, 4), (5, 5), (2, 4, 4), (4, 4, 2),
    (4, 2, 2, 2), (2, 2, 2, 2, 2), (7, 3),
}  # fmt: skip
_CLEAR_PHNS: Final = {(10,), (4, 3, 3), (4, 6)}
_SINS: Final = {(9,), (3, 3, 3)}
_PHONES: Final = {(10,), (11,), (3, 3, 4), (1, 3, 3, 4), (3, 7), (1, 10), (1, 3, 7)}
_LOCAL_PHONES: Final = {(7,), (3, 4)}

_SAYS_PHN: Final = re.compile(
    r"\b(?:phn|personal health (?:number|no)|care ?card|msp(?: number| no)?)\b", re.I
)
_SAYS_SIN: Final = re.compile(r"\b(?:sin|s\.i\.n|social insurance (?:number|no)|nas)\b", re.I)
_SAYS_PHONE: Final = re.compile(
    r"\b(?:call|phone|tel|telephone|cell|mobile|fax|text|number|reach|ring|home|whatsapp|landline|"
    r"message|dial|pager|téléphone|appelez|rappelez|numéro)\b",
    re.I,
)
_SAYS_NUMBER: Final = re.compile(
    r"\b(?:call|calls|phone|tel|telephone|cell|mobile|text|texts|reach|ring|whatsapp|dial|landline|"
    r"appelez|rappelez|cell number|phone number)\b",
    re.I,
)
# 'six oh four, five five five, oh one four two': ten spoken digits, or seven beside 'call'.
_DIGIT: Final = (
    r"(?:zero|oh|o|nought|one|two|three|four|five|six|seven|eight|nine|"
    r"double \w{2,5}|triple \w{2,5})"
)
_SPOKEN: Final = re.compile(rf"\b{_DIGIT}(?:[ ,.-]{{1,3}}{_DIGIT}){{5,10}}\b", re.I)
_LABELLED: Final = re.compile(r"\b(?:phn|sin|nas|tel|ph|cell|fax)[=#]?$", re.I)
_SAYS_OTHER: Final = re.compile(
    r"\b(?:part|model|serial|order|invoice|account|acct|reference|ref|permit|licen[cs]e|tracking|"
    r"confirmation|booking|policy|ticket|isbn|gst|business|bn|lot|plan|job|item|sku|catalogue|form|"
    r"purchase|tender|contract|batch|product|meter|parcel|pid|folio|transaction|receipt|grant|"
    r"cheque|registration|quote|project|work)\b(?:[^.!?\n]|\bno\.|\bnr\.){0,15}$",
    re.I,
)
_REPEATS: Final = ("double", "triple")
_CONTEXT: Final = 30
_FAR: Final = 90


class _Group(NamedTuple):
    start: int
    end: int
    digits: str


class _Number(NamedTuple):
    """Neighbouring groups read as one number."""

    start: int
    end: int
    digits: str
    shape: tuple[int, ...]
    before: str
    far_before: str
    written: str


def find_spoken_numbers(text: str) -> Iterator[Finding]:
    for match in _SPOKEN.finditer(text):
        digits = sum(2 if w == "double" else 3 if w == "triple" else 1 for w in _spoken(match[0]))
        if digits in (10, 11) or (digits == 7 and _SAYS_NUMBER.search(_before(text, match))):
            yield Finding.of(ContactKind.PHONE, *match.span())


def find_written_numbers(text: str) -> Iterator[Finding]:
    for run in _runs(text):
        position = 0
        while position < len(run):
            kind, taken, start = _best_reading(text, run, position)
            if kind:
                yield Finding.of(kind, start, run[position + taken - 1].end)
            position += taken


def _spoken(written: str) -> list[str]:
    """Words that count: of 'double five' the first only."""
    words = re.findall(r"[a-z]+", written.lower())
    return [word for n, word in enumerate(words) if n == 0 or words[n - 1] not in _REPEATS]


def _before(text: str, match: re.Match[str]) -> str:
    return text[max(0, match.start() - _CONTEXT) : match.start()]


def _runs(text: str) -> Iterator[list[_Group]]:
    """Groups of digits that stand close enough to be parts of one number."""
    run: list[_Group] = []
    for match in _GROUP.finditer(text):
        if run and not _BETWEEN.fullmatch(text, run[-1].end, match.start()):
            yield run
            run = []
        digits = match[0] if len(match[0]) > _LONGEST else _ascii(match[0])
        run.append(_Group(match.start(), match.end(), digits))
    if run:
        yield run


def _ascii(digits: str) -> str:
    return digits if digits.isascii() else "".join(str(int(digit)) for digit in digits)


def _best_reading(
    text: str, run: list[_Group], position: int
) -> tuple[ContactKind | None, int, int]:
    """The kind of the longest number that begins with this group, its groups, and its start."""
    for count in range(min(_MOST_GROUPS, len(run) - position), 0, -1):
        groups = run[position : position + count]
        length = sum(len(group.digits) for group in groups)
        if length < 7 or length > _LONGEST or not _stands_alone(text, groups):
            continue
        start = groups[0].start
        while start and text[start - 1] in "+(":
            start -= 1
        number = _Number(
            start,
            groups[-1].end,
            "".join(group.digits for group in groups),
            tuple(len(group.digits) for group in groups),
            text[max(0, start - _CONTEXT) : start],
            text[max(0, start - _FAR) : start],
            text[start : groups[-1].end],
        )
        if kind := _kind(number):
            return kind, count, start
    return None, 1, run[position].start


def _stands_alone(text: str, groups: list[_Group]) -> bool:
    """Not a part of a word, a price, a share or a decimal number."""
    before = text[max(0, groups[0].start - 1) : groups[0].start]
    if _LABELLED.search(text[max(0, groups[0].start - 6) : groups[0].start]):
        before = ""
    after = text[groups[-1].end : groups[-1].end + 2]
    if (before.isascii() and before.isalnum()) or before in ("$", "€", "£", "#", "_", "="):
        return False
    is_extension = after[:1] in ("x", "X") and after[1:].isdigit() and len(groups) > 1
    if (after[:1].isascii() and after[:1].isalpha() and not is_extension) or after[:1] in (
        "%",
        "$",
        "_",
    ):
        return False
    return not (after[:1] in (".", ",") and after[1:].isdigit() and len(groups) == 1)


def _kind(number: _Number) -> ContactKind | None:
    if _is_card(number):
        return ContactKind.CREDIT_CARD
    if _is_phn(number):
        return ContactKind.PHN
    if _is_sin(number):
        return ContactKind.SIN
    return ContactKind.PHONE if _is_phone(number) else None


def _is_card(number: _Number) -> bool:
    return (
        number.shape in _CARDS
        and number.digits[0] in "23456"
        and luhn.is_valid(number.digits)
        and len(set(number.digits)) > 1
    )


def _is_phn(number: _Number) -> bool:
    if number.shape not in _PHNS or number.digits[0] != "9" or len(set(number.digits)) < 3:
        return False
    if _SAYS_PHN.search(number.far_before[-60:]):
        return True
    return (
        number.shape in _CLEAR_PHNS
        and bc_phn.is_valid(number.digits)
        and not _SAYS_OTHER.search(number.before)
    )


def _is_sin(number: _Number) -> bool:
    """Beside the word itself even a mistyped number counts; nine bare digits count only there."""
    if number.shape not in _SINS:
        return False
    if _SAYS_SIN.search(number.before):
        return True
    if not luhn.is_valid(number.digits):
        return False
    if _SAYS_SIN.search(number.far_before):
        return True
    is_bare = number.shape == (9,) or number.digits[0] == "8" or number.digits[:3] == "000"
    return not is_bare and not _SAYS_OTHER.search(number.before)


def is_validated(kind: ContactKind, written: str) -> bool:
    """Whether the check digit of a health or social insurance number is right."""
    digits = "".join(_ascii(sign) for sign in written if sign.isdigit())
    if kind is ContactKind.PHN:
        return bc_phn.is_valid(digits)
    return luhn.is_valid(digits) if kind is ContactKind.SIN else True


def _is_phone(number: _Number) -> bool:
    abroad = number.written.lstrip("(").startswith("+")
    if number.shape in _LOCAL_PHONES and not abroad:
        return bool(_SAYS_PHONE.search(number.before)) and number.digits[0] not in "01"
    is_odd = number.shape not in _PHONES
    if (
        is_odd
        and not abroad
        and not (len(number.digits) in (10, 11) and _SAYS_NUMBER.search(number.before))
    ):
        return False
    try:
        parsed = phonenumbers.parse(number.written, None if abroad else "CA")
    except phonenumbers.NumberParseException:
        return False
    return phonenumbers.is_valid_number(parsed)
