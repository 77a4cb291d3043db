"""HTML of a mail into text, with what a mail program marked in it as quoted or as a signature.

The text is inscriptis's. Before it runs, everything is taken away that it could stumble over or
that is no text: scripts, styles, images, hidden lines for previews, and every attribute (a margin
of a million lines is one). Tables and lists become plain blocks, as mails use them for their looks.
Nothing is ever fetched. HTML with too many tags, or too deep, or that breaks a parser, loses its
tags only.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from inscriptis.css_profiles import STRICT_CSS_PROFILE
from inscriptis.html_engine import Inscriptis
from inscriptis.model.config import ParserConfig
from lxml.html import HTMLParser, document_fromstring

from engage.mail.incoming.reading.markup import (
    END_QUOTE,
    END_SIGNATURE,
    QUOTE,
    QUOTE_TO_END,
    SIGNATURE,
    simplify,
)
from engage.mail.incoming.reading.tags import without_tags

TAGS: Final = 100_000

_OURS: Final = re.compile("[\ufdd0-\ufddf]")
_MARKS: Final = re.compile("([\ufdd0-\ufdd4])")
_DATA: Final = re.compile(r"data:[\w/+.;=-]{1,100}base64,[\w+/=%\s]*+", re.IGNORECASE)


@dataclass(frozen=True)
class Run:
    """A stretch of text, and what the mail program said about it."""

    text: str = field(repr=False)
    is_quoted: bool = False
    is_signature: bool = False


def runs_of(source: str) -> list[Run]:
    """The text in its order; never raises."""
    source = _OURS.sub("", source).replace("\x00", "")
    if source.count("<") <= TAGS:
        try:
            return list(_divided(_text(source)))
        except Exception:
            return [Run(without_tags(source))]
    return [Run(without_tags(source))]


def without_data(source: str) -> str:
    """Without the pictures that some programs write into the HTML itself."""
    return _DATA.sub("", source)


def _text(source: str) -> str:
    if not source.strip():
        return ""
    parser = HTMLParser(remove_comments=True, remove_pis=True, no_network=True)
    root = document_fromstring(source, parser=parser)
    simplify(root)
    text: str = Inscriptis(root, ParserConfig(css=STRICT_CSS_PROFILE)).get_text()
    return text


def _divided(text: str) -> Iterator[Run]:
    quotes = signatures = 0
    to_end = False
    for piece in _MARKS.split(text):
        if piece == QUOTE:
            quotes += 1
        elif piece == END_QUOTE:
            quotes = max(0, quotes - 1)
        elif piece == SIGNATURE:
            signatures += 1
        elif piece == END_SIGNATURE:
            signatures = max(0, signatures - 1)
        elif piece == QUOTE_TO_END:
            to_end = True
        elif piece:
            yield Run(piece, is_quoted=to_end or quotes > 0, is_signature=signatures > 0)
