"""The two lists of words that staff watch for, and where a text uses them. Pure.

*Banned* words hold a comment as suspected spam and are found in disguise too: `sp4m`, `s**m`,
`s p a m`, `spaaaam`, a letter of another alphabet. *Suspect* words are only shown to the moderator,
and only as they are written. Both are whole words or phrases, whatever their case and accents.

A list becomes tables of its words and of their disguises, so that the time grows with the text and
not with the list.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from typing import Final

from engage.moderation.flags import Flag, Source
from engage.moderation.spam.folding import Folded, Token, folded, tokens_of

LONGEST_PHRASE: Final = 8
_FEWEST_MASKED: Final = 4
_MOST_MASKED: Final = 24
_ALL_MASKS: Final = 7
"""Words up to this length are known under every mask that leaves the first letter."""


class Kind(StrEnum):
    BANNED = "banned"
    SUSPECT = "suspect"


Entry = tuple[Kind, str]
REASONS: Final = {
    Kind.BANNED: "This is on the list of banned words.",
    Kind.SUSPECT: "This is on the list of words to look at.",
}
_DISGUISED: Final = "This looks like a banned word in disguise."

_MASK_SIGNS: Final = "*#\u00d7\u2022\u00b7\u25a0\u2588"
_MASKS: Final = dict.fromkeys(map(ord, _MASK_SIGNS), "*")
# Signs, and letters of the Cyrillic and Greek alphabets, that are read as Latin letters.
_READ_AS: Final = {
    "a": "4@\u0430\u03b1", "b": "8", "c": "\u0441", "e": "3\u0435", "g": "9",
    "i": "1!|l\u0456\u03b9", "k": "\u043a", "o": "0\u043e\u03bf", "p": "\u0440\u03c1",
    "s": "5$\u0455", "t": "7+", "x": "\u0445", "y": "\u0443",
}  # fmt: skip
_LEET: Final = {ord(sign): letter for letter, signs in _READ_AS.items() for sign in signs}
_IN_DISGUISE: Final = re.compile(rf"[\w@$!|+{_MASK_SIGNS}]{{3,60}}")
_ENDS: Final = "!|+_"
_SPACED: Final = re.compile(r"(?<![^\W_])[^\W\d_](?:[^\w\n]{1,3}[^\W\d_]){2,30}(?![^\W_])")
_STRETCHED: Final = re.compile(r"([^\W\d_])\1{2,}")


@dataclass(frozen=True)
class WordLists:
    """Both lists, ready for use."""

    phrases: dict[tuple[str, ...], Kind] = field(default_factory=dict)
    longest: int = 0
    banned: frozenset[str] = frozenset()
    skeletons: frozenset[str] = frozenset()
    masked: frozenset[str] = frozenset()


@lru_cache(maxsize=4)
def compiled(entries: tuple[Entry, ...]) -> WordLists:
    """The lists of these entries; a word that stands on both is banned."""
    phrases: dict[tuple[str, ...], Kind] = {}
    for kind, written in sorted(entries, key=lambda entry: entry[0] is Kind.BANNED):
        words = words_in(written)
        if words:
            phrases[words] = kind
    single = frozenset(
        words[0] for words, kind in phrases.items() if len(words) == 1 and kind is Kind.BANNED
    )
    return WordLists(
        phrases,
        max(map(len, phrases), default=0),
        single,
        frozenset(_skeleton(word) for word in single if len(word) > 2),
        frozenset(mask for word in single for mask in _masks_of(word)),
    )


def words_in(written: str) -> tuple[str, ...]:
    """An entry as it is compared: its words, folded; none for an entry without a letter."""
    return tuple(token.word for token in tokens_of(folded(written)))[:LONGEST_PHRASE]


def find_words(text: str, lists: WordLists) -> tuple[Flag, ...]:
    """Where the text uses words of the lists, in its order, never one inside another."""
    if not lists.phrases:
        return ()
    in_small = folded(text)
    tokens = tokens_of(in_small)
    found = [*_plain(tokens, lists)]
    if lists.banned:
        found += _disguised(in_small, tokens, lists)
    return tuple(_first_come(in_small, found))


def _plain(tokens: Sequence[Token], lists: WordLists) -> Iterator[tuple[int, int, Kind, str]]:
    words = [token.word for token in tokens]
    for place in range(len(words)):
        for length in range(min(lists.longest, len(words) - place), 0, -1):
            kind = lists.phrases.get(tuple(words[place : place + length]))
            if kind is not None:
                end = tokens[place + length - 1].end
                yield tokens[place].start, end, kind, REASONS[kind]
                break


def _disguised(
    text: Folded, tokens: Sequence[Token], lists: WordLists
) -> Iterator[tuple[int, int, Kind, str]]:
    for token in tokens:
        if _STRETCHED.search(token.word) and _shortened(token.word) & lists.banned:
            yield token.start, token.end, Kind.BANNED, _DISGUISED
    for match in _IN_DISGUISE.finditer(text.text):
        if _is_disguise(match[0], lists) or _is_disguise(match[0].strip(_ENDS), lists):
            yield *match.span(), Kind.BANNED, _DISGUISED
    for match in _SPACED.finditer(text.text):
        if re.sub(r"[\W_]", "", match[0]) in lists.banned:
            yield *match.span(), Kind.BANNED, _DISGUISED


def _is_disguise(word: str, lists: WordLists) -> bool:
    """Whether signs stand in place of letters; a word of plain letters was compared before."""
    if len(word) < 3 or (word.isascii() and word.isalpha()):
        return False
    if not any(character.isalpha() for character in word):
        return False
    masked = word.translate(_MASKS)
    if "*" in masked:
        return masked in lists.masked
    return _skeleton(word) in lists.skeletons


def _skeleton(word: str) -> str:
    """A word with every sign that stands for a letter as that letter, and l, 1 and i as one."""
    return word.translate(_LEET)


def _shortened(word: str) -> set[str]:
    return {_STRETCHED.sub(r"\1", word), _STRETCHED.sub(r"\1\1", word)}


def _masks_of(word: str) -> Iterator[str]:
    """A banned word with letters masked: its first one always shows."""
    length = len(word)
    if not _FEWEST_MASKED <= length <= _MOST_MASKED:
        return
    inner = range(1, length)
    if length <= _ALL_MASKS:
        for chosen in range(1, 1 << (length - 1)):
            yield word[0] + "".join("*" if chosen >> (at - 1) & 1 else word[at] for at in inner)
        return
    yield re.sub(r"(?<!^)[aeiouy]", "*", word)
    for first in inner:
        for end in range(first + 1, length + 1):
            yield word[:first] + "*" * (end - first) + word[end:]


def _first_come(text: Folded, found: Sequence[tuple[int, int, Kind, str]]) -> Iterator[Flag]:
    end_of_last = -1
    for start, end, kind, reason in sorted(found, key=lambda one: (one[0], -one[1])):
        if start >= end_of_last:
            end_of_last = end
            yield Flag(*text.span(start, end), Source.WORDS, kind, "", reason)
