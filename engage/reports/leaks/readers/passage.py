"""What every reader of the leak gate yields: a text, and where it stands."""

import re
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple, Protocol

SHORT: Final = 60
_FIRST_WORD: Final = re.compile(r"\A\S*(?=\s)")
_LAST_WORD: Final = re.compile(r"(?<=\s)\S*\Z")
_PACKED: Final = re.compile(r"data:[^,]*;\s*base64\s*,", re.IGNORECASE)


class Readable(Protocol):
    """All that most readers ask of a file."""

    def read(self, size: int = -1, /) -> bytes: ...


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


class Seen:
    """Short texts that were handed on of a file already; a `thorough` one remembers none.

    Most cells of a table say the same as the row above, and to hand a text on takes longer than to
    find that it was searched. So a text is handed on at its first place alone, and whoever wants
    to know every place reads thoroughly.
    """

    _MOST: Final = 50_000

    def __init__(self, *, is_thorough: bool = False) -> None:
        self._is_thorough = is_thorough
        self._texts: set[str] = set()
        self._rows: set[str] = set()

    def is_new(self, text: str) -> bool:
        """Of a text that is neither metadata nor vocabulary nor a row; afterwards it is not."""
        return self._is_new_in(self._texts, text) if len(text) <= SHORT else True

    def is_new_row(self, text: str) -> bool:
        return self._is_new_in(self._rows, text)

    def _is_new_in(self, known: set[str], text: str) -> bool:
        if text in known:
            return False
        if not self._is_thorough:
            if len(known) >= self._MOST:
                known.clear()
            known.add(text)
        return True


def together(place: str, cells: Sequence[str], seen: Seen) -> Iterator[Passage]:
    """Neighbouring short cells, read as one text: a name can be split over two of them."""
    short = [cell for cell in cells if len(cell) <= SHORT]
    if len(short) > 1 and seen.is_new_row(row := " ".join(short)):
        yield Passage(place, row, joined=True, side_by_side=True)


def end_of(text: str, most: int) -> str:
    """At most so many of the last signs, without a word that would be cut in two: half a word and
    its neighbour can make up a name."""
    return _FIRST_WORD.sub("", text[-most:]) if len(text) > most else text


def beginning_of(text: str, most: int) -> str:
    return _LAST_WORD.sub("", text[:most]) if len(text) > most else text


def refuse_packed(text: str) -> None:
    """Of an attribute or a style: a file that is packed into an address would be read by nobody.

    Our own pages and drawings have none. Raises ValueError.
    """
    if _PACKED.search(text):
        raise ValueError("a file packed into an address")
