"""The header lines of a message or a part, out of bytes that may hold anything. Pure.

The standard library's parser raises on some of them, keeps every byte as text of its own and ends
the headers at the first odd line. Here an odd line among the headers is passed over where known
headers follow it, a message that has none at all is all body, and everything is bounded.
"""

import re
from collections.abc import Iterator
from typing import Final

from engage.mail.incoming.reading.charsets import decoded
from engage.mail.incoming.rules import Reason, Unreadable

MOST_BYTES: Final = 1024 * 1024
MOST_FIELDS: Final = 2_000
VALUE_LENGTH: Final = 20_000
_AHEAD: Final = 64 * 1024

_FIELD: Final = re.compile(rb"([!-9;-~]{1,100})[ \t]*:")
_KNOWN: Final = re.compile(
    rb"(?:^|\n)(?:from|to|cc|subject|date|message-id|mime-version|content-type|received|"
    rb"return-path|delivered-to|reply-to|content-transfer-encoding|x-[a-z-]{2,40})[ \t]*:",
    re.IGNORECASE,
)
_CONTROLS: Final = re.compile("[\x00-\x08\x0a-\x1f\x7f]+")


class Fields:
    """Header lines by name in small letters, in their order; values unfolded and bounded."""

    def __init__(self, lines: list[tuple[str, str]]) -> None:
        self.lines = lines

    def first(self, name: str) -> str:
        """The first that says something; '' for none."""
        return next((value for value in self.all(name)), "")

    def all(self, name: str) -> Iterator[str]:
        return (value for known, value in self.lines if known == name and value)


def read_fields(raw: bytes, start: int, end: int, *, is_message: bool) -> tuple[Fields, int]:
    """The header lines from `start`, and where the body starts.

    Raises Unreadable(TOO_LARGE) for header lines of more than a megabyte.
    """
    lines: list[tuple[str, list[bytes]]] = []
    position = _first_line(raw, start, end) if is_message else start
    last_known = -1
    while position < end:
        if position - start > MOST_BYTES:
            raise Unreadable(Reason.TOO_LARGE)
        line_end = raw.find(b"\n", position, end)
        after = end if line_end < 0 else line_end + 1
        line = raw[position : min(after, position + MOST_BYTES)].rstrip(b"\r\n")
        if not line:
            position = after
            break
        if (field := _FIELD.match(line)) is not None:
            lines.append((field[1].decode("ascii").lower(), [line[field.end() :]]))
        elif line[:1] in b" \t" and lines:
            lines[-1][1].append(line)
        else:
            last_known = last_known if last_known >= 0 else _last_known(raw, position, end)
            if not is_message or position >= last_known:
                break  # the body, without an empty line before it
        position = after
    if is_message and lines and not _KNOWN.search(raw, start, min(position, end)):
        return Fields([]), start
    return Fields([(name, _value(pieces)) for name, pieces in lines[:MOST_FIELDS]]), position


def _first_line(raw: bytes, start: int, end: int) -> int:
    """Where the headers start: behind a byte order mark, empty lines, and an mbox's own line."""
    if raw.startswith(b"\xef\xbb\xbf", start):
        start += 3
    found = re.compile(rb"(?:[ \t]*\r?\n){0,20}(?:>?From [^\n]{0,500}\n)?").match(raw, start, end)
    behind = found.end() if found else start
    return behind if _FIELD.match(raw, behind, end) else start


def _last_known(raw: bytes, position: int, end: int) -> int:
    """Where the last known header of this block stands, before the first empty line."""
    ahead = raw[position : min(end, position + _AHEAD)]
    blank = re.search(rb"\n\r?\n", ahead)
    block = ahead[: blank.start()] if blank else ahead
    return position + max((found.start() for found in _KNOWN.finditer(block)), default=0)


def _value(pieces: list[bytes]) -> str:
    left = VALUE_LENGTH
    kept = []
    for piece in pieces:
        kept.append(piece[:left].strip(b" \t\r"))
        left -= len(kept[-1]) + 1
        if left <= 0:
            break
    return _CONTROLS.sub(" ", decoded(b" ".join(kept))).strip()
