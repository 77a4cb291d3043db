"""A workbook of text that is written as it comes, and in which nothing can act.

XlsxWriter makes the file; its `constant_memory` keeps a row at a time. What a cell holds is written
here, for two reasons. Its own way takes text that looks like the marks of rich text (`<r>...</r>`)
for marks, which would let a comment write into the file. And a million comments take it minutes.

Excel reads `_x0041_` in a cell as a letter A, so such text is written as Excel writes it itself.
"""

import re
from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Final

from xlsxwriter import Workbook
from xlsxwriter.core import Core
from xlsxwriter.packager import Packager
from xlsxwriter.worksheet import Worksheet

from engage.core.xml_text import visible

MOST_ROWS: Final = 1_048_576
LONGEST: Final = 32_767
"""Of a cell, in the units of UTF-16."""
EPOCH: Final = datetime(1980, 1, 1)  # noqa: DTZ001 - XlsxWriter wants it so
_ESCAPED: Final = re.compile("_(?=x[0-9a-fA-F]{4}_)")
"""One underscore can end such a mark and begin the next: it is looked at, not taken."""
_LETTERS: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_REMEMBERED: Final = 200
_HIGHEST: Final = 409
"""Of a row, in points: more Excel does not show at once."""

Cell = str | int | None


@lru_cache(maxsize=4_096)
def _short(text: str) -> str:
    return _marked_up(text)


def _marked_up(text: str) -> str:
    text = visible(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    if "_x" in text:
        text = _ESCAPED.sub("_x005F_", text)
    return text.replace("\r", "&#13;") if "\r" in text else text


def pieces_of(text: str, longest: int = LONGEST) -> list[str]:
    """The text in pieces that each fit into a cell."""
    if len(text) * 2 <= longest:
        return [text]
    pieces, start, size = [], 0, 0
    for place, character in enumerate(text):
        width = 2 if character > "\uffff" else 1
        if size + width > longest:
            pieces.append(text[start:place])
            start, size = place, 0
        size += width
    return [*pieces, text[start:]]


class TextSheet(Worksheet):  # type: ignore[misc]
    """A sheet that takes rows in their order; text stays text whatever it looks like."""

    widths: tuple[int, ...] = ()

    def put(self, cells: Sequence[Cell], styles: Sequence[int], line: float = 16) -> None:
        """Writes the next row, each cell in the style of that number (`TextBook.style`).

        Each text fits into a cell: see `pieces_of`. The row is as high as its text is long, as near
        as that can be told; a line is `line` points. Excel finds the height out anew; others take
        it as it stands.
        """
        row = self.rows_written
        if self.is_full:
            raise ValueError("a sheet cannot hold more rows")
        number = row + 1
        parts = [f'<row r="{number}" ht="{self._height_of(cells, line):g}">']
        for letter, cell, style in zip(_LETTERS, cells, styles, strict=False):
            place = f'<c r="{letter}{number}" s="{style}"'
            if isinstance(cell, int):
                parts.append(f"{place}><v>{cell}</v></c>")
            elif cell:
                shown = _short(cell) if len(cell) < _REMEMBERED else _marked_up(cell)
                parts.append(
                    f'{place} t="inlineStr"><is><t xml:space="preserve">{shown}</t></is></c>'
                )
        parts.append("</row>")
        self.fh.write("".join(parts))
        self.previous_row = number
        self._check_dimensions(row, len(cells) - 1, ignore_row=True)
        self.dim_rowmin, self.dim_rowmax, self.dim_colmin = 0, row, 0

    def set_widths(self, widths: Sequence[int]) -> None:
        """How wide the columns are, in letters."""
        self.widths = tuple(widths)
        for place, width in enumerate(widths):
            self.set_column(place, place, width)

    def _height_of(self, cells: Sequence[Cell], line: float) -> float:
        lines = 1
        for cell, width in zip(cells, self.widths, strict=False):
            if isinstance(cell, str) and (len(cell) > width or "\n" in cell):
                lines = max(lines, len(cell) // width + cell.count("\n") + 1)
        return min(line * lines, _HIGHEST)

    @property
    def is_full(self) -> bool:
        return self.rows_written >= MOST_ROWS

    @property
    def rows_written(self) -> int:
        return 0 if self.dim_rowmax is None else int(self.dim_rowmax) + 1


class TextBook(Workbook):  # type: ignore[misc]
    """A workbook without formulas, links or numbers that somebody typed; the same each time."""

    worksheet_class = TextSheet

    def __init__(self, path: Path, scratch: Path, properties: dict[str, object], tag: str) -> None:
        super().__init__(
            str(path),
            {
                "constant_memory": True,
                "tmpdir": str(scratch),
                "strings_to_numbers": False,
                "strings_to_formulas": False,
                "strings_to_urls": False,
            },
        )
        self.set_properties({**properties, "created": EPOCH})
        self.use_zip64()
        self.language_tag = tag

    def style(self, **properties: object) -> int:
        """The number of a style, for `TextSheet.put`."""
        return int(self.add_format(properties)._get_xf_index())

    def let_go(self) -> None:
        """Closes what is open of a workbook that may never be finished."""
        for sheet in self.worksheets():
            sheet._opt_close()

    def _get_packager(self) -> Packager:
        return _Packager()


class _Packager(Packager):  # type: ignore[misc]
    def _write_core_file(self) -> None:
        core = _Core(self.workbook.language_tag)
        core._set_properties(self.workbook.doc_properties)
        core._set_xml_writer(self._filename("docProps/core.xml"))
        core._assemble_xml_file()


class _Core(Core):  # type: ignore[misc]
    """The document's properties, with its language, which XlsxWriter has no place for."""

    def __init__(self, tag: str) -> None:
        super().__init__()
        self._tag = tag

    def _write_dc_description(self) -> None:
        super()._write_dc_description()
        self._xml_data_element("dc:language", self._tag)
