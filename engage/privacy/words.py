"""Typed text as words with their places, for rules that look at neighbours.

A word keeps what tells a name from an ordinary word: how it is written, whether it opens a
sentence, and whether capitals mean anything in this text at all (in 'MY COUSIN WINNIE' and in
'my cousin winnie' they do not). A possessive ending is no part of the word.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

_WORD: Final = re.compile(
    r"(?:[^\W\d_]\.){2,}(?:[^\W\d_](?![^\W_]))?|[^\W\d_](?:[^\W_]|['\u2019\u02bc-](?=[^\W_]))*"
)
_POSSESSIVE: Final = re.compile(r"['\u2019](?:s|S)$|['\u2019]$")
_POSSESSIVE_START: Final = re.compile(r"^['\u2019][sS]?")
_BREAK: Final = re.compile(r"[.!?;:\u2026\n\r\u3002\uff01\uff1f]|\s[\u2013\u2014-]\s|[()\[\]]")
# fmt: off
_ABBREVIATION: Final = frozenset((
    "st", "ste", "dr", "mr", "mrs", "ms", "mx", "cst", "sgt", "cpl", "prof", "rev", "hon", "mt",
    "ft", "fr", "sr", "const", "jr", "insp", "capt",
))
# fmt: on
_CONTRACTED: Final = frozenset(
    ("he's", "she's", "it's", "that's", "who's", "there's", "here's", "what's", "where's", "let's")
)
_LONGEST: Final = 60


@dataclass(frozen=True, slots=True)
class Word:
    """One word: its place, `low` for comparing (lower case, plain apostrophe, no accents)."""

    index: int
    start: int
    end: int
    text: str
    low: str
    is_capital: bool
    opens: bool
    """Opens a sentence or stands behind a colon, a bracket or a dash."""
    is_joined: bool
    """Only one space (or an initial's or a title's full stop and a space) lies before it."""
    is_owner: bool
    """Ends in a possessive, which its span leaves out."""


@dataclass(frozen=True, slots=True)
class Words:
    """All words of one text, in its order."""

    text: str
    items: tuple[Word, ...]
    tells_case: bool
    """Whether a capital says something: the text is neither all small nor all capitals."""
    is_careless: bool
    """Whether sentences begin small, so that a small letter says nothing against a name."""
    lows: tuple[str, ...]
    """Each word for comparing."""
    shouted: frozenset[int]
    """Words of sentences that are all capitals inside a text that otherwise tells case."""

    def __len__(self) -> int:
        return len(self.items)

    def __getitem__(self, index: int) -> Word:
        return self.items[index]

    def may_be_name(self, index: int) -> bool:
        """Whether the way this word is written allows for a name."""
        return self.items[index].is_capital or not self.tells_case or self.is_careless

    def is_marked(self, index: int) -> bool:
        """Whether a capital marks this word as a name where an ordinary word would have none."""
        word = self.items[index]
        return self.tells_case and word.is_capital and index not in self.shouted

    def low(self, index: int) -> str:
        """The word there, or nothing beyond the ends."""
        return self.lows[index] if 0 <= index < len(self.lows) else ""

    def before(self, index: int, count: int) -> tuple[str, ...]:
        """Up to `count` words of the same sentence before this one, nearest first."""
        found: list[str] = []
        while len(found) < count and index > 0 and not self.items[index].opens:
            index -= 1
            found.append(self.items[index].low)
        return tuple(found)

    def after(self, index: int, count: int) -> tuple[str, ...]:
        """Up to `count` words of the same sentence after this one, nearest first."""
        found: list[str] = []
        while len(found) < count and index + 1 < len(self) and not self.items[index + 1].opens:
            index += 1
            found.append(self.items[index].low)
        return tuple(found)

    def gap(self, index: int) -> str:
        """What stands between the word before and this one (bounded)."""
        if not 0 < index < len(self.items):
            return "\n"
        before = self.items[index - 1]
        between = self.text[before.end : self.items[index].start][:40]
        return _POSSESSIVE_START.sub("", between) if before.is_owner else between

    def index_at(self, start: int) -> int:
        """The index of the first word that ends behind this place of the text."""
        low, high = 0, len(self.items)
        while low < high:
            middle = (low + high) // 2
            if self.items[middle].end <= start:
                low = middle + 1
            else:
                high = middle
        return low

    def sentences(self) -> list[tuple[int, int]]:
        """Index ranges of the words between breaks."""
        bounds = [word.index for word in self.items if word.opens]
        return list(zip(bounds, [*bounds[1:], len(self.items)], strict=True))


def key(text: str) -> str:
    """How words are compared: small letters, plain apostrophes, no accents."""
    folded = text.casefold().replace("\u2019", "'").replace("\u02bc", "'")
    if folded.isascii():
        return folded
    parts = unicodedata.normalize("NFD", folded)
    return "".join(part for part in parts if not unicodedata.combining(part))


_DOTTED: Final = re.compile(r"^(?:[a-z]\.){2,3}[a-z]?$")
# fmt: off
_NO_INITIALS: Final = frozenset((
    "b.c.", "a.m.", "p.m.", "u.s.", "u.k.", "p.e.i.", "d.c.", "e.g.", "i.e.", "p.s.", "e.r.",
    "q.c.", "k.c.", "l.a.", "p.o.", "i.d.", "h.r.", "t.v.", "n.d.p.", "m.l.a.", "m.p.", "u.n.",
    "e.u.", "n.s.", "n.b.", "n.l.", "r.r.", "a.i.", "o.t.", "p.t.", "n.w.t.", "u.s.a.", "i.q.",
    "d.j.", "s.o.s.", "r.n.", "m.d.", "e.i.", "r.v.", "i.v.", "p.r.", "w.c.", "o.k.", "n.y.",
    "n.d.", "u.b.c.", "d.i.y.", "f.y.i.", "a.s.a.p.", "s.f.u.", "b.a.", "m.a.", "p.e.", "c.p.",
    "a.d.", "v.p.",
))
# fmt: on


def is_dotted(low: str) -> bool:
    """'j.d.', 't.j.': somebody's initials, no abbreviation that everybody knows."""
    return _DOTTED.match(low) is not None and low not in _NO_INITIALS


