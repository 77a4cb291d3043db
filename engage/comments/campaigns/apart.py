"""Which words a text sets apart from the rest without quotation marks.

List items, what stands between two ruled lines, between asterisks, or between the words 'quote' and
'unquote'. Letters have lists too, therefore standing apart says something only where the others who
hold the same words do not set them apart.
"""

import re
from typing import Final

_FEWEST_WORDS: Final = 4
_MARKED: Final = re.compile(
    r"^[ \t]{0,8}(?:[-*\u2022\u2013\u2014\u00b7+]|\d{1,2}[.)])[ \t]+(?P<item>[^\n]+)$"
    r"|^[ \t]*(?P<rule>[-_=*~#])(?:[ \t]?(?P=rule)){2,79}[ \t]*\n(?P<ruled>(?:[^\n]*\n){1,200}?)"
    r"[ \t]*(?P=rule)(?:[ \t]?(?P=rule)){2,79}[ \t]*$"
    r"|(?<![\w*])(?P<star>[*_]{1,2})(?=[^\s*_])(?P<starred>[^*\n]{12,4000})(?<=[^\s*])(?P=star)(?![\w*])",
    re.MULTILINE,
)
_SAID: Final = re.compile(r"\b(unquote|end quote|quote)\b[,:.]?", re.IGNORECASE)
_MAY_STAND_APART: Final = re.compile(
    r"[*_\u2022]|^[ \t]*[-\u2013\u2014\u00b7+=~#\d]|quote\b", re.I | re.M
)


def spans_apart(text: str) -> tuple[tuple[int, int], ...]:
    """Places (code points), each at least four words long, in order."""
    if not _MAY_STAND_APART.search(text):
        return ()
    found = _said(text)
    for match in _MARKED.finditer(text):
        found += [match.span(name) for name in ("item", "ruled", "starred") if match[name]]
    return tuple(sorted(s for s in found if len(text[s[0] : s[1]].split()) >= _FEWEST_WORDS))


def _said(text: str) -> list[tuple[int, int]]:
    """From each 'quote' to the next 'unquote'."""
    found: list[tuple[int, int]] = []
    start: int | None = None
    for match in _SAID.finditer(text):
        if match[1].lower() == "quote":
            start = match.end() if start is None else start
        elif start is not None:
            found.append((start, match.start()))
            start = None
    return found
