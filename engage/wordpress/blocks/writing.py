"""The tree of a post as blocks of Markdown.

Our Markdown is Python-Markdown's: what continues a list item stands four columns in, and a table
has one row of headings. Inside lists and cells only words and lists are kept in form; what else
stands there gives its words.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import parse_qs, urlsplit

from engage.wordpress.blocks.inline import (
    Run,
    address_of,
    at_line_start,
    code_span,
    escaped,
    in_markdown,
    is_smiley,
    runs_of,
    tidy,
    words_of,
)
from engage.wordpress.blocks.tables import grid_of
from engage.wordpress.blocks.tree import INLINE, PLAYERS, Element, Node

DEEPEST_LIST: Final = 6
DEEPEST_QUOTE: Final = 3
TIGHT: Final = 3_000
"""Characters that a list may have without empty lines between its items."""

_HEADINGS: Final = {"h1": 1, "h2": 1, "h3": 2, "h4": 3, "h5": 4, "h6": 5}
_COLUMNS: Final = "    "
_LISTS: Final = frozenset({"ul", "ol"})
_IN_FIGURE: Final = frozenset({"img", "figcaption", "div", "span", "a"})
_IN_CAPTION: Final = frozenset({"em", "i", "strong", "b", "span", "br", "small", "cite"})
_PLAIN: Final = re.compile(r"[^\W_][\w .,;:!?'\u2019/%\u2013\u2014-]{0,290}")
_PLAYER_WORDS: Final = {"video": "Video", "audio": "Audio"}


@dataclass(frozen=True)
class Picture:
    """A picture that stood there; `token` stands in the text where it belongs. `caption`: one that
    is plain enough to go with it; any other stands as a paragraph below."""

    src: str
    alt: str
    token: str
    caption: str = ""


@dataclass
class Writer:
    """`said`: every word written so far, as its readers should see it."""

    base: str = ""
    formed: bool = True
    said: list[str] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)

    def blocks(self, nodes: Iterable[Node], lists: int = 0, quotes: int = 0) -> list[str]:
        written: list[str] = []
        loose: list[Node] = []
        for node in nodes:
            if is_inline(node):
                loose.append(node)
                continue
            written += self._paragraph(loose)
            loose = []
            if isinstance(node, Element):
                written += self._block(node, lists, quotes)
        return _apart([block for block in (*written, *self._paragraph(loose)) if block])

    def _block(self, node: Element, lists: int, quotes: int) -> list[str]:
        if node.name in _HEADINGS:
            return self._heading(node)
        if node.name in ("img", *PLAYERS):
            return [self._picture(node) if node.name == "img" else self._player(node)]
        # In a list a picture stands in the item's line, and shows no caption of its own there.
        captioned = _captioned(node) if node.name == "figure" and not lists else None
        if captioned is not None:
            return [self._picture(*captioned)]
        if node.name == "hr":
            return ["* * *"] if self.formed and not lists else []
        if node.name in ("figcaption", "caption"):
            return self._all(node, Run("", emphasis=True))
        if node.name in ("dt", "summary"):
            return self._all(node, Run("", strong=True))
        shaped = self._shaped(node, lists, quotes) if self.formed else None
        return self.blocks(node.children, lists, quotes) if shaped is None else shaped

    def _shaped(self, node: Element, lists: int, quotes: int) -> list[str] | None:
        """Blocks that have a form of their own; None: its content stands for itself."""
        if node.name in _LISTS and lists < DEEPEST_LIST:
            return self._list(node, lists, quotes)
        if lists:
            return None
        if node.name == "pre":
            return self._preformatted(node)
        if node.name == "table":
            return self._table(node)
        if node.name == "blockquote" and quotes < DEEPEST_QUOTE:
            inner = "\n\n".join(self.blocks(node.children, 0, quotes + 1))
            return [_behind("> ", inner)] if inner else []
        return None

    # --- text -------------------------------------------------------------------------------------

    def _paragraph(self, nodes: list[Node]) -> list[str]:
        return self._text(list(runs_of(nodes, self.base)), nodes)

    def _all(self, node: Element, form: Run) -> list[str]:
        """A caption or a term, formed as a whole; blocks in it keep their lines."""
        if any(not is_inline(part) for part in node.children):
            return self.blocks(node.children, DEEPEST_LIST)
        return self._text(list(runs_of(node.children, self.base, form)), node.children)

    def _text(self, runs: list[Run], nodes: list[Node]) -> list[str]:
        tidied = _linked(tidy(runs))
        self.said.append(words_of(tidied))
        text = in_markdown(tidied, one_line=False, formed=self.formed)
        return [text, *self._pictures_in(nodes)]

    def _heading(self, node: Element) -> list[str]:
        runs = tidy(runs_of(node.children, self.base))
        self.said.append(words_of(runs))
        text = in_markdown(runs, one_line=True, formed=self.formed)
        if text:
            hashes = "#" * _HEADINGS[node.name] + " "
            ending = f"{text[:-1]}\\#" if text.endswith("#") else text
            text = hashes + ending if self.formed else at_line_start(text)
        return [text, *self._pictures_in(node.children)]

    def _preformatted(self, node: Element) -> list[str] | None:
        """Code stands four columns in; verse keeps its lines and its forms."""
        if "wp-block-verse" in node.classes:
            runs = [part for child in _with_breaks(node) for part in runs_of([child], self.base)]
            return self._text(runs, node.children)
        text = _code_text(node).strip("\n")
        if not text.strip():
            return []
        self.said.append(text)
        lines = text.expandtabs(4).split("\n")
        return ["\n".join(f"{_COLUMNS}{line}".rstrip() for line in lines)]

    # --- lists and tables -------------------------------------------------------------------------

    def _list(self, node: Element, lists: int, quotes: int) -> list[str]:
        items = [self._item(part, lists, quotes) for part in _items(node)]
        items = [item for item in items if item]
        first = _start(node)
        is_loose = sum(map(len, items)) > TIGHT or any("\n\n" in item for item in items)
        lines: list[str] = []
        for number, item in enumerate(items, first):
            mark = f"{number}. ".ljust(4) if node.name == "ol" else "-   "
            head, _, rest = item.partition("\n")
            lines.append(mark + head + ("\n" + _behind(_COLUMNS, rest) if rest else ""))
        return [("\n\n" if is_loose else "\n").join(lines)] if lines else []

    def _item(self, node: Node, lists: int, quotes: int) -> str:
        """Its words, and on the next line the list that belongs to them."""
        children = node.children if isinstance(node, Element) and node.name == "li" else [node]
        parts = self.blocks(children, lists + 1, quotes)
        if len(parts) == 2 and _is_list(parts[1]) and "\n\n" not in parts[1]:
            return "\n".join(parts)
        return "\n\n".join(parts)

    def _table(self, node: Element) -> list[str]:
        captions = [part for part in node.children if _is(part, "caption")]
        before = self.blocks(captions)
        rows = [[self._cell(cell) for cell in row] for row in grid_of(node)]
        if not rows:
            return before
        lines = [f"| {' | '.join(row)} |" for row in rows]
        lines.insert(1, f"| {' | '.join('---' for _ in rows[0])} |")
        return [*before, "\n".join(lines), *self._pictures_in(node.children)]

    def _cell(self, cell: Element | None) -> str:
        if cell is None:
            return ""
        runs = tidy(_flat(cell, self.base))
        self.said.append(words_of(runs))
        return in_markdown(runs, one_line=True)

    # --- pictures and players ---------------------------------------------------------------------

    def _pictures_in(self, nodes: Iterable[Node]) -> list[str]:
        """Pictures stand alone in our text, after the words that they stood among."""
        found = (part for node in nodes for part in _all_of(node))
        return [
            self._picture(part)
            for part in found
            if isinstance(part, Element) and part.name == "img" and not is_smiley(part)
        ]

    def _picture(self, node: Element, caption: str = "") -> str:
        named = node.attributes
        src = address_of(
            named.get("data-src") or named.get("data-lazy-src") or named.get("src", ""), self.base
        )
        if not src.startswith(("http://", "https://")):
            self.said.append(caption)
            return at_line_start(escaped(caption))
        token = f"\ue000{len(self.pictures)}\ue001"
        self.pictures.append(Picture(src, " ".join(named.get("alt", "").split()), token, caption))
        return token

    def _player(self, node: Element) -> str:
        """A plain link takes the place of what plays or frames something from elsewhere."""
        sources = [node, *(part for part in node.walk() if _is(part, "source"))]
        found = (
            address_of(part.attributes.get("data-src") or part.attributes.get("src", ""), self.base)
            for part in sources
            if isinstance(part, Element)
        )
        address = watching(next(filter(None, found), ""))
        if not address.startswith("http") or "wp-embedded-content" in node.classes:
            return ""
        host = (urlsplit(address).hostname or "").removeprefix("www.")
        title = " ".join(node.attributes.get("title", "").split())
        words = title or f"{_PLAYER_WORDS.get(node.name, 'Shown on')} {host}"
        self.said.append(words)
        if not self.formed:
            return at_line_start(escaped(words))
        return f"[{escaped(words)}]({address})"


def _captioned(figure: Element) -> tuple[Element, str] | None:
    """The picture and the caption of a figure that holds nothing else, if the caption is plain."""
    inside = [part for part in figure.walk() if isinstance(part, Element)]
    pictures = [part for part in inside if part.name == "img"]
    captions = [part for part in inside if part.name == "figcaption"]
    if len(pictures) != 1 or len(captions) != 1:
        return None
    said = {part.name for part in captions[0].walk() if isinstance(part, Element)}
    around = [part.name for part in inside if part not in captions[0].children]
    if said - _IN_CAPTION or set(around) - _IN_FIGURE - said:
        return None
    caption = " ".join(captions[0].text().split())
    whole = " ".join(figure.text().split())
    return (pictures[0], caption) if caption == whole and _PLAIN.fullmatch(caption) else None


def watching(address: str) -> str:
    """The page where people watch a video, of the address that a frame shows it from."""
    parts = urlsplit(address)
    host = (parts.hostname or "").removeprefix("www.")
    last = parts.path.rpartition("/")[2]
    if (
        host in ("youtube.com", "youtube-nocookie.com")
        and parts.path.startswith("/embed/")
        and last
    ):
        more = parse_qs(parts.query).get("list", [""])[0]
        return f"https://www.youtube.com/watch?v={last}" + (f"&list={more}" if more else "")
    if host == "player.vimeo.com" and last:
        return f"https://vimeo.com/{last}"
    return address


def is_inline(node: Node) -> bool:
    """Text, or what stands in text: a link around a heading is no text."""
    if isinstance(node, str):
        return True
    return node.name in INLINE and all(
        isinstance(part, str) or part.name in INLINE for part in node.walk()
    )


def _apart(blocks: list[str]) -> list[str]:
    """Code right after a list would be a paragraph of its last item: there it stands in lines."""
    written: list[str] = []
    for block in blocks:
        if written and _is_list(written[-1]) and block.startswith(_COLUMNS):
            lines = (line.removeprefix(_COLUMNS) for line in block.split("\n"))
            written.append("  \n".join(code_span(line) for line in lines if line.strip()))
        else:
            written.append(block)
    return written


def _linked(runs: list[Run]) -> list[Run]:
    """A bare address that stands alone, which WordPress tries to embed, becomes a link."""
    if len(runs) == 1 and not runs[0].href and not runs[0].code:
        text = runs[0].text
        if text.startswith(("http://", "https://")) and " " not in text and address_of(text, ""):
            return [Run(text, href=watching(address_of(text, "")))]
    return runs


def _flat(node: Element, base: str) -> Iterator[Run]:
    """Runs of a cell, whatever stands in it, blocks apart by a space."""
    for part in node.children:
        if is_inline(part):
            yield from runs_of([part], base)
        elif isinstance(part, Element) and part.name not in PLAYERS:
            yield Run(" ")
            yield from _flat(part, base)
            yield Run(" ")


def _items(node: Element) -> list[Node]:
    """Its items. A list that stands between them, as old editors wrote it, goes to the one before
    it; an item that holds nothing but a list gives its place to that list's items."""
    items: list[Node] = []
    for part in node.children:
        if isinstance(part, str) and not part.strip():
            continue
        before = items[-1] if items else None
        only = _only_list(part)
        if only is not None:
            items += _items(only)
        elif isinstance(part, Element) and part.name in _LISTS and isinstance(before, Element):
            items[-1] = Element("li", {}, [*before.children, part])
        else:
            items.append(part)
    return items


