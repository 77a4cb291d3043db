"""Earlier releases of a report, as far as a new one has to reckon with them (R74). Pure.

Whoever has two releases subtracts one from the other. What is left are the comments that came in
between, often few: 'two more, both by e-mail' singles people out as surely as a count of two. So no
number in a new release may differ by a small number from what an earlier one told, whichever way,
and rows are joined until none does.

What anybody counts by themselves is not reckoned with: the published comments, by topic and by
period, stand on the site and in the data files one by one.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote

from engage.privacy.disclosure import NOT_SHOWN, Figure
from engage.reports.source import EarlierRelease

Group = frozenset[str]
"""What a row counts: the names of ways, answers or topics that it joins."""

TOTAL: Final = "total"
REST: Final = "other"
NONE: Final = "none"
ANSWERED: Final = "answered"
OTHERS: Final = "\0"
"""Stands in the group of a row of all others, for what nobody named yet: no name holds it."""
_RESERVED: Final = frozenset({TOTAL, REST, NONE, ANSWERED})


@dataclass(frozen=True)
class Told:
    """A table of an earlier release: its figures by the keys of row and column."""

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    figures: Mapping[tuple[str, str], Figure]

    def figure(self, row: str, column: str) -> Figure:
        return self.figures.get((row, column), NOT_SHOWN)


@dataclass(frozen=True)
class Releases:
    """The tables of every earlier release, by key; the oldest release first."""

    tables: tuple[Mapping[str, Told], ...] = ()

    def of(self, key: str) -> tuple[Told, ...]:
        """The table in each release that has it."""
        return tuple(one[key] for one in self.tables if key in one)


def releases(earlier: Iterable[EarlierRelease]) -> Releases:
    """Raises ValueError for figures that are no tables."""
    known = sorted(earlier, key=lambda one: one.number)
    return Releases(tuple(_tables(json.loads(one.figures)) for one in known))


def _tables(value: Iterable[Mapping[str, object]]) -> dict[str, Told]:
    found = {}
    for table in value:
        rows, columns = _names(table["keys"]), _names(table["column_keys"])
        lines = table["rows"]
        if not isinstance(lines, list) or len(lines) != len(rows):
            raise ValueError("a release's tables name each of their rows")
        figures = {
            (row, column): Figure(one["exact"], one["fewer_than"])
            for row, line in zip(rows, lines, strict=True)
            for column, one in zip(columns, line["figures"], strict=True)
        }
        found[str(table["key"])] = Told(rows, columns, figures)
    return found


def _names(value: object) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise ValueError("a release's tables name their rows and columns")
    return tuple(map(str, value))


# --- rows that add up -----------------------------------------------------------------------------


def key_of(names: Iterable[str]) -> str:
    """The key of a row that joins these; the same in every release, whatever the names hold.

    The name '' stands for those who gave no answer.
    """
    return "+".join(sorted(map(_coded, names)))


def _coded(name: str) -> str:
    if name in _RESERVED:
        return f"%{ord(name[0]):02X}{name[1:]}"
    return name.replace("%", "%25").replace("+", "%2B") or NONE


def group_of(key: str) -> Group:
    """What a row with this key joins."""
    return frozenset("" if one == NONE else unquote(one) for one in key.split("+"))


Counts = Mapping[Group, tuple[int, ...]]
"""What each row of a table told, in the same order for every row."""


def counts_of(
    told: Told,
    columns: Sequence[str],
    *,
    names: Iterable[str] = (),
    group: Callable[[str], Group] = group_of,
) -> Counts:
    """The rows that add up, without their total; empty if a number is not told.

    A row of all others takes in those of `names` that no other row does. `group` reads a row's key.
    """
    found: dict[Group, tuple[int, ...]] = {}
    alone = {row: group(row) for row in told.rows if row not in (REST, TOTAL)}
    named = frozenset().union(*alone.values())
    for row in told.rows:
        numbers = [told.figure(row, column).exact for column in columns]
        exact = tuple(n for n in numbers if n is not None)
        if len(exact) < len(numbers):
            return {}
        if row != TOTAL:
            found[alone.get(row, (frozenset(names) - named) | {OTHERS})] = exact
    return found
