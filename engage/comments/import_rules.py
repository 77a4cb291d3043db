"""An import file (CSV or XLSX) becomes rows, or a list of all that is wrong with it. Pure.

Which it is, its first bytes say. Rows keep the file's order.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Final

from engage.comments.import_csv import csv_records
from engage.comments.import_rows import (
    KEPT_FAULTS,
    ImportRow,
    LineFault,
    Record,
    Sheet,
    read_records,
)
from engage.comments.import_xlsx import is_workbook, workbook_records
from engage.core.dates import DEFAULT_ZONE

__all__ = [
    "KEPT_FAULTS",
    "OPTIONAL",
    "REQUIRED",
    "TARGETS",
    "ImportRow",
    "LineFault",
    "MappingFault",
    "Sheet",
    "new_sheet",
    "read_mapping",
    "read_sheet",
    "records_of",
]

REQUIRED: Final = ("text", "received_at")
OPTIONAL: Final = ("state", "source_id", "display_name", "language", "channel", "notice_given")
TARGETS: Final = REQUIRED + OPTIONAL


class MappingFault(ValueError):
    """A `--map` that cannot be understood; the message says what is wrong and what there is."""


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


def read_sheet(
    raw: bytes,
    mapping: Mapping[str, str],
    now: datetime,
    *,
    tz: str = DEFAULT_ZONE,
    name: str = "",
) -> Sheet:
    """The rows of a file, or its faults. In a workbook, dates without an offset are those of `tz`,
    and `name` is the sheet to read, '' for the first."""
    sheet = new_sheet(raw)
    read_records(sheet, records_of(raw, sheet, tz=tz, name=name), mapping, now)
    sheet.faults.sort(key=lambda fault: fault.line)
    return sheet


def new_sheet(raw: bytes) -> Sheet:
    kind = "row" if is_workbook(raw) else "line"
    return Sheet(hashlib.sha256(raw).hexdigest(), kind=kind)


def records_of(
    raw: bytes, sheet: Sheet, *, tz: str = DEFAULT_ZONE, name: str = ""
) -> Iterator[Record]:
    """The heading and what follows it, with what is wrong with the file told to the sheet."""
    if is_workbook(raw):
        return workbook_records(raw, sheet, tz, name)
    return csv_records(raw, sheet)
