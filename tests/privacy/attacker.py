"""A reader with a linear program, who knows a table as it is printed and nothing else.

Written apart from the rules that it attacks and without a line of theirs: every hidden number is an
unknown, every row and column an equation, and each unknown is made as small and as large as it can
be. People come in whole numbers: for one table with its totals that says no more (its equations
are totally unimodular), for several tables that share people `Worlds` asks for whole ones.
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, linprog, milp
from scipy.sparse import csr_array, kron
from scipy.sparse import eye_array as eye

FAR = 10_000
"""More people than any table of the tests has: a bound that is reached is no bound."""

Interval = tuple[int, int]
Extended = Sequence[Sequence[int | None]]
"""A table with its totals in a last row and column; None is hidden."""


def intervals(table: Extended) -> dict[tuple[int, int], Interval]:
    """What each hidden number of a table can be."""
    height, width = len(table), len(table[0])
    lines = [[(i, j) for j in range(width)] for i in range(height)]
    lines += [[(i, j) for i in range(height)] for j in range(width)]
    unknown = {
        p: n
        for n, p in enumerate(p for line in lines[:height] for p in line if _at(table, p) is None)
    }
    if not unknown:
        return {}
    left, right = [], []
    for *parts, whole in lines:
        equation = np.zeros(len(unknown))
        known = 0
        for place, sign in [*((p, 1) for p in parts), (whole, -1)]:
            if place in unknown:
                equation[unknown[place]] = sign
            else:
                known += sign * _at(table, place)
        left.append(equation)
        right.append(-known)
    low, high = _extremes(np.array(left), np.array(right))
    return {place: (low[n], high[n]) for place, n in unknown.items()}


def _at(table: Extended, place: tuple[int, int]) -> int | None:
    return table[place[0]][place[1]]


def _extremes(left: np.ndarray, right: np.ndarray) -> tuple[list[int], list[int]]:
    """Least and most of every unknown: copies of the problem side by side, solved at once."""
    count = left.shape[1]
    copies = eye(2 * count, format="csr")
    aims = np.concatenate([np.eye(count), -np.eye(count)]).ravel()
    found = linprog(
        aims,
        A_eq=kron(copies, csr_array(left), format="csr"),
        b_eq=np.tile(right, 2 * count),
        bounds=(0, FAR),
        method="highs",
    )
    assert found.status == 0, "the attack itself is sound"
    ends = np.rint(found.x.reshape(2 * count, count)).astype(int)
    return [int(ends[n, n]) for n in range(count)], [int(ends[count + n, n]) for n in range(count)]


@dataclass
class Worlds:
    """Every way in which people can be spread over kinds of people, given what is known.

    A kind is anything that tells people apart; `know` says how many there are of some kinds
    together. What is asked for is answered in whole people.
    """

    kinds: Sequence[Hashable]
    left: list[np.ndarray] = field(default_factory=list)
    low: list[float] = field(default_factory=list)
    high: list[float] = field(default_factory=list)

    def know(
        self, weights: Mapping[Hashable, int], least: float, most: float | None = None
    ) -> None:
        """The weighted sum lies between the two, or is the one."""
        self.left.append(self._vector(weights))
        self.low.append(least)
        self.high.append(least if most is None else most)

    def know_sum(self, kinds: Iterable[Hashable], count: int) -> None:
        self.know(dict.fromkeys(kinds, 1), count)

    def range_of(self, weights: Mapping[Hashable, int]) -> Interval:
        """The least and the most that a weighted sum of kinds can be."""
        aim = self._vector(weights)
        return self._end(aim), -self._end(-aim)

    def _vector(self, weights: Mapping[Hashable, int]) -> np.ndarray:
        return np.array([weights.get(kind, 0) for kind in self.kinds], dtype=float)

    def _end(self, aim: np.ndarray) -> int:
        known = LinearConstraint(csr_array(np.array(self.left)), self.low, self.high)
        found = milp(aim, constraints=known, integrality=np.ones(len(aim)), bounds=Bounds(0, FAR))
        assert found.status == 0, "the attack itself is sound"
        return round(found.fun)
