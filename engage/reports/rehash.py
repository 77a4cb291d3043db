"""The content hash of a report's JSON file, stated and computed again. Pure but for reading it.

Whoever has the file can check it, today or in twenty years: it needs neither the database nor the
version that wrote it. The file is read line by line, so that a million comments need no memory, and
nothing is believed of it: where it departs from the layout that `renderers/json.py` describes, it
is no such report.
"""

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Final

from engage.reports.rules import SCHEMA

UNKNOWN: Final = "0" * 64
COMMENTS: Final = b'"comments":[\n'
END: Final = b"]}\n"
LONGEST_LINE: Final = 64 * 1024 * 1024
_CHUNK: Final = 1024 * 1024
_FIRST: Final = re.compile(
    rb'\{"schema":"([a-z0-9/-]{1,40})","content_hash":"([0-9a-f]{64})","head":\n'
)


class NotAReport(ValueError):
    """The file is not the JSON of a report, or one of another version; the message says which."""


def first_line(content_hash: str) -> bytes:
    return f'{{"schema":"{SCHEMA}","content_hash":"{content_hash}","head":\n'.encode()


def content_hash_of(path: Path) -> tuple[str, str]:
    """What the file says its hash is, and what it is. Raises NotAReport, and OSError."""
    with path.open("rb", buffering=_CHUNK) as file:
        stated = _stated(file.readline(len(first_line(UNKNOWN)) + 1))
        digest = hashlib.sha256()
        for line in _canonical_lines(file):
            digest.update(line)
        return stated, digest.hexdigest()


def _stated(line: bytes) -> str:
    match = _FIRST.fullmatch(line)
    if match is None:
        raise NotAReport("This is not the JSON file of a report.")
    if match[1].decode() != SCHEMA:
        raise NotAReport("This report was made by another version.")
    return match[2].decode()


def _canonical_lines(file: BinaryIO) -> Iterator[bytes]:
    """The head and each comment, without their commas, each with its line feed."""
    yield _object(_line(file), ends_with_comma=True)
    if _line(file) != COMMENTS:
        raise NotAReport("The part with the comments does not begin where it should.")
    line, following = _line(file), b""
    while line != END:
        following = _line(file)
        yield _object(line, ends_with_comma=following != END)
        line = following
    if file.read(1):
        raise NotAReport("Something stands after the end of the report.")


def _object(line: bytes, *, ends_with_comma: bool) -> bytes:
    end = b"},\n" if ends_with_comma else b"}\n"
    if not (line.startswith(b"{") and line.endswith(end)):
        raise NotAReport("A line of the report is not as it should be.")
    return line[: -len(end)] + b"}\n"


def _line(file: BinaryIO) -> bytes:
    line = file.readline(LONGEST_LINE + 1)
    if not line.endswith(b"\n"):
        raise NotAReport("The report ends early, or has a line that is too long.")
    return line
