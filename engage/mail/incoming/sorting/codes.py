"""Receipt codes that stand in a mail: who writes one got our answer. Pure.

Only the form in which we wrote it, on one line: four groups of four, with hyphens or single spaces
between, in capital or small letters. The spaces make ordinary words look alike ('look here that
moss'), so what has no hyphen must have a digit in it; nearly every code has several.
"""

import re
from typing import Final

from engage.comments.rules import normalized_receipt

MOST_CODES: Final = 5
MOST_CANDIDATES: Final = 200
"""The reader looks each one up: a mail of codes is no reason for a thousand look-ups."""
LONGEST: Final = 500_000

_HYPHENS: Final = "-\u00ad\u2010\u2011\u2012\u2013\u2014\u2212"
_GROUP: Final = "[0-9A-Za-z]{4}"
_CODE: Final = re.compile(
    rf"(?<![0-9A-Za-z])(?:{_GROUP}[{_HYPHENS}]){{3}}{_GROUP}(?![0-9A-Za-z])"
    rf"|(?<![0-9A-Za-z])(?:{_GROUP}[ \u00a0\u202f]){{3}}{_GROUP}(?![0-9A-Za-z])"
)


def receipt_codes(text: str) -> tuple[str, ...]:
    """The different codes as they are looked up (without hyphens), in the order of the text."""
    found: dict[str, None] = {}
    for number, one in enumerate(_CODE.finditer(text[:LONGEST])):
        if number == MOST_CANDIDATES or len(found) == MOST_CODES:
            break
        code = normalized_receipt(one[0])
        if code and (one[0][4] not in " \u00a0\u202f" or re.search("[0-9]", one[0])):
            found[code] = None
    return tuple(found)
