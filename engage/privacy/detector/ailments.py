"""Illness as people tell it, where no name of a disease stands: 'is on the list for a hip'.

The phrases are kept in `data/ailments.txt`, put together from a few kinds of words: parts of the
body, what somebody can no longer do, where they are cared for, how they take their medicine, what
they drink or use, how they died. They count only near a person who is identified (see `health`):
of 'my mother' they say nothing.
"""

import re
from collections.abc import Iterator
from functools import cache
from typing import Final

from engage.privacy.lists import entries

_GROUP: Final = re.compile(r"\((?!\?)")
_KIND: Final = re.compile(r"<(\w+)>")


def find_ailments(low: str) -> Iterator[tuple[int, int]]:
    """Where a sentence in small letters with plain apostrophes tells of an illness."""
    for match in _ailments().finditer(low):
        yield match.span()


@cache
def _ailments() -> re.Pattern[str]:
    kinds = {
        "body": _one_of(entries("body_parts")),
        "schools": _one_of(entries("residential_schools")),
    }
    for line in entries("ailment_words"):
        name, _, pattern = line.partition(":")
        kinds[name] = f"(?:{_GROUP.sub('(?:', pattern.strip())})"
    phrases = (
        _KIND.sub(lambda kind: kinds[kind[1]], _GROUP.sub("(?:", line))
        for line in entries("ailments")
    )
    return re.compile(r"(?<![\w'])(?:" + "|".join(phrases) + r")(?!\w)")


def _one_of(lines: tuple[str, ...]) -> str:
    longest_first = sorted(map(re.escape, lines), key=len, reverse=True)
    return f"(?:{'|'.join(longest_first)})"
