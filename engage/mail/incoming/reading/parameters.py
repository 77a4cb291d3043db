"""`text/plain; charset=utf-8; name*0*=...` taken apart, in one pass. Pure, and it never raises."""

import re
from collections.abc import Iterator
from typing import Final
from urllib.parse import unquote_to_bytes

from engage.mail.incoming.reading.charsets import decoded
from engage.mail.incoming.reading.words import decoded_words

LENGTH: Final = 4_000
MOST: Final = 60
_TOKEN: Final = re.compile(r"[a-z0-9!#$&^_.+-]{1,60}(?:/[a-z0-9!#$&^_.+-]{1,80})?")
_PART: Final = re.compile(r"([^*]{1,60})(?:\*(\d{1,3}))?(\*)?")


def read_parameters(value: str) -> tuple[str, dict[str, str]]:
    """What stands first, in small letters ('' where it is no token), and the parameters."""
    value = value[:LENGTH]
    first, _, _ = value.partition(";")
    token = re.sub(r"\s+|\([^()]*\)", "", first).lower()
    found: dict[str, str] = {}
    pieces: dict[str, list[tuple[int, bool, str]]] = {}
    for name, text in _pairs(value):
        part = _PART.fullmatch(name)
        if part is None:
            continue
        if part[2] or part[3]:
            pieces.setdefault(part[1], []).append((int(part[2] or 0), bool(part[3]), text))
        else:
            found.setdefault(name, decoded_words(text))
    for name, parts in pieces.items():
        found[name] = _continued(parts)
    return token if _TOKEN.fullmatch(token) else "", found


def _pairs(value: str) -> Iterator[tuple[str, str]]:
    position = value.find(";") + 1
    for _ in range(MOST):
        equals = value.find("=", position)
        if not position or equals < 0:
            return
        name = value[position:equals].rpartition(";")[2].strip().lower()
        position = equals + 1
        while position < len(value) and value[position] in " \t":
            position += 1
        if value[position : position + 1] == '"':
            text, position = _quoted(value, position + 1)
        else:
            ends = value.find(";", position)
            text = (value[position:] if ends < 0 else value[position:ends]).strip(" \t\"'")
        yield name, text
        position = value.find(";", position) + 1


def _quoted(value: str, position: int) -> tuple[str, int]:
    """The text to the closing quote, or to the end where there is none."""
    text = []
    while position < len(value) and value[position] != '"':
        if value[position] == "\\" and position + 1 < len(value):
            position += 1
        text.append(value[position])
        position += 1
    return "".join(text), position


def _continued(parts: list[tuple[int, bool, str]]) -> str:
    """RFC 2231: pieces in the order of their numbers, the charset before the first one's text."""
    parts.sort(key=lambda part: part[0])
    charset = ""
    if parts[0][1] and parts[0][2].count("'") >= 2:
        charset, _, rest = parts[0][2].split("'", 2)
        parts[0] = (*parts[0][:2], rest)
    whole = b"".join(
        unquote_to_bytes(text) if encoded else text.encode("utf-8", "replace")
        for _, encoded, text in parts
    )
    return decoded(whole, charset)
