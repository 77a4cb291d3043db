"""HTML of a mail into text, with what a mail program marked in it as quoted or as a signature.

The text is inscriptis's. Before it runs, everything is taken away that it could stumble over or
that is no text: scripts, styles, images, hidden lines for previews, and every attribute (a margin
of a million lines is one). Tables and lists become plain blocks, as mails use them for their looks.
Nothing is ever fetched. HTML with too many tags, or too deep, or that breaks a parser, loses its
tags only.
"""

import html as entities
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from inscriptis.css_profiles import STRICT_CSS_PROFILE
from inscriptis.html_engine import Inscriptis
from inscriptis.model.config import ParserConfig
from lxml.etree import iterwalk
from lxml.html import HTMLParser, document_fromstring

from engage.mail.incoming.reading.marks import Mark, mark_of

TAGS: Final = 100_000
ELEMENTS: Final = 40_000
DEEPEST: Final = 150

# Characters that are none, so no text can hold them: they are taken out of it first.
QUOTE, END_QUOTE, SIGNATURE, END_SIGNATURE, QUOTE_TO_END = "\ufdd0\ufdd1\ufdd2\ufdd3\ufdd4"
_OURS: Final = re.compile("[\ufdd0-\ufddf]")
_MARKS: Final = re.compile("([\ufdd0-\ufdd4])")

_DATA: Final = re.compile(r"data:[\w/+.;=-]{1,100}base64,[\w+/=%\s]*+", re.IGNORECASE)
_UNSEEN: Final = re.compile(r"<(script|style|head|title|template|noscript)\b[^<>]*>", re.IGNORECASE)
_TAG: Final = re.compile(r"<!--|<[^<>]*>")
_BREAKS: Final = re.compile(r"</?(?:p|div|br|tr|li|h\d|blockquote|table)\b", re.IGNORECASE)

_DROPPED: Final = frozenset(
    [
        "script",
        "style",
        "head",
        "title",
        "template",
        "noscript",
        "meta",
        "link",
        "base",
        "iframe",
        "frame",
        "frameset",
        "object",
        "embed",
        "applet",
        "svg",
        "math",
        "img",
        "picture",
        "video",
        "audio",
        "source",
        "track",
        "map",
        "area",
        "canvas",
        "input",
        "button",
        "select",
        "datalist",
        "progress",
        "meter",
        "dialog",
    ]
)
_BLOCKS: Final = frozenset(
    [
        "table",
        "thead",
        "tbody",
        "tfoot",
        "caption",
        "tr",
        "ul",
        "ol",
        "dl",
        "dt",
        "dd",
        "menu",
        "dir",
        "form",
        "fieldset",
        "legend",
        "details",
        "summary",
        "section",
        "center",
        "li",
    ]
)
_CELLS: Final = frozenset({"td", "th"})
_KEPT: Final = frozenset(
    [
        "html",
        "body",
        "p",
        "div",
        "br",
        "pre",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "blockquote",
        "address",
        "article",
        "aside",
        "footer",
        "header",
        "main",
        "nav",
        "figure",
        "figcaption",
        "q",
        "listing",
        "xmp",
        "plaintext",
    ]
)
_HIDDEN: Final = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all|max-height\s*:\s*0(?![.\d])",
    re.IGNORECASE,
)
_NO_MARGIN: Final = re.compile(
    r"margin\s*:\s*0[^;]{0,3}(?:;|$)|margin-bottom\s*:\s*0[^;.]{0,4}(?:;|$)", re.IGNORECASE
)
_CLOSE_LINES: Final = re.compile(r"\bMso\w{1,20}\b")


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


def without_tags(source: str) -> str:
    """The text between the tags, for HTML that no parser should be given."""
    kept: list[str] = []
    position = 0
    while (unseen := _UNSEEN.search(source, position)) is not None:
        kept.append(source[position : unseen.start()])
        closing = source.lower().find(f"</{unseen[1].lower()}", unseen.end())
        position = closing if closing >= 0 else unseen.end()
    kept.append(source[position:])
    broken = _BREAKS.sub(lambda found: "\n" + found[0], "".join(kept))
    return entities.unescape(_TAG.sub("", broken))


def _text(source: str) -> str:
    parser = HTMLParser(remove_comments=True, remove_pis=True, no_network=True)
    if not source.strip():
        return ""
    root = document_fromstring(source, parser=parser)
    _check(root)
    _prepare(root)
    config = ParserConfig(css=STRICT_CSS_PROFILE)
    text: str = Inscriptis(root, config).get_text()
    return text


class _TooComplex(ValueError):
    pass


def _check(root: Any) -> None:
    depth = count = 0
    for event, _ in iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        count += event == "start"
        if depth > DEEPEST or count > ELEMENTS:
            raise _TooComplex


def _prepare(root: Any) -> None:
    for element in list(root.iter()):
        if not isinstance(element.tag, str):
            continue
        style = element.get("style") or ""
        if element is not root and (element.tag in _DROPPED or _is_hidden(element, style)):
            _drop(element)
            continue
        _mark(element)
        _simplify(element, style)
        element.attrib.clear()


def _is_hidden(element: Any, style: str) -> bool:
    return element.get("hidden") is not None or bool(style and _HIDDEN.search(style[:2_000]))


def _drop(element: Any) -> None:
    if element.getparent() is not None:
        element.drop_tree()


def _mark(element: Any) -> None:
    mark = mark_of(element)
    if mark is Mark.QUOTED:
        _enclose(element, QUOTE, END_QUOTE)
    elif mark is Mark.SIGNATURE:
        _enclose(element, SIGNATURE, END_SIGNATURE)
    elif mark is Mark.QUOTED_FROM_HERE:
        element.text = QUOTE_TO_END + (element.text or "")


def _enclose(element: Any, opening: str, closing: str) -> None:
    element.text = opening + (element.text or "")
    last = element[-1] if len(element) else None
    if last is None:
        element.text += closing
    else:
        last.tail = (last.tail or "") + closing


def _simplify(element: Any, style: str) -> None:
    tag = element.tag
    if tag == "li":
        element.text = "* " + (element.text or "").lstrip()
    if tag == "hr" or tag in _BLOCKS:
        element.tag = "div"
    elif tag in _CELLS:
        element.tag = "span"
        element.tail = " " + (element.tail or "")
    elif tag == "p" and (_CLOSE_LINES.search(element.get("class") or "") or _no_margin(style)):
        element.tag = "div"
    elif tag not in _KEPT:
        element.tag = "span"


def _no_margin(style: str) -> bool:
    return bool(style and _NO_MARGIN.search(style[:2_000]))


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
