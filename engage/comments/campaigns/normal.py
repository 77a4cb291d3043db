"""The words of a text, as they are compared: without case, accents, punctuation or disguise.

Folding gives one character for one character, so that every position in the folded text is a
position in the text itself and nobody needs a map between the two. What cannot be seen (zero-width
characters, marks on letters, direction overrides) becomes a filler that may stand within a word and
is taken out of it later; letters that only look Latin become Latin.
"""

import hashlib
import re
import unicodedata
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

Hashes = npt.NDArray[np.uint64]

FILLER: Final = "\x00"
_CACHED_WORDS: Final = 500_000
_CACHED_LENGTH: Final = 64

# Cyrillic, Greek and a few others that are drawn like Latin letters, and those Latin letters.
_DRAWN_ALIKE: Final = (
    "\u0430\u0435\u043e\u0440\u0441\u0443\u0445\u0456\u0458\u0455\u04bb\u0501\u051b\u051d"
    "\u043a\u043c\u043d\u0442\u0432\u0433\u04cf\u0475\u050d\u03b1\u03b5\u03bf\u03c1\u03bd"
    "\u03b9\u03ba\u03c4\u03c5\u03c7\u03c9\u03b3\u0251\u0261\u0131\u0585\u0578\u057d\u217c"
)
_LATIN: Final = "aeopcyxijshdqwkmhtbrlvgaeopviktuxwyagionul"
_LOOKALIKES: Final = dict(zip(_DRAWN_ALIKE, _LATIN, strict=True))
_LONG_LETTERS: Final = {
    "œ": "oe",
    "æ": "ae",
    "ß": "ss",
    "\ufb01": "fi",
    "\ufb02": "fl",
    "\ufb00": "ff",
}
_LEET: Final = str.maketrans("01345", "oleas")
_APOSTROPHES: Final = "'\u2019\u2018\u02bc\u00b4`\uff07"

# One sign of a script that is written without spaces, or a run of letters and digits.
_WORD: Final = re.compile(
    "[\u0e00-\u0eff\u2e80-\u2fdf\u3005-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]"
    "|(?:[^\\W_]|\x00)+(?:'(?:[^\\W_]|\x00)+)*"
)


class _Folding(dict[int, str]):
    """Fills itself with the characters that are met; `str.translate` reads it."""

    def __missing__(self, code: int) -> str:
        folded = _fold(chr(code))
        if len(self) < 70_000:
            self[code] = folded
        return folded


def _fold(character: str) -> str:
    if character in _APOSTROPHES:
        return "'"
    category = unicodedata.category(character)
    if category in ("Mn", "Me", "Cf", "Cc", "Cs", "Co", "Cn") and character not in "\n\t\r\v\f\x85":
        return FILLER
    lower = character.lower()
    if len(lower) == 1 and lower in _LONG_LETTERS:
        return lower
    base = unicodedata.normalize("NFKD", lower)[:1].lower() or FILLER
    base = base if len(base) == 1 else character
    return _LOOKALIKES.get(base, base)


_FOLDING: Final = _Folding()


def folded(text: str) -> str:
    """The text in plain small letters, with the same number of characters."""
    if text.isascii() and FILLER not in text:
        return text.lower()
    return text.translate(_FOLDING)


class _Vocabulary(dict[str, tuple[int, str]]):
    """A word as it stands folded, to its hash and its plain form; bounded."""

    def __missing__(self, found: str) -> tuple[int, str]:
        word = plain_word(found)
        digest = hashlib.blake2b(word.encode("utf-8", "replace"), digest_size=8).digest()
        entry = (int.from_bytes(digest) if word else 0, word)
        if len(found) <= _CACHED_LENGTH:
            if len(self) >= _CACHED_WORDS:
                self.clear()
            self[found] = entry
        return entry


def plain_word(found: str) -> str:
    """One folded word without fillers and apostrophes; digits within letters become letters."""
    word = found.replace(FILLER, "").replace("'", "")
    if not word.isascii():
        for long, letters in _LONG_LETTERS.items():
            word = word.replace(long, letters)
    if not word.isalpha() and not word.isdigit():
        word = word.translate(_LEET)
    return word


_VOCABULARY: Final = _Vocabulary()


class Word(NamedTuple):
    """A word in its plain form, and where it stands in the text (code points)."""

    plain: str
    start: int
    end: int


def words_of(text: str) -> list[Word]:
    """Every word with its place."""
    found = (
        Word(_VOCABULARY[match.group()][1], *match.span()) for match in _WORD.finditer(folded(text))
    )
    return [word for word in found if word.plain]


def plain_words(text: str) -> list[str]:
    """Every word, without places: faster."""
    entries = map(_VOCABULARY.__getitem__, _WORD.findall(folded(text)))
    return [word for _, word in entries if word]


def word_hashes(text: str) -> Hashes:
    """A 64-bit number for each word, the same on every machine."""
    entries = map(_VOCABULARY.__getitem__, _WORD.findall(folded(text)))
    return np.array([number for number, _ in entries if number], dtype=np.uint64)


def hash_of(word: str) -> int:
    """The number of one plain word."""
    return _VOCABULARY[word][0]


def normal_hash(hashes: Hashes) -> bytes:
    """SHA-256 over all words: equal for texts that differ in nothing that is read as a word."""
    return hashlib.sha256(hashes.astype("<u8").tobytes()).digest()
