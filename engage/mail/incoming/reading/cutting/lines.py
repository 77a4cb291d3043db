"""A message's text as lines, each with what it was found to be.

Cutting only ever says what a line is; nothing is removed or changed, so every line ends up in the
text or in what was cut.
"""

from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Final

PATTERN_LENGTH: Final = 1_000
"""No line longer than this is anything but text."""


_PLAIN: Final = str.maketrans({"\u2019": "'", "\u00a0": " ", "\u202f": " ", "\u2009": " "})


class Kind(Enum):
    """What a line is."""

    OWN = auto()
    QUOTED = auto()
    FORWARDED = auto()
    SIGNATURE = auto()
    """What a program or a server adds, or stands below a signature's mark."""
    CONTACT = auto()
    """A block with name, title and telephone: kept where nothing else is left."""


@dataclass
class Line:
    """One line; `is_quoted` and `is_signature` are what the mail program marked in its HTML."""

    text: str = field(repr=False)
    is_quoted: bool = False
    is_signature: bool = False
    kind: Kind = Kind.OWN

    @property
    def is_blank(self) -> bool:
        return not self.text or self.text.isspace()

    @property
    def short(self) -> str:
        """The text for patterns: without blanks around it and with plain blanks and apostrophes;
        '' where it is too long to be looked at."""
        return "" if len(self.text) > PATTERN_LENGTH else self.text.translate(_PLAIN).strip()


@dataclass(frozen=True)
class About:
    """What else is known of the message."""

    is_reply: bool = False
    is_forward: bool = False
    has_files: bool = False


def set_kind(lines: list[Line], start: int, end: int, kind: Kind) -> None:
    """All of that stretch that is still the author's."""
    for line in lines[start:end]:
        if line.kind is Kind.OWN:
            line.kind = kind


def next_filled(lines: list[Line], start: int, end: int | None = None) -> int:
    """The next line that is not blank, or the end."""
    end = len(lines) if end is None else end
    while start < end and lines[start].is_blank:
        start += 1
    return start
