"""What the check of wording must not read: quotations, links and addresses keep their words."""

import re
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
    letters = list(text)
    spans = [match.span() for pattern in (_QUOTED, _EMAIL) for match in pattern.finditer(text)]
    spans += [(link.start, link.end) for link in find_links(text)]
    for start, end in spans:
        # A blanked stretch is one long word that no list holds; line breaks stay.
        letters[start:end] = ["\n" if letter == "\n" else "\0" for letter in letters[start:end]]
    return "".join(letters)
