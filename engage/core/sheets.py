"""Tables for spreadsheet programs, in which nothing can act.

With a byte-order mark, because Excel reads UTF-8 as something else without one; every text
quoted; no cell that a spreadsheet program would take for a formula (R84).
"""

import csv
import io
import unicodedata
from collections.abc import Iterable
from typing import Final

_FORMULA_STARTS: Final = tuple("=+-@\t\r\n")
_BLANK: Final = frozenset(("Zs", "Zl", "Zp", "Cc", "Cf", "Mn"))
_BLANK_LETTERS: Final = frozenset("\u115f\u1160\u2800\u3164\uffa0")


def guarded(cell: str) -> str:
    """The cell, with an apostrophe before it if a spreadsheet program could run it.

    Programs skip what cannot be seen before the sign, and some take full-width signs for plain
    ones, so the first visible character decides, in its compatibility form.
    """
    if cell.startswith(_FORMULA_STARTS):
        return f"'{cell}"
    for character in cell:
        if unicodedata.category(character) in _BLANK or character in _BLANK_LETTERS:
            continue
        plain = unicodedata.normalize("NFKC", character)
        return f"'{cell}" if plain.startswith(_FORMULA_STARTS) else cell
    return cell


def spreadsheet(header: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> bytes:
    """A CSV file with each cell guarded."""
    sheet = io.StringIO(newline="")
    writer = csv.writer(sheet, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows([guarded(cell) for cell in row] for row in rows)
    return sheet.getvalue().encode("utf-8-sig")
