"""Reads `matrix.txt`: who may do what, as people wrote it down."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.permissions.people import LETTERS

FILE: Final = Path(__file__).with_name("matrix.txt")
CONVERTER: Final = re.compile(r"<(?:\w+(?:\([^)]*\))?:)?(\w+)>")
WORDS: Final = ("public", "any", "own", "speaker")


@dataclass(frozen=True)
class Row:
    """One page and method. `others` and `elsewhere` are what the file's heading says."""

    method: str
    rule: str
    who: str
    others: str
    elsewhere: str
    needs_proof: bool

    @property
    def is_public(self) -> bool:
        return self.who == "public"

    @property
    def is_own(self) -> bool:
        """Whether everybody may, with what is their own."""
        return "own" in self.who.split("+")

    @property
    def for_speakers(self) -> bool:
        return "speaker" in self.who.split("+")

    @property
    def letters(self) -> str:
        """The roles that may, whatever the object is."""
        first = self.who.split("+")[0]
        if first in ("public", "any"):
            return "".join(LETTERS)
        return "" if first in WORDS else first

    def __str__(self) -> str:
        return f"{self.method} {self.rule}"


def rows() -> tuple[Row, ...]:
    lines = FILE.read_text("utf-8").splitlines()
    return tuple(_row(line) for line in lines if line.strip() and not line.startswith("#"))


def plain(rule: str) -> str:
    """A rule of the URL map as the file writes it: without what converts its parts."""
    return CONVERTER.sub(r"<\1>", rule)


def _row(line: str) -> Row:
    method, rule, who, others, elsewhere, proof = line.split()
    row = Row(method, rule, who, others, elsewhere, proof == "yes")
    assert method in ("GET", "POST"), line
    assert set(row.letters) <= set(LETTERS), line
    assert set(who.split("+")) & {*WORDS, row.letters}, line
    assert others in ("-", "403", "404", "no"), line
    assert elsewhere in ("-", "403", "404", "part"), line
    assert proof in ("-", "yes"), line
    return row
