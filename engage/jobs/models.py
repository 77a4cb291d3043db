"""The job table is the queue, embedded and scaled out alike.

An own table rather than a broker: a job must be written in the transaction of its cause, and a
worker killed while it holds a job must lose nothing. Measured with kill -9, brokers alone lost
tasks in flight; rows with leases lost none. Celery, where used, only carries the row's id.
"""

from datetime import datetime

from sqlalchemy import Index, text
from sqlalchemy.orm import Mapped, mapped_column

from engage.core.db import Base
from engage.jobs.rules import JobState

OPEN = "state IN ('waiting', 'running')"
"""The condition of the partial index: a query that uses it repeats these very words."""


class Job(Base):
    """One piece of work. `payload` is JSON of ids only; `key` makes a repeat the same job.

    `attempts` only grows: each claim takes a new number, and who does not hold the newest can no
    longer finish the job. `forgiven` is how many of them do not count against it.
    """

    __tablename__ = "job"
    __table_args__ = (
        Index("ix_job_due", "run_at", sqlite_where=text(OPEN), postgresql_where=text(OPEN)),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    payload: Mapped[str]
    key: Mapped[str | None] = mapped_column(unique=True)
    state: Mapped[str] = mapped_column(default=JobState.WAITING)
    run_at: Mapped[datetime]
    lease_until: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    forgiven: Mapped[int] = mapped_column(default=0)
    told_at: Mapped[datetime | None]
    error: Mapped[str | None]
    created_at: Mapped[datetime]
    finished_at: Mapped[datetime | None] = mapped_column(index=True)
