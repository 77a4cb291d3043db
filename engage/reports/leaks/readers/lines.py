"""Plain text, paragraph by paragraph, each bounded."""

import io
from collections.abc import Iterator
from typing import BinaryIO, Final

from engage.reports.leaks.readers.passage import Passage, end_of

_LONGEST: Final = 65_536
_OVERLAP: Final = 512


def read_text(file: BinaryIO) -> Iterator[Passage]:
    """Raises ValueError for what is not UTF-8."""
    text = io.TextIOWrapper(file, encoding="utf-8-sig")
    try:
        number, held = 1, ""
        for line in iter(lambda: text.readline(_LONGEST), ""):
            if not line.strip() or len(held) + len(line) > _LONGEST:
                yield Passage(f"line {number}", held)
                # What was cut in two is read across the cut too.
                held = end_of(held, _OVERLAP) if line.strip() else ""
            held += line
            number += line.endswith("\n")
        yield Passage(f"line {number}", held)
    finally:
        text.detach()
