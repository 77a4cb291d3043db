"""What readers of several releases of a table can work out if people were only added (R74). Pure.

Where nobody was taken away, a count now bounds the count then, and so a table that is told for the
first time tells of earlier releases that did not have it: of a topic that did not grow since, its
ways today are its ways then. Whether one does is a linear program over all releases at once.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from engage.privacy.network import Place

FAR: Final = 10**7
Sums = tuple[tuple[frozenset[Place], int], ...]
"""What some cells of a release add up to."""


@dataclass(frozen=True)
class Known:
    """What a reader knows of one release: cells that are told, and sums."""

    cells: Mapping[Place, int]
    sums: Sums


Change = tuple[int, int, Place]
"""A cell with two releases, the earlier one first; of a count itself both are the same."""


def narrows(
    before: Sequence[Known],
    now: Known,
    truth: Mapping[Place, int],
    threshold: int,
) -> bool:
    """Whether the cells told now narrow a small number or growth, or any earlier count, too much.

    `truth` are all cells now. Of what earlier releases did not tell we do not know which was small:
    each has to be possibly small, down to one, and possibly not, or else is known to be large or
    none. What was known as well without the table does not count against it.
    """
    releases = [*before, now]
    if not before or _fell(before, now):
        return False
    last = len(before)
    changes = [
        (t, later, place)
        for place in sorted(truth)
        for later in range(last + 1)
        for t in range(later + 1)
        if place not in releases[t].cells or place not in releases[later].cells
    ]
    found = _ranges(releases, sorted(truth), changes)
    if found is None:
        return False
    tight = [
        change
        for change, ends in found.items()
        if not _is_wide(ends, _true(change, releases, truth), threshold)
    ]
    if not tight:
        return False
    without = _ranges([*before, Known({}, now.sums)], sorted(truth), tight) or {}
    return any(found[change] != without.get(change) for change in tight)


def _fell(before: Sequence[Known], now: Known) -> bool:
    """Whether a number that is known fell: then people were taken away."""
    chain = [*before, now]
    cells = any(
        one.cells[place] > later.cells[place]
        for n, one in enumerate(chain)
        for later in chain[n:]
        for place in one.cells.keys() & later.cells.keys()
    )
    sums = [dict(one.sums) for one in chain]
    return cells or any(
        one[places] > later[places]
        for n, one in enumerate(sums)
        for later in sums[n:]
        for places in one.keys() & later.keys()
    )


def _true(change: Change, releases: Sequence[Known], truth: Mapping[Place, int]) -> int | None:
    """The number itself, if we know it."""
    t, later, place = change
    if later < len(releases) - 1:
        return None
    if t == later:
        return truth[place]
    then = releases[t].cells.get(place)
    return None if then is None else truth[place] - then


def _is_wide(ends: tuple[int, int], true: int | None, threshold: int) -> bool:
    low, high = ends
    if true is None:
        return low >= threshold or low == high == 0 or (low <= 1 and high >= threshold)
    return not 0 < true < threshold or (low <= 1 and high >= threshold)


def _ranges(
    releases: Sequence[Known], places: Sequence[Place], changes: Sequence[Change]
) -> dict[Change, tuple[int, int]] | None:
    """The least and the most that each can be; None if somebody must have been taken away."""
    import numpy as np  # noqa: PLC0415 - half a second that only a second release needs
    from scipy.optimize import linprog  # noqa: PLC0415

    at = {
        (t, p): n for n, (t, p) in enumerate((t, p) for t in range(len(releases)) for p in places)
    }
    left, right, rising = [], [], []
    for t, known in enumerate(releases):
        for cells, count in (*((frozenset({p}), n) for p, n in known.cells.items()), *known.sums):
            row = np.zeros(len(at))
            row[[at[t, p] for p in cells]] = 1
            left.append(row)
            right.append(count)
        for place in places if t else ():
            row = np.zeros(len(at))
            row[at[t - 1, place]], row[at[t, place]] = 1, -1
            rising.append(row)
    found = {}
    for t, later, place in changes:
        aim = np.zeros(len(at))
        aim[at[later, place]] += 1
        if t != later:
            aim[at[t, place]] -= 1
        ends = []
        for sign in (1, -1):
            solved = linprog(
                sign * aim, np.array(rising), np.zeros(len(rising)), np.array(left), right,
                bounds=(0, FAR),
            )  # fmt: skip
            if solved.status:
                return None
            ends.append(sign * round(solved.fun))
        found[t, later, place] = (ends[0], ends[1])
    return found
