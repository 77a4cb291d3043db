"""The patterns of `data/english.txt` and `data/french.txt`, read and put together. Pure.

What the lines mean is said at the head of these files. They are text rather than code, because they
are kept as lists are: by whoever sees what was missed.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

from engage.privacy.lists import entries
from engage.reuse.kinds import Kind

_NO_NAME: Final = (
    "The A An Our My His Her Their This That These Those Your Its We I It He She They You And But "
    "So If When Le La Les Un Une Des Notre Nos Mon Ma Mes Son Sa Ses Ce Cette Ces Il Elle Je Nous "
    "On No Not Please More All Every Each Some Any Many Most"
).replace(" ", "|")
_CAPITAL: Final = r"[A-ZÀ-ÖØ-Þ\u0294'?][\w'-]{0,40}+"
_JOINT: Final = r"(?:of|the|and|&|de|du|des|d'|la|le|les|l'|von|van|st\.?|ste\.?|No\.|[A-Z]\.)"
CAPITALS: Final = (
    rf"(?-i:(?<!\w)(?!(?:{_NO_NAME})(?!\w)){_CAPITAL}(?: (?:{_JOINT} ?){{0,2}}{_CAPITAL}){{0,4}})"
)
"""One to five words with capitals, the first of them none that opens sentences."""
_MACRO: Final = re.compile(r"\{(list:)?([a-z]\w*)\}")
_DEFINITION: Final = re.compile(r"(\w+) = (.*)")
_PATTERN: Final = re.compile(r"(\w+)(, personal)?(?: (\[[^\]]+\]))?: (.*)")
_FILES: Final = {
    "english": (
        "english",
        "english_words",
        "english_deeds",
        "english_homes",
        "english_lives",
        "english_traces",
    ),
    "french": ("french", "french_lives"),
}
"""The files of a language in the order of reading: a word is known to those that come after."""


@dataclass(frozen=True)
class Pattern:
    """What to look for; `words` is what stands in its place where the usual would say less.

    One that `is_personal` counts only in sentences that tell of somebody.
    """

    kind: Kind
    search: re.Pattern[str]
    words: str
    is_personal: bool


@cache
def patterns(language: str) -> tuple[Pattern, ...]:
    """Of 'english' or 'french'. Raises ValueError for a line that is neither of the two shapes."""
    known = {"capitals": CAPITALS}
    found: list[Pattern] = []
    for line in (line for name in _FILES[language] for line in _lines(name)):
        if definition := _DEFINITION.fullmatch(line):
            known[definition[1]] = f"(?:{_filled(definition[2], known)})"
        elif shape := _PATTERN.fullmatch(line):
            search = re.compile(_filled(shape[4], known), re.IGNORECASE)
            found.append(Pattern(Kind(shape[1]), search, shape[3] or "", bool(shape[2])))
        else:
            raise ValueError(f"a line of {language}.txt cannot be read: {line[:40]!r}")
    return tuple(found)


def one_of(words: Iterable[str]) -> str:
    """Any of these, the longest first; a `*` at the end stands for any ending."""
    escaped = (
        re.escape(word[:-1]) + r"\w{0,14}" if word.endswith("*") else re.escape(word)
        for word in sorted(set(words), key=lambda word: (-len(word), word))
    )
    return f"(?:{'|'.join(escaped)})"


@cache
def words_of(name: str) -> frozenset[str]:
    """The words of a list in `data/`, between spaces and line ends."""
    return frozenset(word for line in _lines(name) for word in line.split())


@cache
def phrases_of(name: str) -> frozenset[str]:
    """The lines of a list in `data/`."""
    return frozenset(_lines(name))


def _lines(name: str) -> Iterator[str]:
    text = (files("engage.reuse.finding") / "data" / f"{name}.txt").read_text(encoding="utf-8")
    joined = re.sub(r"\n +", "", text)
    for line in joined.split("\n"):
        if line and not line.startswith("#"):
            yield line


def _filled(text: str, known: dict[str, str]) -> str:
    return _MACRO.sub(
        lambda found: one_of(entries(found[2])) if found[1] else known[found[2]], text
    )
