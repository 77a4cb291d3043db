"""The lists that people maintain in `data/`: names, words, places, public figures, organisations.

Each file is plain text, one entry a line; '#' opens a remark. They are read once a process.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

from engage.privacy.words import Words, key, read_words

_SUFFIXES: Final = (
    ("ies", "y"), ("ied", "y"), ("iness", "y"), ("ily", "y"), ("sses", "ss"), ("es", "e"),
    ("es", ""), ("s", ""), ("ing", ""), ("ing", "e"), ("ed", ""), ("ed", "e"), ("er", ""),
    ("er", "e"), ("ers", ""), ("ers", "e"), ("est", ""), ("ly", ""), ("ness", ""), ("able", ""),
    ("n't", ""), ("in", "ing"), ("ment", ""), ("less", ""), ("ful", ""), ("al", ""), ("ion", ""),
    ("ion", "e"), ("ation", "e"), ("ations", "e"), ("ions", "e"), ("ism", ""), ("ist", ""),
    ("ists", ""), ("ity", ""), ("ization", "ize"), ("isation", "ize"),
)  # fmt: skip
_PREFIXES: Final = (
    "un", "re", "over", "under", "non", "pre", "mis", "dis", "out", "anti", "co", "in", "de", "pro",
    "con", "im", "mid", "sub", "super", "inter", "fore", "en",
)  # fmt: skip
# Punjabi names and Chinese ones in two syllables: no list has them all.
_GIVEN_SHAPE: Final = re.compile(
    r"^[a-z]{3,6}(?:preet|deep|inder|winder|vinder|jit|jeet|want|bir|vir|jot|leen|noor|meet|raj)$|"
    r"^(?=[a-z]*(?:zh|x[iu]|q[iu]|iao|yi|uo))(?:(?:zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw])"
    r"(?:i?ang|uang|i?ong|eng|ing|i?an|iao|uai|uan|ai|ei|ao|ou|en|in|un|i[aeu]|u[aieo]|[aeiou])){2}$"
)
_SURNAME_SHAPE: Final = re.compile(
    r"^[a-z]{2,}(?:enko|chuk|czyk|wicz|wski|vsky|nsky|wska|nska|kova|nova|lova|kov|nov|off|poulos|"
    r"idis|akis|sson|dottir|inen|aitis|escu|oglu|zadeh|pour|nejad|iani|walla|waran|murthy|swamy)$"
)
# Two syllables with a hyphen, as Cantonese and Korean names are written: 'Wing-Kei', 'Seo-yeon'.
# fmt: off
_SYLLABLES: Final = frozenset((
    "ah", "bin", "bok", "chi", "chul", "chun", "eun", "fai", "fong", "fung", "ha", "hee", "hin",
    "ho", "hoon", "hye", "hyun", "hwa", "ji", "jin", "joo", "jun", "jung", "ka", "kei", "ki", "kin",
    "kit", "kuen", "kwan", "kwok", "kwong", "kyung", "lai", "lam", "lan", "ling", "lok", "lun",
    "man", "mei", "mi", "min", "ming", "mun", "nam", "oi", "ping", "pui", "sang", "seo", "seok",
    "seung", "shan", "shing", "shuk", "siu", "soo", "suk", "sung", "sze", "tae", "tai", "tak",
    "ting", "tsz", "tung", "wa", "wah", "wai", "wan", "wing", "woo", "yan", "yat", "yee", "yeon",
    "yi", "yin", "ying", "yiu", "yong", "yoo", "yoon", "young", "yue", "yuen", "yuk", "yun", "zi",
))
# fmt: on
_DOUBLED: Final = re.compile(r"(.)\1(?:ing|ed|er|ers|est)$")


@cache
def entries(name: str) -> tuple[str, ...]:
    """The lines of one list as written, without remarks."""
    text = (files("engage.privacy") / "data" / f"{name}.txt").read_text(encoding="utf-8")
    lines = (line.partition("#")[0].strip() for line in text.splitlines())
    return tuple(line for line in lines if line)


@cache
def keys(name: str) -> frozenset[str]:
    """The entries of one list, for comparing with `Word.low`."""
    return frozenset(key(line) for line in entries(name))


def is_ordinary(word: str) -> bool:
    """Whether this is a word of English that needs no capital ('chase', 'waited', 'homes')."""
    if is_given(word):
        return word in keys("words")  # 'James' is no plural, 'Peter' no comparative
    return _is_stem_or_form(word) or any(
        word.startswith(start)
        and len(word) > len(start) + 2
        and _is_stem_or_form(word[len(start) :])
        for start in _PREFIXES
    )


def _is_stem_or_form(word: str) -> bool:
    words = keys("words")
    if word in words:
        return True
    if any(
        word.endswith(end) and len(word) > len(end) + 1 and word[: -len(end)] + then in words
        for end, then in _SUFFIXES
    ):
        return True
    single = _DOUBLED.sub(r"\1", word)
    return single != word and single in words


def is_given(word: str) -> bool:
    """On the list, made of two that are ('Wing-Yan'), or shaped like names of B.C. ('Harnoor')."""
    if word in keys("given_names"):
        return True
    first, dash, second = word.partition("-")
    if dash:
        is_romanized = first in _SYLLABLES and second in _SYLLABLES
        return is_romanized or (_is_any_name(first) and _is_any_name(second))
    return _GIVEN_SHAPE.search(word) is not None and not _is_stem_or_form(word)


def is_surname(word: str) -> bool:
    if word in keys("surnames"):
        return True
    first, dash, second = word.partition("-")
    if dash:
        return _is_any_name(first) and _is_any_name(second)
    return _SURNAME_SHAPE.search(word) is not None and not _is_stem_or_form(word)


def _is_any_name(word: str) -> bool:
    return word in keys("given_names") or word in keys("surnames")


@dataclass(frozen=True, slots=True)
class Hit:
    """Words `start` to `end` (exclusive) are an entry, `tail` words of which were skipped."""

    start: int
    end: int
    entry: str


class PhraseBook:
    """Entries of several words, found in a text in one walk; the longest entry wins."""

    def __init__(self, lines: Iterable[str]) -> None:
        # By their first two words: hundreds begin with 'Bob' or 'the'.
        self._by_pair: dict[tuple[str, str], list[tuple[tuple[str, ...], str]]] = {}
        self._first: set[str] = set()
        self._single: dict[str, str] = {}
        self._owning: set[tuple[str, ...]] = set()
        for line in lines:
            words = read_words(line).items
            parts = tuple(word.low for word in words)
            if len(parts) > 1:
                self._first.add(parts[0])
                self._by_pair.setdefault((parts[0], parts[1]), []).append((parts, line))
            elif parts:
                self._single.setdefault(parts[0], line)
            if words and words[-1].is_owner:
                self._owning.add(parts)
        for found in self._by_pair.values():
            found.sort(key=lambda entry: -len(entry[0]))

    def find(self, words: Words) -> Iterator[Hit]:
        position = 0
        while position < len(words):
            hit = self.at(words, position)
            if hit:
                yield hit
            position = hit.end if hit else position + 1

    def at(self, words: Words, position: int) -> Hit | None:
        low = words.low(position)
        if low in self._first:
            for parts, line in self._by_pair.get((low, words.low(position + 1)), ()):
                end = position + len(parts)
                if any(words.low(position + n) != parts[n] for n in range(2, len(parts))):
                    continue
                if self._stands(words, parts, end):
                    return Hit(position, end, line)
        if low in self._single and self._stands(words, (low,), position + 1):
            return Hit(position, position + 1, self._single[low])
        return None

    def _stands(self, words: Words, parts: tuple[str, ...], end: int) -> bool:
        """ "Denny's" is a restaurant, 'Denny' is not."""
        return parts not in self._owning or words[end - 1].is_owner

    def __contains__(self, word: str) -> bool:
        """Whether this one word is a whole entry."""
        return word in self._single


@cache
def places() -> PhraseBook:
    return PhraseBook(entries("places"))


@cache
def organisations() -> PhraseBook:
    return PhraseBook(entries("organisations"))


@cache
def public_figures() -> PhraseBook:
    """Full names only; `famous_surnames` has those that a surname names as well."""
    return PhraseBook(line.lstrip("+") for line in entries("public_figures"))


@cache
def famous_surnames() -> frozenset[str]:
    lines = (line[1:] for line in entries("public_figures") if line.startswith("+"))
    return frozenset(read_words(line).items[-1].low for line in lines)
