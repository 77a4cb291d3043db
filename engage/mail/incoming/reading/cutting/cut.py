"""A text divided into what its author wrote and what was cut."""

import re
from typing import Final

from engage.mail.incoming.reading.cutting.lines import About, Kind, Line
from engage.mail.incoming.reading.cutting.quoting import mark_quoted
from engage.mail.incoming.reading.cutting.signatures import mark_rules, mark_signatures

LOOKED_AT: Final = 200_000
LINES_LOOKED_AT: Final = 5_000

_EMPTY_LINES: Final = re.compile("\n{4,}")


def divided(lines: list[Line], about: About) -> tuple[str, str, bool]:
    """The text, what was cut, and whether the text is somebody else's, forwarded without a word.

    Only so many lines and characters are looked at; what comes after them is what the last of them
    was found to be.
    """
    looked_at = _first(lines)
    head, rest = lines[:looked_at], lines[looked_at:]
    mark_quoted(head, about)
    mark_signatures(head)
    mark_rules(head)
    for line in rest:
        line.kind = head[-1].kind
    is_forwarded = False
    if not _has(lines, Kind.OWN) and not about.has_files:
        _keep(lines, Kind.CONTACT)
    if not _has(lines, Kind.OWN):
        is_forwarded = _keep(lines, Kind.FORWARDED)
    return _joined(lines, own=True), _joined(lines, own=False), is_forwarded


def _first(lines: list[Line]) -> int:
    left = LOOKED_AT
    for index, line in enumerate(lines[:LINES_LOOKED_AT]):
        left -= len(line.text) + 1
        if left < 0:
            return index + 1
    return min(len(lines), LINES_LOOKED_AT)


def _has(lines: list[Line], kind: Kind) -> bool:
    return any(line.kind is kind and not line.is_blank for line in lines)


def _keep(lines: list[Line], kind: Kind) -> bool:
    kept = False
    for line in lines:
        if line.kind is kind:
            line.kind = Kind.OWN
            kept = kept or not line.is_blank
    return kept


def _joined(lines: list[Line], *, own: bool) -> str:
    """The clean lines of one side in order; an empty line where some of the other stood between."""
    kept: list[str] = []
    is_apart = False
    for line in lines:
        if (line.kind is Kind.OWN) is not own:
            is_apart = is_apart or not line.is_blank
        elif not line.is_blank:
            if is_apart:
                while kept and not kept[-1].strip():
                    kept.pop()
                kept.append("")
            kept.append(line.text)
            is_apart = False
        elif not is_apart:
            kept.append(line.text)
    return _EMPTY_LINES.sub("\n\n\n", "\n".join(kept)).strip()
