"""Two letters that share a passage, drawn into one group, are told apart by their dense parts.

Organisations that write on one subject use the same sentence. Whoever kept little beside it stands
near both letters, and so the letters are drawn together. But the copies of each lie close to each
other and far from the other's: each letter shows as a seed, a text of which others are nearly
copies. A group with two seeds that have less than half in common is two letters, and each member
goes where more of what it holds is said. The wordings of a mail-merge do not part: none of them
has seeds without the other's sentences.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from engage.comments.campaigns.normal import Hashes
from engage.comments.campaigns.signatures import Reading, contains

Shares = npt.NDArray[np.float64]

_LOOKED_AT: Final = 200
_MOST_SHINGLES: Final = 3_000
_SUPPORT: Final = 0.05
_NEARLY_COPIES: Final = 0.6
_SEED: Final = 3
"""So many comments are nearly copies of a seed, itself counted."""

_MOST_COPIES: Final = 10
_IN_COMMON: Final = 0.5
_ROUNDS: Final = 3
_DEEPEST: Final = 6


@dataclass(frozen=True, slots=True)
class Core:
    """What the members of a letter hold: shingles, sorted, and which part of them holds each."""

    shingles: Hashes
    rates: Shares

    def share_in(self, other: "Core") -> float:
        """How much of this letter the other says too."""
        total = float(self.rates.sum())
        return float(self.rates[contains(other.shingles, self.shingles)].sum()) / max(total, 1e-9)


def core_of(readings: Sequence[Reading], copies: Sequence[int]) -> Core:
    """Shingles that two comments hold and, of a large group, one in twenty."""
    chosen = _spread(len(readings))
    parts = [readings[n].counted_shingles for n in chosen]
    weights = [min(copies[n], 2) for n in chosen]
    if not parts:
        return Core(np.zeros(0, np.uint64), np.zeros(0))
    shingles, which = np.unique(np.concatenate(parts), return_inverse=True)
    each = np.repeat(weights, [len(part) for part in parts])
    held = np.bincount(which, weights=each, minlength=len(shingles))
    kept = held >= max(2, round(_SUPPORT * sum(weights)))
    return Core(shingles[kept], held[kept] / sum(weights))


def parts_of(readings: Sequence[Reading], copies: Sequence[int]) -> list[list[int]]:
    """The texts of each letter in a group, by their places; mostly one letter."""
    return _parted(readings, copies, list(range(len(readings))), _DEEPEST)


def _parted(
    readings: Sequence[Reading], copies: Sequence[int], places: list[int], deepest: int
) -> list[list[int]]:
    if deepest == 0 or sum(copies[n] for n in places) < 2 * _SEED:
        return [places]
    leans = _leaning([readings[n] for n in places], [copies[n] for n in places])
    if leans is None:
        return [places]
    first = [n for n, lean in zip(places, leans.tolist(), strict=True) if lean >= 0]
    second = [n for n, lean in zip(places, leans.tolist(), strict=True) if lean < 0]
    if not first or not second:
        return [places]
    return [
        part for half in (first, second) for part in _parted(readings, copies, half, deepest - 1)
    ]


def _leaning(readings: Sequence[Reading], copies: Sequence[int]) -> Shares | None:
    """For each text a number that is negative where it belongs to the second letter; None where
    there is one letter only."""
    chosen = _spread(len(readings))
    core = core_of(readings, copies)
    shingles = core.shingles
    if len(shingles) > _MOST_SHINGLES:
        shingles = np.sort(shingles[np.argsort(-core.rates, kind="stable")[:_MOST_SHINGLES]])
    if not len(shingles):
        return None
    held = np.array([contains(np.sort(readings[n].shingles), shingles) for n in chosen], np.float64)
    weights = np.array([min(copies[n], _MOST_COPIES) for n in chosen], np.float64)
    seeds = _seeds(held, weights)
    if seeds is None:
        return None
    one, other = (weights[seed] @ held[seed] / weights[seed].sum() for seed in seeds)
    for _ in range(_ROUNDS):
        leans = held @ (one - other)
        is_first = leans >= 0
        if is_first.all() or not is_first.any():
            return None
        one = weights[is_first] @ held[is_first] / weights[is_first].sum()
        other = weights[~is_first] @ held[~is_first] / weights[~is_first].sum()
    if np.minimum(one, other).sum() > _IN_COMMON * min(one.sum(), other.sum()):
        return None
    difference = one - other
    return np.array(
        [difference[contains(np.sort(reading.shingles), shingles)].sum() for reading in readings]
    )


def _seeds(held: Shares, weights: Shares) -> tuple[npt.NDArray[np.bool_], ...] | None:
    """The near copies of two texts that have less than half of either in common."""
    sizes = held.sum(axis=1)
    common = held @ held.T
    either = sizes[:, None] + sizes[None, :] - common
    near = common >= _NEARLY_COPIES * np.maximum(either, 1)
    near &= (sizes > 0)[:, None]
    density = near @ weights
    first = int(np.argmax(density))
    most = np.maximum(sizes, 1)
    apart = np.maximum(common[first] / most, common[first] / most[first]) <= _IN_COMMON
    apart &= (density >= _SEED) & (sizes > 0)
    if density[first] < _SEED or not apart.any():
        return None
    second = int(np.argmax(np.where(apart, density, -1)))
    return near[first], near[second] & ~near[first]


def _spread(count: int) -> list[int]:
    if count <= _LOOKED_AT:
        return list(range(count))
    return [int(at) for at in np.linspace(0, count - 1, _LOOKED_AT)]
