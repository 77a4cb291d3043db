"""Files to begin a table with: a heading and one row that shows how each cell is written. Pure."""

import io
from typing import Final

from engage.core.sheets import spreadsheet

HEADER: Final = ("text", "received_at", "channel", "notice_given", "language", "source_id")
EXAMPLE: Final = (
    "An example: delete this row. Each row is what one person wrote or said.",
    "2026-03-14T16:00:00-07:00",
    "paper",
    "sent_with_acknowledgement",
    "en",
    "letter-1",
)
WIDTHS: Final = (60, 28, 14, 28, 12, 16)


def csv_template() -> bytes:
    return spreadsheet(HEADER, [EXAMPLE])


def xlsx_template() -> bytes:
    from openpyxl import Workbook  # noqa: PLC0415 - large, and for this alone
    from openpyxl.styles import Font  # noqa: PLC0415

    book = Workbook()
    page = book.active
    page.title = "Comments"
    page.append(HEADER)
    page.append(EXAMPLE)
    for column, width in zip("ABCDEF", WIDTHS, strict=True):
        page.column_dimensions[column].width = width
        page[f"{column}1"].font = Font(bold=True)
    page.freeze_panes = "A2"
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()
