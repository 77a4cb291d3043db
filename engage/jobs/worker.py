"""The embedded worker: polls the table, one job at a time in each of its lanes.

A lane claims a job only when it is free to begin: a job that waits in a busy worker's hand would
outlive its lease. Two lanes, so that mail does not wait behind a WordPress that does not answer.
"""

import logging
import signal
import threading
from collections.abc import Callable, Collection, Sequence
from datetime import timedelta
from types import FrameType

from engage.core.permissions import SYSTEM
from engage.core.unit import Unit, Units
from engage.jobs import queries, service
from engage.jobs.execution import carry_out
from engage.jobs.handlers import Handlers
from engage.jobs.rules import trouble_pause
from engage.jobs.schedule import Recurring, tick
from engage.jobs.service import Claim

log = logging.getLogger("engage.jobs")

Resting = Callable[[Unit], Collection[str]]
"""Kinds of jobs that are left alone for the moment."""


def nothing_rests(_unit: Unit) -> Collection[str]:
    return ()


def run_worker(
    units: Units,
    handlers: Handlers,
    recurring: Sequence[Recurring],
    stop: threading.Event,
    poll: float = 0.5,
    lanes: int = 2,
    *,
    resting: Resting = nothing_rests,
) -> None:
    """Works until `stop` is set, then ends after the jobs in hand. `poll` is in seconds."""
    threads = [
        threading.Thread(
            target=work_lane,
            args=(units, handlers, recurring, stop, poll),
            kwargs={"resting": resting},
            name=f"jobs-{number}",
        )
        for number in range(lanes)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def stop_on_signals(stop: threading.Event) -> None:
    """SIGTERM and SIGINT set `stop`; only the main thread may ask for this."""

    def ask(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, ask)
    signal.signal(signal.SIGINT, ask)


def run_due(units: Units, handlers: Handlers, recurring: Sequence[Recurring] = ()) -> int:
    """Carries out all that is due now, one after another, and says how many attempts that took.

    For commands and tests; what a job causes is done too when it is due at once.
    """
    tick(units, recurring, units.clock.now())
    attempts = 0
    while claim := next_claim(units, handlers):
        carry_out(units, handlers, claim)
        attempts += 1
    return attempts


def next_claim(
    units: Units,
    handlers: Handlers,
    overdue: timedelta = timedelta(),
    resting: Resting = nothing_rests,
) -> Claim | None:
    """The job that is due longest, now in our hand; None when there is none for us."""
    with units.reading(SYSTEM) as unit:
        left_alone = resting(unit)
        kinds = [kind for kind in handlers if kind not in left_alone]
        if not queries.any_due(unit.session, kinds, unit.now, overdue):
            return None
    with units.writing(SYSTEM) as unit:
        claims = service.claim(unit, kinds, limit=1, overdue=overdue)
    return claims[0] if claims else None


def work_lane(
    units: Units,
    handlers: Handlers,
    recurring: Sequence[Recurring],
    stop: threading.Event,
    poll: float,
    overdue: timedelta = timedelta(),
    *,
    resting: Resting = nothing_rests,
) -> None:
    """One lane's life: one job after another until `stop`; nothing is raised past it."""
    troubles = 0
    while not stop.is_set():
        try:
            tick(units, recurring, units.clock.now())
            claim = next_claim(units, handlers, overdue, resting)
            if claim is None:
                stop.wait(poll)
            else:
                carry_out(units, handlers, claim)
            troubles = 0
        except Exception as error:
            # In practice the database is away. Jobs stay in it: wait and go on.
            troubles += 1
            log.warning("worker trouble=%s row=%s", type(error).__name__, troubles)
            stop.wait(trouble_pause(troubles))
