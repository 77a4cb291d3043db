"""Staff's Markdown as plain blocks, which every format can show: pages, PDF, documents, data.

Read from the same safe HTML that the site shows, so that a report says what the page said. What a
link is called stays, with its address behind it; pictures leave their description.
"""

from html.parser import HTMLParser
from typing import Final

from engage.core.text import clean_plain, render_markdown
from engage.reports.rules import Block, Prose

_HEADINGS: Final = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_BLOCKS: Final = _HEADINGS | {
    "p", "ul", "ol", "li", "blockquote", "pre", "table", "tr", "figure", "figcaption", "hr", "dt",
    "dd", "div",
}  # fmt: skip


def blocks_of(markdown: str) -> Prose:
    """Paragraphs, headings, list items and quotations in their order. Raises TextTooComplex."""
    if not markdown.strip():
        return ()
    reader = _Blocks()
    reader.feed(render_markdown(markdown))
    reader.close()
    reader.end()
    return tuple(reader.found)


class _Blocks(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[Block] = []
        self._parts: list[str] = []
        self._kind = "p"
        self._lists: list[str] = []
        self._quotes = 0
        self._addresses: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag in _BLOCKS:
            self.end()
        if tag in ("ul", "ol"):
            self._lists.append(tag)
        elif tag == "blockquote":
            self._quotes += 1
        elif tag == "li":
            self._kind = self._lists[-1] if self._lists else "ul"
        elif tag in _HEADINGS:
            self._kind = "h"
        elif tag == "br":
            self._parts.append("\n")
        elif tag == "img":
            self._parts.append(values.get("alt") or "")
        elif tag == "a":
            self._addresses.append(values.get("href") or "")
        elif tag in ("td", "th"):
            self._parts.append(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag == "a" and self._addresses:
            self._say_address(self._addresses.pop())
        if tag in _BLOCKS:
            self.end()
        if tag in ("ul", "ol") and self._lists:
            self._lists.pop()
        elif tag == "blockquote":
            self._quotes = max(0, self._quotes - 1)

    def handle_data(self, data: str) -> None:
        self._parts.append(data)

    def end(self) -> None:
        text = clean_plain("".join(self._parts)).strip()
        if text:
            kind = "quote" if self._quotes and self._kind == "p" else self._kind
            self.found.append(Block(kind, text))
        self._parts, self._kind = [], "p"

    def _say_address(self, address: str) -> None:
        """On paper a link is nothing without its address, unless it is spelled out already."""
        plain = address.removeprefix("mailto:")
        is_whole = plain != address or plain.startswith(("http://", "https://"))
        if is_whole and plain.rstrip("/") not in "".join(self._parts):
            self._parts.append(f" ({plain})")
