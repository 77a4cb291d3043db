"""What an IMAP server answers to FETCH, NAMESPACE and LIST, as values.

imaplib gives a list of lines, and for what came as a literal a pair of the words before it and the
literal. A server may name the UID before or after. What cannot be understood is left out: whoever
asked finds the message missing and asks again another time.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta, timezone
from typing import Final

Part = bytes | tuple[bytes, bytes] | None

_UID: Final = re.compile(rb"\bUID (\d{1,10})\b", re.IGNORECASE)
_SIZE: Final = re.compile(rb"\bRFC822\.SIZE (\d{1,12})\b", re.IGNORECASE)
_DATE: Final = re.compile(
    rb'\bINTERNALDATE "([ \d]\d)-([A-Z]{3})-(\d{4}) (\d\d):(\d\d):(\d\d) ([+-])(\d\d)(\d\d)"',
    re.IGNORECASE,
)
_BODY: Final = re.compile(rb"BODY\[[^]]*\](?:<\d+>)? \{\d+\+?\}$", re.IGNORECASE)
_MONTHS: Final = tuple(b"jan feb mar apr may jun jul aug sep oct nov dec".split())
_NAMESPACE: Final = re.compile(rb'\(\("((?:[^"\\]|\\.)*)" (?:"((?:[^"\\]|\\.)*)"|NIL)')
_LIST: Final = re.compile(rb'\([^)]*\) (?:"((?:[^"\\]|\\.)*)"|NIL) ')


def answers(parts: Sequence[Part]) -> Iterator[tuple[bytes, bytes | None]]:
    """The words about each message, and the literal of its body where one came."""
    words, body = b"", None
    for part in parts:
        if isinstance(part, tuple):
            if body is not None:
                # A second literal of one message: its first one stays.
                words += b" " + part[0]
                continue
            if _BODY.search(part[0]):
                body = part[1]
            words += b" " + part[0]
        elif isinstance(part, bytes):
            words += b" " + part
            if part.rstrip().endswith(b")"):
                yield words, body
                words, body = b"", None
    if words:
        yield words, body


def uid_in(words: bytes) -> int | None:
    found = _UID.search(words)
    return int(found[1]) if found else None


def size_in(words: bytes) -> int | None:
    found = _SIZE.search(words)
    return int(found[1]) if found else None


def date_in(words: bytes) -> datetime | None:
    """INTERNALDATE in UTC; None where it is missing or no date at all."""
    found = _DATE.search(words)
    if found is None:
        return None
    try:
        month = _MONTHS.index(found[2].lower()) + 1
        offset = timedelta(hours=int(found[8]), minutes=int(found[9]))
        return datetime(
            int(found[3]), month, int(found[1]), int(found[4]), int(found[5]), int(found[6]),
            tzinfo=timezone(offset if found[7] == b"+" else -offset),
        ).astimezone(UTC)  # fmt: skip
    except (ValueError, OverflowError):
        return None


def numbers_in(parts: Sequence[Part]) -> list[int]:
    """What a search found, in order and each once."""
    words = b" ".join(part for part in parts if isinstance(part, bytes)).split()
    return sorted({int(word) for word in words if word.isdigit() and len(word) <= 10})


def as_set(uids: Iterable[int]) -> str:
    """UIDs as IMAP writes them, neighbours joined: `3:5,9`."""
    spans: list[list[int]] = []
    for uid in sorted(set(uids)):
        if spans and uid == spans[-1][1] + 1:
            spans[-1][1] = uid
        else:
            spans.append([uid, uid])
    return ",".join(f"{a}:{b}" if a != b else f"{a}" for a, b in spans)


def as_day(at: datetime) -> str:
    """A day as a search takes it: `2-Mar-2026`."""
    return f"{at.day}-{_MONTHS[at.month - 1].decode().capitalize()}-{at.year}"


def header_value(field: bytes) -> str:
    """What stands after the colon of one header field, on one line."""
    return " ".join(field.decode("utf-8", "replace").partition(":")[2].split())


def personal_namespace(parts: Sequence[Part]) -> tuple[str, str]:
    """The prefix of folders of one's own and what stands between their parts; '' for neither."""
    found = _NAMESPACE.search(_first(parts))
    return (_plain(found[1]), _plain(found[2])) if found else ("", "")


def delimiter(parts: Sequence[Part]) -> str:
    found = _LIST.search(_first(parts))
    return _plain(found[1]) if found else ""


def _first(parts: Sequence[Part]) -> bytes:
    return next((part for part in parts if isinstance(part, bytes)), b"")


def _plain(quoted: bytes | None) -> str:
    return re.sub(rb"\\(.)", rb"\1", quoted or b"").decode("ascii", "replace")
