"""An official text as a page shows it: paragraphs of lines of pieces, safe links among them.

Plain text only. A link shows its whole address and is made only of one that `safe_href` passes.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from engage.core.text import paragraphs
from engage.governance.wording.concerns import Concern
from engage.governance.wording.links import find_links, safe_href

Line = tuple["Piece", ...]


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a line; `href` is '' for what is no link."""

    text: str
    href: str = ""


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of a text and the numbers (from 1) of the concerns about it."""

    text: str
    concerns: tuple[int, ...]


def linked(text: str, staff_domains: Sequence[str]) -> tuple[tuple[Line, ...], ...]:
    """The text's paragraphs, each of lines, each of pieces."""
    return tuple(
        tuple(tuple(_pieces(line, staff_domains)) for line in paragraph)
        for paragraph in paragraphs(text)
    )


def _pieces(line: str, staff_domains: Sequence[str]) -> Iterator[Piece]:
    position = 0
    for link in find_links(line):
        href = safe_href(link.written, staff_domains)
        if href:
            if link.start > position:
                yield Piece(line[position : link.start])
            yield Piece(link.written, href)
            position = link.end
    if position < len(line):
        yield Piece(line[position:])


def marked(text: str, concerns: Sequence[Concern]) -> tuple[Stretch, ...]:
    """The text cut where a concern begins or ends, each stretch with its concerns' numbers."""
    begins: dict[int, list[int]] = {}
    ends: dict[int, list[int]] = {}
    for number, one in enumerate(concerns, 1):
        if 0 <= one.start < one.end <= len(text):
            begins.setdefault(one.start, []).append(number)
            ends.setdefault(one.end, []).append(number)
    cuts = sorted({0, len(text), *begins, *ends})
    here: set[int] = set()
    stretches = []
    for start, end in pairwise(cuts):
        here = (here | set(begins.get(start, ()))) - set(ends.get(start, ()))
        stretches.append(Stretch(text[start:end], tuple(sorted(here))))
    return tuple(stretches)
