"""How the leak gate reads words: as a person or a search engine would, whatever was done to hide.

Both sides, what must not appear and what is in the file, pass through here. Case, accents,
full-width letters, unseen characters, punctuation and the usual short forms of streets make no
difference. Letters of other alphabets that only look alike do: that is not attempted.
"""

import html
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote

_UNSEEN: Final = frozenset(("Mn", "Cf", "Cs", "Co"))
_FILLERS: Final = frozenset("\u115f\u1160\u3164")
_WORD: Final = re.compile(r"[^\W_]+")
_POSTAL_CODE: Final = re.compile(r"\b([a-z]\d[a-z])[\s-]{1,3}(\d[a-z]\d)\b")
_DIGITS: Final = re.compile(r"\d(?:[\W_]{0,6}\d){6,}")
_IPV6: Final = re.compile(r"(?<![\w:])[0-9a-f]{0,4}(?::[0-9a-f.]{0,15}){2,8}")
_BACKSLASHED: Final = re.compile(r"\\(?:u([0-9a-f]{4})|x([0-9a-f]{2})|([0-9a-f]{1,6})\s?)", re.I)
_SHORT_FORMS: Final = {
    long: short
    for short, longs in {
        "st": ("street", "saint"),
        "ave": ("avenue", "av"),
        "rd": ("road",),
        "dr": ("drive",),
        "blvd": ("boulevard",),
        "cres": ("crescent", "cr"),
        "crt": ("court", "ct"),
        "pl": ("place",),
        "ln": ("lane",),
        "hwy": ("highway",),
        "ter": ("terrace", "terr"),
        "sq": ("square",),
        "apt": ("apartment", "unit", "suite", "ste"),
        "n": ("north",),
        "s": ("south",),
        "e": ("east",),
        "w": ("west",),
    }.items()
    for long in longs
}


def plain(text: str) -> str:
    """Lower case, no accents, nothing unseen, compatibility forms resolved."""
    if text.isascii():
        return text.lower()
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(
        character
        for character in unicodedata.normalize("NFKD", folded)
        if character.isascii()
        or (unicodedata.category(character) not in _UNSEEN and character not in _FILLERS)
    )


@dataclass(frozen=True)
class Reading:
    """A text read once for all that is looked for in it."""

    plain: str
    words: list[str]
    """Words and numbers in order; those of streets in their short form; postal codes one word."""
    unshortened: list[str]

    @classmethod
    def of(cls, text: str) -> "Reading":
        read = plain(text)
        found = _WORD.findall(_POSTAL_CODE.sub(r"\1\2", read))
        return cls(read, [_SHORT_FORMS.get(word, word) for word in found], found)


def words(text: str) -> list[str]:
    return Reading.of(text).words


def numbers(plain_text: str) -> Iterator[str]:
    """Every run of at least seven digits that only punctuation and blanks interrupt."""
    for run in _DIGITS.finditer(plain_text):
        yield digits(run[0])


def digits(text: str) -> str:
    return "".join(str(unicodedata.decimal(c)) for c in text if c.isdecimal())


def ipv6_candidates(plain_text: str) -> Iterator[str]:
    for candidate in _IPV6.finditer(plain_text):
        yield candidate[0].rstrip(".")


def readings(text: str) -> list[Reading]:
    """The text as it stands, and with entities, %-escapes and backslashes resolved."""
    decoded = html.unescape(text) if "&" in text else text
    decoded = unquote(decoded) if "%" in decoded else decoded
    decoded = _BACKSLASHED.sub(_character, decoded) if "\\" in decoded else decoded
    return [Reading.of(reading) for reading in dict.fromkeys((text, decoded))]


def _character(match: re.Match[str]) -> str:
    code = int(match[1] or match[2] or match[3], 16)
    return chr(code) if code <= 0x10FFFF else ""
