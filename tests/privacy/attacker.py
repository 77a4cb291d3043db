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


Ends = dict[tuple[int, int], Interval]


def releases(tables: Sequence[Extended], *, only_added: bool) -> list[list[Ends]]:
    """What each number can be and what can have been added to it, over several releases of a table.

    For each release the numbers that are hidden, and then what was added since the first one, the
    second one and so on, each by place, for every place. With `only_added` nobody was taken away.
    """
    height, width = len(tables[0]), len(tables[0][0])
    places = [(i, j) for i in range(height) for j in range(width)]
    lines = [[(i, j) for j in range(width)] for i in range(height)]
    lines += [[(i, j) for i in range(height)] for j in range(width)]
    at = {(t, p): n for n, (t, p) in enumerate((t, p) for t in range(len(tables)) for p in places)}
    left, right = [], []

    def know(weights: Mapping[int, int], value: int) -> None:
        left.append([weights.get(n, 0) for n in range(len(at))])
        right.append(value)

    for t, table in enumerate(tables):
        for *parts, whole in lines:
            know({**{at[t, p]: 1 for p in parts}, at[t, whole]: -1}, 0)
        for place in places:
            if _at(table, place) is not None:
                know({at[t, place]: 1}, _at(table, place))
    pairs = [(t, later) for later in range(len(tables)) for t in range(later)]
    grown = [{at[later, p]: 1, at[t, p]: -1} for t, later in pairs for p in places]
    aims = np.eye(len(at))
    steps = np.zeros((len(grown), len(at)))
    for row, weights in enumerate(grown):
        for column, sign in weights.items():
            steps[row, column] = sign
    low, high = _extremes(
        np.array(left),
        np.array(right),
        np.concatenate([aims, steps]),
        steps if only_added else None,
    )
    ends = list(zip(low, high, strict=True))
    found = [
        [{p: ends[at[t, p]] for p in places if _at(table, p) is None}]
        for t, table in enumerate(tables)
    ]
    for number, (_t, later) in enumerate(pairs):
        start = len(at) + number * len(places)
        found[later].append(dict(zip(places, ends[start:], strict=False)))
    return found


def _extremes(
    left: np.ndarray,
    right: np.ndarray,
    aims: np.ndarray | None = None,
    rising: np.ndarray | None = None,
) -> tuple[list[int], list[int]]:
    """Least and most of every aim: copies of the problem side by side, solved at once.

    Without `aims` of every unknown; what is `rising` is not below zero either.
    """
    aims = np.eye(left.shape[1]) if aims is None else aims
    count, size = aims.shape
    copies = eye(2 * count, format="csr")
    found = linprog(
        np.concatenate([aims, -aims]).ravel(),
        A_ub=None if rising is None else kron(copies, csr_array(-rising), format="csr"),
        b_ub=None if rising is None else np.zeros(2 * count * len(rising)),
        A_eq=kron(copies, csr_array(left), format="csr"),
        b_eq=np.tile(right, 2 * count),
        bounds=(0, FAR),
        method="highs",
    )
    assert found.status == 0, f"the attack itself is sound: {found.message}"
    solved = np.rint(found.x.reshape(2 * count, size)).astype(int)
    low = [int(solved[n] @ aims[n]) for n in range(count)]
    return low, [int(solved[count + n] @ aims[n]) for n in range(count)]


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
        whole, bounds = np.ones(len(aim)), Bounds(0, FAR)
        found = milp(aim, constraints=known, integrality=whole, bounds=bounds)
        if found.status:  # the solver's simplification has called a feasible problem infeasible
            found = milp(
                aim,
                constraints=known,
                integrality=whole,
                bounds=bounds,
                options={"presolve": False},
            )
        assert found.status == 0, f"the attack itself is sound: {found.message}"
        return round(found.fun)
