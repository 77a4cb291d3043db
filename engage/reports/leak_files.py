"""How the leak gate opens a finished file: every place where text can stand, with its address.

What cannot be read is refused rather than passed: a gate that skips a file is no gate.
Neighbouring short cells are also read together, because a name can be split over two of them.
"""

import csv
import io
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from html.parser import HTMLParser
from types import MappingProxyType
from typing import Final, NamedTuple

FILE_NAME: Final = "file name"
_SHORT: Final = 60
_ROWS: Final = frozenset(("tr", "dl"))
_BLOCK_NAMES: Final = (
    "address article aside blockquote body caption center col colgroup dd details dialog div dt "
    "fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 head header hr html img input legend "
    "li link main meta nav ol option p pre script section select style summary svg table tbody td "
    "template textarea tfoot th thead title ul"
)
_BLOCKS: Final = _ROWS.union(_BLOCK_NAMES.split())


class UnreadableFile(ValueError):
    """A finished file that the gate cannot open, so that nobody may release it."""


class Passage(NamedTuple):
    """A text and where it stands; `joined` if pieced together from neighbours read before."""

    place: str
    text: str
    joined: bool = False


@dataclass(frozen=True)
class _Member:
    """A member of a JSON object; kept apart from a mapping, which would hide repeated keys."""

    key: str
    value: object


def passages(name: str, content: bytes) -> Iterator[Passage]:
    """All text of a file, its name included. Raises UnreadableFile."""
    yield Passage(FILE_NAME, name)
    reader = _READERS.get(name.rpartition(".")[2].lower())
    if reader is None:
        raise UnreadableFile("the leak gate has no reader for a file of this kind")
    try:
        yield from reader(content.decode("utf-8-sig"))
    except (ValueError, csv.Error, RecursionError):
        # The reader's own words may quote the file: they stay out of the message.
        raise UnreadableFile("the leak gate could not read a file to its end") from None


def _csv(text: str) -> Iterator[Passage]:
    for number, row in enumerate(csv.reader(io.StringIO(text, newline=""), strict=True), 1):
        for column, cell in enumerate(row, 1):
            yield Passage(f"row {number}, column {column}", cell)
        yield from _together(f"row {number}", row)


def _json(text: str) -> Iterator[Passage]:
    document = json.loads(
        text,
        object_pairs_hook=lambda pairs: [_Member(key, value) for key, value in pairs],
        parse_int=str,
        parse_float=str,
    )
    yield from _json_value("", document)


def _json_value(pointer: str, value: object) -> Iterator[Passage]:
    if isinstance(value, str):
        yield Passage(pointer or "/", value)
    elif isinstance(value, list):
        for place, item in enumerate(value):
            member = item if isinstance(item, _Member) else _Member(str(place), item)
            if member is item:
                yield Passage(f"a key in {pointer or '/'}", member.key)
            # A key may itself be what must not appear, so that addresses count instead.
            yield from _json_value(f"{pointer}/{_step(member.key)}", member.value)
        held = [item.value if isinstance(item, _Member) else item for item in value]
        yield from _together(pointer or "/", [text for text in held if isinstance(text, str)])


def _step(key: str) -> str:
    """A step of a JSON pointer; a key that is no plain field name is not repeated."""
    return key if key.isdigit() or (key.isascii() and key.isidentifier()) else "?"


def _html(text: str) -> Iterator[Passage]:
    page = _Page()
    page.feed(text)
    page.close()
    page.end_block()
    yield from page.found


class _Page(HTMLParser):
    """Text by blocks; attributes, comments and declarations each by themselves."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[Passage] = []
        self._parts: list[str] = []
        self._row: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _BLOCKS:
            self.end_block()
        if tag in _ROWS:
            self._row = []
        if tag == "br":
            self._parts.append("\n")
        for name, value in attrs:
            self._keep(name)
            self._keep(value or "")

    def handle_endtag(self, tag: str) -> None:
        if tag in _BLOCKS:
            self.end_block()
        if tag in _ROWS:
            self.found += _together(self._place(), self._row)
            self._row = []

    def handle_data(self, data: str) -> None:
        self._parts.append(data)

    def handle_comment(self, data: str) -> None:
        self._keep(data)

    def handle_decl(self, decl: str) -> None:
        self._keep(decl)

    def handle_pi(self, data: str) -> None:
        self._keep(data)

    def unknown_decl(self, data: str) -> None:
        self._keep(data)

    def end_block(self) -> None:
        """Marks inside a block may part a word or two words: both readings count."""
        block = "".join(self._parts)
        self._keep(block)
        if len(self._parts) > 1:
            self._keep(" ".join(self._parts))
        if block.strip():
            self._row.append(block)
        self._parts = []

    def _keep(self, text: str) -> None:
        if text and not text.isspace():
            self.found.append(Passage(self._place(), text))

    def _place(self) -> str:
        return f"line {self.getpos()[0]}"


def _together(place: str, cells: Sequence[str]) -> Iterator[Passage]:
    short = [cell for cell in cells if len(cell) <= _SHORT]
    if len(short) > 1:
        yield Passage(place, " ".join(short), joined=True)


_READERS: Final[Mapping[str, Callable[[str], Iterator[Passage]]]] = MappingProxyType(
    {"csv": _csv, "json": _json, "html": _html}
)
