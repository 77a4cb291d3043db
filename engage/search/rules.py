"""Words: how a text is taken apart for the index, what somebody typed, where it stands. Pure.

Words are made plain (no accents, no case, no punctuation) before they are kept or asked for, so
both databases find the same, and nothing that is typed can be an operator of either. Scripts that
write without spaces (Chinese, Japanese, Thai and others) are taken apart into single characters,
and what is typed in them is a phrase of these: so any part of such a text is found.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from itertools import islice
from typing import Final

LONGEST_QUERY: Final = 200
SNIPPET: Final = 240
"""Characters of a text that a result shows."""
_BEFORE: Final = 80
_LONGEST_WORD: Final = 40
_MOST_TERMS: Final = 12
_MOST_WORDS: Final = 24
_SHORTEST_OPEN: Final = 3
"""A shorter beginning of a word would be that of nearly every text."""
_LOOKED_THROUGH: Final = 20_000
_TERM: Final = re.compile(r'"([^"]*)"|([^\s"]+)')
_QUOTES: Final = str.maketrans(dict.fromkeys("“”„«»\uff02", '"'))
_UNSPACED: Final = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u2fdf\u3005-\u3007\u3040-\u312f\u31a0-\u31ff"
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
)
_ASCII_WORD: Final = re.compile(r"[a-z0-9]+")
_WORD: Final = re.compile(rf"[{_UNSPACED}]|[^\W_{_UNSPACED}]+")
_LINK: Final = re.compile(r"\]\([^)\s]*(?:\s+\"[^\"]*\")?\)|<[^<>]{1,500}>")
_MARKUP: Final = re.compile(
    r"^\s*(?:#{1,6}\s+|>\s?|[-*+]\s+|\d{1,9}[.)]\s+)|!?\[|[*`\]|]+|__+", re.M
)
_LOOSE: Final = re.compile(r" (?=[,.)](?:\s|$))")
"""A space that a mark before a comma leaves behind."""


_TYPED: Final = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "đ": "d", "ł": "l", "\u02bc": "'"})
"""Letters that most keyboards lack, as people type them: in cœur, Đà Nẵng, and names of First
Nations with an apostrophe that is a letter."""


class Kind(StrEnum):
    """What can be found, in the order of the page of results."""

    ENGAGEMENT = "engagement"
    TOPIC = "topic"
    UPDATE = "update"
    RESULTS = "results"
    TRANSLATION = "translation"
    COMMENT = "comment"


@dataclass(frozen=True)
class Sought:
    """Every phrase must be there, of plain words; `is_open`: the last word may be half typed."""

    phrases: tuple[tuple[str, ...], ...]
    is_open: bool

    def __bool__(self) -> bool:
        return bool(self.phrases)


@dataclass(frozen=True)
class Piece:
    """A stretch of a snippet; `is_found`: it is what was sought."""

    words: str
    is_found: bool


def plain_words(text: str) -> list[str]:
    """'Café, au-lait!' is cafe, au, lait; '夜間巴士' is four words."""
    word, folded = (_ASCII_WORD, text.lower()) if text.isascii() else (_WORD, _folded(text))
    return [one[:_LONGEST_WORD] for one in word.findall(folded)]


def sought(query: str) -> Sought:
    """What somebody typed, in quotation marks or not; nothing of it can be a mistake."""
    phrases: list[tuple[str, ...]] = []
    is_open, room = False, _MOST_WORDS
    query = query[:LONGEST_QUERY].translate(_QUOTES)
    for term in islice(_TERM.finditer(query), _MOST_TERMS):
        words = tuple(plain_words(term[0]))[:room]
        if words:
            phrases.append(words)
            room -= len(words)
            is_open = term[2] is not None and _may_be_begun(words[-1])
    if is_open and phrases[-1] in phrases[:-1]:
        is_open = False
    return Sought(tuple(dict.fromkeys(phrases)), is_open)


def without_markup(markdown: str) -> str:
    """Markdown of staff as text to search and to show a stretch of: no addresses, no marks."""
    return _LOOSE.sub("", _MARKUP.sub(" ", _LINK.sub(" ", markdown)))


def snippet(text: str, wanted: Sought) -> tuple[Piece, ...]:
    """The stretch around the first place that was sought, what was sought set apart; the beginning
    of the text where it is not there (but in the title, say)."""
    text = " ".join(text[:_LOOKED_THROUGH].split())
    spots = list(_spots(text, wanted))
    start = _word_start(text, max(0, spots[0][0] - _BEFORE)) if spots else 0
    end = _word_end(text, start + SNIPPET)
    before, after = "… " if start else "", " …" if end < len(text) else ""
    return (*_pieces(before), *_cut(text, start, end, spots), *_pieces(after))


def _pieces(words: str) -> tuple[Piece, ...]:
    return (Piece(words, False),) if words else ()


def _cut(text: str, start: int, end: int, spots: Sequence[tuple[int, int]]) -> Iterator[Piece]:
    at = start
    for first, last in spots:
        if first >= end:
            break
        if first >= at:
            yield from _pieces(text[at:first])
            yield Piece(text[first:last], True)
            at = last
    yield from _pieces(text[at : max(at, end)])


def _word_start(text: str, at: int) -> int:
    space = text.find(" ", at, at + _LONGEST_WORD) if at else -1
    return space + 1 if space >= 0 else at


def _word_end(text: str, at: int) -> int:
    if at >= len(text):
        return len(text)
    space = text.rfind(" ", at - _LONGEST_WORD, at)
    return space if space > 0 else at


def _spots(text: str, wanted: Sought) -> Iterator[tuple[int, int]]:
    """Where phrases stand in the text, from the first on; they do not overlap."""
    words = words_with_places(text)
    firsts = {phrase[0] for phrase in wanted.phrases}
    begun = wanted.phrases[-1][0] if wanted.is_open and len(wanted.phrases[-1]) == 1 else ""
    end = 0
    for at, (word, start, _end) in enumerate(words):
        # Nearly every word of a text begins no phrase.
        if start < end or not (word in firsts or (begun and word.startswith(begun))):
            continue
        length = max(_length_at(words, at, wanted, n) for n in range(len(wanted.phrases)))
        if length:
            end = words[at + length - 1][2]
            yield start, end


def _length_at(words: Sequence[tuple[str, int, int]], at: int, wanted: Sought, number: int) -> int:
    """How many words of the text from `at` on are this phrase; 0: it is not there."""
    phrase = wanted.phrases[number]
    is_open = wanted.is_open and number == len(wanted.phrases) - 1
    if not is_open and words[at][0] != phrase[0]:
        return 0
    here = [word for word, _start, _end in words[at : at + len(phrase)]]
    if len(here) < len(phrase) or tuple(here[:-1]) != phrase[:-1]:
        return 0
    is_there = here[-1].startswith(phrase[-1]) if is_open else here[-1] == phrase[-1]
    return len(phrase) if is_there else 0


def words_with_places(text: str) -> list[tuple[str, int, int]]:
    """The plain words, each with where it stands in the text (the end exclusive)."""
    plain, word = (text.lower(), _ASCII_WORD) if text.isascii() else (text.translate(_FOLDS), _WORD)
    if _SEVERAL in plain:
        return _words_letter_by_letter(text)
    return [
        (found[0][:_LONGEST_WORD], found.start(), found.end()) for found in word.finditer(plain)
    ]


def _words_letter_by_letter(text: str) -> list[tuple[str, int, int]]:
    folded, places = [], []
    for place, character in enumerate(text):
        plain = _folded(character)
        folded.append(plain)
        places += [place] * len(plain)
    return [
        (found[0][:_LONGEST_WORD], places[found.start()], places[found.end() - 1] + 1)
        for found in _WORD.finditer("".join(folded))
    ]


class _Folds(dict[int, str]):
    """What each letter is in plain words, for `translate`: `_SEVERAL` for one that becomes none or
    several, whose places have to be counted."""

    def __missing__(self, point: int) -> str:
        plain = _folded(chr(point))
        if len(self) < _KEPT_LETTERS:
            self[point] = plain if len(plain) == 1 else _SEVERAL
        return plain if len(plain) == 1 else _SEVERAL


_SEVERAL: Final = "\0"
_KEPT_LETTERS: Final = 8192
_FOLDS: Final = _Folds()


def _may_be_begun(word: str) -> bool:
    return len(word) >= _SHORTEST_OPEN


def _folded(text: str) -> str:
    bare = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    return "".join(one for one in bare.translate(_TYPED) if not _is_left_out(one))


@lru_cache(maxsize=4096)
def _is_left_out(character: str) -> bool:
    """Accents, vowel signs, and what no reader sees (soft hyphens, joiners, marks of direction)."""
    return unicodedata.category(character) in {"Mn", "Mc", "Me", "Cf"}
