"""An import file (CSV) becomes rows, or a list of all that is wrong with it. Pure.

The file is checked whole before anything is written: every fault is found, with the physical line
on which its row begins. The printed list is capped, the count is not. Rows keep the file's order.
A fault names columns and says what is expected; it never quotes what a row holds.
"""

import csv
import hashlib
import io
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, TypeVar

from engage.comments.import_values import (
    CellFault,
    read_instant,
    read_language,
    read_name,
    read_source_id,
    read_state,
    read_text,
)
from engage.comments.rules import State

REQUIRED: Final = ("text", "received_at")
OPTIONAL: Final = ("state", "source_id", "display_name", "language")
TARGETS: Final = REQUIRED + OPTIONAL
KEPT_FAULTS: Final = 300
HEADING: Final = re.compile(r"(?!.*[0-9]{4})(?=.{1,40}$)[^\W\d][\w.-]*(?: [\w.()-]+){0,2}")
UTF16: Final = (b"\xff\xfe", b"\xfe\xff")

Value = TypeVar("Value")


class MappingFault(ValueError):
    """A `--map` that cannot be understood; the message says what is wrong and what there is."""


@dataclass(frozen=True, slots=True)
class ImportRow:
    """One comment of the file. `source` tells it from every other row of its file."""

    line: int
    text: str
    received_at: datetime
    state: State
    source: str
    display_name: str = ""
    language: str | None = None


@dataclass(frozen=True)
class LineFault:
    """What is wrong, and the line of the file on which the row begins."""

    line: int
    message: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.message}"


@dataclass
class Sheet:
    """What a file holds. With any fault, nothing of it is to be imported."""

    digest: str
    rows: list[ImportRow] = field(default_factory=list)
    faults: list[LineFault] = field(default_factory=list)
    fault_count: int = 0

    def fault(self, line: int, message: str) -> None:
        self.fault_count += 1
        if len(self.faults) < KEPT_FAULTS:
            self.faults.append(LineFault(line, message))


def read_mapping(texts: Sequence[str]) -> dict[str, str]:
    """`text=comment-body,received_at=timestamp` as target to column; raises MappingFault."""
    mapping: dict[str, str] = {}
    known = f"The targets are {', '.join(TARGETS)}."
    for pair in (part.strip() for text in texts for part in text.split(",")):
        target, equals, column = (part.strip() for part in pair.partition("="))
        if not (target and equals and column):
            raise MappingFault(f"'{pair}' is not of the form target=column. {known}")
        if target not in TARGETS:
            raise MappingFault(f"There is no target '{target}'. {known}")
        if target in mapping:
            raise MappingFault(f"The target '{target}' is mapped twice.")
        mapping[target] = column
    missing = [target for target in REQUIRED if target not in mapping]
    if missing:
        raise MappingFault(f"The map must name {' and '.join(missing)}. {known}")
    return mapping


def read_sheet(raw: bytes, mapping: Mapping[str, str], now: datetime) -> Sheet:
    """The rows of a file, or its faults."""
    sheet = Sheet(hashlib.sha256(raw).hexdigest())
    if raw.startswith(UTF16):
        sheet.fault(1, "the file is UTF-16; save it as UTF-8 ('CSV UTF-8' in a spreadsheet)")
        return sheet
    text = _decoded(raw, sheet)
    if not text.strip():
        sheet.fault(1, "the file is empty")
        return sheet
    before = sheet.fault_count
    records = _records(text, sheet)
    heading = next(records, None)
    if heading is None or sheet.fault_count > before:
        return sheet
    columns = _columns(heading, mapping, sheet)
    if columns is None:
        return sheet
    reader = _RowReader(sheet, mapping, columns, len(heading[1]), now)
    for line, cells in records:
        reader.read(line, cells)
    if not sheet.rows and not sheet.fault_count:
        sheet.fault(1, "the file has a heading and no rows")
    sheet.faults.sort(key=lambda fault: fault.line)
    return sheet


def _decoded(raw: bytes, sheet: Sheet) -> str:
    """The text; what is not UTF-8 or holds a NUL is a fault at its line."""
    try:
        text = raw.decode("utf-8-sig")
        if "\0" not in text:
            return text
    except UnicodeDecodeError:
        pass
    for number, line in enumerate(raw.splitlines(), 1):
        if b"\0" in line:
            sheet.fault(number, "there is a NUL character; the file is damaged or no text file")
        try:
            line.decode()
        except UnicodeDecodeError as error:
            sheet.fault(
                number,
                f"byte {error.start + 1} of the line is not UTF-8;"
                " save the file as UTF-8 ('CSV UTF-8' in a spreadsheet)",
            )
    return raw.decode("utf-8-sig", errors="replace")


