"""Lists of words as data: read once, compiled into one search each, whole words only."""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any, Final

_DATA: Final = files("engage.governance.wording") / "data"
_APOSTROPHES: Final = "['\u2019]"


@dataclass(frozen=True)
class Phrases:
    """A search for whole phrases; what stands inside one of `exceptions` is passed over."""

    pattern: re.Pattern[str]
    exceptions: re.Pattern[str] | None = None

    def find(self, text: str) -> Iterator[re.Match[str]]:
        passed = list(self.exceptions.finditer(text)) if self.exceptions else []
        for match in self.pattern.finditer(text):
            if not any(one.start() <= match.start() < one.end() for one in passed):
                yield match


def compiled(
    phrases: Iterable[str], exceptions: Iterable[str] = (), *, within_hyphens: bool = False
) -> Phrases:
    """Whole words only; `within_hyphens`: 'color-coded' holds the word 'color' too."""
    passed = tuple(exceptions)
    edge = "" if within_hyphens else "-"
    return Phrases(_search(phrases, edge), _search(passed, edge) if passed else None)


def _search(phrases: Iterable[str], edge: str) -> re.Pattern[str]:
    """Longest first, so that 'draft bills' is not found as 'draft bill'."""
    patterns = [_pattern(phrase) for phrase in sorted(phrases, key=len, reverse=True)]
    return re.compile(
        rf"(?<![\w'\u2019{edge}])(?:{'|'.join(patterns)})(?![\w{edge}])", re.IGNORECASE
    )


def _pattern(phrase: str) -> str:
    words = (re.escape(word).replace("'", _APOSTROPHES) for word in phrase.split())
    return r"\s{1,3}".join(words)


def folded(phrase: str) -> str:
    """How a match is looked up in its list: small letters, single blanks, straight apostrophes."""
    return " ".join(phrase.lower().replace("\u2019", "'").split())


def as_written(found: str, instead: str) -> str:
    """The other word with the capitals of the one that was found."""
    if found.isupper() and len(found) > 1:
        return instead.upper()
    return instead[:1].upper() + instead[1:] if found[:1].isupper() else instead


@lru_cache(maxsize=16)
def table(name: str) -> Mapping[str, Any]:
    """A data file in TOML."""
    return tomllib.loads((_DATA / f"{name}.toml").read_text("utf-8"))


@lru_cache(maxsize=4)
def lines(name: str) -> frozenset[str]:
    """A data file with one entry on each line; `#` begins a remark."""
    read = (_DATA / f"{name}.txt").read_text("utf-8").splitlines()
    return frozenset(line.strip() for line in read if line.strip() and line[0] != "#")
