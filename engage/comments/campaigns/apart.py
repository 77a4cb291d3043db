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
_SAID: Final = re.compile(
    r"\bquote\b[,:.]?(?P<said>.{12,20000}?)\b(?:unquote|end quote)\b", re.I | re.S
)
_MAY_STAND_APART: Final = re.compile(
    r"[*_\u2022]|^[ \t]*[-\u2013\u2014\u00b7+=~#\d]|quote\b", re.I | re.M
)


def spans_apart(text: str) -> tuple[tuple[int, int], ...]:
    """Places (code points), each at least four words long, in order."""
    if not _MAY_STAND_APART.search(text):
        return ()
    found = [match.span(match.lastgroup or 0) for match in _SAID.finditer(text)]
    for match in _MARKED.finditer(text):
        found += [match.span(name) for name in ("item", "ruled", "starred") if match[name]]
    return tuple(sorted(s for s in found if len(text[s[0] : s[1]].split()) >= _FEWEST_WORDS))