def _only_list(node: Node) -> Element | None:
    if not isinstance(node, Element) or node.name != "li":
        return None
    parts = [part for part in node.children if not isinstance(part, str) or part.strip()]
    only = parts[0] if len(parts) == 1 else None
    return only if isinstance(only, Element) and only.name in _LISTS else None


def _start(node: Element) -> int:
    given = node.attributes.get("start", "1")
    return int(given) if given.isascii() and given.isdigit() and len(given) < 7 else 1


def _is_list(block: str) -> bool:
    mark = block[:4]
    return mark == "-   " or (mark.rstrip().endswith(".") and mark.rstrip()[:-1].isdigit())


def _is(node: Node, name: str) -> bool:
    return isinstance(node, Element) and node.name == name


def _all_of(node: Node) -> Iterator[Node]:
    yield node
    if isinstance(node, Element):
        yield from node.walk()


def _code_text(node: Element) -> str:
    return "".join(
        part if isinstance(part, str) else "\n" if part.name == "br" else "" for part in node.walk()
    )


def _with_breaks(node: Element) -> list[Node]:
    """Line ends of verse as breaks; in what is formed they stay the spaces that they are."""
    parts: list[Node] = []
    for child in node.children:
        if isinstance(child, Element):
            parts.append(child)
            continue
        for number, line in enumerate(child.split("\n")):
            parts += [Element("br"), line] if number else [line]
    return parts


def _behind(mark: str, text: str) -> str:
    return "\n".join((mark + line).rstrip() for line in text.split("\n"))
