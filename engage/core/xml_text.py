"""Text on its way into XML, of which office files are made.

XML has no way to write most control characters. They are not dropped in silence: whoever reads the
file sees that there was something.
"""

import re
from typing import Final

_FORBIDDEN: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_PICTURES: Final = 0x2400
_REPLACEMENT: Final = "\ufffd"


def visible(text: str) -> str:
    """The text, with what XML forbids as the pictures that Unicode has for it (NUL is U+2400)."""
    return _FORBIDDEN.sub(_picture, text)


def _picture(match: re.Match[str]) -> str:
    code = ord(match[0])
    return chr(_PICTURES + code) if code < ord(" ") else _REPLACEMENT
