"""Which places of a table to hide beside the small numbers, so that nobody works these out. Pure.

A hidden number is safe if it can be moved far enough through others that are hidden too
(`network`). The search looks for ways along which it can: only numbers from the threshold on give,
any number takes. A small one never gives, because then it would depend on its count, which is what
is to be hidden, whether two small ones are enough for each other.

What holds for a table has to hold for what was added to it since it was printed before: the same
places are hidden in the table and, for readers who know that people were only added, in the
difference. Each of these is a layer.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from engage.privacy.network import NO_END, Place, Room, Shape, cheapest_path, room

_CELL: Final = 10**6
_EMPTY_CELL: Final = 3 * _CELL
_TOTAL: Final = 20 * _CELL
_GRAND_TOTAL: Final = 50 * _CELL


@dataclass(frozen=True)
class Layer:
    """Numbers by place, and which of them nobody may work out.

    `judged` are the places that, once hidden, have to be hidden well. What the number at an
    `unknown` place is we do not know ourselves; its value here is 0, as it can give nothing.
    """

    shape: Shape
    values: Mapping[Place, int]
    threshold: int
    secret: frozenset[Place]
    judged: frozenset[Place]
    unknown: frozenset[Place] = frozenset()

    def is_small(self, place: Place) -> bool:
        return 0 < self.values[place] < self.threshold

    def weakest(self, places: frozenset[Place]) -> Place | None:
        """The first hidden place about which too much can be worked out."""
        loose = {place: Room(self.values[place], NO_END) for place in places}
        strict = {place: self.room_in_its_kind(place) for place in places}
        for place in sorted(places & self.judged):
            if place in self.unknown:
                is_safe = self._is_free(place, loose)
            else:
                is_safe = self._is_wide(place, loose) and (
                    not self.is_small(place) or self._is_open(place, strict)
                )
            if not is_safe:
                return place
        return None

    def _is_free(self, place: Place, loose: Mapping[Place, Room]) -> bool:
        """Whether it could be lower and higher by the threshold, whatever it is."""
        rooms = {**loose, place: Room(self.threshold, NO_END)}
        free = room(self.shape, rooms, place, self.threshold)
        return min(free.down, free.up) >= self.threshold

    def _is_wide(self, place: Place, loose: Mapping[Place, Room]) -> bool:
        """Whether a secret one can be none and the threshold, another one vary as much."""
        n = self.values[place]
        free = room(self.shape, loose, place, n + self.threshold)
        if place in self.secret and (free.down < n or n + free.up < self.threshold):
            return False
        return free.width >= self.threshold

    def _is_open(self, place: Place, strict: Mapping[Place, Room]) -> bool:
        """Whether half of all small numbers are left to who knows that it is a small one."""
        possible = room(self.shape, strict, place, self.threshold).width + 1
        return possible >= max(2, self.threshold // 2)

    def room_in_its_kind(self, place: Place) -> Room:
        """As the small stay small and the others at the threshold or above, or none."""
        n = self.values[place]
        if self.is_small(place):
            return Room(n - 1, self.threshold - 1 - n)
        return Room(n - self.threshold, NO_END) if n else Room(0, 0)

    def cost(self, place: Place) -> int:
        """What is lost: totals more than cells, and of cells those where much is expected."""
        rows, columns = self.shape.rows, self.shape.columns
        if place == (rows, columns):
            return _GRAND_TOTAL
        if self.shape.is_total(place):
            return _TOTAL
        if not self.values[place]:
            return _EMPTY_CELL
        row, column = self.values[place[0], columns], self.values[rows, place[1]]
        return _CELL + min(row * column // max(self.values[rows, columns], 1), _CELL)


def now(shape: Shape, values: Mapping[Place, int], threshold: int, groups: bool) -> Layer:
    """The table as it is: small numbers are secret, and zeros that tell what all of a group did."""
    secret = {place for place, n in values.items() if 0 < n < threshold}
    if groups:
        secret |= _telling_zeros(shape, values)
    return Layer(shape, values, threshold, frozenset(secret), frozenset(values))


def _telling_zeros(shape: Shape, values: Mapping[Place, int]) -> set[Place]:
    lines = [[(i, j) for j in range(shape.columns)] for i in range(shape.rows)]
    lines += [list(line) for line in zip(*lines, strict=True)]
    return {
        place
        for line in lines
        if sum(values[place] > 0 for place in line) == 1
        for place in line
        if not values[place]
    }


def since(
    shape: Shape, values: Mapping[Place, int], before: Mapping[Place, int | None], threshold: int
) -> Layer:
    """What was added since the table was printed with `before`, as far as that told it.

    Of a place that was hidden before we know no more than readers do: that nothing was added where
    nothing was added to its row or column, and how much at least. Where a number fell, people were
    taken away as well, and a reader who may not assume that they were only added learns nothing
    from that; then only the small differences are secret.
    """
    grown = {place: values[place] - n for place, n in before.items() if n is not None}
    secret = frozenset(place for place, n in grown.items() if 0 < abs(n) < threshold)
    if min(grown.values(), default=0) < 0:
        return Layer(shape, dict.fromkeys(values, 0), threshold, secret, frozenset())
    hidden = frozenset(values) - frozenset(grown)
    most = {place: _most(shape, before, place) for place in hidden}
    least = {place: values[place] - n for place, n in most.items() if n is not None}
    sure = {place: n for place, n in least.items() if n >= threshold}
    unknown = frozenset(
        (i, j)
        for i, j in hidden - frozenset(sure)
        if grown.get((i, shape.columns)) != 0 and grown.get((shape.rows, j)) != 0
    )
    added = {**dict.fromkeys(values, 0), **grown, **sure}
    judged = unknown | frozenset(grown) | frozenset(sure)
    return Layer(shape, added, threshold, secret, judged, unknown)


def _most(shape: Shape, before: Mapping[Place, int | None], place: Place) -> int | None:
    """What a hidden number can have been at most, as its row and its column have room for."""
    if shape.is_total(place):
        return None
    row = [before[place[0], j] for j in range(shape.columns + 1)]
    column = [before[i, place[1]] for i in range(shape.rows + 1)]
    left = [
        whole - sum(n for n in parts if n is not None)
        for *parts, whole in (row, column)
        if whole is not None
    ]
    return min(left, default=None)


@dataclass(frozen=True)
class Search:
    """Looks for the places to hide. The first layer is the table itself.

    `kept` are hidden in any case, `public` never. Nothing is judged of kept totals that no layer
    holds for secret: they are left out rather than protected.
    """

    shape: Shape
    layers: Sequence[Layer]
    kept: frozenset[Place]
    public: frozenset[Place]

    def hidden(self) -> frozenset[Place]:
        secret = frozenset().union(*(layer.secret for layer in self.layers)) - self.public
        places = secret | self.kept
        while found := self._weakest(places, secret):
            more = self._more(places, *found)
            if not more:
                return frozenset(self.shape.places) - self.public
            places |= more
        return self._without_needless(places, secret)

    def _weakest(
        self, places: frozenset[Place], secret: frozenset[Place]
    ) -> tuple[Layer, Place] | None:
        left_out = frozenset(p for p in self.kept if self.shape.is_total(p)) - secret
        for layer in self.layers:
            place = _judging(layer, left_out).weakest(places)
            if place is not None:
                return layer, place
        return None

    def _more(self, places: frozenset[Place], layer: Layer, weak: Place) -> frozenset[Place]:
        """What to hide too, so that the weak place can move; empty when there is nothing left."""
        tail, head = self.shape.ends(weak)
        for surety in (layer.threshold, 2 * layer.threshold - 1):
            for ends in ((head, tail), (tail, head)):
                found = self._path(places, layer, weak, ends, surety) - places
                if found:
                    return found
        line = (p for p in self.shape.places if p[0] == weak[0] or p[1] == weak[1])
        return frozenset(line) - self.public - places

    def _path(
        self,
        places: frozenset[Place],
        layer: Layer,
        weak: Place,
        ends: tuple[int, int],
        surety: int,
    ) -> frozenset[Place]:
        """The cheapest way on which no number below `surety` gives, but for totals of the weak."""

        def may_fall(place: Place) -> bool:
            return layer.values[place] >= surety or self.shape.holds(place, weak)

        def cost(place: Place) -> int:
            return 0 if place in places else self.layers[0].cost(place)

        steps = [p for p in self.shape.places if p not in self.public and p != weak]
        return cheapest_path(self.shape, steps, ends, cost, may_fall)

    def _without_needless(
        self, places: frozenset[Place], secret: frozenset[Place]
    ) -> frozenset[Place]:
        """Shows again, the dearest first, what need not be hidden."""
        needless = places - secret - self.kept
        for place in sorted(needless, key=lambda p: (-self.layers[0].cost(p), p)):
            fewer = places - {place}
            if self._weakest(fewer, secret) is None:
                places = fewer
        return places


def _judging(layer: Layer, left_out: frozenset[Place]) -> Layer:
    if not left_out:
        return layer
    return Layer(layer.shape, layer.values, layer.threshold, layer.secret, layer.judged - left_out)
