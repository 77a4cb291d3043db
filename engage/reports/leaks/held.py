"""Where a name is stored, in words and as a number.

A name is known to the gate by numbers alone. That number leads those who may see it to the row that
holds it, sealed as before.
"""

from enum import StrEnum
from typing import Final


class Holder(StrEnum):
    PERSON = "person"
    """Who wrote a comment; by the comment's number."""
    ACCOUNT = "account"
    """Whose post became a comment; by the comment's number."""
    FILE = "file"
    """The name of a file that came with a comment; by the file's number."""
    CONSENT = "consent"
    """Who agreed that words of theirs may be used; by the consent's number."""


_ALL: Final = tuple(Holder)


def place_of(holder: Holder, number: int) -> str:
    return f"{holder}:{number}"


def number_of_place(place: str) -> int:
    """0 for nowhere."""
    holder, _, number = place.partition(":")
    return int(number) * len(_ALL) + _ALL.index(Holder(holder)) + 1 if number else 0


def place_of_number(number: int) -> str:
    if not number:
        return ""
    row, holder = divmod(number - 1, len(_ALL))
    return place_of(_ALL[holder], row)
