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


def candidates(plain_texts: str, lengths: list[int]) -> Iterator[tuple[int, str]]:
    """Where a run begins, and every number of these lengths that it may hold."""
    for run in _RUN.finditer(plain_texts):
        groups = [digits(group[0]) for group in _GROUP.finditer(run[0])]
        for number in _in_groups(groups, lengths):
            yield run.start(), number


def _in_groups(groups: list[str], lengths: list[int]) -> Iterator[str]:
    for at, group in enumerate(groups):
        for length in lengths:
            for start in range(len(group) - length + 1):
                yield group[start : start + length]
        for code in range(min(_MOST_IN_CODE, max(0, len(group) - 3)) + 1):
            if group[:code] in _CODES:
                yield from _over_groups(groups, at, code, lengths)


def _over_groups(groups: list[str], at: int, code: int, lengths: list[int]) -> Iterator[str]:
    number = groups[at][code:]
    for group in groups[at + 1 :]:
        number += group
        if len(number) > lengths[-1]:
            return
        if len(number) in lengths:
            yield number
