"""XML as a stream: the parts of office files, SVG, XMP, whatever else is written in it.

Expat calls back for each mark; text is gathered by blocks, because a name can be split over several
runs of one paragraph. A document type or an entity is refused: neither has business in our files,
and both can make much out of little.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final
from xml.parsers import expat

from engage.reports.leaks.readers.passage import (
    SHORT,
    Passage,
    Readable,
    Seen,
    refuse_packed,
    together,
)

_CHUNK: Final = 131_072
_DEEPEST: Final = 400
_SEEN: Final = 20_000
_LONGEST: Final = 64 * 1024 * 1024
_READ_ALOUD: Final = frozenset(("descr", "title", "alt", "aria-label"))
_WORDS_OF_PEOPLE: Final = frozenset((
    "author", "initials", "lastModifiedBy", "userName", "userId", "displayName", "company",
    "Company", "Manager",
))  # fmt: skip
_OWN_WORDS: Final = "docProps/app.xml"
"""Which program wrote it, and what its parts are called."""


@dataclass(frozen=True)
class Shape:
    """Which marks of a vocabulary part texts.

    `blocks`: these alone do; without, every mark does except `inline` ones and what is in a run.
    `rows` hold neighbours, `cell` is the mark of one neighbour where blocks alone are not.
    """

    blocks: frozenset[str] = frozenset()
    inline: frozenset[str] = frozenset(("tspan", "textPath", "a"))
    runs: frozenset[str] = frozenset(("r",))
    rows: frozenset[str] = frozenset()
    breaks: frozenset[str] = frozenset(("br", "tab", "cr", "ptab"))


PLAIN: Final = Shape()
WORDS: Final = Shape(
    blocks=frozenset(
        "p tc tr tbl body hdr ftr footnote endnote comment sectPr txbxContent docPart style".split()  # noqa: SIM905
    ),
    rows=frozenset(("tr",)),
)
SHEETS: Final = Shape(rows=frozenset(("row",)))


class SharedStrings:
    """The short ones of a workbook, by number, so that neighbouring cells are read together."""

    MOST: Final = 200_000

    def __init__(self) -> None:
        self.texts: dict[int, str] = {}
        self.count = 0

    def add(self, text: str) -> None:
        if len(text) <= SHORT:
            self.texts[self.count] = text
        self.count += 1
        if len(self.texts) > self.MOST:
            raise ValueError("more shared strings than are read")


def read_xml(
    file: Readable,
    seen: Seen,
    shape: Shape = PLAIN,
    *,
    part: str = "",
    is_metadata: bool = False,
    strings: SharedStrings | None = None,
) -> Iterator[Passage]:
    """Raises ValueError for what is no XML or too much of it. `part` begins each place."""
    return Reader(seen, shape, part, is_metadata=is_metadata, strings=strings).read(file)


class Reader:
    """One part as it goes by."""

    def __init__(
        self,
        seen: Seen,
        shape: Shape,
        part: str,
        *,
        is_metadata: bool = False,
        strings: SharedStrings | None = None,
    ) -> None:
        self._seen_texts = seen
        self._shape, self._part, self._is_metadata = shape, part, is_metadata
        self._strings = strings
        self._found: list[Passage] = []
        self._parts: list[str] = []
        self._length = 0
        self._row: list[str] = []
        self._seen: set[str] = set()
        self._locals: dict[str, str] = {}
        self._depth = self._in_run = 0
        self._block = 0
        self._is_of_people = False
        self._is_shared = part == "xl/sharedStrings.xml"
        self.parser = self._made_parser()

    def _made_parser(self) -> expat.XMLParserType:
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.ordered_attributes = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        parser.CommentHandler = self._aside
        parser.ProcessingInstructionHandler = lambda target, data: self._aside(f"{target} {data}")
        parser.StartDoctypeDeclHandler = _refuse
        parser.EntityDeclHandler = _refuse
        return parser

    def read(self, file: Readable) -> Iterator[Passage]:
        """Raises ValueError for what is no XML or too much of it."""
        try:
            for _ in self._pass(file):
                yield from self._taken()
            self.parser.Parse(b"", True)
        except expat.ExpatError:
            raise ValueError("no XML") from None
        if self._parts:
            self._end_block()  # what stands behind the last block, or in none
        yield from self._taken()

    def _pass(self, file: Readable) -> Iterator[None]:
        """The file through the parser, piece by piece."""
        while chunk := file.read(_CHUNK):
            self.parser.Parse(chunk, False)
            yield

    def _taken(self) -> list[Passage]:
        found, self._found = self._found, []
        return found

    def _start(self, name: str, attributes: list[str]) -> None:
        local = self._locals.get(name) or self._local(name)
        self._depth += 1
        if self._depth > _DEEPEST:
            raise ValueError("nested too deeply")
        if self._in_run or local in self._shape.runs:
            self._in_run += 1
            if local in self._shape.breaks:
                self._parts.append("\n")
            self._mark()
        elif self._parts and self._parts_texts(local):
            self._end_block()
        else:
            self._mark()
        self._tell(local, attributes)
        if local in self._shape.rows:
            self._row = []

    def _end(self, name: str) -> None:
        local = self._locals[name]
        self._depth -= 1
        if self._in_run:
            self._in_run -= 1
            self._mark()
        elif self._parts and self._parts_texts(local):
            self._is_of_people = local in _WORDS_OF_PEOPLE
            self._end_block()
            self._is_of_people = False
        else:
            self._mark()
        if local in self._shape.rows:
            self._end_row()

    def _end_row(self) -> None:
        self._found += together(self._place(), self._row, self._seen_texts)
        self._row = []

    def _text(self, text: str) -> None:
        self._parts.append(text)
        self._length += len(text)
        if self._length > _LONGEST:
            raise ValueError("a text without an end")

    def _mark(self) -> None:
        """Notes that a mark stands here; where a buffer of the parser ends, none does."""
        if self._parts and self._parts[-1]:
            self._parts.append("")

    def _aside(self, text: str) -> None:
        self._mark()
        self._found.append(Passage(self._place(), text, is_metadata=True))

    def _parts_texts(self, local: str) -> bool:
        if self._shape.blocks:
            return local in self._shape.blocks
        return local not in self._shape.inline

    def _end_block(self) -> None:
        """Marks inside a block may part a word or two words: both readings count."""
        parts, self._parts, self._length = self._parts, [], 0
        if not parts[-1]:
            parts.pop()
        block = parts[0] if len(parts) == 1 else "".join(parts)
        if not block or block.isspace():
            return
        self._block += 1
        block = self._read_block(block, parts)
        if self._is_shared and self._strings is not None:
            self._strings.add(block)
        elif self._shape.rows:
            self._row.append(block)

    def _read_block(self, block: str, parts: list[str]) -> str:
        """What stands in the row for it."""
        self._keep(block)
        if "" in parts:
            self._keep("".join(part or " " for part in parts))
        return block

    def _tell(self, _local: str, attributes: list[str]) -> None:
        """What a mark says of itself."""
        if attributes:
            self._attributes(attributes)

    def _attributes(self, attributes: list[str]) -> None:
        for at in range(0, len(attributes), 2):
            name, value = attributes[at], attributes[at + 1]
            local = self._locals.get(name) or self._local(name)
            if local in _READ_ALOUD:
                self._keep(value)
            elif local in _WORDS_OF_PEOPLE or self._part == "xl/workbook.xml":
                self._aside(value)
            elif value and value not in self._seen:
                refuse_packed(value)
                self._once(value)

    def _local(self, name: str) -> str:
        local = name.rpartition(":")[2]
        if len(self._locals) > _SEEN:
            raise ValueError("more kinds of marks than are read")
        self._locals[name] = local
        self._once(name)
        return local

    def _once(self, text: str) -> None:
        if len(self._seen) < _SEEN:
            self._seen.add(text)
        self._found.append(Passage(self._place(), text, is_metadata=True, is_vocabulary=True))

    def _keep(self, text: str) -> None:
        is_metadata = self._is_metadata or self._is_of_people
        is_vocabulary = self._part == _OWN_WORDS and not self._is_of_people
        if is_metadata or is_vocabulary or self._seen_texts.is_new(text):
            self._found.append(
                Passage(self._place(), text, is_metadata=is_metadata, is_vocabulary=is_vocabulary)
            )

    def _place(self) -> str:
        return f"{self._part}, text {self._block}" if self._part else f"text {self._block}"


def _refuse(*_declared: object) -> None:
    raise ValueError("a document type or an entity")
