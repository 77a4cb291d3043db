"""Worker processes that are killed, stopped, doubled, or left without a database."""

import threading
import uuid
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select, text

from engage.core.db import Database
from engage.core.permissions import SYSTEM
from engage.core.unit import Unit, Units
from engage.jobs.handlers import transactional
from engage.jobs.models import Job
from engage.jobs.rules import JobState
from engage.jobs.schedule import Recurring
from engage.jobs.service import Payload
from engage.jobs.worker import run_due, run_worker
from tests.jobs.conftest import Start, end, kill
from tests.jobs.labour import (
    HANDLERS,
    ShiftedClock,
    are_all_done,
    effects,
    enqueue_many,
    make_tables,
    make_units,
    until,
)
from tests.services.postgresql import PostgresqlServer


def count(units: Units, state: JobState) -> int:
    with units.reading(SYSTEM) as unit:
        query = select(func.count()).select_from(Job).where(Job.state == state)
        return unit.session.scalar(query) or 0


@pytest.mark.parametrize("kind", ["note", "send"])
def test_jobs_in_the_hand_of_a_killed_worker_are_done_once_by_another(
    live_units: Units,
    later_units: Units,
    start_worker: Start,
    reached: Callable[[], int],
    kind: str,
) -> None:
    names = enqueue_many(live_units, kind, 8)
    # SQLite lets one lane at a time into a writing transaction.
    held = 1 if kind == "note" and live_units.database.is_sqlite else 4
    worker = start_worker(stall=True, lanes=4)
    until(lambda: reached() == held)
    kill(worker)
    assert effects(live_units) == []
    run_due(later_units, HANDLERS)
    assert effects(live_units) == names
    assert are_all_done(live_units)


def test_a_worker_killed_anywhere_leaves_no_job_half_done(
    live_units: Units, later_units: Units, start_worker: Start, reached: Callable[[], int]
) -> None:
    names = enqueue_many(live_units, "note", 40)
    worker = start_worker(pause=0.01, lanes=3)
    until(lambda: reached() > 12)
    kill(worker)
    assert len(effects(live_units)) == count(live_units, JobState.DONE) < 40
    run_due(later_units, HANDLERS)
    assert effects(live_units) == names


@pytest.mark.parametrize("kind", ["note", "send"])
def test_two_workers_never_do_a_job_twice(
    live_units: Units, start_worker: Start, kind: str
) -> None:
    names = enqueue_many(live_units, kind, 40)
    for _ in range(2):
        start_worker(pause=0.005, lanes=3)
    until(lambda: are_all_done(live_units))
    assert effects(live_units) == names


def test_a_worker_told_to_stop_ends_after_the_job_in_hand(
    live_units: Units, start_worker: Start, reached: Callable[[], int]
) -> None:
    enqueue_many(live_units, "send", 3)
    worker = start_worker(pause=0.5, lanes=1)
    until(lambda: reached() == 1)
    end(worker)
    assert effects(live_units) == ["send-000"]
    assert count(live_units, JobState.WAITING) == 2


def test_a_worker_does_what_recurs(live_units: Units) -> None:
    stop = threading.Event()
    ran: list[int] = []

    def recur(_unit: Unit, _payload: Payload) -> None:
        ran.append(1)
        if len(ran) == 2:
            stop.set()

    handlers = {"often": transactional(recur)}
    every = Recurring("often", timedelta(seconds=1))
    run_worker(live_units, handlers, [every], stop, poll=0.05, lanes=2)
    assert len(ran) == 2


def test_a_worker_waits_for_its_database(
    postgresql_server: PostgresqlServer,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    name = f"late_{uuid.uuid4().hex}"
    database = Database(postgresql_server.url(name))
    units = make_units(database, ShiftedClock(), tmp_path)
    stop = threading.Event()
    worker = threading.Thread(target=run_worker, args=(units, HANDLERS, [], stop, 0.05, 1))
    with caplog.at_level("WARNING", logger="engage"):
        worker.start()
        until(lambda: "worker trouble=OperationalError" in caplog.text)
    postgresql_server.create(name)
    try:
        make_tables(database)
        names = enqueue_many(units, "note", 3)
        until(lambda: effects(units) == names)
    finally:
        stop.set()
        worker.join()
        database.dispose()
        postgresql_server.drop(name)


def test_a_worker_survives_the_loss_of_its_connections(
    postgresql_database: str, tmp_path: Path
) -> None:
    database = Database(postgresql_database)
    make_tables(database)
    units = make_units(database, ShiftedClock(), tmp_path)
    stop = threading.Event()
    worker = threading.Thread(target=run_worker, args=(units, HANDLERS, [], stop, 0.01, 2))
    worker.start()
    try:
        for number in range(3):
            cut_connections_of_others(postgresql_database)
            enqueue_many(units, "note", 1)
            until(lambda done=number + 1: len(effects(units)) == done)
    finally:
        stop.set()
        worker.join()
        database.dispose()


def cut_connections_of_others(url: str) -> None:
    admin = Database(url)
    with admin.session(writes=True) as session:
        session.execute(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        )
    admin.dispose()
