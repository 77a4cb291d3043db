"""Carrying out one claimed job and writing down how it ended; shared by both kinds of worker.

Logs name the job, its kind, the outcome, and for a failure the exception's class and the line it
came from. The exception's text stays out of logs and table alike: it may quote a person.
"""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from datetime import timedelta
from enum import StrEnum

from sqlalchemy.exc import SQLAlchemyError

from engage.core.permissions import SYSTEM
from engage.core.trouble import origin
from engage.core.unit import Units
from engage.jobs import rules, service
from engage.jobs.handlers import Handlers, JobContext, Later, LeaseLost
from engage.jobs.rules import JobState
from engage.jobs.service import Claim

log = logging.getLogger("engage.jobs")

CRASHED = "WorkerCrashed"


class Outcome(StrEnum):
    DONE = "done"
    POSTPONED = "postponed"
    FAILED = "failed, tried again"
    GIVEN_UP = "given up"
    LOST = "lost to another worker"


def carry_out(units: Units, handlers: Handlers, claim: Claim) -> Outcome:
    """Runs the job's handler; raises only what the database raises when the end is written."""
    reason = ""
    if rules.has_crashed_too_often(claim.tries):
        outcome, reason = _failed(units, claim, CRASHED), CRASHED
    else:
        try:
            _run(units, handlers, claim)
            outcome = Outcome.DONE
        except Later as later:
            outcome = _postponed(units, claim, later.seconds)
        except LeaseLost:
            outcome = Outcome.LOST
        except Exception as error:
            outcome, reason = _failed(units, claim, type(error).__name__), origin(error)
    level = logging.WARNING if reason else logging.INFO
    log.log(
        level,
        "job=%s kind=%s try=%s outcome=%r reason=%r",
        claim.job_id, claim.kind, claim.tries, outcome.value, reason,
    )  # fmt: skip
    return outcome


def _run(units: Units, handlers: Handlers, claim: Claim) -> None:
    handler = handlers[claim.kind]
    context = JobContext(units, claim, units.clock.now())
    with kept_lease(context) if handler.leaves_machine else nullcontext():
        handler.run(context)


def _postponed(units: Units, claim: Claim, seconds: float) -> Outcome:
    with units.writing(SYSTEM) as unit:
        moved = service.postpone(unit, claim, seconds)
    return Outcome.POSTPONED if moved else Outcome.LOST


def _failed(units: Units, claim: Claim, error_name: str) -> Outcome:
    with units.writing(SYSTEM) as unit:
        state = service.fail(unit, claim, error_name)
    if state is None:
        return Outcome.LOST
    return Outcome.GIVEN_UP if state is JobState.FAILED else Outcome.FAILED


@contextmanager
def kept_lease(context: JobContext, every: timedelta = rules.RENEW_EVERY) -> Iterator[None]:
    """Renews the lease from beside while the handler waits on the network or renders."""
    over = threading.Event()

    def keep() -> None:
        for _ in range(rules.LONGEST_HOLD // every):
            if over.wait(every.total_seconds()):
                return
            try:
                context.renew()
            except LeaseLost:
                return
            except SQLAlchemyError:
                continue  # The next renewal still comes in time.

    keeper = threading.Thread(target=keep, name=f"lease-{context.job_id}", daemon=True)
    keeper.start()
    try:
        yield
    finally:
        over.set()
        keeper.join()
