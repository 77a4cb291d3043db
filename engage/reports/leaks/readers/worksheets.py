"""Sheets of a workbook: cells come by the million, say where they are, and mostly look the same.

Rows that are plain need no parser (`plain_rows`); all else goes through the one for XML.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from engage.reports.leaks.readers import plain_rows
from engage.reports.leaks.readers.markup import SHEETS, Reader, SharedStrings
from engage.reports.leaks.readers.passage import Passage, Readable, Seen

PARTS: Final = "xl/worksheets/"
"""What the names of such parts begin with."""
_DEPTH_OF_ROWS: Final = 2
_MOST_ROWS: Final = 1_048_576
_CELL_TYPES: Final = frozenset(("s", "str", "inlineStr", "n", "b", "e", "d"))
_CODE_OF_FOOTER: Final = re.compile(r'&(?:[A-Z]|"[^"]*"|\d{1,3})')


def read_sheet(
    file: Readable, seen: Seen, part: str, strings: SharedStrings | None = None
) -> Iterator[Passage]:
    """Raises ValueError for what is no XML or too much of it. `part` begins each place."""
    return SheetReader(seen, SHEETS, part, strings=strings).read(file)


class SheetReader(Reader):
    """One sheet as it goes by."""

    _cell = _cell_type = ""
    _parsed = _row_ended = 0
    _ends_with_row = False

    def _pass(self, file: Readable) -> Iterator[None]:
        """The file in its order: what is to be parsed, and rows that need not be."""
        for piece in plain_rows.pieces(file, self._is_between_rows):
            if isinstance(piece, bytes):
                self.parser.Parse(piece, False)
                self._parsed += len(piece)
                self._ends_with_row = piece.endswith(plain_rows.END)
            else:
                self._take(piece)
            yield

    def _is_between_rows(self) -> bool:
        """Whether the last that the parser met is the end of a row, and what was read so far has
        told all names of a plain one."""
        return (
            self._ends_with_row
            and self._row_ended == self._parsed - len(plain_rows.END)
            and self._depth == _DEPTH_OF_ROWS
            and not (self._in_run or self._parts)
            and self._locals.keys() >= plain_rows.NAMES
            and "preserve" in self._seen
        )

    def _take(self, cells: Iterable[plain_rows.Cell]) -> None:
        """Cells of plain rows, read as if each of their marks had been met."""
        for height, place, text, number, end in cells:
            if height and height not in self._seen:
                self._attributes(["ht", height])
            self._cell, self._cell_type = place, "" if number else "inlineStr"
            if number and "v" not in self._locals:
                self._local("v")
            block = (plain_rows.unescaped(text) if "&" in text else text) or number
            if block and not block.isspace():
                self._block += 1
                self._row.append(self._read_block(block, []))
            if end:
                super()._end_row()

    def _end_row(self) -> None:
        self._row_ended = self.parser.CurrentByteIndex
        super()._end_row()

    def _read_block(self, block: str, parts: list[str]) -> str:
        if self._cell_type == "s" and block.isdecimal() and self._strings is not None:
            return self._strings.texts.get(int(block), "")  # read where it stands
        super()._read_block(block, parts)
        if "&" in block:
            self._keep(_CODE_OF_FOOTER.sub(" ", block))
        return block

    def _tell(self, local: str, attributes: list[str]) -> None:
        if local == "c":
            self._start_cell(attributes)
        elif local == "row" and _is_row(attributes):
            super()._tell(local, attributes[2:])
        else:
            super()._tell(local, attributes)

    def _start_cell(self, attributes: list[str]) -> None:
        """What says anything else than where it is is read."""
        self._cell_type = ""
        for at in range(0, len(attributes), 2):
            name, value = attributes[at], attributes[at + 1]
            if name == "r" and _is_cell(value):
                self._cell = value
            elif name == "t" and value in _CELL_TYPES:
                self._cell_type = value
            elif not (name == "s" and value.isdecimal() and len(value) < 6):
                self._attributes([name, value])

    def _place(self) -> str:
        return f"{self._part}, cell {self._cell}" if self._cell else super()._place()


def _is_row(attributes: list[str]) -> bool:
    """Whether a row begins by saying which it is; a number that no row has is read as text."""
    name, value = attributes[:2] if attributes else ("", "")
    is_number = name == "r" and value.isascii() and value.isdecimal() and len(value) < 8
    return is_number and int(value) <= _MOST_ROWS


def _is_cell(value: str) -> bool:
    """`A1` to `ZZZ9999999`: letters that lead to no column are read as text."""
    column = value.rstrip("0123456789")
    return column.isalpha() and column.isascii() and len(column) < 3 and len(value) < 11
