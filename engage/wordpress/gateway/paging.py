"""Reading page by page what may be too large to take at once."""

from collections.abc import Callable, Iterator
from typing import Final, TypeVar

from engage.wordpress.errors import BadData, TooLarge

SMALLER: Final = 4  # times

Row = TypeVar("Row")


def pages(
    read: Callable[[int, int], tuple[list[Row], bool]],
    size: int,
    overlap: int = 0,
    first: int = 0,
) -> Iterator[list[Row]]:
    """Until `read(offset, size)` says that it was the last; smaller ones where an answer is too
    large to take. `first`: the size of the first page, if it is another."""
    offset, usual = 0, size
    size = first or size
    before: list[Row] = []
    while True:
        try:
            rows, is_last = read(offset, size)
        except TooLarge:
            if size == 1:
                raise
            size = usual = smaller(size)
            continue
        if rows and rows == before:
            raise BadData("WordPress answers with the same page again and again")
        before = rows
        yield rows
        if is_last:
            return
        offset += max(size - overlap, 1)
        size = usual


def smaller(size: int) -> int:
    return max(size // SMALLER, 1)
