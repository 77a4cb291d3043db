"""A workbook (XLSX) becomes records: a row's number and its cells as text. Pure.

What opens it is bounded first: a workbook is a zip of XML, so its parts are counted, what they say
they unpack to is added up (the zip reader gives no more than that), and a document type, which no
spreadsheet program writes, is refused. Formulas give the value that was last worked out; links to
other files are never followed. Dates have no offset in a workbook: they are those of the province.
"""

import io
import warnings
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any, Final

from engage.comments.import_rows import Record, Sheet
from engage.core.dates import from_local, zone

ZIP: Final = b"PK\x03\x04"
COMPOUND: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
PARTS: Final = 2_000
UNPACKED: Final = 64 * 1024 * 1024
ROWS: Final = 100_000
LAST_ROW: Final = 1_048_576
"""As many as a sheet has; blank rows that were only formatted are passed over on the way there."""
COLUMNS: Final = 100
HEAD: Final = 4_096
RETURN: Final = "_x000D_"
"""A carriage return as spreadsheet programs write it into XML."""

OLD: Final = (
    "this is an old .xls file, or a workbook with a password; save it as .xlsx without a password"
)
BROKEN: Final = "the workbook cannot be read; open it in a spreadsheet program and save it again"
TOO_LARGE: Final = f"the workbook unpacks to more than {UNPACKED // 1024 // 1024} MB"
TOO_LONG: Final = f"the sheet has more than {ROWS:,} rows; cut it into several files"
TOO_WIDE: Final = f"the sheet has more than {COLUMNS} columns"


def is_workbook(raw: bytes) -> bool:
    """Whether the bytes are those of a workbook, of the new kind or the old."""
    return raw.startswith((ZIP, COMPOUND))


def sheet_names(raw: bytes) -> tuple[str, ...]:
    """The names of the sheets; () for what cannot be read."""
    if fault_of(raw):
        return ()
    from openpyxl import load_workbook  # noqa: PLC0415 - large, and for this alone

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = load_workbook(io.BytesIO(raw), read_only=True, keep_links=False)
            names = tuple(sheet.title for sheet in book.worksheets)
            book.close()
    except Exception:  # what strangers made fails in every way there is
        return ()
    return names


def fault_of(raw: bytes) -> str:
    """Why the file is not even opened; '' for none."""
    if raw.startswith(COMPOUND):
        return OLD
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            parts = archive.infolist()
            if len(parts) > PARTS or sum(part.file_size for part in parts) > UNPACKED:
                return TOO_LARGE
            if any(part.flag_bits & 1 for part in parts):
                return OLD
            if any(_has_doctype(archive, part) for part in parts):
                return BROKEN
    except Exception:  # as above: encrypted, cut off, of no method that is known
        return BROKEN
    return ""


def _has_doctype(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> bool:
    if not part.filename.lower().endswith((".xml", ".rels", ".vml")):
        return False
    with archive.open(part) as content:
        head = content.read(HEAD)
    # UTF-16 hides the word from a look at bytes.
    return b"<!DOCTYPE" in head.replace(b"\0", b"").upper()


def workbook_records(raw: bytes, sheet: Sheet, tz: str, name: str) -> Iterator[Record]:
    """The rows of the sheet of that name ('' for the first), without those that hold no word."""
    why = fault_of(raw)
    if why:
        sheet.fault(1, why)
        return iter(())
    # What it warns of is of styles and the like, and would name cells in a log.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return iter(_records(raw, sheet, tz, name))


def _records(raw: bytes, sheet: Sheet, tz: str, name: str) -> list[Record]:
    from openpyxl import load_workbook  # noqa: PLC0415 - large, and for this alone

    found: list[Record] = []
    try:
        book = load_workbook(io.BytesIO(raw), read_only=True, data_only=True, keep_links=False)
        page = next((one for one in book.worksheets if name in ("", one.title)), None)
        if page is None:
            sheet.fault(1, "there is no sheet of that name in the workbook")
            return []
        # What the file says of its own size is not believed.
        page.reset_dimensions()
        _gather(page.iter_rows(), sheet, tz, found)
        book.close()
    except Exception:  # what strangers made fails in every way there is
        sheet.fault(found[-1][0] if found else 1, BROKEN)
    return found


def _gather(rows: Iterator[Any], sheet: Sheet, tz: str, found: list[Record]) -> None:
    width = 0
    for number, cells in enumerate(rows, start=1):
        if len(found) > ROWS or number > LAST_ROW:
            sheet.fault(number, TOO_LONG)
            return
        if len(cells) > COLUMNS:
            sheet.fault(number, TOO_WIDE)
            return
        texts = [_text(cell, sheet, number, tz) for cell in cells]
        while texts and not texts[-1]:
            texts.pop()
        if texts:
            width = width or len(texts)
            found.append((number, texts + [""] * (width - len(texts))))


def _text(cell: Any, sheet: Sheet, number: int, tz: str) -> str:
    """A cell as the same words that a CSV file would have."""
    value = cell.value
    if value is None:
        return ""
    if getattr(cell, "data_type", "") == "e":
        sheet.fault(number, "a cell holds an error of the spreadsheet, such as #REF!")
        return ""
    if isinstance(value, datetime):
        return _instant(value, sheet, number, tz)
    if isinstance(value, date):
        return _instant(datetime.combine(value, time()), sheet, number, tz)
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).replace(RETURN, "")


def _instant(value: datetime, sheet: Sheet, number: int, tz: str) -> str:
    try:
        if value.tzinfo is not None:
            return value.isoformat()
        moment = from_local(value.date(), value.time(), tz)
        return moment.astimezone(zone(tz)).isoformat()
    except (OverflowError, ValueError):
        sheet.fault(number, "a date lies outside the calendar")
        return ""
