"""Celery on Redis, both real: messages may be lost, doubled or late, jobs may not."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path

import pytest
from celery import Celery
from kombu.exceptions import OperationalError

from engage.core.db import Database
from engage.core.permissions import SYSTEM
from engage.core.unit import Units
from engage.jobs import queries
from engage.jobs.celery_bridge import Nudge, make_celery, send
from engage.jobs.dispatcher import dispatch, run_dispatcher
from engage.jobs.dispatcher import queued as queued_on
from engage.jobs.rules import JobState
from engage.jobs.schedule import Recurring
from tests.jobs.conftest import Start, end, kill
from tests.jobs.labour import (
    ShiftedClock,
    are_all_done,
    effects,
    enqueue_many,
    make_units,
    until,
)
from tests.services.process import free_port, program, running, scratch, start


class StoppableRedis:
    """A Redis of the test's own, on one port, that keeps nothing when it is stopped."""

    def __init__(self) -> None:
        self._port = free_port()
        self._running = ExitStack()
        self.url = f"redis://127.0.0.1:{self._port}/0"

    def start(self) -> None:
        folder = self._running.enter_context(scratch("redis"))
        command = [program("redis-server"), "--port", str(self._port), "--bind", "127.0.0.1"]
        command += ["--save", "", "--appendonly", "no", "--dir", str(folder)]
        server = self._running.enter_context(running(start(command, folder / "log")))
        server.wait_until(self._answers)

    def stop(self) -> None:
        self._running.close()

    def _answers(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self._port)) == 0


@pytest.fixture
def redis() -> Iterator[StoppableRedis]:
    server = StoppableRedis()
    server.start()
    yield server
    server.stop()


@pytest.fixture
def database_url(postgresql_database: str) -> str:
    """Several machines need PostgreSQL."""
    return postgresql_database


@pytest.fixture
def app(redis: StoppableRedis) -> Celery:
    return make_celery(redis.url)


@pytest.fixture
def nudging_units(database: Database, tmp_path: Path, redis: StoppableRedis) -> Units:
    """The web process: what it commits is told to Celery."""
    return make_units(database, ShiftedClock(), tmp_path, committed=[Nudge(redis.url)])


def queued(app: Celery) -> int:
    with app.connection_for_read() as connection:
        return queued_on(connection)


def test_a_commit_tells_celery_and_a_worker_does_the_jobs(
    nudging_units: Units, app: Celery, redis: StoppableRedis, start_worker: Start
) -> None:
    names = enqueue_many(nudging_units, "note", 5) + enqueue_many(nudging_units, "send", 5)
    assert queued(app) == 10
    start_worker(redis_url=redis.url)
    until(lambda: are_all_done(nudging_units))
    assert effects(nudging_units) == names


def test_the_job_of_a_killed_celery_worker_is_done_once_by_another(
    nudging_units: Units,
    redis: StoppableRedis,
    start_worker: Start,
    reached: Callable[[], int],
) -> None:
    names = enqueue_many(nudging_units, "send", 6)
    stalled = [start_worker(redis_url=redis.url, stall=True) for _ in range(2)]
    until(lambda: reached() == 2)
    for worker in stalled:
        kill(worker)
    start_worker(redis_url=redis.url, ahead=120)
    until(lambda: are_all_done(nudging_units))
    assert effects(nudging_units) == names


def test_two_celery_workers_never_do_a_job_twice(
    nudging_units: Units, app: Celery, redis: StoppableRedis, start_worker: Start
) -> None:
    """Every job is told of three times, in an order that brings the copies together."""
    with_ids: list[int] = []
    nudging_units.hooks.committed.append(lambda unit: with_ids.extend(unit.job_ids))
    names = enqueue_many(nudging_units, "note", 30)
    with app.connection_for_write() as connection:
        send(app, sorted(with_ids * 2), app.amqp.Producer(connection))
    assert queued(app) == 90
    for _ in range(2):
        start_worker(redis_url=redis.url, pause=0.005)
    until(lambda: are_all_done(nudging_units))
    assert effects(nudging_units) == names


