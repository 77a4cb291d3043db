"""What mail-parser-reply's patterns find in English and French, as a second opinion.

Only its patterns of the lines before a quotation are used. Its cutting is not: it takes 'Thanks,'
or a list's first '- item' for the beginning of a signature and everything behind it away, and its
patterns for signatures take quadratic time. Even these are given small texts of short lines only.
"""

import re
from functools import cache
from typing import Final

from mailparser_reply.parser import EmailMessage

from engage.mail.incoming.reading.cutting.lines import Line

LENGTH: Final = 20_000
LINE_LENGTH: Final = 300
MOST_FOUND: Final = 50


def found_by_library(lines: list[Line]) -> dict[int, int]:
    """The lines at which openings start, and the lines after each."""
    if sum(len(line.text) + 1 for line in lines) > LENGTH:
        return {}
    if any(len(line.text) > LINE_LENGTH for line in lines):
        lines = [line if len(line.text) <= LINE_LENGTH else Line("") for line in lines]
    text = "\n".join(line.text for line in lines)
    found: dict[int, int] = {}
    for match in _pattern().finditer(text):
        words = match[0].strip("\n")
        start = text.count("\n", 0, match.start() + match[0].index(words))
        found.setdefault(start, start + words.count("\n") + 1)
        if len(found) == MOST_FOUND:
            break
    return found


@cache
def _pattern() -> re.Pattern[str]:
    pattern: re.Pattern[str] = EmailMessage("", languages=["en", "fr"]).HEADER_REGEX
    return pattern
