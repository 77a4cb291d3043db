"""Recurring work: a job per interval, inserted by whoever notices first.

The job's key is its kind and slot, so any number of schedulers inserts one row. Slots that
passed while nothing ran are not made up: what recurs looks at the present.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from engage.core.permissions import SYSTEM
from engage.core.unit import Units
from engage.jobs import queries, service
from engage.jobs.rules import EPOCH, slot


@dataclass(frozen=True)
class Recurring:
    """A kind of job without payload that is due once in every interval (1 s to 7 days)."""

    kind: str
    every: timedelta

    def __post_init__(self) -> None:
        slot(EPOCH, self.every)  # Raises at start what would otherwise raise at the first tick.

    def key(self, now: datetime) -> str:
        return f"{self.kind}@{slot(now, self.every)}"


def tick(units: Units, recurring: Iterable[Recurring], now: datetime) -> int:
    """Inserts what the current slots still lack and says how many; reads only if nothing does."""
    wanted = {each.key(now): each for each in recurring}
    if not wanted:
        return 0
    with units.reading(SYSTEM) as unit:
        known = queries.known_keys(unit.session, wanted)
    missing = {key: each for key, each in sorted(wanted.items()) if key not in known}
    if not missing:
        return 0
    with units.writing(SYSTEM, now=now) as unit:
        inserted = [service.enqueue(unit, each.kind, {}, key=key) for key, each in missing.items()]
    return sum(job_id is not None for job_id in inserted)
