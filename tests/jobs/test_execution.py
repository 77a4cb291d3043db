"""How a job ends, on both databases: done once, put off, failed, given up, or lost."""

import threading
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from engage.core.clock import FixedClock
from engage.core.permissions import SYSTEM
from engage.core.unit import Unit, Units
from engage.jobs import service
from engage.jobs.execution import CRASHED, Outcome, carry_out, kept_lease
from engage.jobs.handlers import (
    Handler,
    JobContext,
    Later,
    LeaseLost,
    networked,
    transactional,
)
from engage.jobs.models import Job
from engage.jobs.rules import LEASE, LONGEST_DELAY, MAX_TRIES, JobState
from engage.jobs.service import Payload
from engage.jobs.worker import next_claim, run_due
from tests.jobs.labour import HANDLERS, effects, enqueue_many, note, states

SECRET = "Fictitious Person, 250-555-0100"


def only_job(units: Units) -> Job:
    with units.reading(SYSTEM) as unit:
        return unit.session.scalars(select(Job)).one()


def refuse(unit: Unit, payload: Payload) -> None:
    note(unit, payload)
    raise ValueError(SECRET)


@pytest.mark.parametrize("kind", ["note", "send"])
def test_everything_due_is_done_once(units: Units, kind: str) -> None:
    names = enqueue_many(units, kind, 5)
    assert run_due(units, HANDLERS) == 5
    assert run_due(units, HANDLERS) == 0
    assert effects(units) == names
    assert states(units) == {JobState.DONE}


def test_a_failed_try_leaves_no_effect_and_comes_again_later(
    units: Units, clock: FixedClock
) -> None:
    enqueue_many(units, "note", 1)
    assert run_due(units, {"note": transactional(refuse)}) == 1
    assert effects(units) == []
    assert run_due(units, HANDLERS) == 0
    clock.advance(seconds=10)
    assert run_due(units, HANDLERS) == 1
    assert effects(units) == ["note-000"]
    assert only_job(units).error is None


def test_neither_table_nor_log_keeps_the_text_of_an_exception(
    units: Units, caplog: pytest.LogCaptureFixture
) -> None:
    enqueue_many(units, "note", 1)
    with caplog.at_level("DEBUG", logger="engage"):
        run_due(units, {"note": transactional(refuse)})
    assert only_job(units).error == "ValueError"
    assert "ValueError at test_execution.py" in caplog.text
    assert SECRET not in caplog.text


def test_a_job_that_always_fails_stops_and_waits_for_a_person(
    units: Units, clock: FixedClock
) -> None:
    enqueue_many(units, "note", 1)
    for _ in range(MAX_TRIES + 3):
        run_due(units, {"note": transactional(refuse)})
        clock.advance(seconds=LONGEST_DELAY.total_seconds() * 2)
    job = only_job(units)
    assert (job.state, job.attempts, job.error) == (JobState.FAILED, MAX_TRIES, "ValueError")


def test_later_never_counts_as_failure(units: Units, clock: FixedClock) -> None:
    def closed(_context: JobContext) -> None:
        raise Later(60)

    enqueue_many(units, "send", 1)
    for _ in range(MAX_TRIES * 3):
        assert run_due(units, {"send": networked(closed)}) == 1
        clock.advance(seconds=60)
    assert states(units) == {JobState.WAITING}
    assert run_due(units, HANDLERS) == 1
    assert effects(units) == ["send-000"]


def test_later_waits_as_long_as_it_says(units: Units, clock: FixedClock) -> None:
    def closed(_context: JobContext) -> None:
        raise Later(90)

    enqueue_many(units, "send", 1)
    run_due(units, {"send": networked(closed)})
    assert only_job(units).run_at == clock.now() + timedelta(seconds=90)


