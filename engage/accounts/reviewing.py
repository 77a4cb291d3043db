"""The review of who may do what, every quarter (R61): when it is due, and what is decided. Pure."""

from collections.abc import Collection
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

QUARTER: Final = timedelta(days=91)


class Verdict(StrEnum):
    KEPT = "kept"
    CHANGED = "changed"
    DISABLED = "disabled"


def due_at(last_ended_at: datetime | None, oldest_account_at: datetime | None) -> datetime | None:
    """A quarter after the last review; before the first, a quarter after the first account. None
    while there are no accounts."""
    since = last_ended_at or oldest_account_at
    return None if since is None else since + QUARTER


def is_due(due: datetime | None, now: datetime) -> bool:
    return due is not None and now >= due


def undecided(people: Collection[int], decided: Collection[int]) -> frozenset[int]:
    """Those in use about whom nothing has been decided yet."""
    return frozenset(people) - frozenset(decided)


def left_words(left: int) -> str:
    """'One person is still to be decided about.', '12 people are still to be decided about.'"""
    if left == 1:
        return "One person is still to be decided about."
    return f"{left:,} people are still to be decided about."
