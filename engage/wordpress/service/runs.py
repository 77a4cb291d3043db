"""How runs went: pulling, comparing, drift reports, repairs; for the staff page and the command.

A run belongs to its job. A job that is put off and begins again goes on in the same row, so an
hour without an answer is one run and not sixty. `advance` writes in a transaction of its own,
because a run that is long enough to be watched holds none open.
"""

import json
from collections.abc import Iterable, Mapping
from typing import Final

from sqlalchemy import delete, select, update

from engage.core.permissions import SYSTEM
from engage.core.unit import Unit, Units
from engage.wordpress.models import WordPressRun
from engage.wordpress.plans import RunKind

KEPT: Final = 200
"""Runs of a kind that stay; those with trouble among the older ones stay ten times as long."""
STEP: Final = 200
LISTED: Final = 200
LONGEST: Final = 60_000

Found = Mapping[str, object]


def start_run(unit: Unit, kind: RunKind, job_id: int | None, *, total: int | None = None) -> int:
    """The run's number. An unfinished run of the same job begins again in its row."""
    row = _unfinished(unit, kind, job_id) if job_id is not None else None
    if row is None:
        row = WordPressRun(
            kind=kind, job_id=job_id, started_at=unit.now, started_by=unit.actor.person_id
        )
        unit.session.add(row)
    row.started_at, row.done, row.total, row.requests = unit.now, 0, total, 0
    row.found, row.trouble = "{}", ""
    unit.session.flush()
    return row.id


def _unfinished(unit: Unit, kind: RunKind, job_id: int) -> WordPressRun | None:
    return unit.session.scalar(
        select(WordPressRun)
        .where(
            WordPressRun.kind == kind,
            WordPressRun.job_id == job_id,
            WordPressRun.finished_at.is_(None),
        )
        .with_for_update()
    )


def advance(
    units: Units, run_id: int, done: int, *, total: int | None = None, requests: int = 0
) -> None:
    """How far it has come, for whoever watches; may be lost with the power."""
    with units.passing(SYSTEM) as unit:
        values = {"done": done, "requests": requests}
        values |= {} if total is None else {"total": total}
        unit.session.execute(
            update(WordPressRun)
            .where(WordPressRun.id == run_id, WordPressRun.finished_at.is_(None))
            .values(values)
        )


class Progress:
    """Counts what a run has done and writes it down seldom: every `STEP` things."""

    def __init__(self, units: Units, run_id: int, total: int | None = None) -> None:
        self._units, self._run_id, self._written = units, run_id, 0
        self.done, self.total = 0, total

    def add(self, count: int, requests: int = 0) -> None:
        self.done += count
        if self.done - self._written >= STEP:
            self._written = self.done
            advance(self._units, self._run_id, self.done, total=self.total, requests=requests)


def finish_run(
    unit: Unit,
    run_id: int,
    *,
    found: Found | None = None,
    trouble: str = "",
    done: int | None = None,
    requests: int = 0,
) -> None:
    """In the transaction of the run's result. `found`: counts and ids alone; `trouble`: a
    `RunTrouble` or the name of an error's class, never its words."""
    row = unit.session.get_one(WordPressRun, run_id, with_for_update=True, populate_existing=True)
    row.finished_at, row.trouble = unit.now, trouble
    row.done = row.done if done is None else done
    row.total = row.done if row.total is None else row.total
    row.requests = requests or row.requests
    row.found = json.dumps(found or {}, sort_keys=True)
    if len(row.found) > LONGEST:
        raise ValueError("a run keeps counts and the first ids, not everything")
    _prune(unit, row.kind)


def listed(ids: Iterable[int], most: int = LISTED) -> dict[str, object]:
    """The first ids, smallest first, and how many there are: what `found` may keep of a list."""
    found = sorted(ids)
    return {"count": len(found), "ids": found[:most]}


def _prune(unit: Unit, kind: str) -> None:
    """Runs every minute would fill the table within a year."""
    for keep, is_old in ((KEPT, WordPressRun.trouble == ""), (KEPT * 10, WordPressRun.id > 0)):
        last = (
            select(WordPressRun.id)
            .where(WordPressRun.kind == kind)
            .order_by(WordPressRun.id.desc())
            .offset(keep)
            .limit(1)
            .scalar_subquery()
        )
        unit.session.execute(
            delete(WordPressRun)
            .where(
                WordPressRun.kind == kind,
                WordPressRun.id <= last,
                WordPressRun.finished_at.is_not(None),
                is_old,
            )
            .execution_options(synchronize_session=False)
        )
