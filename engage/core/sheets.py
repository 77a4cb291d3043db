"""Tables for spreadsheet programs, in which nothing can act.

With a byte-order mark, because Excel reads UTF-8 as something else without one; every text
quoted; no cell that a spreadsheet program would take for a formula (R84).
"""

import csv
import io
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Final

_FORMULA_STARTS: Final = tuple("=+-@\t\r\n")
_BLANK: Final = frozenset(("Zs", "Zl", "Zp", "Cc", "Cf", "Mn"))
_BLANK_LETTERS: Final = frozenset("\u115f\u1160\u2800\u3164\uffa0")
_OTHER_ENDS: Final = re.compile(r"([;\t\r\n])")
_BUFFER: Final = 262_144


def guarded(cell: str) -> str:
    """The cell, with an apostrophe before it if a spreadsheet program could run it.

    Programs skip what cannot be seen before the sign, and some take full-width signs for plain
    ones, so the first visible character decides, in its compatibility form.
    """
    first = cell[:1]
    if first.isalnum() and first.isascii():
        return cell
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


@lru_cache(maxsize=4_096)
def guarded_throughout(cell: str) -> str:
    """Guarded also wherever a program that looks for semicolons or tabs would begin a new cell."""
    parts = _OTHER_ENDS.split(guarded(cell))
    parts[2::2] = map(guarded, parts[2::2])
    return "".join(parts)


@contextmanager
def spreadsheet_file(
    path: Path, header: Sequence[str]
) -> Iterator[Callable[[Sequence[str]], object]]:
    """The same as a file that is written row by row: hands out what takes a row.

    Where the comma is the decimal sign, Excel parts cells at semicolons and sees no quotes but
    those at the start of a line. So what citizens wrote belongs into the first cell, in which no
    program ends early and which stays word for word; the others are guarded throughout.
    """
    with path.open("w", encoding="utf-8-sig", newline="", buffering=_BUFFER) as file:
        writer = csv.writer(file, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
        writer.writerow(header)

        def put(row: Sequence[str]) -> None:
            writer.writerow([guarded(row[0]), *map(guarded_throughout, row[1:])])

        yield put
