"""A text cut into stretches, so that a page can mark what was noticed in it. Pure.

Flags may overlap and lie inside one another; a stretch then carries several. Every letter of the
text is in exactly one stretch, so the page shows the text and nothing else, and what somebody
selects on it counts the same letters as the text does.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from engage.moderation.flags import Flag


@dataclass(frozen=True)
class Stretch:
    """A piece of text; `numbers` are those of the flags over it, `begins` of those that begin
    with it, counted from 1."""

    text: str
    numbers: tuple[int, ...] = ()
    begins: tuple[int, ...] = ()


@dataclass(frozen=True)
class Noticed:
    """A flag with its number in the text and the words that it marks."""

    number: int
    words: str
    flag: Flag


def noticed(text: str, flags: Iterable[Flag]) -> tuple[Noticed, ...]:
    """The flags in the order of the text, numbered; one that does not lie in it is left out."""
    inside = sorted(
        (one for one in flags if 0 <= one.start < one.end <= len(text)),
        key=lambda one: (one.start, -one.end, one.source, one.kind),
    )
    return tuple(
        Noticed(number, text[flag.start : flag.end], flag)
        for number, flag in enumerate(inside, start=1)
    )


def stretches(text: str, marks: Sequence[Noticed]) -> tuple[Stretch, ...]:
    """The text, cut wherever a flag begins or ends."""
    edges = sorted(
        {0, len(text)} | {one.flag.start for one in marks} | {one.flag.end for one in marks}
    )
    cut: list[Stretch] = []
    for start, end in pairwise(edges):
        over = [one for one in marks if one.flag.start <= start and end <= one.flag.end]
        cut.append(
            Stretch(
                text[start:end],
                tuple(one.number for one in over),
                tuple(one.number for one in over if one.flag.start == start),
            )
        )
    return tuple(cut)
