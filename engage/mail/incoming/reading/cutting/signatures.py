"""Which of the author's lines are a signature.

Marked by a program in HTML, below the mark '--', or a block at the end that is clearly one: a
closing and a name with an address or a telephone, or a name with several such lines. A closing and
a name alone are the author's words, and so is whatever else leaves a doubt.
"""

import re
from collections.abc import Iterator
from typing import Final

from engage.mail.incoming.reading.cutting.contacts import contact_start
from engage.mail.incoming.reading.cutting.lines import Kind, Line
from engage.mail.incoming.reading.cutting.notices import mark_notices

MOST_LINES: Final = 14
LONGEST: Final = 60
"""Lines of a signature with the empty ones in it and a disclaimer under it."""
LINE_LENGTH: Final = 250
_MARK: Final = frozenset({"--", "\u2014", "\u2013", "\u2013\u2013", "-- --"})
_DASHES: Final = re.compile(r"[-\u2014\u2013]{1,3}")
_PROSE: Final = re.compile(r"(?:\S+\s+){11,}\S+[.!?]")
_SHORT_NAME: Final = re.compile(r"[^.!?;]{1,60}")
_RULE: Final = re.compile(r"[_\-=*~#\u2014\u2013]{2,200}")


def mark_signatures(lines: list[Line]) -> None:
    """Sets the kinds SIGNATURE and CONTACT."""
    mark_notices(lines)
    _mark_by_program(lines)
    regions = list(_regions(lines))
    for start, end in regions:
        _mark_below_mark(lines, start, end)
    if regions:
        start, end = regions[-1]
        found = contact_start(lines, start, end)
        if found is not None:
            for line in lines[found:end]:
                line.kind = Kind.CONTACT if line.kind is Kind.OWN else line.kind


def mark_rules(lines: list[Line]) -> None:
    """A drawn line above what was cut, or at the end, goes with it."""
    below: Line | None = None
    for line in reversed(lines):
        if line.is_blank:
            continue
        is_last = below is None or below.kind is not Kind.OWN
        if is_last and line.kind is Kind.OWN and _RULE.fullmatch(line.short):
            line.kind = below.kind if below is not None else Kind.SIGNATURE
        below = line


def _mark_by_program(lines: list[Line]) -> None:
    marked = [line for line in lines if line.is_signature and line.kind is Kind.OWN]
    filled = [line for line in marked if not line.is_blank]
    has_prose = any(_is_prose(line) for line in filled)
    is_all = not any(
        line.kind is Kind.OWN and not line.is_signature and not line.is_blank for line in lines
    )
    if len(filled) > MOST_LINES or (has_prose and is_all):
        return  # somebody went on writing within it
    for line in marked:
        line.kind = Kind.SIGNATURE


def _is_prose(line: Line) -> bool:
    return len(line.text) > LINE_LENGTH or bool(_PROSE.fullmatch(line.short))


def _regions(lines: list[Line]) -> Iterator[tuple[int, int]]:
    """Stretches between what is quoted, in which the author has words."""
    start = 0
    for index in range(len(lines) + 1):
        if index == len(lines) or lines[index].kind in (Kind.QUOTED, Kind.FORWARDED):
            if any(line.kind is Kind.OWN and not line.is_blank for line in lines[start:index]):
                yield start, index
            start = index + 1


def _mark_below_mark(lines: list[Line], start: int, end: int) -> None:
    for index in range(start, end):
        line = lines[index]
        is_mark = line.kind is Kind.OWN and line.short in _MARK and end - index < LONGEST
        if (
            is_mark
            and not _divides(lines, start, index, end)
            and _is_signature(lines[index + 1 : end])
        ):
            for below in lines[index:end]:
                below.kind = Kind.SIGNATURE
            return


def _divides(lines: list[Line], start: int, at: int, end: int) -> bool:
    """A mark that lacks its blank, between words, with another line of dashes and words below:
    somebody parts what they say."""
    if lines[at].text.endswith("-- ") or not _has_own(lines[start:at]):
        return False
    drawn = [
        index
        for index in range(at + 1, end)
        if lines[index].kind is Kind.OWN and _DASHES.fullmatch(lines[index].short)
    ]
    return (
        bool(drawn) and _has_own(lines[at + 1 : drawn[0]]) and _has_own(lines[drawn[-1] + 1 : end])
    )


def _has_own(lines: list[Line]) -> bool:
    return any(line.kind is Kind.OWN and not line.is_blank for line in lines)


def _is_signature(below: list[Line]) -> bool:
    filled = [line for line in below if not line.is_blank and line.kind is Kind.OWN]
    if len(filled) > MOST_LINES:
        return False
    prose = sum(_is_prose(line) for line in filled)
    if prose == 0:
        return True
    return prose <= 2 and _SHORT_NAME.fullmatch(filled[0].short) is not None
