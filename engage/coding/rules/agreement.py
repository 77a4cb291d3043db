"""How far coders agree beyond chance: percent, and Krippendorff's alpha for nominal data. Pure.

Krippendorff, K. (2004), Content Analysis, chapter 11. Alpha rather than Cohen's kappa, because the
two who code one comment are seldom the same two as for the next, and a third may have chosen too.
1 is agreement without exception, 0 what chance would give; below 0 they disagree systematically.
"""

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import permutations
from typing import Final

ENOUGH: Final = 0.8
"""From here on conclusions are safe by Krippendorff's own advice; tentative from the next."""
TENTATIVE: Final = 0.667


@dataclass(frozen=True)
class Agreement:
    """Over `comments` that two or more people coded. `alpha` is None where nothing varies: with
    everybody always saying the same, chance cannot be told from agreement."""

    comments: int
    percent: float
    alpha: float | None


def alpha(units: Iterable[Sequence[Hashable]]) -> float | None:
    """Krippendorff's alpha; a unit is what its coders said of one thing. None: see `Agreement`."""
    coincidences: Counter[tuple[Hashable, Hashable]] = Counter()
    pairs: dict[tuple[Hashable, Hashable], float] = {}
    for said in units:
        if len(said) > 1:
            coincidences.update(permutations(said, 2))
            share = 1 / (len(said) - 1)
            for pair, count in coincidences.items():
                pairs[pair] = pairs.get(pair, 0.0) + count * share
            coincidences.clear()
    return _alpha(pairs)


def of_theme(counted: Mapping[tuple[int, int], int]) -> Agreement:
    """Of one theme, from how often `k` of `m` coders chose it: {(m, k): comments}.

    The percentage is of pairs of coders who said the same of a comment.
    """
    pairs: dict[tuple[Hashable, Hashable], float] = {}
    comments, same = 0, 0.0
    for (coders, chose), count in counted.items():
        if coders < 2:
            continue
        others = coders - chose
        both, neither = chose * (chose - 1), others * (others - 1)
        split = chose * others
        comments += count
        same += count * (both + neither) / (coders * (coders - 1))
        for pair, times in ((1, 1), both), ((0, 0), neither), ((0, 1), split), ((1, 0), split):
            pairs[pair] = pairs.get(pair, 0.0) + count * times / (coders - 1)
    return Agreement(comments, 100 * same / comments if comments else 0.0, _alpha(pairs))


def _alpha(pairs: Mapping[tuple[Hashable, Hashable], float]) -> float | None:
    totals: dict[Hashable, float] = {}
    for (one, _other), weight in pairs.items():
        totals[one] = totals.get(one, 0.0) + weight
    n = sum(totals.values())
    expected = n * n - sum(total * total for total in totals.values())
    if n <= 1 or expected <= 0:
        return None
    observed = sum(weight for (one, other), weight in pairs.items() if one != other)
    return 1 - (n - 1) * observed / expected


def words_of(value: float | None) -> str:
    """What an alpha says, in words."""
    if value is None:
        return "cannot be said: nobody varied"
    if value >= ENOUGH:
        return "reliable"
    return "for tentative conclusions" if value >= TENTATIVE else "not reliable yet"
