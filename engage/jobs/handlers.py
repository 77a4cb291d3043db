"""What carries a job out, in one of two forms that `wiring.jobs` registers by kind.

`transactional(f)` is for work in the database alone: `f(unit, payload)` runs in one transaction
that also marks the job done, so its effect happens exactly once.

`networked(f)` is for work that leaves the machine: `f(context)` prepares in a transaction of its
own, sends while none is open, and records inside `with context.recording() as unit`, which marks
the job done. A worker that dies between sending and recording sends again: what is sent must
carry something that makes a repeat harmless (`context.job_id` is the same each time).
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime

from engage.core.permissions import SYSTEM
from engage.core.unit import Unit, Units
from engage.jobs import service
from engage.jobs.service import Claim, Payload


class Later(Exception):
    """Raised by a handler: not now, try again after `seconds`. Never counts as a failure."""

    def __init__(self, seconds: float) -> None:
        super().__init__(seconds)
        self.seconds = seconds


class LeaseLost(Exception):
    """The lease ran out and the job may be another worker's by now: stop, change nothing."""


@dataclass
class JobContext:
    """One attempt at one job, as its handler sees it."""

    units: Units
    claim: Claim
    now: datetime
    is_recorded: bool = field(default=False, init=False)

    @property
    def job_id(self) -> int:
        return self.claim.job_id

    @property
    def payload(self) -> dict[str, int | str]:
        return self.claim.payload

    @property
    def attempt(self) -> int:
        """1 at first; attempts that were put off do not count."""
        return self.claim.tries

    def renew(self) -> None:
        """Makes sure that the job is still ours, for one lease more; raises LeaseLost."""
        with self.units.writing(SYSTEM) as unit:
            if not service.renew(unit, self.claim):
                raise LeaseLost

    @contextmanager
    def recording(self) -> Iterator[Unit]:
        """The transaction that marks the job done together with whatever the block changes.

        The mark comes first: its row lock keeps the job from every other worker until the end,
        however long the block takes, and a lost lease is noticed before any work.
        """
        with self.units.writing(SYSTEM) as unit:
            if not service.finish(unit, self.claim):
                raise LeaseLost
            yield unit
        self.is_recorded = True


@dataclass(frozen=True)
class Handler:
    """How one kind of job is carried out; `leaves_machine` jobs have their lease renewed."""

    run: Callable[[JobContext], None]
    leaves_machine: bool


Handlers = Mapping[str, Handler]


def transactional(work: Callable[[Unit, Payload], None]) -> Handler:
    """The job's whole effect is rows: they and the job's end are committed together."""

    def run(context: JobContext) -> None:
        with context.recording() as unit:
            work(unit, context.payload)

    return Handler(run, leaves_machine=False)


def networked(work: Callable[[JobContext], None]) -> Handler:
    """The job talks to something outside; it ends by `recording`, or else when `work` returns."""

    def run(context: JobContext) -> None:
        work(context)
        if not context.is_recorded:
            with context.recording():
                pass

    return Handler(run, leaves_machine=True)
