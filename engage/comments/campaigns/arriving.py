"""One comment at a time: with which of the texts that share its keys does it belong?

The caller keeps the sketch of each comment (`signatures.sketch_of`) and looks up who shares its
keys. Those texts, some dozens, are grouped with the new one as a file of their own, so that the
decision is the same as for a whole engagement, stock phrases included. What is seen of an
engagement through a few dozen neighbours is less than the whole: group it anew from time to time
(`grouped`), and let that answer stand.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, TypeVar

from engage.comments.campaigns.grouping import grouped

LOOKED_AT: Final = 40
"""So many neighbours are enough; of exact copies one or two."""

Id = TypeVar("Id")


def nearest(sharing: Mapping[Id, int]) -> list[Id]:
    """The comments to look at, out of those that share a key: `sharing` says how many keys."""
    return [one for one, _ in Counter(sharing).most_common(LOOKED_AT)]


def companions(text: str, found: Sequence[str]) -> tuple[int, ...]:
    """Indices of the found texts that belong to one campaign with the text; () for none."""
    numbers = grouped([text, *found])
    if numbers[0] is None:
        return ()
    return tuple(n for n, number in enumerate(numbers[1:]) if number == numbers[0])


def group_of(groups: Iterable[Id | None]) -> Id | None:
    """The group that most companions are in already; None where a new one begins."""
    counts = Counter(group for group in groups if group is not None)
    return counts.most_common(1)[0][0] if counts else None
