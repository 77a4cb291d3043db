"""What every reader of the leak gate yields: a text, and where it stands."""

import re
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

SHORT: Final = 60
_PACKED: Final = re.compile(r"data:[^,]*;\s*base64\s*,", re.IGNORECASE)


class UnreadableFile(ValueError):
    """A finished file that the gate cannot open, so that nobody may release it."""


class Passage(NamedTuple):
    """A text and where it stands.

    `joined`: pieced together from neighbours that are read by themselves as well. `is_metadata`:
    no reader of the page sees it, and it may tell who made the file. `is_vocabulary`: what a format
    calls its own things, where one word alone names nobody. `side_by_side`: a row or a page, on
    which figures stand beside each other that have nothing to do with each other.
    """

    place: str
    text: str
    joined: bool = False
    is_metadata: bool = False
    is_vocabulary: bool = False
    side_by_side: bool = False


def together(place: str, cells: Sequence[str]) -> Iterator[Passage]:
    """Neighbouring short cells, read as one text: a name can be split over two of them."""
    short = [cell for cell in cells if len(cell) <= SHORT]
    if len(short) > 1:
        yield Passage(place, " ".join(short), joined=True, side_by_side=True)


def refuse_packed(text: str) -> None:
    """Of an attribute or a style: a file that is packed into an address would be read by nobody.

    Our own pages and drawings have none. Raises ValueError.
    """
    if _PACKED.search(text):
        raise ValueError("a file packed into an address")
