"""Inserting jobs with their cause, and the few moves that a job's row makes afterwards.

A worker proves that a job is still its own by the attempt's number: whoever claims the job next
takes a new one, and every move of the older holder then changes nothing.
"""

import json
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, delete, insert, select, update

from engage.core.errors import Conflict, NotFound
from engage.core.events import Event
from engage.core.ledgers import upsert
from engage.core.unit import Unit
from engage.jobs import rules
from engage.jobs.models import Job
from engage.jobs.queries import is_due, is_overdue, is_untold
from engage.jobs.rules import JobState

Payload = Mapping[str, int | str]
Subscriptions = Mapping[type[Event], tuple[str, ...]]


@dataclass(frozen=True)
class Claim:
    """A job in a worker's hand. `attempts` proves it; `tries` counts what stands against it."""

    job_id: int
    kind: str
    payload: dict[str, int | str]
    attempts: int
    tries: int


def insert_jobs(unit: Unit, subscriptions: Subscriptions) -> None:
    """One job per event and subscriber, in the transaction of the event; the commit calls it."""
    rows = [
        _row(unit, kind, asdict(event), unit.now)
        for event in unit.events
        for kind in subscriptions.get(type(event), ())
    ]
    if rows:
        unit.job_ids.extend(unit.session.scalars(insert(Job).returning(Job.id), rows))


def enqueue(
    unit: Unit,
    kind: str,
    payload: Payload,
    run_at: datetime | None = None,
    key: str | None = None,
) -> int | None:
    """Inserts one job and gives its id; None when a job with this key is there.

    Payloads hold ids and keyed names, nothing of a person. A key is forgotten with its job, two
    weeks after that was done.
    """
    row = _row(unit, kind, payload, run_at or unit.now) | {"key": key}
    statement = upsert(unit.session.get_bind().dialect, Job).values(row)
    job_id = unit.session.scalar(
        statement.on_conflict_do_nothing(index_elements=["key"]).returning(Job.id)
    )
    if job_id is not None and row["run_at"] <= unit.now:
        unit.job_ids.append(job_id)
    return job_id


def _row(unit: Unit, kind: str, payload: Payload, run_at: datetime) -> dict[str, Any]:
    """`told_at`: who commits a due job tells Celery of it, so the dispatcher can wait a while."""
    return {
        "kind": kind,
        "payload": json.dumps(dict(payload), sort_keys=True),
        "run_at": run_at,
        "created_at": unit.now,
        "told_at": unit.now if run_at <= unit.now else None,
    }


def claim(
    unit: Unit, kinds: Collection[str], limit: int = 1, overdue: timedelta = timedelta()
) -> list[Claim]:
    """Takes up to `limit` due jobs, the longest due first; other workers' rows are stepped over.

    With `overdue`, only jobs that have been due for that long.
    """
    wanted = select(Job.id).where(is_overdue(unit.now, overdue), Job.kind.in_(kinds))
    return _claim(unit, wanted.limit(limit))


def claim_one(unit: Unit, job_id: int, kinds: Collection[str]) -> Claim | None:
    """Takes this job if it is due and nobody holds it."""
    wanted = select(Job.id).where(Job.id == job_id, is_due(unit.now), Job.kind.in_(kinds))
    claims = _claim(unit, wanted)
    return claims[0] if claims else None


def _claim(unit: Unit, wanted: Select[int]) -> list[Claim]:
    locked = _locked(wanted)
    rows = unit.session.execute(
        update(Job)
        .where(Job.id.in_(locked))
        .values(
            state=JobState.RUNNING,
            lease_until=unit.now + rules.LEASE,
            attempts=Job.attempts + 1,
        )
        .returning(Job.id, Job.kind, Job.payload, Job.attempts, Job.forgiven, Job.run_at)
        .execution_options(synchronize_session=False)
    ).all()
    return [
        Claim(row.id, row.kind, json.loads(row.payload), row.attempts, row.attempts - row.forgiven)
        for row in sorted(rows, key=lambda row: (row.run_at, row.id))
    ]


