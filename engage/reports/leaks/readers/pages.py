"""HTML: text by blocks; attributes, comments and declarations each by themselves."""

import base64
import io
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import BinaryIO, Final

from engage.reports.leaks.readers.markup import read_xml
from engage.reports.leaks.readers.passage import Passage, Seen, refuse_packed, together
from engage.reports.leaks.readers.pictures import read_png

_CHUNK: Final = 65_536
_LONGEST_RUN: Final = 16 * 1024 * 1024
_ROWS: Final = frozenset(("tr", "dl"))
_BLOCK_NAMES: Final = (
    "address article aside blockquote body caption center col colgroup dd details dialog div dt "
    "fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 head header hr html img input legend "
    "li link main meta nav ol option p pre script section select style summary svg table tbody td "
    "template text textarea tfoot th thead title ul"
)
_BLOCKS: Final = _ROWS.union(_BLOCK_NAMES.split())
_SEEN_BY_READERS: Final = frozenset(("alt", "title", "aria-label", "placeholder", "label"))
_WORDS_OF_FORMAT: Final = frozenset(
    "charset class colspan for headers height href id lang media name property rel role rowspan "  # noqa: SIM905
    "scope span src style type viewbox width xmlns".split()
)
_IN_ATTRIBUTES: Final = 20_000
_PICTURE: Final = "data:image/"


def read_html(file: BinaryIO, seen: Seen) -> Iterator[Passage]:
    """Fed up to the last `>` of what was read, so that no text is cut in two. Raises ValueError."""
    page = _Page(seen)
    text = io.TextIOWrapper(file, encoding="utf-8-sig")
    try:
        waiting = ""
        while chunk := text.read(_CHUNK):
            head, mark, rest = chunk.rpartition(">")
            if not mark:
                waiting += chunk
                if len(waiting) > _LONGEST_RUN:
                    raise ValueError("a run of text without an end")
                continue
            page.feed(waiting + head + mark)
            waiting = rest
            yield from page.taken()
        page.feed(waiting)
        page.close()
        page.end()
        yield from page.taken()
    finally:
        text.detach()


def _in_picture(address: str, place: str) -> Iterator[Passage]:
    """Everything that stands in a picture within its address. Raises ValueError for other kinds."""
    head, _, packed = address.partition(",")
    if head not in _PICTURES:
        raise ValueError("a picture of a kind that is not read")
    content = io.BytesIO(base64.b64decode(packed, validate=True))
    for passage in _PICTURES[head](content):
        yield passage._replace(place=place)


def _drawing(file: BinaryIO) -> Iterator[Passage]:
    return read_xml(file, Seen(is_thorough=True))


_PICTURES: Final = {
    "data:image/png;base64": read_png,
    "data:image/svg+xml;base64": _drawing,
}
"""A page that stands alone holds its logo so. It is opened and read like a file of its kind."""


class _Page(HTMLParser):
    def __init__(self, seen: Seen) -> None:
        super().__init__(convert_charrefs=True)
        self._seen_texts = seen
        self._found: list[Passage] = []
        self._parts: list[str] = []
        self._row: list[str] = []
        self._seen: set[str] = set()
        self._is_style = False

    def taken(self) -> list[Passage]:
        found, self._found = self._found, []
        return found

    def end(self) -> None:
        self.end_block()
        self._end_row()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _BLOCKS:
            self.end_block()
            self._is_style = tag == "style"
        elif tag not in self._seen:
            self._once(tag)
        if tag in _ROWS:
            self._end_row()  # the last one need not say that it ends
        if tag == "br":
            self._parts.append("\n")
        for name, value in attrs:
            self._once(name)
            if value and name in _SEEN_BY_READERS:
                self._keep(value)
            elif value and (tag, name) == ("img", "src") and value.startswith(_PICTURE):
                self._found += _in_picture(value, self._place())
            elif value:
                refuse_packed(value)
                self._once(value, is_vocabulary=name in _WORDS_OF_FORMAT)

    def handle_endtag(self, tag: str) -> None:
        if tag in _BLOCKS:
            self.end_block()
            self._is_style = False
        if tag in _ROWS:
            self._end_row()

    def parse_endtag(self, i: int) -> int:
        """An end may say more than what it ends, which the library lets fall."""
        end = super().parse_endtag(i)
        said = self.rawdata[i + 2 : end].rstrip("> \n").lower()
        if end > 0 and said not in _BLOCKS:
            self._once(said, is_vocabulary=said.isalnum())
        return end

    def _end_row(self) -> None:
        self._found += together(self._place(), self._row, self._seen_texts)
        self._row = []

    def handle_data(self, data: str) -> None:
        self._parts.append(data)

    def handle_comment(self, data: str) -> None:
        self._keep(data, is_metadata=True)

    def handle_decl(self, decl: str) -> None:
        self._keep(decl, is_metadata=True)

    def handle_pi(self, data: str) -> None:
        self._keep(data, is_metadata=True)

    def unknown_decl(self, data: str) -> None:
        self._keep(data, is_metadata=True)

    def end_block(self) -> None:
        """Marks inside a block may part a word or two words: both readings count."""
        if not self._parts:
            return
        block = "".join(self._parts)
        if self._is_style:
            refuse_packed(block)
            self._once(block)
        else:
            self._keep(block)
            if len(self._parts) > 1:
                self._keep(" ".join(self._parts))
        if block.strip():
            self._row.append(block)
        self._parts = []

    def _once(self, text: str, *, is_vocabulary: bool = True) -> None:
        """A name or value of attributes: most stand in a page a thousand times."""
        if text in self._seen:
            return
        if len(self._seen) < _IN_ATTRIBUTES and is_vocabulary:
            self._seen.add(text)
        self._found.append(
            Passage(self._place(), text, is_metadata=True, is_vocabulary=is_vocabulary)
        )

    def _keep(self, text: str, *, is_metadata: bool = False) -> None:
        if text and not text.isspace():
            self._found.append(Passage(self._place(), text, is_metadata=is_metadata))

    def _place(self) -> str:
        return f"line {self.getpos()[0]}"
