"""CSV, row by row."""

import csv
import io
from collections.abc import Iterator
from typing import BinaryIO

from engage.reports.leaks.readers.passage import Passage, Seen, together


def read_csv(file: BinaryIO, seen: Seen) -> Iterator[Passage]:
    """Raises ValueError or csv.Error for what is none."""
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="")
    try:
        for number, row in enumerate(csv.reader(text, strict=True), 1):
            for column, cell in enumerate(row, 1):
                if seen.is_new(cell):
                    yield Passage(f"row {number}, column {column}", cell)
            yield from together(f"row {number}", row, seen)
    finally:
        text.detach()
