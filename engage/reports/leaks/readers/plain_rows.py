"""Rows of a worksheet that are as plain as ours, read without an XML parser.

A report's sheets hold millions of marks that all look the same, and a parser calls back for each.
A row is plain if every byte of it is what the pattern here allows: known attributes with values of
their plain form, text without a mark or a sign that XML forbids, four entities. It means the same
to every reader of XML, so one expression reads many at once. Whatever differs in the slightest goes
to the parser. So does everything before the first row and after a row that is not plain, until the
parser itself says that it stands between two rows: what only looks like a row, within a comment or
an attribute, is none.
"""

import re
from collections.abc import Callable, Generator, Iterator
from typing import Final

from engage.reports.leaks.readers.passage import Readable

Cell = tuple[str, str, str, str, str]
"""The height of the row that begins here, where the cell is, its text as it is marked up, or else
its number, and the end of the row. What there is none of is ''."""
Piece = bytes | list[Cell]

END: Final = b"</row>"
HEAD: Final = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
"""Of a part that begins so, the bytes are UTF-8 and nothing else."""
NAMES: Final = frozenset(("row", "ht", "c", "is", "t", "xml:space"))
"""What a plain row may hold besides `v`."""
_CHUNK: Final = 131_072
_LONGEST: Final = 1_048_576
"""Of what is held back until the end of a row comes."""

_SIGNS: Final = rb"[^<>&\x00-\x08\x0b-\x1f]*+"
_TEXT: Final = rb"%b(?:&(?:amp|lt|gt|#13);%b)*+" % (_SIGNS, _SIGNS)
_ROWS: Final = re.compile(
    rb'(?:<row r="(?:[0-9]{1,6}|10[0-3][0-9]{4}|104[0-7][0-9]{3})"'
    rb' ht="[0-9]{1,3}(?:\.[0-9]{1,4})?">'
    rb'(?:<c r="[A-Z]{1,2}[0-9]{1,7}" s="[0-9]{1,5}"(?:'
    rb' t="inlineStr"><is><t xml:space="preserve">%b</t></is>|><v>[0-9]{1,15}</v>'
    rb")</c>)++</row>)*+" % _TEXT
)
_CELL: Final = re.compile(
    r'(?:<row r="[0-9]+" ht="([0-9.]+)">)?<c r="([A-Z0-9]+)" s="[0-9]+"(?:'
    r' t="inlineStr"><is><t xml:space="preserve">([^<]*)</t></is>|><v>([0-9]+)</v>'
    r")</c>(</row>)?"
)
"""Within rows that are plain, where each mark begins one of these."""


def pieces(file: Readable, is_between: Callable[[], bool], chunk: int = _CHUNK) -> Iterator[Piece]:
    """A worksheet in its order: bytes for the parser, and the cells of whole plain rows.

    `is_between` says of what was handed on so far whether it ends with a row, so that only a row or
    the end of the rows can follow.
    """
    held, is_utf8 = b"", None
    while read := file.read(chunk):
        held += read
        if is_utf8 is None and len(held) >= len(HEAD):
            is_utf8 = held.startswith(HEAD)
        if is_utf8:
            held = yield from _in_turn(held, is_between)
        elif is_utf8 is not None:
            yield held
            held = b""
    if held:
        yield held


def _in_turn(held: bytes, is_between: Callable[[], bool]) -> Generator[Piece, None, bytes]:
    """Returns what may be the beginning of a plain row."""
    at = 0
    while at < len(held):
        is_at_row = is_between()
        end = _end_of_plain(held, at) if is_at_row else at
        if end > at:
            plain = held[at:end]
            yield plain if (cells := _cells(plain)) is None else cells
        elif (place := held.find(END, at)) >= 0:
            end = place + len(END)
            yield held[at:end]
        elif is_at_row and len(held) - at <= _LONGEST:
            return held[at:]
        else:
            end = len(held)
            yield held[at:]
        at = end
    return b""


def _end_of_plain(held: bytes, at: int) -> int:
    rows = _ROWS.match(held, at)
    return rows.end() if rows else at


def _cells(plain: bytes) -> list[Cell] | None:
    """None where a parser has to refuse what is no UTF-8 or no sign of XML."""
    try:
        text = plain.decode()
    except UnicodeDecodeError:
        return None
    return None if "\ufffe" in text or "\uffff" in text else _CELL.findall(text)


def unescaped(text: str) -> str:
    """What the text of a plain row means."""
    for entity, sign in (("&lt;", "<"), ("&gt;", ">"), ("&#13;", "\r"), ("&amp;", "&")):
        text = text.replace(entity, sign)
    return text
