"""How one audit entry is turned into bytes and sealed. Pure; `walking.py` checks the chain."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

GENESIS = "0" * 64
PURPOSE = "audit-chain"
HEAD_PURPOSE = "audit-head"


@dataclass(frozen=True)
class Entry:
    """One link: what it says, the seal of the one before, and its own seal."""

    seq: int
    at: datetime
    actor: str
    action: str
    subject: str
    detail: str
    key_id: str
    previous: str
    seal: str


@dataclass(frozen=True)
class Fault:
    """What is wrong at which entry."""

    seq: int
    message: str


@dataclass(frozen=True)
class Head:
    """Which entry is the last, sealed under a purpose of its own."""

    seq: int
    seal: str
    key_id: str
    head_seal: str


NO_HEAD = Head(0, GENESIS, "", "")

# (purpose, key id, message) -> seal, or None when that key is not at hand.
Seal = Callable[[str, str, bytes], str | None]


def canonical_detail(detail: dict[str, str | int | bool | None]) -> str:
    return json.dumps(detail, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def message(
    *, seq: int, at: datetime, actor: str, action: str, subject: str, detail: str, previous: str
) -> bytes:
    """The bytes that are sealed: a JSON list, so that no two entries can run together."""
    instant = at.astimezone(UTC).isoformat(timespec="microseconds")
    parts = [seq, instant, actor, action, subject, detail, previous]
    return json.dumps(parts, ensure_ascii=False, separators=(",", ":")).encode()


def entry_message(entry: Entry) -> bytes:
    return message(
        seq=entry.seq,
        at=entry.at,
        actor=entry.actor,
        action=entry.action,
        subject=entry.subject,
        detail=entry.detail,
        previous=entry.previous,
    )


def head_message(seq: int, seal: str) -> bytes:
    return f"{seq}:{seal}".encode()
