"""HTML from WordPress as a small tree: sanitised first, so it is well-formed and can do nothing.

Frames and players come through as elements without power, because a link takes their place later.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Final

import nh3

HTML_LIMIT: Final = 500_000
OPEN: Final = 1_000
DEPTH: Final = 60
"""Elements deeper than this are taken for part of what they stand in."""

PLAYERS: Final = frozenset({"iframe", "video", "audio", "embed"})
# fmt: off
INLINE: Final = frozenset((
    "a", "abbr", "b", "bdi", "bdo", "big", "br", "cite", "code", "data", "del", "dfn", "em", "font",
    "i", "img", "ins", "kbd", "mark", "q", "rp", "rt", "ruby", "s", "samp", "small", "span",
    "strike", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr",
))
_BLOCKS: Final = frozenset((
    "address", "article", "aside", "blockquote", "caption", "center", "dd", "details", "div", "dl",
    "dt", "figcaption", "figure", "footer", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hgroup",
    "hr", "li", "main", "nav", "ol", "p", "pre", "section", "source", "summary", "table", "tbody",
    "td", "tfoot", "th", "thead", "tr", "ul",
))
_WITH_THEIR_CONTENT: Final = frozenset((
    "applet", "canvas", "datalist", "form", "head", "input", "math", "noscript", "object", "option",
    "script", "select", "style", "svg", "template", "textarea", "title",
))
# fmt: on
_ATTRIBUTES: Final = {
    "a": {"href"},
    "img": {"src", "alt", "data-src", "data-lazy-src"},
    "iframe": {"src", "title", "data-src"},
    "embed": {"src"},
    "video": {"src"},
    "audio": {"src"},
    "source": {"src"},
    "ol": {"start"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan"},
    "*": {"class", "hidden", "style"},
}
_VOID: Final = frozenset({"br", "embed", "hr", "img", "source", "wbr"})
_MARKED: Final = re.compile(r"<(/)?([A-Za-z][A-Za-z0-9]{0,20})")
_SELF_ENDING: Final = _VOID | {"input", "link", "meta", "p", "li", "td", "th", "tr", "dd", "dt"}
_CLEANER: Final = nh3.Cleaner(
    tags=set(INLINE | _BLOCKS | PLAYERS),
    clean_content_tags=set(_WITH_THEIR_CONTENT),
    attributes={tag: set(names) for tag, names in _ATTRIBUTES.items()},
    url_schemes={"http", "https", "mailto", "tel"},
    link_rel=None,
)
_UNSEEN: Final = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u034f\u061c\u180b-\u180f\u200b\u202a-\u202e"
    "\u2060-\u206f\ufeff\ufff0-\ufffb\ud800-\udfff\ufdd0-\ufdef\ue000\ue001"
    "\U000e0000-\U000e00ff\U000e01f0-\U000e0fff"
    + "".join(chr(plane << 16 | end) for plane in range(17) for end in (0xFFFE, 0xFFFF))
    + "]"
)
_DATA: Final = re.compile(r"(?<==[\"'])data:[A-Za-z0-9+/=;,.%_-]*")
_FILE_BUTTON: Final = "wp-block-file__button"
_HIDDEN: Final = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)


class TooMuch(ValueError):
    """More HTML than any post has; the message is for staff."""


@dataclass
class Element:
    name: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list["Element | str"] = field(default_factory=list)

    @property
    def classes(self) -> frozenset[str]:
        return frozenset(self.attributes.get("class", "").split())

    def walk(self) -> Iterator["Element | str"]:
        """Everything inside, in the order of the text."""
        for child in self.children:
            yield child
            if isinstance(child, Element):
                yield from child.walk()

    def text(self) -> str:
        return "".join(part for part in self.walk() if isinstance(part, str))


Node = Element | str


def parse(html: str) -> Element:
    """The sanitised tree. Raises TooMuch."""
    html = _DATA.sub("", html)  # pictures written into a page; nobody could fetch them
    if len(html) > HTML_LIMIT:
        raise TooMuch(f"This post holds more than {HTML_LIMIT:,} characters of HTML.")
    if _deepest(html) > OPEN:
        raise TooMuch("This post has too many things inside one another.")
    builder = _Builder()
    builder.feed(_CLEANER.clean(_UNSEEN.sub("", html)))
    builder.close()
    return builder.root


def _deepest(html: str) -> int:
    """How many elements are open at once: browsers' rules make each beginning cost as much."""
    depth = deepest = 0
    for found in _MARKED.finditer(html):
        if found[2].lower() not in _SELF_ENDING:
            depth = max(depth - 1, 0) if found[1] else depth + 1
            deepest = max(deepest, depth)
    return deepest


class _Builder(HTMLParser):
    """nh3 writes every end, so that a stack is enough."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("div")
        self._open = [self.root]
        self._too_deep: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        hides = "hidden" in attributes or bool(_HIDDEN.search(attributes.get("style", "")))
        # A file's button says again what the link before it says; alone it is the only way there.
        repeats = _FILE_BUTTON in attributes.get("class", "") and self._open[-1].children
        if self._hidden or hides or repeats:
            self._hidden += tag not in _VOID
        elif len(self._open) > DEPTH and tag not in _VOID:
            self._too_deep.append(tag)
        else:
            element = Element(tag, attributes)
            self._open[-1].children.append(element)
            if tag not in _VOID:
                self._open.append(element)

    def handle_endtag(self, tag: str) -> None:
        if tag in _VOID:
            return
        if self._hidden:
            self._hidden -= 1
        elif self._too_deep:
            self._too_deep.pop()
        elif len(self._open) > 1:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            # A reference such as &#8203; becomes a character only here.
            self._open[-1].children.append(_UNSEEN.sub("", data))
