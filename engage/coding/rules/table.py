"""A codebook as a table for spreadsheet programs, and read back from one. Pure."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest
from typing import Final

from engage.coding.rules.codebook import (
    LABEL_LENGTH,
    MOST_THEMES,
    ThemeContent,
    free_key,
    key_fault,
)
from engage.core.errors import Refused
from engage.core.sheets import guarded
from engage.core.text import clean_plain, plain_one_line

HEADER: Final = ("key", "label_en", "label_fr", "definition", "not_for", "parent", "retired")
NEEDED: Final = ("label_en",)
_FIELDS: Final = (
    ("label_fr", "label_fr"),
    ("definition", "definition"),
    ("not_for", "not_for"),
    ("parent", "parent_key"),
)
NOT_RETIRED: Final = ("", "no", "non", "0", "false")
LARGEST: Final = 1_000_000
FIELD: Final = "file"
MOST_FAULTS: Final = 20


@dataclass(frozen=True)
class Row:
    """One theme of a table; `line` is where it begins in the file, `columns` are those of the file:
    what a file says nothing about stays as it is."""

    line: int
    key: str
    content: ThemeContent
    columns: frozenset[str] = frozenset(HEADER)

    def over(self, here: ThemeContent) -> "Row":
        """The same with what the theme has in columns that the file lacks."""
        kept = {name: getattr(here, name) for column, name in _FIELDS if column not in self.columns}
        return replace(self, content=replace(self.content, **kept))


class Unreadable(Refused):
    """All that is wrong with a table, line by line."""

    def __init__(self, lines: Sequence[str]) -> None:
        shown = list(lines[:MOST_FAULTS])
        more = len(lines) - len(shown)
        if more > 0:
            shown.append(f"And {more:,} more.")
        super().__init__(FIELD, " ".join(shown))
        self.lines = tuple(shown)


def rows_of(raw: bytes) -> tuple[Row, ...]:
    """The themes of a CSV file in their order, but for those that it says are retired: a table that
    we wrote can come back, here or in another codebook, and brings no such theme into use. Raises
    Unreadable. Whether they fit the codebook that is there, the use case says."""
    found: list[Row] = []
    wrong: list[str] = []
    taken: set[str] = set()
    for line, cells in _records(raw):
        if _is_retired(cells):
            continue
        row = _row(line, cells, taken)
        if isinstance(row, str):
            wrong.append(f"Line {line}: {row}")
            continue
        taken.add(row.key)
        found.append(row)
    if not wrong and not found:
        wrong.append("There is no theme in this file.")
    if len(found) > MOST_THEMES:
        wrong.append(f"A codebook holds at most {MOST_THEMES} themes; here are {len(found):,}.")
    if wrong:
        raise Unreadable(wrong)
    return tuple(found)


def _records(raw: bytes) -> list[tuple[int, dict[str, str]]]:
    if len(raw) > LARGEST:
        raise Unreadable(["The file is larger than 1 MB: no codebook is that long."])
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Unreadable(["Save the file as UTF-8 (“CSV UTF-8” in a spreadsheet)."]) from None
    reader = csv.reader(io.StringIO(text.replace("\0", ""), newline=""), strict=True)
    try:
        lines = [(reader.line_num, cells) for cells in reader if any(cells)]
    except csv.Error:
        raise Unreadable(
            [f"Line {reader.line_num}: a quotation mark is not closed or not doubled."]
        ) from None
    if not lines:
        raise Unreadable(["The file is empty."])
    header = [cell.strip().casefold() for cell in lines[0][1]]
    missing = [name for name in NEEDED if name not in header]
    if missing:
        raise Unreadable([f"The first line must name the columns; “{missing[0]}” is missing."])
    return [
        (line, dict(zip_longest(header, cells[: len(header)], fillvalue="")))
        for line, cells in lines[1:]
    ]


def _is_retired(cells: dict[str, str]) -> bool:
    return cells.get("retired", "").strip().casefold() not in NOT_RETIRED


def _row(line: int, cells: dict[str, str], taken: set[str]) -> Row | str:
    """The theme of a line, or what is wrong with it."""
    given = {name: unguarded(cells.get(name, "")) for name in HEADER}
    label = plain_one_line(given["label_en"], LABEL_LENGTH + 1)
    key = given["key"].strip()
    fault = key_fault(key) if key else None
    if fault:
        return fault
    if key in taken:
        return f"the key “{key}” stands in the file twice."
    content = ThemeContent(
        label,
        plain_one_line(given["label_fr"], LABEL_LENGTH + 1),
        clean_plain(given["definition"]),
        clean_plain(given["not_for"]),
        given["parent"].strip() or None,
    )
    return Row(line, key or free_key(label, taken), content, frozenset(cells))


def unguarded(cell: str) -> str:
    """Without the apostrophe that keeps spreadsheet programs from running a cell."""
    return cell[1:] if cell.startswith("'") and guarded(cell[1:]) == cell else cell
