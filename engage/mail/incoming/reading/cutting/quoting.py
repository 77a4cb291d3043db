"""Which lines are quoted: '>' before them, marked in HTML, or below an opening.

Below an opening, text that is marked ('>' or in HTML) ends where the marks end, and the author may
go on between and below; without marks all of the rest is quoted. A memo's own 'From: ... Date: ...
Subject: ...' at the top of a message that answers nothing is its author's.
"""

import re
from typing import Final

from engage.mail.incoming.reading.cutting.lines import About, Kind, Line, next_filled, set_kind
from engage.mail.incoming.reading.cutting.openings import Opening, What, opening_at

_ANGLE: Final = re.compile(r" ?>")


def mark_quoted(lines: list[Line], about: About) -> None:
    """Sets the kinds QUOTED and FORWARDED."""
    _mark_marked(lines, about)
    index = 0
    while index < len(lines):
        line = lines[index]
        if line.is_blank or line.kind is not Kind.OWN:
            index += 1
            continue
        opening = opening_at(lines, index)
        if opening is None:
            index += 1
            continue
        index = _follow(lines, opening, about)


def _mark_marked(lines: list[Line], about: About) -> None:
    angled = [index for index, line in enumerate(lines) if _ANGLE.match(line.text)]
    if len(angled) == 1 and not about.is_reply and not _is_below_opening(lines, angled[0]):
        angled = []
    for index in angled:
        lines[index].kind = Kind.QUOTED
    for line in lines:
        if line.is_quoted:
            line.kind = Kind.QUOTED


def _is_below_opening(lines: list[Line], at: int) -> bool:
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
    is_marked = below < len(lines) and lines[below].kind is Kind.QUOTED
    if not is_marked and not _counts(lines, opening, about):
        return opening.end
    is_forward = opening.what is What.FORWARD or (opening.is_header and about.is_forward)
    kind = Kind.FORWARDED if is_forward else Kind.QUOTED
    if not is_marked:
        set_kind(lines, opening.start, len(lines), kind)
        return len(lines)
    set_kind(lines, opening.start, opening.end, kind)
    if is_forward:
        for line in lines[opening.end :]:
            line.kind = kind if line.kind is Kind.QUOTED else line.kind
    return opening.end


def _counts(lines: list[Line], opening: Opening, about: About) -> bool:
    if not opening.is_sure:
        return False
    has_words_above = any(
        not line.is_blank and line.kind is Kind.OWN for line in lines[: opening.start]
    )
    return has_words_above or not opening.is_header or about.is_reply or about.is_forward
