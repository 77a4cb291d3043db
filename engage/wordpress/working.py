"""Work that a command waits for: jobs carried out in this process while somebody watches.

They are the jobs of every day, with their leases, so a worker beside it and a second command do no
harm. They run in a thread, because one of them may take hours and the watcher wants to see it move.
"""

import threading
from collections.abc import Callable
from typing import Final

from engage.core.permissions import SYSTEM, Actor
from engage.core.unit import Units
from engage.jobs.execution import Outcome, carry_out
from engage.jobs.handlers import Handlers
from engage.jobs.rules import JobState
from engage.jobs.service import Payload, claim_one, enqueue
from engage.jobs.worker import next_claim
from engage.wordpress import queries
from engage.wordpress.plans import RunKind
from engage.wordpress.queries.outgoing import comments_missing
from engage.wordpress.queries.runs import Run, last_run
from engage.wordpress.service import end_pause
from engage.wordpress.service.kinds import KINDS

GLANCE: Final = 0.3
"""Seconds between two looks of the watcher."""


def watched(work: Callable[[], None], glance: Callable[[], None], every: float = GLANCE) -> None:
    """Does the work in a thread and calls `glance` now and then; raises what the work raised."""
    errors: list[BaseException] = []

    def run() -> None:
        try:
            work()
        except BaseException as error:
            errors.append(error)

    thread = threading.Thread(target=run, name="wordpress-command", daemon=True)
    thread.start()
    while thread.is_alive():
        thread.join(every)
        glance()
    if errors:
        raise errors[0]


def carry_out_all(units: Units, handlers: Handlers) -> None:
    """Until nothing of ours is due, or WordPress cannot be reached: then the rest waits."""
    while not is_paused(units) and (claim := next_claim(units, handlers)):
        carry_out(units, handlers, claim)


def carry_out_one(
    units: Units, actor: Actor, handlers: Handlers, kind: str, payload: Payload
) -> Outcome | None:
    """One job now, whatever pause stands; None when it was given to somebody else."""
    with units.writing(actor) as unit:
        end_pause(unit)
        job_id = enqueue(unit, kind, payload)
        claim = claim_one(unit, job_id, [kind]) if job_id is not None else None
    return carry_out(units, handlers, claim) if claim is not None else None


def is_paused(units: Units) -> bool:
    with units.reading(SYSTEM) as unit:
        row = queries.contact(unit.session)
        return row is not None and row.paused_until is not None and row.paused_until > unit.now


def left_to_do(units: Units) -> int:
    """Comments that are still missing there, and jobs that wait."""
    with units.reading(SYSTEM) as unit:
        jobs = queries.count_of_jobs(unit.session, KINDS, JobState.WAITING)
        return comments_missing(unit.session, unit.now) + jobs


def newest_run(units: Units, kind: RunKind) -> Run | None:
    with units.reading(SYSTEM) as unit:
        return last_run(unit.session, kind, unit.now)
