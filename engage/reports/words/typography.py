"""How fixed words are set: the marks that a keyboard lacks, put in where a typesetter puts them.

The word files are written with straight apostrophes and plain spaces, which are easy to read and to
search; what a report says comes from here. French has narrow no-break spaces within guillemets and
before the marks that stand apart, so that no line begins with one of them.
"""

import re
from typing import Final

_APOSTROPHE: Final = re.compile(r"(?<=\w)'(?=\w)")
_QUOTED: Final = re.compile(r"(?<![\w'])'((?:[^\W\d_]|\{)[^']*)'(?!\w)")
_APART: Final = re.compile(r" (?=[:;!?»])")
_OPENING: Final = re.compile("« ")
_NARROW: Final = "\u202f"
_OPEN: Final = "\u2018"
_CLOSE: Final = "\u2019"


def english(text: str) -> str:
    """Curly marks for what is quoted and left out; one that is spoken of, as in ('), stays."""
    return _QUOTED.sub(f"{_OPEN}\\1{_CLOSE}", _APOSTROPHE.sub(_CLOSE, text))


def french(text: str) -> str:
    """Curly apostrophes, and spaces that neither break nor gape."""
    apart = _APART.sub(_NARROW, _APOSTROPHE.sub(_CLOSE, text))
    return _OPENING.sub(f"«{_NARROW}", apart)
