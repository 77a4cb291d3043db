"""How one audit entry is turned into bytes, sealed, and checked against its neighbour. Pure."""

import json
from collections.abc import Callable, Iterable, Iterator
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


def faults_of(entries: Iterable[Entry], head: Head, seal: Seal) -> Iterator[Fault]:
    """Every entry that was edited, removed or inserted, in order.

    After a fault the walk goes on from what stands there, so that one change is named once.
    """
    expected_seq, expected_previous = 1, GENESIS
    for entry in entries:
        if entry.seq > expected_seq:
            gone = (
                f"entry {expected_seq} was removed"
                if entry.seq == expected_seq + 1
                else f"entries {expected_seq} to {entry.seq - 1} were removed"
            )
            yield Fault(expected_seq, gone)
        yield from _faults_of_one(entry, expected_seq, expected_previous, seal)
        expected_seq, expected_previous = entry.seq + 1, entry.seal
    yield from _faults_of_head(head, expected_seq - 1, expected_previous, seal)


def _faults_of_head(head: Head, last: int, last_seal: str, seal: Seal) -> Iterator[Fault]:
    if last < head.seq:
        yield Fault(last + 1, f"entries {last + 1} to {head.seq} were removed at the end")
    elif last > head.seq:
        yield Fault(head.seq + 1, f"entries from {head.seq + 1} on were inserted after the head")
    elif last_seal != head.seal:
        yield Fault(head.seq, "the head does not name the last entry")
    sealed = seal(HEAD_PURPOSE, head.key_id, head_message(head.seq, head.seal))
    if head.seq and sealed != head.head_seal:
        yield Fault(head.seq, f"the head was moved by hand: what followed {head.seq} may be gone")


def _faults_of_one(entry: Entry, expected_seq: int, previous: str, seal: Seal) -> Iterator[Fault]:
    sealed = seal(PURPOSE, entry.key_id, entry_message(entry))
    if sealed is None:
        yield Fault(entry.seq, f"entry {entry.seq} is sealed by a key that is not at hand")
    elif sealed != entry.seal:
        yield Fault(entry.seq, f"entry {entry.seq} was edited or inserted: its seal is wrong")
    elif entry.seq == expected_seq and entry.previous != previous:
        yield Fault(entry.seq, f"entry {entry.seq} does not follow entry {entry.seq - 1}")
