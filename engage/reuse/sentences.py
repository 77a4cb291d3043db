"""The sentences of a text, each with its place, for ticking and for judging cuts. Pure."""

import re
from typing import Final

_END: Final = re.compile(r"[.!?…]+[\"'”\u2019»)\]]*(?=\s|$)|\n+")
_SHORT: Final = re.compile(
    r"(?:^|[\s(])(?:Mr|Mrs|Ms|Dr|St|Ste|Mt|Ft|No|Ave|Rd|vs|etc|e\.g|i\.e|B\.C|M|Mme|Mlle|[A-Z])$"
)
Span = tuple[int, int]


def sentences_of(text: str) -> tuple[Span, ...]:
    """Where each sentence stands, without the space around it; together all that can be seen.

    A title or an initial ('Mr.', 'B.') ends none. Lines end sentences.
    """
    found: list[Span] = []
    start = 0
    for match in _END.finditer(text):
        is_line = match[0].startswith("\n")
        if not is_line and match[0] == "." and _SHORT.search(text[start : match.start()]):
            continue
        _add(found, text, start, match.start() if is_line else match.end())
        start = match.end()
    _add(found, text, start, len(text))
    return tuple(found)


def _add(found: list[Span], text: str, start: int, end: int) -> None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start < end:
        found.append((start, end))
