"""A CSV file becomes records: a line's number and its cells. Pure.

Faults name the physical line on which a record begins.
"""

import csv
import io
from collections.abc import Iterator
from typing import Final

from engage.comments.import_rows import Record, Sheet

UTF16: Final = (b"\xff\xfe", b"\xfe\xff")


def csv_records(raw: bytes, sheet: Sheet) -> Iterator[Record]:
    """The records of the file; what is wrong with it as text is told to the sheet."""
    if raw.startswith(UTF16):
        sheet.fault(1, "the file is UTF-16; save it as UTF-8 ('CSV UTF-8' in a spreadsheet)")
        return iter(())
    text = _decoded(raw, sheet)
    if not text.strip():
        sheet.fault(1, "the file is empty")
        return iter(())
    return _records(text, sheet)


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


def _records(text: str, sheet: Sheet) -> Iterator[Record]:
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
