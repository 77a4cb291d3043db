"""The records of an import file become rows, or a list of all that is wrong with them. Pure.

Whatever the file was (CSV or a workbook), a record is a list of cells with the number of its line
or row. The file is checked whole before anything is written: every fault is found. The printed list
is capped, the count is not. A fault names columns and says what is expected; it never quotes what a
row holds.
"""

import hashlib
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any, Final, TypeVar

from engage.comments.import_values import (
    CellFault,
    read_channel,
    read_instant,
    read_language,
    read_name,
    read_notice,
    read_source_id,
    read_state,
    read_text,
)
from engage.comments.rules import LETTER_LENGTH, TEXT_LENGTH, Channel, NoticeGiven, State

KEPT_FAULTS: Final = 300
HEADING: Final = re.compile(r"(?!.*[0-9]{4})(?=.{1,40}$)[^\W\d][\w.-]*(?: [\w.()-]+){0,2}")
NO_NOTICE: Final = (
    "how the collection notice was given is missing; map notice_given to a column that says"
    " shown_before, read_out, sent_with_acknowledgement, published_on_the_account or"
    " by_the_collecting_body"
)

Value = TypeVar("Value")
Record = tuple[int, list[str]]


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
    channel: Channel = Channel.IMPORT
    notice_given: NoticeGiven = NoticeGiven.BY_THE_COLLECTING_BODY


@dataclass(frozen=True)
class LineFault:
    """What is wrong, and the line of the file on which the row begins; `kind` is 'row' in a
    workbook."""

    line: int
    message: str
    kind: str = "line"

    def __str__(self) -> str:
        return f"{self.kind} {self.line}: {self.message}"


@dataclass
class Sheet:
    """What a file holds. With any fault, nothing of it is to be imported."""

    digest: str
    rows: list[ImportRow] = field(default_factory=list)
    faults: list[LineFault] = field(default_factory=list)
    fault_count: int = 0
    kind: str = "line"

    def fault(self, line: int, message: str) -> None:
        self.fault_count += 1
        if len(self.faults) < KEPT_FAULTS:
            self.faults.append(LineFault(line, message, self.kind))


def read_records(
    sheet: Sheet, records: Iterator[Record], mapping: Mapping[str, str], now: datetime
) -> None:
    """Reads the heading and then row after row into the sheet."""
    before = sheet.fault_count
    heading = next(records, None)
    if heading is None and not sheet.fault_count:
        sheet.fault(1, "the file is empty")
    if heading is None or sheet.fault_count > before:
        return
    columns = _columns(heading, mapping, sheet)
    if columns is None:
        return
    reader = _RowReader(sheet, mapping, columns, len(heading[1]), now)
    for line, cells in records:
        reader.read(line, cells)
    if not sheet.rows and not sheet.fault_count:
        sheet.fault(1, "the file has a heading and no rows")


def _columns(heading: Record, mapping: Mapping[str, str], sheet: Sheet) -> dict[str, int] | None:
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
        channel = self._cell(line, cells, "channel", read_channel, Channel.IMPORT)
        limit = TEXT_LENGTH if channel is Channel.IMPORT else LETTER_LENGTH
        text = self._cell(line, cells, "text", partial(read_text, limit=limit), "")
        received_at = self._cell(
            line, cells, "received_at", lambda cell: read_instant(cell, self.now), self.now
        )
        values: dict[str, Any] = {
            "state": self._cell(line, cells, "state", read_state, State.WAITING),
            "display_name": self._cell(line, cells, "display_name", read_name, ""),
            "language": self._cell(line, cells, "language", read_language, None),
            "channel": channel,
            "notice_given": self._notice(line, cells, channel),
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

    def _notice(self, line: int, cells: list[str], channel: Channel) -> NoticeGiven:
        """Whoever collected elsewhere gave their own notice; what came to us by letter or call did
        not come with one."""
        given = self._cell(line, cells, "notice_given", read_notice, None)
        if given is None and channel is not Channel.IMPORT:
            self.sheet.fault(line, NO_NOTICE)
        return given or NoticeGiven.BY_THE_COLLECTING_BODY

    def _source(self, line: int, cells: list[str], text: str, received_at: datetime) -> str:
        """The row's key: the id that the file gives, or a digest and which of its like it is."""
        if "source_id" not in self.columns:
            content = f"{received_at.isoformat()}\0{text}"
            digest = hashlib.sha256(content.encode()).hexdigest()
            self.alike[digest] += 1
            return f"digest:{digest}:{self.alike[digest]}"
        source = self._cell(line, cells, "source_id", read_source_id, "")
        if source and source in self.lines:
            self.sheet.fault(
                line, f"the source id stands on {self.sheet.kind} {self.lines[source]} already"
            )
        self.lines.setdefault(source, line)
        return f"id:{source}"
