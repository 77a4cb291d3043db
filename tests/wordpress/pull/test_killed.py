"""Workers that die anywhere, two at once, floods: nothing is lost and nothing is doubled."""

import os
import pickle
import random
import signal
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from engage.core.permissions import SYSTEM
from engage.core.unit import Units
from engage.jobs.models import Job
from engage.jobs.rules import JobState
from engage.jobs.service import claim, enqueue
from engage.wiring import make_units
from engage.wordpress.comparing import compare_round, finish_comparing, start_comparing
from engage.wordpress.plans import LinkState
from engage.wordpress.pulling import finish_pull, pull, start_pull
from engage.wordpress.rules import CommentStatus
from engage.wordpress.service.kinds import PULL_COMMENTS
from tests.wordpress.pull.conftest import Pair
from tests.wordpress.pull.there import There

CYCLES = {"sqlite": 40, "postgresql": 10}
"""Fifty in all. One process works at a time, and with SQLite it is the database that dies too."""
SOAK = 1_000
LONGEST = 60


@dataclass
class Dying(There):
    """A site on disk, asked by somebody who is killed at the n-th step."""

    path: str = ""
    steps_left: int = -1

    def call(self, name: str) -> None:
        self.step()
        super().call(name)

    def change(self, number: int, **changes: object) -> None:
        super().change(number, **changes)
        self.save()
        self.step()

    def step(self) -> None:
        self.steps_left -= 1
        if self.steps_left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    def save(self) -> None:
        Path(self.path).write_bytes(pickle.dumps(self.comments))

    def load(self) -> None:
        self.comments = pickle.loads(Path(self.path).read_bytes())


def killed(pair: Pair, there: Dying, work: Callable[[Units, There], None], steps: int) -> bool:
    """Does the work in a process that dies at this step; False when it was done before that."""
    child = os.fork()
    if child == 0:
        try:
            there.steps_left = steps
            units = make_units(pair.units.settings, pair.clock)
            units.hooks.committed.append(lambda _unit: there.step())
            before = units.hooks.append_audit

            def dying(unit: object) -> None:
                there.step()
                before(unit)  # type: ignore[arg-type]

            units.hooks.append_audit = dying
            work(units, there)
        finally:
            os._exit(0)
    _, status = os.waitpid(child, 0)
    there.load()
    return os.WIFSIGNALED(status)


def pulling(units: Units, there: There) -> None:
    begun = start_pull(units, random.randrange(1, 1 << 30))
    assert begun is not None
    pulled = pull(units, begun, there.open)
    with units.writing(SYSTEM) as unit:
        finish_pull(unit, begun, pulled)


def comparing(units: Units, there: There) -> None:
    begun = start_comparing(units, random.randrange(1, 1 << 30))
    assert begun is not None
    done = compare_round(units, begun, there.open)
    with units.writing(SYSTEM) as unit:
        finish_comparing(unit, begun, done)


def cycles(pair: Pair, folder: Path, count: int) -> None:
    chosen = random.Random(count)
    there = Dying(pair.clock.now(), page=7, path=str(folder / "there"))
    there.posts, pair.there = pair.there.posts, there
    deaths = 0
    for cycle in range(count):
        for n in range(chosen.randint(0, 6)):
            there.leave(f"Cycle {cycle}, comment {n}", status=CommentStatus.APPROVED)
        there.save()
        work = comparing if chosen.random() < 0.3 else pulling
        deaths += killed(pair, there, work, chosen.randint(1, LONGEST))
    assert deaths > count // 4
    pair.pull()
    pair.compare()
    assert sorted(pair.texts()) == sorted(one.content for one in there.comments.values())
    assert sorted(one.remote_id or 0 for one in pair.links()) == sorted(there.comments)
    assert {one.state for one in pair.links()} == {LinkState.HELD}
    assert {one.status for one in there.comments.values()} == {CommentStatus.HOLD}
    assert pair.mark() == max(there.comments)


@pytest.fixture
def small_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engage.wordpress.pulling.STORED_TOGETHER", 7)


@pytest.mark.usefixtures("small_steps")
def test_killed_anywhere_loses_nothing_and_doubles_nothing(pair: Pair, tmp_path: Path) -> None:
    cycles(pair, tmp_path, CYCLES[pair.units.database.engine.dialect.name])


@pytest.mark.soak
@pytest.mark.usefixtures("small_steps")
def test_killed_a_thousand_times(pair: Pair, tmp_path: Path) -> None:
    cycles(pair, tmp_path, SOAK)


def test_one_worker_pulls_at_a_time(pair: Pair) -> None:
    with pair.units.writing(SYSTEM) as unit:
        for _ in range(2):
            enqueue(unit, PULL_COMMENTS, {})
    with pair.units.writing(SYSTEM) as unit:
        first, second = claim(unit, [PULL_COMMENTS], limit=2)
    assert start_pull(pair.units, first.job_id) is not None
    assert start_pull(pair.units, second.job_id) is None
    with pair.units.writing(SYSTEM) as unit:
        unit.session.get_one(Job, first.job_id).state = JobState.DONE
    assert start_pull(pair.units, second.job_id) is not None


def test_two_that_pull_at_once_all_the_same_double_nothing(pair: Pair) -> None:
    """One whose lease ran out may not know yet."""
    for n in range(600):
        pair.there.leave(f"Comment {n}")
    errors: list[BaseException] = []

    def work() -> None:
        try:
            pulling(pair.units, pair.there)
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not errors
    assert len(pair.comments()) == len(pair.links()) == 600


def test_a_flood_comes_in_whole(pair: Pair) -> None:
    for n in range(5_000):
        pair.there.leave(f"Comment {n}", name="", email="")
    pulled = pair.pull()
    assert pulled.counts["taken"] == 5_000
    assert len(set(pair.texts())) == 5_000
