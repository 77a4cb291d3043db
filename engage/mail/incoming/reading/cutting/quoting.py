"""Which lines are quoted: '>' before them, marked in HTML, or below an opening.

Below an opening, text that is marked ('>' or in HTML) ends where the marks end, and the author may
go on between and below; without marks all of the rest is quoted. A memo's own 'From: ... Date: ...
Subject: ...' at the top of a message that answers nothing is its author's.
"""

import re
from typing import Final

from engage.mail.incoming.reading.cutting.lines import About, Kind, Line, next_filled, set_kind
from engage.mail.incoming.reading.cutting.openings import (
    HEADER_LINES,
    Opening,
    What,
    header_block,
    is_between_angles,
    is_forwarding,
    judged,
    opening_at,
)
from engage.mail.incoming.reading.cutting.patterns import found_by_library

BROKEN_FROM: Final = 60
MOST_STRETCHES: Final = 100
_ANGLE: Final = re.compile(r" ?>")
_ANGLES: Final = re.compile(r"^[> ]{1,50}")


def mark_quoted(lines: list[Line], about: About) -> None:
    """Sets the kinds QUOTED and FORWARDED."""
    _mark_marked(lines, about)
    by_library = found_by_library(lines)
    index = 0
    while index < len(lines):
        opening = None
        if not lines[index].is_blank and lines[index].kind is Kind.OWN:
            opening = opening_at(lines, index)
            if opening is None and index in by_library:
                opening = judged(lines, index, by_library[index])
        index = index + 1 if opening is None else _follow(lines, opening, about)


def _mark_marked(lines: list[Line], about: About) -> None:
    angled = [index for index, line in enumerate(lines) if is_angled(line)]
    if not (about.is_reply or about.is_forward or _has_opening(lines, angled)):
        angled = []  # a passage of the paper that is commented on
    marked = set(angled) | {index for index, line in enumerate(lines) if line.is_quoted}
    is_all = all(index in marked or line.is_blank for index, line in enumerate(lines))
    if is_all and not (about.is_reply or about.is_forward):
        return  # nothing is answered, and there is nothing else
    for index in marked:
        lines[index].kind = Kind.QUOTED
    _mark_broken(lines)
    _mark_forwarded(lines, about)


def is_angled(line: Line) -> bool:
    """Quoted by the sign before it; GroupWise writes that sign around an attribution."""
    return bool(_ANGLE.match(line.text)) and not is_between_angles(line.short)


def _mark_broken(lines: list[Line]) -> None:
    """The end of a quoted line that some program broke without an angle before the rest."""
    for above, line, below in zip(lines, lines[1:], lines[2:], strict=False):
        is_between = above.kind is Kind.QUOTED and _ANGLE.match(below.text) and not line.is_blank
        if is_between and line.kind is Kind.OWN and len(above.text) >= BROKEN_FROM:
            goes_on = above.text[-1].isalpha() or above.text.endswith(",")
            if goes_on and line.text[:1].islower() and len(line.text) < BROKEN_FROM:
                line.kind = Kind.QUOTED


def _mark_forwarded(lines: list[Line], about: About) -> None:
    """Stretches of marked lines that begin as a forwarded message does."""
    start = 0
    while start < len(lines):
        if lines[start].kind is not Kind.QUOTED or lines[start].is_blank:
            start += 1
            continue
        end = start
        while end < len(lines) and (lines[end].kind is Kind.QUOTED or lines[end].is_blank):
            end += 1
        first = [Line(_ANGLES.sub("", line.text)) for line in lines[start : start + HEADER_LINES]]
        if is_forwarding(first[0].short) or (about.is_forward and header_block(first, 0)):
            for line in lines[start:end]:
                line.kind = Kind.FORWARDED
        start = end


def _has_opening(lines: list[Line], angled: list[int]) -> bool:
    """Whether an opening stands right above a stretch of lines with angles, or within it."""
    known = set(angled)
    starts = [index for index in angled if index - 1 not in known]
    return any(_is_below_opening(lines, index) for index in starts[:MOST_STRETCHES])


def _is_below_opening(lines: list[Line], at: int) -> bool:
    first = _ANGLES.sub("", lines[at].text)
    if _ANGLE.match(lines[at].text) and opening_at([Line(first)], 0) is not None:
        return True
    above = at - 1
    while above >= 0 and lines[above].is_blank:
        above -= 1
    return any(
        (found := opening_at(lines, start)) is not None and found.end == above + 1
        for start in range(max(0, above - 4), above + 1)
        if not lines[start].is_blank
    )


def _follow(lines: list[Line], opening: Opening, about: About) -> int:
    """Marks the opening and what it opens; where to go on looking."""
    below = next_filled(lines, opening.end)
    is_marked = below < len(lines) and lines[below].kind in (Kind.QUOTED, Kind.FORWARDED)
    if not is_marked and not _counts(lines, opening, about):
        return opening.end
    is_alone = not (about.is_reply or _has_words(lines[: opening.start]))
    is_forward = opening.what is What.FORWARD or (opening.is_header and about.is_forward)
    is_forward = is_forward or (is_alone and not is_marked)
    kind = Kind.FORWARDED if is_forward else Kind.QUOTED
    if not is_marked:
        set_kind(lines, opening.start, len(lines), kind)
        for line in lines[opening.end :] if is_forward else []:
            line.kind = kind
        return len(lines)
    set_kind(lines, opening.start, opening.end, kind)
    if is_forward:
        for line in lines[opening.end :]:
            line.kind = kind if line.kind is Kind.QUOTED else line.kind
    return opening.end


def _counts(lines: list[Line], opening: Opening, about: About) -> bool:
    if not opening.is_sure or not opening.is_header or about.is_reply or about.is_forward:
        return opening.is_sure
    return _has_words(lines[: opening.start])


def _has_words(lines: list[Line]) -> bool:
    return any(not line.is_blank and line.kind is Kind.OWN for line in lines)