def _records(text: str, sheet: Sheet) -> Iterator[tuple[int, list[str]]]:
    """Each record with the line on which it begins; empty lines are passed over."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            sheet.fault(line, _csv_words(str(error)))
            if "field larger than" in str(error):
                return
            continue
        if cells:
            yield line, cells


def _csv_words(error: str) -> str:
    if "unexpected end of data" in error:
        return "a quotation mark is opened here and never closed, so the rest cannot be checked"
    if "field larger than" in error:
        return "a cell is far too long; a quotation mark may not be closed: the rest is unchecked"
    return "a quotation mark inside a quoted cell must be doubled, and a comma must follow the last"


def _columns(
    heading: tuple[int, list[str]], mapping: Mapping[str, str], sheet: Sheet
) -> dict[str, int] | None:
    """Target to the place of its column; None when a column is missing or stands there twice."""
    line, names = heading[0], [name.strip() for name in heading[1]]
    there = _columns_words(names, mapping)
    sound = True
    for column in dict.fromkeys(mapping.values()):
        if names.count(column) == 1:
            continue
        sound = False
        how = "stands there twice" if column in names else "is missing"
        sheet.fault(line, f"the column '{column}' {how}; {there}")
    return {target: names.index(column) for target, column in mapping.items()} if sound else None


def _columns_words(names: Sequence[str], mapping: Mapping[str, str]) -> str:
    """The names where they are surely a heading; a file without one begins with a person's row."""
    is_heading = (
        all(HEADING.fullmatch(name) for name in names)
        and len(set(names)) == len(names)
        and not set(names).isdisjoint(mapping.values())
    )
    if is_heading:
        return f"the columns are {', '.join(names)}"
    return f"the first line has {len(names)} {'column' if len(names) == 1 else 'columns'}"


class _RowReader:
    """Reads record after record into the sheet and knows which sources it has met."""

    def __init__(
        self,
        sheet: Sheet,
        mapping: Mapping[str, str],
        columns: dict[str, int],
        width: int,
        now: datetime,
    ) -> None:
        self.sheet = sheet
        self.mapping = mapping
        self.columns = columns
        self.width = width
        self.now = now
        self.lines: dict[str, int] = {}
        self.alike: Counter[str] = Counter()

    def read(self, line: int, cells: list[str]) -> None:
        if len(cells) != self.width:
            self.sheet.fault(line, f"the row has {len(cells)} cells, the heading {self.width}")
            return
        before = self.sheet.fault_count
        text = self._cell(line, cells, "text", read_text, "")
        received_at = self._cell(
            line, cells, "received_at", lambda cell: read_instant(cell, self.now), self.now
        )
        values: dict[str, Any] = {
            "state": self._cell(line, cells, "state", read_state, State.WAITING),
            "display_name": self._cell(line, cells, "display_name", read_name, ""),
            "language": self._cell(line, cells, "language", read_language, None),
        }
        source = self._source(line, cells, text, received_at)
        if self.sheet.fault_count == before:
            self.sheet.rows.append(
                ImportRow(line=line, text=text, received_at=received_at, source=source, **values)
            )

    def _cell(
        self,
        line: int,
        cells: list[str],
        target: str,
        reader: Callable[[str], Value],
        default: Value,
    ) -> Value:
        place = self.columns.get(target)
        if place is None:
            return default
        try:
            return reader(cells[place])
        except CellFault as fault:
            self.sheet.fault(line, f"in '{self.mapping[target]}', {fault}")
            return default

    def _source(self, line: int, cells: list[str], text: str, received_at: datetime) -> str:
        """The row's key: the id that the file gives, or a digest and which of its like it is."""
        if "source_id" not in self.columns:
            content = f"{received_at.isoformat()}\0{text}"
            digest = hashlib.sha256(content.encode()).hexdigest()
            self.alike[digest] += 1
            return f"digest:{digest}:{self.alike[digest]}"
        source = self._cell(line, cells, "source_id", read_source_id, "")
        if source and source in self.lines:
            self.sheet.fault(line, f"the source id stands on line {self.lines[source]} already")
        self.lines.setdefault(source, line)
        return f"id:{source}"
