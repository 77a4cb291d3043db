"""A tree of HTML made harmless and plain before its text is taken.

What is no text goes, and so does every attribute, once the marks that mail programs left in them
are written into the text (marks.py): there they outlive the tree.
"""

import re
from typing import Any, Final

from lxml.etree import SubElement, iterwalk

from engage.mail.incoming.reading.marks import Mark, mark_of

ELEMENTS: Final = 40_000
DEEPEST: Final = 240
STYLE_LENGTH: Final = 2_000

# Characters that are none, so no text can hold them: they are taken out of it first.
QUOTE, END_QUOTE, SIGNATURE, END_SIGNATURE, QUOTE_TO_END = "\ufdd0\ufdd1\ufdd2\ufdd3\ufdd4"

# fmt: off
_DROPPED: Final = frozenset((
    "script", "style", "head", "title", "template", "noscript", "meta", "link", "base",
    "iframe", "frame", "frameset", "object", "embed", "applet", "svg", "math", "img", "picture",
    "video", "audio", "source", "track", "map", "area", "canvas", "input", "button", "select",
    "datalist", "progress", "meter", "dialog",
))
# fmt: on
# fmt: off
_BLOCKS: Final = frozenset((
    "table", "thead", "tbody", "tfoot", "caption", "tr", "ul", "ol", "dl", "dt", "dd", "menu",
    "dir", "form", "fieldset", "legend", "details", "summary", "section", "center", "li",
))
# fmt: on
# fmt: off
_KEPT: Final = frozenset((
    "html", "body", "p", "div", "br", "pre", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote",
    "address", "article", "aside", "footer", "header", "main", "nav", "figure", "figcaption",
    "q", "listing", "xmp", "plaintext",
))
# fmt: on
_CELLS: Final = frozenset({"td", "th"})
_HIDDEN: Final = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|max-height\s*:\s*0(?![.\d])", re.IGNORECASE
)
_TINY: Final = re.compile(r"font-size\s*:\s*[01](?:px|pt)?\s*(?:;|!|$)", re.IGNORECASE)
_NO_MARGIN: Final = re.compile(
    r"margin\s*:\s*0[^;]{0,3}(?:;|$)|margin-bottom\s*:\s*0[^;.]{0,4}(?:;|$)", re.IGNORECASE
)
_CLOSE_LINES: Final = re.compile(r"\bMso\w{1,20}\b")


class TooComplex(ValueError):
    """More elements, or deeper, than any mail has."""


def simplify(root: Any) -> None:
    """Changes the tree of lxml. Raises TooComplex."""
    _check(root)
    for element in list(root.iter()):
        if not isinstance(element.tag, str):
            continue
        style = (element.get("style") or "")[:STYLE_LENGTH]
        if element is not root and (element.tag in _DROPPED or _is_hidden(element, style)):
            _drop(element)
            continue
        _mark(element)
        _simplify(element, style)
        element.attrib.clear()


def _check(root: Any) -> None:
    depth = count = 0
    for event, _ in iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        count += event == "start"
        if depth > DEEPEST or count > ELEMENTS:
            raise TooComplex


def _is_hidden(element: Any, style: str) -> bool:
    """A line that only the list of mails shows, or that counts who opened it."""
    if element.get("hidden") is not None or _HIDDEN.search(style):
        return True
    return len(element) == 0 and bool(_TINY.search(style))


def _is_empty_line(element: Any) -> bool:
    """As Outlook writes it: a paragraph of a blank that does not break."""
    texts = [element.text]
    for child in element[:2]:
        texts += [child.text, child.tail]
        if len(child) or child.tag == "br":
            return False
    return len(element) < 2 and "".join(text or "" for text in texts).strip(" \r\n") == "\u00a0"


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


def _number(element: Any) -> None:
    """The items of a numbered list: people refer to them ('the second point')."""
    for number, item in enumerate(element.findall("li"), _first_number(element)):
        item.tag = "div"
        item.text = f"{number}. " + (item.text or "").lstrip()


def _first_number(element: Any) -> int:
    start = element.get("start") or ""
    return int(start) if re.fullmatch("[0-9]{1,4}", start) else 1


def _simplify(element: Any, style: str) -> None:
    tag = element.tag
    if tag == "ol":
        _number(element)
    if tag == "li":
        element.text = "* " + (element.text or "").lstrip()
    if tag in ("p", "div") and _is_empty_line(element):
        element.tag = "div"
        for child in list(element):
            element.remove(child)
        element.text = None
        SubElement(element, "br")
    elif tag == "hr" or tag in _BLOCKS:
        element.tag = "div"
    elif tag in _CELLS:
        element.tag = "span"
        element.tail = " " + (element.tail or "")
    elif tag == "p" and (
        _CLOSE_LINES.search(element.get("class") or "") or _NO_MARGIN.search(style)
    ):
        element.tag = "div"
    elif tag not in _KEPT:
        element.tag = "span"
