"""The rows and columns of cross-tabs, taken from the report's other tables (R74). Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from engage.reports.earlier import ANSWERED, OTHERS, REST, TOTAL, Group, Told, group_of, key_of
from engage.reports.growth import blocks
from engage.reports.rules import Table
from engage.reports.words import Words

MOST_LINES: Final = 8
"""Rows or columns of a cross-tab, totals not counted."""


@dataclass(frozen=True)
class Axis:
    """What each row or column joins, and how it is called."""

    groups: tuple[Group, ...]
    labels: tuple[str, ...]

    @property
    def keys(self) -> tuple[str, ...]:
        return tuple(REST if OTHERS in group else key_of(group) for group in self.groups)

    @property
    def fits(self) -> bool:
        return 1 < len(self.groups) <= MOST_LINES

    def place(self, name: str) -> int:
        """Of the line that a name belongs to. Raises ValueError for a name without one."""
        for number, group in enumerate(self.groups):
            if name in group:
                return number
        raise ValueError("a comment belongs to no line of a cross-tab")


def axis_of(table: Table | None, column: str, names: Iterable[str] = ()) -> Axis:
    """The rows of a table that hold somebody; none where the table does not tell all of them.

    The row of all others takes in those of `names` that no other row does.
    """
    groups: list[Group] = []
    labels: list[str] = []
    if table is None or column not in table.column_keys:
        return Axis((), ())
    place = table.column_keys.index(column)
    own = [key for key in table.keys if key not in (REST, TOTAL, ANSWERED)]
    named = frozenset().union(*map(group_of, own))
    for key, row in zip(table.keys, table.rows, strict=True):
        count = row.figures[place].exact
        if count is None:
            return Axis((), ())
        if count and key not in (TOTAL, ANSWERED):
            groups.append((frozenset(names) - named) | {OTHERS} if key == REST else group_of(key))
            labels.append(row.label)
    return Axis(tuple(groups), tuple(labels))


def topic_axis(counts: Sequence[tuple[str, str, int]], threshold: int) -> Axis:
    """Topics by slug, title and number of published comments, as everybody can count them.

    None if one has few: how its few comments came is theirs alone, and joined with another topic
    it could still be told from what is left, as the number of each is known.
    """
    used = [one for one in counts if one[2]]
    if any(count < threshold for _slug, _title, count in used):
        return Axis((), ())
    return Axis(
        tuple(frozenset({slug}) for slug, _title, _count in used),
        tuple(title for _slug, title, _count in used),
    )


def as_before(axis: Axis, keys: Iterable[str], words: Words, joiner: str) -> Axis:
    """The axis with everything joined that an earlier release joined.

    Empty where that is not possible: where it told apart what is joined now, or what is gone.
    """
    named = frozenset().union(*(group_of(key) for key in keys if key != REST))
    rest = (frozenset().union(*axis.groups) - named) | {OTHERS}
    then = [rest if key == REST else group_of(key) for key in keys if key != TOTAL]
    groups: list[Group] = []
    labels: list[str] = []
    for block in blocks([*axis.groups, *then]):
        old = [group for group in then if group <= block]
        new = [
            label for group, label in zip(axis.groups, axis.labels, strict=True) if group <= block
        ]
        if not new or len(old) > 1 or (old and old[0] != block):
            return Axis((), ())
        groups.append(block)
        labels.append(words("other_ways") if OTHERS in block else words.listed(tuple(new), joiner))
    order = [min(n for n, group in enumerate(axis.groups) if group <= block) for block in groups]
    lines = sorted(zip(order, groups, labels, strict=True), key=lambda line: line[0])
    return Axis(tuple(g for _n, g, _l in lines), tuple(label for _n, _g, label in lines))


def as_in_all(
    axis: Axis, past: Iterable[Told], words: Words, joiner: str, *, columns: bool = False
) -> Axis:
    """The axis with everything joined that any of the earlier tables joined, else empty."""
    past = tuple(past)
    for told in past:
        axis = as_before(axis, told.columns if columns else told.rows, words, joiner)
    kept = set(axis.keys)
    for told in past:
        if not set(told.columns if columns else told.rows) - {TOTAL} <= kept:
            return Axis((), ())
    return axis