def test_jobs_committed_while_redis_was_down_are_done_when_it_is_back(
    nudging_units: Units,
    redis: StoppableRedis,
    start_worker: Start,
    reached: Callable[[], int],
) -> None:
    """Redis stops while the worker is at a job: it cannot even acknowledge that one."""
    start_worker(redis_url=redis.url, ahead=60, pause=0.5)
    names = enqueue_many(nudging_units, "note", 1)
    until(lambda: reached() == 1)
    redis.stop()
    names += enqueue_many(nudging_units, "send", 2)
    until(lambda: len(effects(nudging_units)) == 1)
    redis.start()
    until(lambda: are_all_done(nudging_units))
    assert effects(nudging_units) == names


def test_a_worker_whose_redis_stays_away_does_what_is_overdue(
    nudging_units: Units, redis: StoppableRedis, start_worker: Start
) -> None:
    redis.stop()
    names = enqueue_many(nudging_units, "note", 2) + enqueue_many(nudging_units, "send", 2)
    start_worker(redis_url=redis.url, ahead=600)
    until(lambda: are_all_done(nudging_units))
    assert effects(nudging_units) == names


def test_messages_that_redis_lost_are_told_again(
    nudging_units: Units, redis: StoppableRedis, start_worker: Start
) -> None:
    names = enqueue_many(nudging_units, "note", 4)
    redis.stop()
    redis.start()
    start_worker(redis_url=redis.url, ahead=60)
    until(lambda: are_all_done(nudging_units))
    assert effects(nudging_units) == names


def test_a_celery_worker_told_to_stop_ends_after_the_job_in_hand(
    nudging_units: Units,
    redis: StoppableRedis,
    start_worker: Start,
    reached: Callable[[], int],
) -> None:
    enqueue_many(nudging_units, "send", 3)
    worker = start_worker(redis_url=redis.url, pause=0.5)
    until(lambda: reached() == 1)
    end(worker)
    assert effects(nudging_units) == ["send-000"]


def test_a_dead_redis_is_asked_once_and_then_left_alone(database: Database, tmp_path: Path) -> None:
    """It accepts connections and never answers: the worst case for a citizen's request."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"redis://127.0.0.1:{silent.getsockname()[1]}/0"
        units = make_units(database, ShiftedClock(), tmp_path, committed=[Nudge(url)])
        enqueue_many(units, "note", 1)
        silent.settimeout(10)
        silent.accept()[0].close()
        for _ in range(5):
            enqueue_many(units, "note", 1)
        silent.settimeout(0.2)
        with pytest.raises(TimeoutError):
            silent.accept()
    with units.reading(SYSTEM) as unit:
        assert queries.counts_by_state(unit.session)[JobState.WAITING] == 6


def test_a_redis_that_came_back_is_told_again(
    database: Database, tmp_path: Path, app: Celery, redis: StoppableRedis
) -> None:
    nudge = Nudge(redis.url, quiet_seconds=0)
    units = make_units(database, ShiftedClock(), tmp_path, committed=[nudge])
    enqueue_many(units, "note", 1)
    redis.stop()
    enqueue_many(units, "note", 1)
    redis.start()
    enqueue_many(units, "note", 1)
    assert queued(app) == 1


def test_while_redis_is_away_no_job_counts_as_told(
    live_units: Units, app: Celery, redis: StoppableRedis
) -> None:
    enqueue_many(live_units, "note", 2)
    late = make_units(live_units.database, ShiftedClock(60), live_units.settings.var_dir)
    redis.stop()
    with pytest.raises(OperationalError):
        dispatch(app, late, [])
    redis.start()
    assert dispatch(app, late, []) == 2
    assert dispatch(app, late, []) == 0


def test_two_dispatchers_tick_once_and_tell_once(
    live_units: Units, app: Celery, redis: StoppableRedis
) -> None:
    enqueue_many(live_units, "note", 30)
    late = make_units(live_units.database, ShiftedClock(60), live_units.settings.var_dir)
    hourly = Recurring("hourly", timedelta(hours=1))
    stop = threading.Event()
    threads = [
        threading.Thread(target=run_dispatcher, args=(app, late, [hourly], stop, 0.01))
        for _ in range(3)
    ]
    for thread in threads:
        thread.start()
    until(lambda: queued(app) >= 30)
    stop.set()
    for thread in threads:
        thread.join()
    assert queued(app) == 30
