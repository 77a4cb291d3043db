"""Walking the chain: which entry was edited, removed or inserted. Pure.

The number of an entry is sealed with it. So whoever inserts a row and moves the later ones down, or
takes one out and moves them up, leaves every later seal wrong; told plainly, that would name
thousands. The walk therefore asks of a seal that does not fit whether it would fit under the number
that the entry had before: then one row was inserted or removed in front of it, and that is named.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from engage.audit.rules import (
    GENESIS,
    HEAD_PURPOSE,
    PURPOSE,
    Entry,
    Fault,
    Head,
    Seal,
    entry_message,
    head_message,
)

FARTHEST = 20
"""How many rows in one place the walk understands as moved; beyond that each one is named."""


def faults_of(entries: Iterable[Entry], head: Head, seal: Seal) -> Iterator[Fault]:
    """Every entry that was edited, removed or inserted, in order, each change once."""
    walk = _Walk(seal)
    for entry in entries:
        yield from walk.step(entry)
    yield from walk.end(head)


@dataclass
class _Walk:
    """`last`: the number of the row before; `seal_before`: what the next one names as previous
    (None: whatever it likes, as the row before is named already); `moved`: by how much rows stand
    lower than they were sealed; `odd`: rows since the last good one whose seal fits no number."""

    seal: Seal
    last: int = 0
    seal_before: str | None = GENESIS
    moved: int = 0
    odd: list[Entry] = field(default_factory=list)

    def step(self, entry: Entry) -> Iterator[Fault]:
        gap, expected = entry.seq > self.last + 1, self.last + 1
        self.last = entry.seq
        if gap:
            yield from self.name_odd()
            yield Fault(expected, _removed(expected, entry.seq - 1))
        sealed = self.sealed_as(entry, self.moved)
        if sealed is None:
            yield from self.name_odd()
            yield Fault(entry.seq, f"entry {entry.seq} is sealed by a key that is not at hand")
            self.seal_before = entry.seal
            return
        moved = self.moved if sealed == entry.seal else self.moved_by(entry)
        if moved is None:
            self.odd.append(entry)
            return
        yield from self.reach(entry, moved, gap=gap)
        self.seal_before = entry.seal

    def reach(self, entry: Entry, moved: int, *, gap: bool) -> Iterator[Fault]:
        """A row whose seal is right tells what happened to those before it."""
        by, self.moved = moved - self.moved, moved
        if by == len(self.odd) and by > 0:
            yield from (Fault(one.seq, f"entry {one.seq} was inserted") for one in self.odd)
            self.odd.clear()
        elif by < 0:
            yield from self.name_odd()
            words = "an entry was" if by == -1 else f"{-by} entries were"
            yield Fault(entry.seq, f"{words} removed before entry {entry.seq}")
            return
        was_odd = bool(self.odd)
        yield from self.name_odd()
        follows = self.seal_before is None or entry.previous == self.seal_before
        if not (gap or was_odd or follows):
            yield Fault(entry.seq, f"entry {entry.seq} does not follow entry {entry.seq - 1}")

    def moved_by(self, entry: Entry) -> int | None:
        """By how much the entry was moved, if its seal is right under another number: down past
        the odd rows before it, or up over rows that are gone."""
        down = range(1, min(len(self.odd), FARTHEST) + 1)
        up = range(-1, -FARTHEST - 1, -1)
        ways: tuple[int, ...] = (*down, *up)
        for way in ways:
            if self.sealed_as(entry, self.moved + way) == entry.seal:
                return self.moved + way
        return None

    def sealed_as(self, entry: Entry, moved: int) -> str | None:
        sealed = replace(entry, seq=entry.seq - moved) if moved else entry
        return self.seal(PURPOSE, entry.key_id, entry_message(sealed))

    def name_odd(self) -> Iterator[Fault]:
        for one in self.odd:
            yield Fault(one.seq, f"entry {one.seq} was edited or inserted: its seal is wrong")
        if self.odd:
            self.seal_before = None
        self.odd.clear()

    def end(self, head: Head) -> Iterator[Fault]:
        last = self.last - self.moved
        beyond = {one.seq for one in self.odd if one.seq - self.moved > head.seq}
        self.odd = [one for one in self.odd if one.seq not in beyond]
        is_last_odd = bool(self.odd)
        yield from self.name_odd()
        if last < head.seq:
            yield Fault(self.last + 1, f"{_removed(last + 1, head.seq)} at the end")
        elif last > head.seq:
            yield Fault(
                head.seq + 1,
                f"entries from {head.seq + self.moved + 1} on were inserted at the end",
            )
        elif not is_last_odd and self.seal_before not in (None, head.seal):
            yield Fault(head.seq, "the head does not name the last entry")
        sealed = self.seal(HEAD_PURPOSE, head.key_id, head_message(head.seq, head.seal))
        if head.seq and sealed != head.head_seal:
            yield Fault(
                head.seq, f"the head was moved by hand: what followed {head.seq} may be gone"
            )


def _removed(first: int, last: int) -> str:
    """'entry 4 was removed', 'entries 4 to 6 were removed'"""
    return (
        f"entry {first} was removed" if first == last else f"entries {first} to {last} were removed"
    )
