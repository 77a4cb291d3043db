"""Which number a telephone dials, of what staff wrote for people to read: '250 387-1111 or
1 800 663-7867 ext. 12' holds two, and both at once are none. Pure.
"""

import re
from typing import Final

_NUMBER: Final = re.compile(r"\+?\(?[0-9](?:[\s().\-\u2010-\u2013\u00a0]*[0-9])*")
_EXTENSION: Final = re.compile(r"[\s,]*(?:extension|ext\.?|x|poste)\s*([0-9]{1,6})\b", re.I)
_SHORT: Final = re.compile(r"[0-9]{3}")
"""211, 311, 811: a number of its own only where nothing else stands beside it."""
FEWEST, MOST = 7, 15


def phone_href(words: str) -> str:
    """A link that dials the first number; '' where none is sure, as in '1 800 ENGAGE-BC'."""
    found = _NUMBER.search(words)
    if found is None:
        return ""
    digits = re.sub(r"[^0-9]", "", found[0])
    if not FEWEST <= len(digits) <= MOST:
        is_short = _SHORT.fullmatch(digits) and found[0] == words.strip()
        return f"tel:{digits}" if is_short else ""
    extension = _EXTENSION.match(words, found.end())
    plus = "+" if found[0].startswith("+") else ""
    return f"tel:{plus}{digits}" + (f";ext={extension[1]}" if extension else "")
