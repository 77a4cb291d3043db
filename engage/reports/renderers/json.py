"""The report for machines, in lines: anybody can compute its content hash again.

The file is one JSON value, and each of its lines is one thing:

    {"schema":"engage-report/2","content_hash":"...","head":
    { everything but the comments, in canonical form },
    "comments":[
    { a comment, in canonical form },
    { the last comment, with no comma behind it }
    ]}

The hash is the SHA-256 of the canonical lines without their commas, each with its line feed:
`sed -e '1d;3d;$d' -e 's/,$//' FILE | sha256sum` says the same as the first line.
"""

import hashlib
from pathlib import Path
from typing import Final

from engage.reports.rehash import COMMENTS, END, UNKNOWN, first_line
from engage.reports.rules import PublishedComment, Report, comment_json, head_json

_BUFFER: Final = 262_144


class JsonFile:
    """Takes the comments one by one."""

    def __init__(self, path: Path, report: Report) -> None:
        self._file = path.open("wb", buffering=_BUFFER)
        self._digest = hashlib.sha256()
        self._waiting = b""
        self._file.write(first_line(UNKNOWN))
        self._take(head_json(report))
        self._file.write(self._waiting + b",\n" + COMMENTS)
        self._waiting = b""

    def put(self, comment: PublishedComment) -> None:
        if self._waiting:
            self._file.write(self._waiting + b",\n")
        self._take(comment_json(comment))

    def finish(self) -> str:
        """Writes the end, and the hash in its place at the beginning; what it is."""
        self._file.write(self._waiting + b"\n" + END if self._waiting else END)
        found = self._digest.hexdigest()
        self._file.seek(0)
        self._file.write(first_line(found))
        self.close()
        return found

    def close(self) -> None:
        self._file.close()

    def _take(self, line: str) -> None:
        self._waiting = line.encode()
        self._digest.update(self._waiting + b"\n")
