"""Text as words are compared: small, without accents and unseen characters. Pure, linear.

Every folded character remembers where it stood, so that what is found can be shown in the text.
"""

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

# Ideographs and kana stand alone: their writing has no blanks between words.
_ALONE: Final = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_TOKEN: Final = re.compile(f"[{_ALONE}]|(?:(?![{_ALONE}])[^\\W_])+")
_UNSEEN: Final = frozenset({"Mn", "Me", "Cf", "Cc"})


@dataclass(frozen=True)
class Folded:
    """`places[i]` is where the i-th folded character stands in the text; one more ends it."""

    text: str
    places: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The stretch of the original text, for a stretch of the folded one that is not empty."""
        return self.places[start], self.places[end - 1] + 1


@dataclass(frozen=True)
class Token:
    """A word of a folded text, in the folded text's own places."""

    word: str
    start: int
    end: int


class _Folding(dict[str, str]):
    """What each character becomes, worked out once."""

    def __missing__(self, character: str) -> str:
        parts = unicodedata.normalize("NFKD", character).casefold()
        kept = "".join(one for one in parts if unicodedata.category(one) not in _UNSEEN)
        self[character] = kept
        return kept


_folding: Final = _Folding({"\n": "\n", "\r": "\n", "\t": " "})


def folded(text: str) -> Folded:
    """The text in small letters without accents and without what cannot be seen."""
    letters: list[str] = []
    places: list[int] = []
    for place, character in enumerate(text):
        for one in _folding[character]:
            letters.append(one)
            places.append(place)
    return Folded("".join(letters), tuple(places))


def tokens_of(text: Folded) -> list[Token]:
    return [Token(match[0], *match.span()) for match in _TOKEN.finditer(text.text)]
