"""Text on its way into WordPress's HTML; pure.

An account that may moderate is mostly one that may also write any HTML, so WordPress keeps a
`<script>` that we push. Therefore everything leaves here escaped; what goes into a post has square
brackets and bare addresses taken apart as well, because WordPress runs `[shortcodes]` and embeds
addresses that stand alone there. What arrives is text, whatever it looked like.
"""

import re
from html import escape

ANONYMOUS = "Anonymous"
NAME_BYTES = 245  # WordPress refuses a comment whose author's name, as stored, is longer

_UNSAFE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_DIRECTION = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def clean(text: str) -> str:
    """Text without what XML and JSON cannot carry; line ends as line feeds."""
    if text.isascii() and text.isprintable():
        return text  # as most are
    return _UNSAFE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def inert(text: str) -> str:
    """Text as HTML that WordPress shows as written and acts on in no way."""
    return as_html(text).replace("[", "&#091;").replace("]", "&#093;").replace("://", "&#058;//")


def as_html(text: str) -> str:
    """Text as HTML that WordPress's filter of tags (kses) hands on unchanged.

    It removes a backslash before a zero, and resolves references in text that is already escaped:
    `&amp;#65;` would become an A. References of three digits are how it writes them itself.
    """
    safe = escape(clean(text), quote=False)
    return safe.replace("&amp;#", "&amp;&#035;").replace("\\", "&#092;")


def author_name(name: str) -> str:
    """A display name as one line of HTML that fits WordPress's column; 'Anonymous' for none."""
    plain = " ".join(_DIRECTION.sub("", clean(name)).split())[:NAME_BYTES]
    while len(_name(plain).encode()) > NAME_BYTES:
        plain = plain[:-1].rstrip()
    if plain == "0":
        return "&#048;"  # to PHP a lone 0 is empty: WordPress refuses a comment by nobody
    return _name(plain) or ANONYMOUS


def _name(plain: str) -> str:
    return as_html(plain).replace("%", "&#037;")  # WordPress takes %41 out of names
