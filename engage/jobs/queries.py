"""Questions about the job table."""

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, exists, func, or_, select, text
from sqlalchemy.orm import Session

from engage.jobs.models import OPEN, Job
from engage.jobs.rules import TELL_AGAIN, JobState


def is_due(now: datetime) -> ColumnElement[bool]:
    """Waiting and its time has come, or held by a worker that fell silent."""
    unheld = or_(Job.state == JobState.WAITING, Job.lease_until < now)
    return and_(text(OPEN), Job.run_at <= now, unheld)


def is_untold(now: datetime) -> ColumnElement[bool]:
    """Due, and Celery was never told of it or so long ago that the message must be lost."""
    return and_(is_due(now), or_(Job.told_at.is_(None), Job.told_at <= now - TELL_AGAIN))


def is_overdue(now: datetime, by: timedelta) -> ColumnElement[bool]:
    """Due, and for that long already."""
    return and_(is_due(now), Job.run_at <= now - by)


def any_due(
    session: Session, kinds: Collection[str], now: datetime, overdue: timedelta = timedelta()
) -> bool:
    """Whether claiming is worth a writing transaction (an idle worker then takes no lock)."""
    wanted = exists().where(is_overdue(now, overdue), Job.kind.in_(kinds))
    return bool(session.scalar(select(wanted)))


def known_keys(session: Session, keys: Collection[str]) -> set[str]:
    """Those of the keys that already have a job."""
    return {key for key in session.scalars(select(Job.key).where(Job.key.in_(keys))) if key}


def counts_by_state(session: Session) -> dict[JobState, int]:
    """How many jobs are in each state; a state without jobs is 0."""
    rows = session.execute(select(Job.state, func.count()).group_by(Job.state))
    return dict.fromkeys(JobState, 0) | {JobState(state): count for state, count in rows}


def given_up(session: Session) -> list[Job]:
    """Failed jobs, newest first: each waits for a person to look at it and retry it."""
    query = select(Job).where(Job.state == JobState.FAILED).order_by(Job.finished_at.desc())
    return list(session.scalars(query))