def test_a_job_that_kills_its_workers_is_given_up(units: Units, clock: FixedClock) -> None:
    enqueue_many(units, "note", 1)
    for _ in range(MAX_TRIES):
        assert next_claim(units, HANDLERS)  # and the worker dies
        clock.advance(seconds=LEASE.total_seconds() + 1)
    assert run_due(units, HANDLERS) == 1
    job = only_job(units)
    assert (job.state, job.error) == (JobState.FAILED, CRASHED)
    assert effects(units) == []


@pytest.mark.parametrize("kind", ["note", "send"])
def test_a_worker_that_lost_its_lease_changes_nothing(
    units: Units, clock: FixedClock, kind: str
) -> None:
    names = enqueue_many(units, kind, 1)
    slow = next_claim(units, HANDLERS)
    assert slow is not None
    clock.advance(seconds=LEASE.total_seconds() + 1)
    assert run_due(units, HANDLERS) == 1
    assert carry_out(units, HANDLERS, slow) is Outcome.LOST
    assert effects(units) == names


def test_a_handler_can_make_sure_of_its_lease_before_it_sends(
    units: Units, clock: FixedClock
) -> None:
    sent: list[int] = []

    def slow(context: JobContext) -> None:
        clock.advance(seconds=LEASE.total_seconds() + 1)
        run_due(units, HANDLERS)
        context.renew()
        sent.append(context.job_id)

    enqueue_many(units, "send", 1)
    run_due(units, {"send": networked(slow)})
    assert sent == []
    assert effects(units) == ["send-000"]


def test_the_lease_of_a_long_networked_job_is_renewed_beside_it(
    units: Units, clock: FixedClock
) -> None:
    enqueue_many(units, "send", 1)
    claim = next_claim(units, HANDLERS)
    assert claim is not None
    renewed = threading.Event()

    class Watched(JobContext):
        def renew(self) -> None:
            super().renew()
            renewed.set()

    clock.advance(seconds=LEASE.total_seconds() - 1)
    with kept_lease(Watched(units, claim, clock.now()), every=timedelta(milliseconds=20)):
        assert renewed.wait(30)
    assert only_job(units).lease_until == clock.now() + LEASE


def test_a_networked_handler_that_records_nothing_is_done_when_it_returns(units: Units) -> None:
    seen: list[tuple[int, int, Payload]] = []

    def look(context: JobContext) -> None:
        seen.append((context.job_id, context.attempt, context.payload))

    enqueue_many(units, "send", 1)
    run_due(units, {"send": networked(look)})
    assert seen == [(only_job(units).id, 1, {"what": "send-000"})]
    assert states(units) == {JobState.DONE}


def test_no_transaction_is_open_while_a_networked_job_sends(units: Units, tmp_path: Path) -> None:
    def sends(context: JobContext) -> None:
        # Would wait for ever behind an open writing transaction on SQLite.
        other = threading.Thread(target=enqueue_many, args=(units, "note", 1))
        other.start()
        other.join(30)
        assert not other.is_alive()
        with context.recording() as unit:
            note(unit, context.payload)

    enqueue_many(units, "send", 1)
    handlers: dict[str, Handler] = {"send": networked(sends)}
    run_due(units, handlers)
    assert effects(units) == ["send-000"]


def test_what_a_job_enqueues_is_undone_with_it(units: Units) -> None:
    def causes(unit: Unit, _payload: Payload) -> None:
        service.enqueue(unit, "send", {"what": "caused"})
        raise LookupError

    enqueue_many(units, "note", 1)
    run_due(units, {"note": transactional(causes), "send": HANDLERS["send"]})
    assert effects(units) == []


def test_a_lost_lease_inside_a_transactional_job_is_noticed_before_its_work(
    units: Units, clock: FixedClock
) -> None:
    enqueue_many(units, "note", 1)
    claim = next_claim(units, HANDLERS)
    assert claim is not None
    clock.advance(seconds=LEASE.total_seconds() + 1)
    assert next_claim(units, HANDLERS)
    worked: list[Payload] = []
    handler = transactional(lambda _unit, payload: worked.append(payload))
    with pytest.raises(LeaseLost):
        handler.run(JobContext(units, claim, clock.now()))
    assert worked == []