def _locked(wanted: Select[int]) -> Select[int]:
    # As a common table expression: PostgreSQL runs that once, whereas it may repeat a plain
    # subselect and lock more rows than the limit. SQLite holds its write lock already.
    chosen = wanted.order_by(Job.run_at, Job.id).with_for_update(skip_locked=True).cte("chosen")
    return select(chosen.c.id)


def finish(unit: Unit, claim: Claim) -> bool:
    """Marks the job done; False when it is no longer this claim's."""
    return _settle(
        unit, claim, state=JobState.DONE, lease_until=None, finished_at=unit.now, error=None
    )


def fail(unit: Unit, claim: Claim, error_name: str) -> JobState | None:
    """Waits to try again, or gives up; None when the job is no longer this claim's.

    `error_name` is a class name: the text of an exception may quote a person.
    """
    if rules.is_given_up(claim.tries):
        state = JobState.FAILED
        moved = _settle(
            unit, claim, state=state, lease_until=None, finished_at=unit.now, error=error_name
        )
    else:
        state = JobState.WAITING
        run_at = unit.now + rules.backoff(claim.tries, claim.job_id)
        moved = _put_back(unit, claim, run_at=run_at, error=error_name)
    return state if moved else None


def postpone(unit: Unit, claim: Claim, seconds: float) -> bool:
    """Puts the job off without counting this attempt against it."""
    run_at = unit.now + rules.postponement(seconds)
    return _put_back(unit, claim, run_at=run_at, forgiven=Job.forgiven + 1)


def renew(unit: Unit, claim: Claim) -> bool:
    """A new lease from now on; False when the job is no longer this claim's."""
    return _settle(unit, claim, lease_until=unit.now + rules.LEASE)


def _put_back(unit: Unit, claim: Claim, **values: object) -> bool:
    return _settle(unit, claim, state=JobState.WAITING, lease_until=None, told_at=None, **values)


def _settle(unit: Unit, claim: Claim, **values: object) -> bool:
    moved = unit.session.scalar(
        update(Job)
        .where(
            Job.id == claim.job_id,
            Job.attempts == claim.attempts,
            Job.state == JobState.RUNNING,
        )
        .values(**values)
        .returning(Job.id)
        .execution_options(synchronize_session=False)
    )
    return moved is not None


def retry(unit: Unit, job_id: int) -> None:
    """Gives a failed job all its tries again, from now; NotFound, or Conflict if not failed."""
    job = unit.session.get(Job, job_id, with_for_update=True, populate_existing=True)
    if job is None:
        raise NotFound("No such job.")
    if job.state != JobState.FAILED:
        raise Conflict("This job has not failed: there is nothing to try again.")
    job.state, job.run_at, job.told_at = JobState.WAITING, unit.now, unit.now
    job.forgiven, job.error, job.finished_at = job.attempts, None, None
    unit.audit("job.retried", f"job:{job_id}", kind=job.kind)
    unit.job_ids.append(job_id)


def prune(unit: Unit) -> int:
    """Deletes what was done two weeks ago or earlier and says how much; failed jobs stay."""
    old = delete(Job).where(
        Job.state == JobState.DONE, Job.finished_at <= unit.now - rules.KEEP_DONE
    )
    gone = unit.session.scalars(old.returning(Job.id).execution_options(synchronize_session=False))
    return len(gone.all())


def take_untold(unit: Unit, limit: int) -> list[int]:
    """Due jobs that Celery should be told of now (again), marked so that one dispatcher does."""
    untold = select(Job.id).where(is_untold(unit.now)).limit(limit)
    told = unit.session.scalars(
        update(Job)
        .where(Job.id.in_(_locked(untold)))
        .values(told_at=unit.now)
        .returning(Job.id)
        .execution_options(synchronize_session=False)
    )
    return sorted(told.all())
