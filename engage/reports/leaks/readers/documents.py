"""JSON as a stream: what is small is parsed at once, what is large is walked into.

A whole value is taken where it ends within the text at hand; a larger object or list is entered and
its members are met one by one. So memory follows the largest string, never the file.
"""

import io
import json
import re
from collections.abc import Iterator, Sequence
from json.decoder import scanstring  # type: ignore[attr-defined]
from typing import BinaryIO, Final

from engage.reports.leaks.readers.passage import Passage, Seen, together

_CHUNK: Final = 262_144
_AHEAD: Final = 65_536
_LONGEST: Final = 64 * 1024 * 1024
_DEEPEST: Final = 60
_KEYS: Final = 10_000
_NEAR: Final = 32
_OVERLAP: Final = 8
_BLANKS: Final = re.compile(r"[ \t\r\n]*")


class _Members(tuple[tuple[str, object], ...]):
    """The members of an object, in order; kept apart from a mapping, which would hide repeated
    keys."""


_DECODER: Final = json.JSONDecoder(
    object_pairs_hook=_Members, parse_int=str, parse_float=str, parse_constant=str
)


def read_json(file: BinaryIO, seen: Seen) -> Iterator[Passage]:
    """Raises ValueError or RecursionError for what is none."""
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="")
    try:
        yield from _Stream(text, seen).document()
    finally:
        text.detach()


class _Stream:
    def __init__(self, text: io.TextIOWrapper, seen: Seen) -> None:
        self._text = text
        self._seen = seen
        self._held = ""
        self._at = 0
        self._is_over = False
        self._keys: set[str] = set()
        self._string: str | None = None
        """The value that was read last, if it was a string."""

    def document(self) -> Iterator[Passage]:
        yield from self._value("", 0)
        if self._next():
            raise ValueError("something stands after the value")

    def _value(self, pointer: str, depth: int) -> Iterator[Passage]:
        if depth > _DEEPEST:
            raise ValueError("nested too deeply")
        sign = self._next()
        whole = self._whole(sign)
        self._string = whole if isinstance(whole, str) else None
        if whole is not None:
            yield from self._known(pointer, whole, depth)
        elif sign == "{":
            yield from self._object(pointer, depth)
        elif sign == "[":
            yield from self._list(pointer, depth)
        else:
            raise ValueError("no value")

    def _whole(self, sign: str) -> object:
        """The value that begins here if it ends within reach. A long string is read up to its end;
        a number at the edge of what is read may go on, so more is read."""
        if not sign:
            raise ValueError("the text ends early")
        while True:
            try:
                value, end = _DECODER.raw_decode(self._held, self._at)
            except ValueError:
                if self._is_over or sign in "{[" or not self._more():
                    return None
                continue
            if end == len(self._held) and sign not in '{["' and self._more():
                continue
            self._at = end
            return "" if value is None else value

    def _object(self, pointer: str, depth: int) -> Iterator[Passage]:
        self._at += 1
        near = _Neighbours(pointer, self._seen)
        is_first = True
        while (sign := self._next()) != "}":
            if not is_first:
                self._expect(",")
                sign = self._next()
            is_first = False
            if sign != '"':
                raise ValueError("no key")
            key = self._key()
            yield from self._key_passage(pointer, key)
            if self._next() != ":":
                raise ValueError("no colon")
            self._at += 1
            yield from self._value(f"{pointer}/{_step(key)}", depth + 1)
            yield from near.after(self._string)
        self._at += 1
        yield from near.rest()

    def _list(self, pointer: str, depth: int) -> Iterator[Passage]:
        self._at += 1
        near = _Neighbours(pointer, self._seen)
        number = 0
        while (sign := self._next()) != "]":
            if number:
                self._expect(",")
            yield from self._value(f"{pointer}/{number}", depth + 1)
            yield from near.after(self._string)
            number += 1
            if not sign:
                raise ValueError("the text ends early")
        self._at += 1
        yield from near.rest()

    def _key(self) -> str:
        while True:
            try:
                key, self._at = scanstring(self._held, self._at + 1, True)
            except ValueError:
                if not self._more():
                    raise
                continue
            return str(key)

    def _known(self, pointer: str, value: object, depth: int) -> Iterator[Passage]:
        if depth > _DEEPEST:
            raise ValueError("nested too deeply")
        if isinstance(value, str):
            if self._seen.is_new(value):
                yield Passage(pointer or "/", value)
        elif isinstance(value, _Members):
            for key, member in value:
                if key not in self._keys:
                    yield from self._key_passage(pointer, key)
                yield from self._known(f"{pointer}/{_step(key)}", member, depth + 1)
            yield from self._row(pointer, [member for _, member in value])
        elif isinstance(value, list):
            for number, member in enumerate(value):
                yield from self._known(f"{pointer}/{number}", member, depth + 1)
            yield from self._row(pointer, value)

    def _row(self, pointer: str, values: Sequence[object]) -> Iterator[Passage]:
        cells = [value for value in values if isinstance(value, str)]
        return together(pointer or "/", cells, self._seen)

    def _key_passage(self, pointer: str, key: str) -> Iterator[Passage]:
        if key not in self._keys:
            if len(self._keys) < _KEYS:
                self._keys.add(key)
            yield Passage(f"a key in {pointer or '/'}", key, is_vocabulary=True)

    def _expect(self, sign: str) -> None:
        if self._next() != sign:
            raise ValueError("a sign is missing")
        self._at += 1

    def _next(self) -> str:
        """The next sign that is no blank, with enough read behind it; empty at the end."""
        while True:
            if len(self._held) - self._at < _AHEAD:
                self._more()
            blanks = _BLANKS.match(self._held, self._at)
            self._at = blanks.end() if blanks else self._at
            if self._at < len(self._held) or self._is_over:
                return self._held[self._at : self._at + 1]

    def _more(self) -> bool:
        """Reads on, and lets go of what was read; False at the end of the text."""
        if self._is_over:
            return False
        if len(self._held) - self._at > _LONGEST:
            raise ValueError("a string without an end")
        chunk = self._text.read(max(_CHUNK, len(self._held) - self._at))
        self._held = self._held[self._at :] + chunk
        self._at = 0
        self._is_over = not chunk
        return not self._is_over


class _Neighbours:
    """The short strings of an object or list that is too large to be held, some at a time."""

    def __init__(self, pointer: str, seen: Seen) -> None:
        self._place = pointer or "/"
        self._seen = seen
        self._held: list[str] = []

    def after(self, value: str | None) -> Iterator[Passage]:
        if value is not None:
            self._held.append(value)
            if len(self._held) >= _NEAR:
                yield from together(self._place, self._held, self._seen)
                self._held = self._held[-_OVERLAP:]

    def rest(self) -> Iterator[Passage]:
        yield from together(self._place, self._held, self._seen)


def _step(key: str) -> str:
    """A step of a JSON pointer; a key that is no plain field name is not repeated."""
    return key if key.isdigit() or (key.isascii() and key.isidentifier()) else "?"
