"""What of the audit somebody looks for, and how one entry reads. Pure."""

import json
import re
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from engage.desk.audit_words import plain

PAGE: Final = 50
LARGEST_FILE: Final = 50_000
OTHER_ACTORS: Final = {"citizen": "A citizen", "system": "The system"}
BAD_SUBJECT: Final = "Enter what it is and its number, for example engagement:7."
_HASH = re.compile(r"[0-9a-f]{40,128}")
_SUBJECT = re.compile(r"[a-z_]{1,40}(?::[A-Za-z0-9_.-]{1,80})?")


@dataclass(frozen=True)
class Sought:
    """Empty: everything. `since` is inclusive, `until` is not; `family` is how actions begin."""

    actor: str = ""
    family: str = ""
    subject: str = ""
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True)
class Entry:
    """One link of the chain, with its detail read; `sealed_detail` is how it stands there."""

    seq: int
    at: datetime
    actor: str
    action: str
    subject: str
    detail: dict[str, object]
    sealed_detail: str
    key_id: str
    previous: str
    seal: str


@dataclass(frozen=True)
class Change:
    """One line of an entry's detail. `before` None: it says what is, not what changed."""

    name: str
    value: str
    before: str | None = None


def is_subject(text: str) -> bool:
    return _SUBJECT.fullmatch(text) is not None


def person_id_of(label: str) -> int | None:
    """7 of 'person:7'; None for whatever else acts or is acted on."""
    kind, _, number = label.partition(":")
    is_number = number.isascii() and number.isdigit() and len(number) < 10
    return int(number) if kind == "person" and is_number else None


def engagement_id_of(label: str) -> int | None:
    kind, _, number = label.partition(":")
    is_number = number.isascii() and number.isdigit() and len(number) < 10
    return int(number) if kind == "engagement" and is_number else None


def detail_of(text: str) -> dict[str, object]:
    """An entry that somebody edited may hold anything: it is shown all the same."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return {"detail": text}
    return value if isinstance(value, dict) else {"detail": text}


def changes(detail: dict[str, object]) -> tuple[Change, ...]:
    """Lines to show: what was and what is in one, then everything else by name."""
    lines = []
    if "before" in detail or "after" in detail:
        after, before = detail.get("after"), detail.get("before")
        lines.append(Change("Changed", _words(after), _words(before)))
    lines += [
        Change(plain(name), _words(value))
        for name, value in sorted(detail.items())
        if name not in ("before", "after")
    ]
    return tuple(lines)


def _words(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    words = "nothing" if value is None or value == "" else str(value)
    # The page tells hashes apart; the file has them whole.
    return f"{words[:12]}…" if _HASH.fullmatch(words) else words
