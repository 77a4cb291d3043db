"""A comment's HTML as WordPress keeps it, into the plain text that comments are here; pure.

WordPress stores what a visitor typed with the few elements that its filter (kses) lets through; its
own staff may have written any HTML. Line ends are breaks there, as they are here. Nothing is ever
run or fetched: scripts and the like go with what they hold, other tags leave their words, a link
keeps its address, a list and a quotation keep their marks. What only looks like a tag (`a < b`, an
unclosed `<a`) is text. Every step goes once through the text, so that none of 65,535 hostile
characters can make it slow.
"""

import re
from dataclasses import dataclass, field
from html import unescape
from typing import Final

_TOKEN: Final = re.compile(
    r"<!--.*?(?:-->|\Z)|<!\[CDATA\[|<[!?][^<>]*>"
    r"|<(?P<close>/?)(?P<name>[a-zA-Z][a-zA-Z0-9]*(?:[:-][a-zA-Z0-9]+)*)"
    r"(?P<rest>(?:[\s/][^<>]*)?)>",
    re.DOTALL,
)
_HREF: Final = re.compile(r"""\bhref\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.IGNORECASE)
_ALT: Final = re.compile(r"""\balt\s*=\s*(?:"([^"]*)"|'([^']*)')""", re.IGNORECASE)
_ADDRESS: Final = re.compile(r"(?:https?://|mailto:|tel:)\S+", re.IGNORECASE)
_MARKUP: Final = re.compile("[<&]")
_BLANKS: Final = re.compile(r"[ \t]+")

_BLOCKS: Final = frozenset({
    "address", "article", "aside", "dd", "details", "div", "dl", "dt", "fieldset", "figcaption",
    "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "main", "nav",
    "p", "pre", "section", "summary", "table", "tr",
})  # fmt: skip
_DROPPED: Final = frozenset({
    "applet", "embed", "head", "iframe", "math", "noembed", "noframes", "noscript", "object",
    "script", "select", "style", "svg", "template", "textarea", "title",
})  # fmt: skip
_APART: Final = frozenset({"p", "h1", "h2", "h3", "h4", "h5", "h6", "table"})
_DEEPEST: Final = 8


def plain_text(html: str) -> str:
    """The text that a reader of the comment sees there, with `\\n` at the end of a line."""
    source = html.replace("\r\n", "\n").replace("\r", "\n")
    if _MARKUP.search(source) is None:
        return source
    if "<" not in source:
        return unescape(source)
    return _Reading(source).text()


def plain_name(html: str) -> str:
    """An author's name as typed: WordPress keeps it with its signs escaped."""
    return plain_text(html) if _MARKUP.search(html) else html


@dataclass
class _Reading:
    """One walk through the tokens; `_lists` holds the next number of each open list, 0 for none."""

    source: str
    _out: list[str] = field(default_factory=list)
    _line_is_empty: bool = True
    _wants_space: bool = False
    _lists: list[int] = field(default_factory=list)
    _quotes: int = 0
    _link_begun: tuple[int, str] | None = None
    _unclosed: set[str] = field(default_factory=set)

    def text(self) -> str:
        at, end = 0, len(self.source)
        while at < end:
            found = _TOKEN.search(self.source, at)
            if found is None:
                self._say(self.source[at:])
                break
            self._say(self.source[at : found.start()])
            at = self._tag(found) if found["name"] else found.end()
        return "".join(self._out)

    def _tag(self, found: "re.Match[str]") -> int:
        name, closes = found["name"].lower(), bool(found["close"])
        if name in _DROPPED:
            return found.end() if closes else self._after(name, found.end())
        if name == "br":
            self._break()
        elif name == "img" and not closes:
            self._say(_first(_ALT.search(found["rest"])))
        elif name == "a":
            self._link(found["rest"], closes)
        elif name in ("ul", "ol"):
            self._list(name, closes)
        elif name == "li":
            self._item(closes)
        elif name == "blockquote":
            self._quote(closes)
        elif name in ("td", "th"):
            self._say(" ")
        elif name in _BLOCKS:
            self._block(name)
        return found.end()

    def _after(self, name: str, at: int) -> int:
        """Behind the element's end; one that nobody closed loses its tag alone."""
        if name in self._unclosed:
            return at
        closing = re.compile(rf"</{name}\b[^<>]*>", re.IGNORECASE).search(self.source, at)
        if closing is None:
            self._unclosed.add(name)
            return at
        return closing.end()

    def _link(self, rest: str, closes: bool) -> None:
        """Links do not lie within links: one that begins ends the one before."""
        begun, self._link_begun = self._link_begun, None
        if not closes:
            address = unescape(_first(_HREF.search(rest))).strip()
            self._link_begun = (len(self._out), address)
        if begun is None:
            return
        start, address = begun
        words = "".join(self._out[start:]).strip()
        bare = address.removeprefix("mailto:").removeprefix("tel:")
        if _ADDRESS.fullmatch(address) and not _says(words, bare):
            self._say(f" ({bare})" if words else bare)

    def _list(self, name: str, closes: bool) -> None:
        if closes:
            if self._lists:
                self._lists.pop()
        elif len(self._lists) < _DEEPEST:
            self._lists.append(1 if name == "ol" else 0)
        self._new_line()

    def _item(self, closes: bool) -> None:
        self._new_line()
        if closes:
            return
        number = self._lists[-1] if self._lists else 0
        mark = f"{number}. " if number else "- "
        if number:
            self._lists[-1] = number + 1
        self._put("  " * max(0, len(self._lists) - 1) + mark)
        self._line_is_empty = True  # a paragraph within the item begins on the mark's line

    def _quote(self, closes: bool) -> None:
        self._new_line()
        self._quotes = max(0, self._quotes - 1) if closes else min(self._quotes + 1, _DEEPEST)

    def _block(self, name: str) -> None:
        self._new_line()
        if name in _APART and not self._lists and not self._quotes:
            self._break()

    def _say(self, words: str) -> None:
        """Words between tags; their own line ends are lines, except right at a block's edge."""
        if not words:
            return
        for number, line in enumerate(_BLANKS.sub(" ", unescape(words)).split("\n")):
            if number:
                self._break()
            if line.strip() or (line and not self._line_is_empty):
                self._put(line.lstrip() if self._line_is_empty else line)

    def _break(self) -> None:
        """A line ends here, empty or not; of empty ones in a row two stay."""
        if self._out[-2:] == ["\n", "\n"] or not self._out:
            return
        self._out.append("\n")
        self._line_is_empty = True

    def _new_line(self) -> None:
        """What follows stands at the beginning of a line."""
        if self._out and self._out[-1] != "\n":
            self._out.append("\n")
        self._line_is_empty = True

    def _put(self, words: str) -> None:
        if self._quotes and (not self._out or self._out[-1] == "\n"):
            self._out.append("> " * self._quotes)
        self._out.append(words)
        self._line_is_empty = False


def _says(words: str, address: str) -> bool:
    """Whether a link's words are its address already, as WordPress makes of a bare one."""
    return _bare(words) == _bare(address)


def _bare(address: str) -> str:
    short = re.sub(r"\Ahttps?://(?:www\.)?", "", address.strip().casefold())
    return short.rstrip("/")


def _first(found: "re.Match[str] | None") -> str:
    return next((group for group in found.groups() if group), "") if found else ""
