"""What a text cannot hold, seen at a glance, so that most texts cost no search.

Each answer is a condition that every match of the pattern meets: a telephone number has seven
digits, an address with 'at' has a 'dot', a provider or a bracket. Where it is not met nothing would
be found; where it is met the search decides. A test compares both on whatever texts a machine can
think of.
"""

import re
from dataclasses import dataclass
from typing import Final

_DIGIT: Final = re.compile(r"\d")
_POSTAL_MIDDLE: Final = re.compile(r"\d[A-Za-z][ \u00a0\u2010-\u2013-]{0,3}\d")
_NUMBER_AND_WORD: Final = re.compile(r"\d[A-Da-d]? [^\W_]")
_BRACKETED: Final = re.compile(r"[(\[{<] ?(?:at|@|arobase) ?[)\]}>]")
_BETWEEN: Final = str.maketrans(",.-", "   ")
# Letters that a search without regard to case takes for an ASCII one, and `lower` does not.
_ODD: Final = frozenset("\u0130\u0131\u017f\u212a")
_BRACKETS: Final = ("(", "[", "{", "<")
PROVIDERS: Final = (
    "gmail", "googlemail", "hotmail", "outlook", "live", "msn", "yahoo", "ymail", "icloud",
    "proton", "protonmail", "shaw", "telus", "telusplanet", "rogers", "sympatico", "uniserve",
    "aol", "gmx",
)  # fmt: skip
_SPOKEN_DIGITS: Final = frozenset((
    "zero", "oh", "o", "nought", "one", "two", "three", "four", "five", "six", "seven", "eight",
    "nine", "double", "triple",
))  # fmt: skip
# Of six spoken digits the first and the last may hang on to a bracket or another sign.
_FEWEST_SPOKEN: Final = 4
_FEWEST_IN_NUMBER: Final = 7
_FEWEST_IN_POSTAL_CODE: Final = 3
_FEWEST_IN_COMPUTER: Final = 4
_BOXES: Final = ("box", "case postale", "rr", "r.r", "site", "comp")
_STREETS: Final = ("rue", "chemin", "avenue", "boulevard", "impasse")
_UNITS: Final = ("unit", "suite", "apt", "apartment")


@dataclass(frozen=True, slots=True)
class Hints:
    """Whether a text may hold something of each kind; all of them if nothing can be said."""

    email: bool = True
    computer4: bool = True
    computer6: bool = True
    postal_code: bool = True
    spoken_number: bool = True
    written_number: bool = True
    box: bool = True
    french_street: bool = True
    unit: bool = True
    street: bool = True


_ALL: Final = Hints()


def hints_of(text: str) -> Hints:
    if not text.isascii() and not _ODD.isdisjoint(text):
        return _ALL
    lower = text.lower()
    email, spoken = _may_hold_email(lower), _may_hold_spoken_number(lower)
    digits = len(_DIGIT.findall(text))
    if not digits:
        return _WITHOUT_DIGITS[email, spoken]
    return Hints(
        email=email,
        computer4=digits >= _FEWEST_IN_COMPUTER and text.count(".") > 2,
        computer6=text.count(":") > 1,
        postal_code=digits >= _FEWEST_IN_POSTAL_CODE and bool(_POSTAL_MIDDLE.search(text)),
        spoken_number=spoken,
        written_number=digits >= _FEWEST_IN_NUMBER,
        box=any(one in lower for one in _BOXES),
        french_street=any(one in lower for one in _STREETS) or "ruelle" in lower,
        unit=any(one in lower for one in _UNITS),
        street=bool(_NUMBER_AND_WORD.search(text)),
    )


_WITHOUT_DIGITS: Final = {
    (email, spoken): Hints(email, False, False, False, spoken, False, False, False, False, False)
    for email in (False, True)
    for spoken in (False, True)
}


def _may_hold_email(lower: str) -> bool:
    """'@', 'at' between brackets, 'at' with a spoken 'dot', or 'at' before a provider's name."""
    if "@" in lower or "arobase" in lower:
        return True
    place = lower.find(" at ")
    if place >= 0 and (" dot " in lower or " point " in lower):
        return True
    while place >= 0:
        if lower.startswith(PROVIDERS, place + 4):
            return True
        place = lower.find(" at ", place + 3)
    return any(one in lower for one in _BRACKETS) and _BRACKETED.search(lower) is not None


def _may_hold_spoken_number(lower: str) -> bool:
    words = lower.translate(_BETWEEN).split()
    return sum(map(_SPOKEN_DIGITS.__contains__, words)) >= _FEWEST_SPOKEN
