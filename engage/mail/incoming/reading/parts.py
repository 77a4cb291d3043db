"""A message as a tree of parts that are places in its bytes: nothing is copied, and the limits are
held while it is built, not after. Pure.

The standard library's parser makes a string of every line and goes as deep as a stranger likes. A
message within a message is a leaf here: it is a file that was attached.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from engage.mail.incoming.reading.fields import Fields, read_fields
from engage.mail.incoming.reading.parameters import read_parameters
from engage.mail.incoming.reading.transfer import undone
from engage.mail.incoming.rules import Reason, Unreadable

MOST_PARTS: Final = 200
DEEPEST: Final = 20
BOUNDARY_LENGTH: Final = 200
NEAR_MISSES: Final = 5_000
LOOKED_AT: Final = 256 * 1024

_INNER: Final = re.compile(rb"message/rfc822", re.IGNORECASE)
_BOUNDARY_LINE: Final = re.compile(
    rb"\n--(?=-{0,80}[^\s-])([^\r\n]{1,280})\r?\n(?=\r?\n|[\w-]{1,60}:)"
)
_MESSAGES: Final = frozenset({"message/rfc822", "message/global", "message/news"})


@dataclass
class Part:
    """One part; its content lies between `start` and `end` of the message's bytes."""

    raw: bytes = field(repr=False)
    fields: Fields = field(repr=False)
    media_type: str
    parameters: dict[str, str] = field(repr=False)
    disposition: str
    disposition_parameters: dict[str, str] = field(repr=False)
    start: int
    end: int
    parts: list["Part"] = field(default_factory=list)

    @property
    def size(self) -> int:
        """Bytes as they were sent."""
        return self.end - self.start

    @property
    def encoding(self) -> str:
        said = self.fields.first("content-transfer-encoding").lower()
        return said.partition(";")[0].strip(" \t\"'")

    @property
    def file_name(self) -> str:
        return self.disposition_parameters.get("filename") or self.parameters.get("name") or ""

    @property
    def content_id(self) -> str:
        return self.fields.first("content-id").strip(" <>")

    @property
    def is_message(self) -> bool:
        return self.media_type in _MESSAGES

    def content(self) -> bytes:
        return undone(memoryview(self.raw)[self.start : self.end], self.encoding)

    def walk(self) -> Iterator["Part"]:
        yield self
        for part in self.parts:
            yield from part.walk()


class _Budget:
    def __init__(self) -> None:
        self.left = MOST_PARTS

    def spend(self) -> None:
        self.left -= 1
        if self.left < 0:
            raise Unreadable(Reason.TOO_MANY_PARTS)


def read_parts(raw: bytes) -> Part:
    """The tree. Raises Unreadable: TOO_MANY_PARTS for too many or too deep, or TOO_LARGE."""
    return _read(raw, 0, len(raw), _Budget(), depth=0)


def _read(
    raw: bytes, start: int, end: int, budget: _Budget, depth: int, otherwise: str = "text/plain"
) -> Part:
    budget.spend()
    if depth > DEEPEST:
        raise Unreadable(Reason.TOO_MANY_PARTS)
    fields, body = read_fields(raw, start, end, is_message=depth == 0)
    part = described(raw, fields, min(body, end), end, otherwise)
    if part.media_type.startswith("multipart/"):
        spans, is_marked = _spans(raw, part)
        inner = "message/rfc822" if part.media_type == "multipart/digest" else "text/plain"
        part.parts = [_read(raw, *span, budget, depth + 1, inner) for span in spans]
        if not is_marked:
            part.media_type = "text/plain"  # several parts were promised: whatever came instead
    elif part.is_message:
        for _ in _INNER.finditer(raw, part.start, part.end):
            budget.spend()
    return part


def described(raw: bytes, fields: Fields, start: int, end: int, otherwise: str) -> Part:
    media_type, parameters = read_parameters(fields.first("content-type"))
    disposition, disposition_parameters = read_parameters(fields.first("content-disposition"))
    return Part(
        raw=raw,
        fields=fields,
        media_type=media_type if "/" in media_type else otherwise,
        parameters=parameters,
        disposition=disposition,
        disposition_parameters=disposition_parameters,
        start=start,
        end=end,
    )


def _spans(raw: bytes, part: Part) -> tuple[list[tuple[int, int]], bool]:
    """The places of the parts, and whether a line that divides them stands there at all."""
    said = part.parameters.get("boundary", "")[:BOUNDARY_LENGTH].rstrip()
    mark = said.encode("utf-8", "replace")
    spans = _between(raw, part, mark) if said else []
    if spans or (said and raw.find(b"--" + mark + b"--", part.start, part.end) >= 0):
        return spans, True
    # Above the first line that divides stands at least the empty line below the header lines.
    looked_at = max(0, part.start - 1), min(part.end, part.start + LOOKED_AT)
    guess = _BOUNDARY_LINE.search(raw, *looked_at)
    spans = _between(raw, part, guess[1].rstrip()) if guess else []
    return spans, bool(spans)


def _between(raw: bytes, part: Part, boundary: bytes) -> list[tuple[int, int]]:
    """The places between the lines that divide; the last part may lack its end."""
    mark = b"--" + boundary
    spans: list[tuple[int, int]] = []
    opened = -1
    misses = 0
    position = part.start
    while (found := raw.find(mark, position, part.end)) >= 0:
        tail = _rest_of_line(raw, found + len(mark), part.end)
        starts_line = found == part.start or raw[found - 1 : found] == b"\n"
        position = found + len(mark)
        if not starts_line or tail is None:
            misses += 1
            if misses > NEAR_MISSES:
                raise Unreadable(Reason.TOO_MANY_PARTS)
            continue
        if opened >= 0:
            spans.append((opened, _before_line(raw, opened, found)))
        if len(spans) > MOST_PARTS:
            raise Unreadable(Reason.TOO_MANY_PARTS)
        closes, opened = tail
        position = opened
        if closes:
            return spans
    if opened >= 0:
        spans.append((opened, part.end))
    return spans


_TAIL: Final = re.compile(rb"(--)?[ \t]{0,200}(?:\r?\n|\r?\Z)")


def _rest_of_line(raw: bytes, position: int, end: int) -> tuple[bool, int] | None:
    """Whether it closes, and where the next line starts; None where the line goes on."""
    found = _TAIL.match(raw, position, end)
    return (found[1] is not None, found.end()) if found else None


def _before_line(raw: bytes, start: int, end: int) -> int:
    """Without the line break, which belongs to the line that divides."""
    if end > start and raw[end - 1 : end] == b"\n":
        end -= 1
    return end - 1 if end > start and raw[end - 1 : end] == b"\r" else end
