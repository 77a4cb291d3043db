"""What the check of wording must not read: quotations, links and addresses keep their words.

What is asked about the matter itself (courts, confidences) is read in quotations too: a confidence
stays one between quotation marks.
"""

import re
from collections.abc import Iterable
from itertools import chain
from typing import Final

from engage.governance.wording.links import find_links

_QUOTED: Final = re.compile(
    "\u201c[^\u201c\u201d\n]{0,2000}\u201d"
    "|\u00ab[^\u00ab\u00bb\n]{0,2000}\u00bb"
    r'|(?<![\w"])"[^"\n]{1,2000}"(?!\w)'
    r"|^>[^\n]*",
    re.MULTILINE,
)
_EMAIL: Final = re.compile(r"[\w.+-]{1,64}@[\w.-]{1,255}")


def shielded(text: str) -> str:
    """The text with quotations, links and addresses blanked out; every other place is the same."""
    return _blanked(without_links(text), (match.span() for match in _QUOTED.finditer(text)))


def without_links(text: str) -> str:
    """The same with links and addresses alone blanked out."""
    addresses = (match.span() for match in _EMAIL.finditer(text))
    return _blanked(text, chain(addresses, ((one.start, one.end) for one in find_links(text))))


def _blanked(text: str, spans: Iterable[tuple[int, int]]) -> str:
    letters = list(text)
    for start, end in spans:
        # A blanked stretch is one long word that no list holds; line breaks stay.
        letters[start:end] = ["\n" if letter == "\n" else "\0" for letter in letters[start:end]]
    return "".join(letters)
