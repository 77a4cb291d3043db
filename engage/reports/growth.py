"""Rows joined so that none is small and none grew by a few since an earlier release. Pure. (R74)"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from engage.privacy.disclosure import Tally, finest_runs, is_small, total
from engage.reports.earlier import Counts, Group


def blocks(groups: Iterable[Group]) -> list[Group]:
    """Groups that share a name joined, until none do."""
    found: list[Group] = []
    for group in groups:
        touched = [block for block in found if block & group]
        found = [block for block in found if not block & group]
        found.append(group.union(*touched))
    return found


def keeps_increments(now: Counts, before: Counts, threshold: int) -> bool:
    """Whether two tables of the same rows, some joined otherwise, tell no small difference.

    Only sums over the same comments can be subtracted: rows that between them join the same names.
    What one table joins the other may tell apart, but where each does so in its own way only a
    linear program could say what follows, and the answer is no.
    """
    here, there = _apart(now, before), _apart(before, now)
    for block in blocks([*here, *there]):
        new, old = [g for g in here if g <= block], [g for g in there if g <= block]
        if len(new) > 1 and len(old) > 1:
            return False
        pairs = zip(_sum(here, new), _sum(there, old), strict=False)
        if any(is_small(n - m, threshold) for n, m in pairs):
            return False
    return True


def _apart(counts: Counts, other: Counts) -> Counts:
    """With each name of an empty row apart, and with those that only the other table knows."""
    width = len(next(iter(counts.values()), ()))
    empty = frozenset().union(*(group for group, numbers in counts.items() if not any(numbers)))
    missing = frozenset().union(*other) - frozenset().union(*counts)
    kept = {group: numbers for group, numbers in counts.items() if any(numbers)}
    return {**kept, **dict.fromkeys((frozenset({n}) for n in empty | missing), (0,) * width)}


def _sum(counts: Counts, groups: Iterable[Group]) -> tuple[int, ...]:
    return tuple(map(sum, zip(*(counts[group] for group in groups), strict=True)))


@dataclass(frozen=True)
class Moved:
    """What a row counts now, and what the earlier releases told of the same comments."""

    now: Tally
    was: tuple[tuple[int, ...], ...]

    @property
    def received(self) -> int:
        return self.now.received + sum(map(sum, self.was))

    def __add__(self, other: "Moved") -> "Moved":
        was = zip(self.was, other.was, strict=True)
        return Moved(
            self.now + other.now, tuple(tuple(map(sum, zip(a, b, strict=True))) for a, b in was)
        )


Line = Sequence[tuple[Group, Tally]]
"""What may be joined with its neighbours, in order."""


def joined(
    line: Line,
    is_safe: Callable[[Tally], bool],
    measures: Callable[[Tally], tuple[int, ...]],
    before: Sequence[Counts],
    threshold: int,
) -> tuple[tuple[Group, Tally], ...]:
    """As many rows as possible, each safe and none grown by a few; empty when there are none.

    Each table of `before` tells some of the `measures`. First the rows are cut as if there were no
    earlier release; if that tells too much, what any of them joined stays joined.
    """
    runs = finest_runs([tally for _group, tally in line], is_safe)
    rows = tuple(_one(line[start:end]) for start, end in runs)
    now = {group: measures(tally) for group, tally in rows}
    if all(keeps_increments(now, told, threshold) for told in before):
        return rows
    units = _units(line, before)
    moved = [Moved(tally, tuple(_within(told, unit) for told in before)) for unit, tally in units]

    def is_quiet(row: Moved) -> bool:
        numbers = measures(row.now)
        return is_safe(row.now) and not any(
            is_small(n - m, threshold)
            for was in row.was
            for n, m in zip(numbers, was, strict=False)
        )

    return tuple(_one(units[start:end]) for start, end in finest_runs(moved, is_quiet))


def _one(part: Line) -> tuple[Group, Tally]:
    group: Group = frozenset().union(*(one for one, _tally in part))
    return group, total([tally for _one, tally in part])


def _units(line: Line, before: Sequence[Counts]) -> Line:
    """What has to stay joined, in the order of the line; what is not in it comes last."""
    places = {name: place for place, (group, _tally) in enumerate(line) for name in group}
    groups = [group for group, _tally in line]
    found = blocks([*groups, *(group for told in before for group in told)])
    found.sort(key=lambda unit: (min(places.get(n, len(line)) for n in unit), sorted(unit)))
    return [(u, total([tally for group, tally in line if group <= u])) for u in found]


def _within(told: Counts, unit: Group) -> tuple[int, ...]:
    width = len(next(iter(told.values()), ()))
    return _sum(told, [group for group in told if group <= unit]) or (0,) * width
