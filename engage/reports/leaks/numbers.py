"""Telephone and identity numbers in a text, by their digits alone.

Within one run of digits a number is found wherever it begins. Over several groups it has to begin
and end with a group, but for a country code before it: counts that stand side by side in a table
would else make up a telephone now and then.
"""

import re
from collections.abc import Iterator
from typing import Final

from engage.reports.leaks.sequences import BOUNDARY
from engage.reports.leaks.text import digits

_RUN: Final = re.compile(rf"\d(?:(?:[^\w{BOUNDARY}]|_){{0,6}}\d){{6,}}")
_GROUP: Final = re.compile(r"\d+")
_CODES: Final = ("", "0", "1", "01", "001")
_MOST_IN_CODE: Final = 3
_FIRST_GROUP: Final = 3


def candidates(plain_texts: str, lengths: list[int]) -> Iterator[tuple[int, str, bool]]:
    """Where a run begins, every number of these lengths that it may hold, and whether that is
    grouped as numbers are: a figure or two beside each other in a table are not."""
    for run in _RUN.finditer(plain_texts):
        groups = [digits(group[0]) for group in _GROUP.finditer(run[0])]
        for number, is_grouped in _in_groups(groups, lengths):
            yield run.start(), number, is_grouped


def _in_groups(groups: list[str], lengths: list[int]) -> Iterator[tuple[str, bool]]:
    for at, group in enumerate(groups):
        for length in lengths:
            for start in range(len(group) - length + 1):
                yield group[start : start + length], True
        for code in range(min(_MOST_IN_CODE, max(0, len(group) - _FIRST_GROUP)) + 1):
            if group[:code] in _CODES:
                yield from _over_groups(groups, at, code, lengths)


def _over_groups(
    groups: list[str], at: int, code: int, lengths: list[int]
) -> Iterator[tuple[str, bool]]:
    number = groups[at][code:]
    is_grouped = len(number) >= _FIRST_GROUP
    for group in groups[at + 1 :]:
        number += group
        is_grouped = is_grouped and len(group) > 1
        if len(number) > lengths[-1]:
            return
        if len(number) in lengths:
            yield number, is_grouped
