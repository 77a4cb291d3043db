"""Questions about runs: the last of each kind, and whether it is still under way."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from engage.jobs.models import Job
from engage.jobs.rules import JobState
from engage.wordpress.models import WordPressRun
from engage.wordpress.plans import RunKind


class RunState(StrEnum):
    """`PUT_OFF`: it began, the site did not answer or was left alone, and it begins again by
    itself. `BROKEN_OFF`: it began and nobody is at it any more."""

    RUNNING = "running"
    PUT_OFF = "put_off"
    BROKEN_OFF = "broken_off"
    FINISHED = "finished"


@dataclass(frozen=True)
class Run:
    """One run, for staff."""

    id: int
    kind: RunKind
    state: RunState
    started_at: datetime
    finished_at: datetime | None
    done: int
    total: int | None
    requests: int
    found: Mapping[str, Any]
    trouble: str

    @property
    def is_under_way(self) -> bool:
        return self.state in (RunState.RUNNING, RunState.PUT_OFF)


def run_by_id(session: Session, run_id: int, now: datetime) -> Run | None:
    row = session.get(WordPressRun, run_id)
    return _run(session, row, now) if row is not None else None


def last_run(
    session: Session,
    kind: RunKind,
    now: datetime,
    *,
    finished: bool = False,
    trouble: str | None = None,
) -> Run | None:
    """The one that began last; with `finished`, the last that came to its end; with `trouble`
    ('' for none) the last that ended so."""
    question = select(WordPressRun).where(WordPressRun.kind == kind)
    if finished or trouble is not None:
        question = question.where(WordPressRun.finished_at.is_not(None))
    if trouble is not None:
        question = question.where(WordPressRun.trouble == trouble)
    row = session.scalar(question.order_by(WordPressRun.id.desc()).limit(1))
    return _run(session, row, now) if row is not None else None


def last_runs(session: Session, now: datetime) -> dict[RunKind, Run | None]:
    return {kind: last_run(session, kind, now) for kind in RunKind}


_BY_JOB: Final = {JobState.WAITING: RunState.PUT_OFF, JobState.RUNNING: RunState.RUNNING}


def _run(session: Session, row: WordPressRun, now: datetime) -> Run:
    return Run(
        row.id,
        RunKind(row.kind),
        _state(session, row, now),
        row.started_at,
        row.finished_at,
        row.done,
        row.total,
        row.requests,
        json.loads(row.found),
        row.trouble,
    )


def _state(session: Session, row: WordPressRun, now: datetime) -> RunState:
    if row.finished_at is not None:
        return RunState.FINISHED
    job = session.get(Job, row.job_id) if row.job_id is not None else None
    if job is None:
        return RunState.BROKEN_OFF
    if job.state == JobState.RUNNING and (job.lease_until is None or job.lease_until < now):
        return RunState.PUT_OFF  # its worker died: the next one takes it
    return _BY_JOB.get(JobState(job.state), RunState.BROKEN_OFF)
