"""Both real databases with the tables in them, and worker processes that end with the test."""

import os
import signal
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Any

import pytest

from engage.core.clock import FixedClock
from engage.core.db import Database
from engage.core.unit import Units
from tests.jobs.labour import Orders, ShiftedClock, labour, make_tables, make_units
from tests.services.forking import FORKING

NOON = datetime(2026, 11, 2, 20, 0, tzinfo=UTC)

Start = Callable[..., ForkServerProcess]


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.services)])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'jobs.db'}"
    return str(request.getfixturevalue("postgresql_database"))


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    database = Database(database_url)
    make_tables(database)
    yield database
    database.dispose()


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(NOON)


@pytest.fixture
def units(database: Database, clock: FixedClock, tmp_path: Path) -> Units:
    """The clock stands at noon until the test moves it."""
    return make_units(database, clock, tmp_path)


@pytest.fixture
def live_units(database: Database, tmp_path: Path) -> Units:
    """The machine's clock, for tests with other processes."""
    return make_units(database, ShiftedClock(), tmp_path)


@pytest.fixture
def later_units(database: Database, tmp_path: Path) -> Units:
    """Two minutes ahead: every lease of a dead worker has run out."""
    return make_units(database, ShiftedClock(120), tmp_path)


@pytest.fixture
def start_worker(database_url: str, tmp_path: Path) -> Iterator[Start]:
    """Starts a worker process; takes the fields of `Orders` by name."""
    started: list[ForkServerProcess] = []

    def start(**orders: Any) -> ForkServerProcess:
        folder = tmp_path / f"worker-{len(started)}"
        folder.mkdir()
        given = Orders(database_url, str(folder), **orders)
        worker = FORKING.Process(target=labour, args=(given,), daemon=True)
        started.append(worker)
        worker.start()
        return worker

    yield start
    for worker in started:
        worker.kill()
        worker.join()
        worker.close()


def kill(worker: ForkServerProcess) -> None:
    """As the machine would, with no time to tidy up."""
    worker.kill()
    worker.join()
    assert worker.exitcode == -signal.SIGKILL


def end(worker: ForkServerProcess) -> None:
    """As an operator would: the worker leaves in good order."""
    assert worker.pid is not None
    os.kill(worker.pid, signal.SIGTERM)
    worker.join(45)
    assert worker.exitcode == 0


@pytest.fixture
def reached(tmp_path: Path) -> Callable[[], int]:
    """How many jobs the worker processes have begun."""
    return lambda: len(list(tmp_path.glob("worker-*/reached-*")))