def read_words(text: str) -> Words:
    items: list[Word] = []
    end = 0
    last = ""
    for match in _WORD.finditer(text):
        written = match[0]
        if len(written) > _LONGEST:
            continue
        owner = _POSSESSIVE.search(written) if key(written) not in _CONTRACTED else None
        if owner and owner.start() > 0:
            written = written[: owner.start()]
        gap = text[end : match.start()][:40]
        word = Word(
            index=len(items),
            start=match.start(),
            end=match.start() + len(written),
            text=written,
            low=key(written),
            is_capital=written[0].isupper(),
            opens=not items or _is_break(gap, last),
            is_joined=bool(items) and _is_joint(gap, last),
            is_owner=owner is not None,
        )
        items.append(word)
        end, last = match.end(), word.low
    lows = tuple(word.low for word in items)
    words = Words(text, tuple(items), _tells_case(items), False, lows, frozenset())
    if not words.tells_case:
        return words
    careless = any(
        not word.is_capital and word.low != "e-mail"
        for word in items
        if word.opens and _follows_stop(text, word)
    ) or any(word.text == "i" for word in items)
    return replace(words, is_careless=careless, shouted=_shouted(words))


def _follows_stop(text: str, word: Word) -> bool:
    """Opens a sentence for certain: at the very start, or behind a full stop and a space."""
    before = text[max(0, word.start - 3) : word.start].rstrip(" \"'\u201c(")
    return not before or before[-1] in ".!?\n"


def _shouted(words: Words) -> frozenset[int]:
    found: set[int] = set()
    for start, end in words.sentences():
        part = [word for word in words.items[start:end] if len(word.text) > 1]
        if len(part) > 3 and all(word.text.isupper() for word in part):
            found.update(range(start, end))
    return frozenset(found)


def _is_break(gap: str, last: str) -> bool:
    if gap.startswith(".") and gap.strip(" ") in (".", ".,") and _shortens(last):
        return False
    return _BREAK.search(gap) is not None


def _is_joint(gap: str, last: str) -> bool:
    return gap == " " or (gap in (". ", ".") and _shortens(last))


def _shortens(last: str) -> bool:
    return len(last) == 1 or last in _ABBREVIATION


def _tells_case(items: Sequence[Word]) -> bool:
    inside = [word for word in items if not word.opens and len(word.text) > 1 and word.low != "i"]
    capital = sum(word.is_capital for word in inside)
    if capital == 0:
        return any(word.is_capital and not _is_loud(word) for word in items)
    if capital < 0.7 * len(inside):
        return True
    return len(inside) < 8 and not all(word.text.isupper() for word in inside)


def _is_loud(word: Word) -> bool:
    return len(word.text) > 1 and word.text.isupper()
