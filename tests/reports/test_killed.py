"""A worker that is killed while it builds a report leaves nothing half, and the next one builds it.

The child is killed by SIGKILL at a moment that nobody chose: while it reads, renders, searches or
keeps. The clock of the test then lets the lease run out.
"""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from engage.comments.rules import Accepted, Arrival, Channel, NoticeGiven
from engage.comments.service import receive
from engage.core.clock import FixedClock
from engage.core.permissions import SYSTEM
from engage.core.unit import Units
from engage.engagements.queries import engagement_by_slug, topic_by_slug
from engage.jobs.models import Job
from engage.jobs.worker import run_due
from engage.moderation.rules import Outcome
from engage.moderation.service import decide
from engage.reports import service, tasks, workplace
from engage.reports.tasks import BUILD, SWEEP
from engage.wiring.jobs import HANDLERS
from tests.app_fixtures import build_engagement
from tests.reports.kept import content_of, files, held_words, parts, reports, request
from tests.reports.people import SLUG, a_week_later, data_renderer

ROOT = Path(__file__).parents[2]
COMMENTS = 120
CYCLES = {"sqlite": 25, "postgresql": 4}
WORKERS = """
import os
import sys
from datetime import datetime
from pathlib import Path

from engage.core.clock import FixedClock
from engage.jobs.worker import run_due
from engage.reports import tasks
from engage.wiring import make_units
from engage.wiring.jobs import HANDLERS
from tests.app_fixtures import settings_for
from tests.reports.people import data_renderer

tasks.renderer = data_renderer
settings = settings_for(sys.argv[1], Path(sys.argv[2]))
while now := sys.stdin.readline():
    worker = os.fork()
    if not worker:
        units = make_units(settings, FixedClock(datetime.fromisoformat(now.strip())))
        run_due(units, {tasks.BUILD: HANDLERS[tasks.BUILD]})
        os._exit(0)
    print(worker, flush=True)
    sys.stdin.readline()  # Until then its number is nobody else's.
    print(os.waitstatus_to_exitcode(os.waitpid(worker, 0)[1]), flush=True)
"""


@pytest.fixture
def units(both_units: Units) -> Units:
    """An engagement in which some hundred people said something, a week ago."""
    build_engagement(both_units)
    with both_units.writing(SYSTEM) as unit:
        engagement = engagement_by_slug(unit.session, SLUG)
        topic = topic_by_slug(unit.session, engagement.id, "routes")
        arrival = Arrival(channel=Channel.WEB, notice_given=NoticeGiven.READ_OUT)
        for n in range(COMMENTS):
            said = Accepted(f"Bus number {n} should run until one.", "", "", frozenset())
            comment = receive(unit, engagement, topic, said, arrival)
            decide(unit, comment.id, 1, Outcome.PUBLISH, (), "")
    a_week_later(both_units)
    return both_units


class Workers:
    """Workers in processes of their own, one after another, each ready at once to take the job."""

    def __init__(self, units: Units) -> None:
        self.units = units
        self.process = subprocess.Popen(
            [sys.executable, "-c", WORKERS, units.database.url, str(units.settings.var_dir)],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def begin(self) -> int:
        self._say(self.units.clock.now().isoformat())
        return int(self._heard())

    def kill(self, worker: int) -> None:
        """Ends it as a failure of the power would; it may have ended before."""
        os.kill(worker, signal.SIGKILL)
        assert self.wait() in (0, -signal.SIGKILL)

    def wait(self) -> int:
        self._say("over")
        return int(self._heard())

    def close(self) -> None:
        self.process.communicate()

    def _say(self, line: str) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(f"{line}\n")
        self.process.stdin.flush()

    def _heard(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline()


@pytest.fixture
def workers(units: Units) -> Iterator[Workers]:
    made = Workers(units)
    yield made
    made.close()


def left_on_disk(units: Units) -> list[str]:
    place = units.settings.var_dir / workplace.PLACE
    return sorted(one.name for one in place.iterdir()) if place.exists() else []


def test_a_killed_build_leaves_nothing_half_and_is_begun_anew(
    units: Units, clock: FixedClock, workers: Workers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tasks, "renderer", data_renderer)
    dice = random.Random(7)
    whole = _a_whole_one(units, workers)
    cycles = CYCLES["sqlite" if units.database.is_sqlite else "postgresql"]
    kept_by_killed = 0
    for _ in range(cycles):
        report_id = request(units)
        worker = workers.begin()
        moment = dice.uniform(0, whole)
        time.sleep(moment)
        workers.kill(worker)
        report = reports(units)[-1]
        if report.state == "ready":
            # It was done before: the moments of the next ones lie earlier.
            kept_by_killed, whole = kept_by_killed + 1, moment
        else:
            assert report.state in ("queued", "building")
            assert report.content_hash is None
            clock.advance(minutes=2)
            run_due(units, {BUILD: HANDLERS[BUILD]})
        _is_whole(units, report_id)
        assert left_on_disk(units) == []
    assert kept_by_killed < cycles


def _a_whole_one(units: Units, workers: Workers) -> float:
    """How many seconds a build takes here that nobody kills."""
    request(units)
    begun = time.monotonic()
    workers.begin()
    assert workers.wait() == 0
    _is_whole(units, 1)
    return time.monotonic() - begun


def _is_whole(units: Units, report_id: int) -> None:
    report = next(one for one in reports(units) if one.id == report_id)
    assert report.state == "ready" and report.content_hash == reports(units)[0].content_hash
    assert held_words(units, report_id) == COMMENTS
    of_it = files(units, report_id)
    assert [(file.name, file.sha256) for file in of_it] == [
        (file.name, file.sha256) for file in files(units, 1)
    ]
    assert parts(units, report_id) == len(of_it)
    assert all(len(content_of(units, report_id, file.name)) == file.size for file in of_it)
    with units.reading(SYSTEM) as unit:
        states = unit.session.scalars(select(Job.state).where(Job.kind == BUILD)).all()
    assert set(states) == {"done"}


COMMAND = """
import os, signal, sys
from datetime import datetime
from pathlib import Path

from engage.core.clock import FixedClock
from engage.core.permissions import SYSTEM
from engage.reports import service
from engage.wiring import make_units
from tests.app_fixtures import settings_for
from tests.reports.people import SLUG, data_renderer

url, folder, now, step = sys.argv[1:]
units = make_units(settings_for(url, Path(folder)), FixedClock(datetime.fromisoformat(now)))

def deadly(share, named):
    if named == step:
        os.kill(os.getpid(), signal.SIGKILL)

service.build(units, SYSTEM, SLUG, data_renderer(units.settings), deadly)
"""


@pytest.mark.parametrize("step", ["reading", "searching", "keeping"])
def test_a_killed_command_keeps_nobody_waiting(
    units: Units, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody begins it anew, so the next one who asks sees at once that it is over."""
    monkeypatch.setattr(tasks, "renderer", data_renderer)
    arguments = [
        units.database.url,
        str(units.settings.var_dir),
        units.clock.now().isoformat(),
        step,
    ]
    killed = subprocess.run(
        [sys.executable, "-c", COMMAND, *arguments],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        check=False,
    )
    assert killed.returncode == -signal.SIGKILL
    (report,) = reports(units)
    assert report.state == "building" and left_on_disk(units)
    request(units)
    assert [one.state for one in reports(units)] == ["failed", "queued"]
    run_due(units, {kind: HANDLERS[kind] for kind in (BUILD, SWEEP)})
    assert [one.state for one in reports(units)] == ["failed", "ready"]
    assert (parts(units, 1), held_words(units, 1), files(units, 1)) == (0, 0, [])
    assert left_on_disk(units) == []


def test_an_older_attempt_can_keep_nothing_any_more(units: Units, tmp_path: Path) -> None:
    """A worker that slept beyond its lease finds at its next step that another one has begun."""
    report_id = request(units)
    slow, quick = service.begin(units, report_id), service.begin(units, report_id)
    assert slow is not None and quick is not None
    with pytest.raises(service.Abandoned), slow.ours():
        pass
    with pytest.raises(service.Abandoned):
        slow.tell(0.5, "writing")
    with quick.ours():
        pass


def test_a_build_that_only_sleeps_is_not_swept_away(units: Units) -> None:
    with workplace.workplace(units.settings.var_dir, 7) as folder:
        (folder / "half.csv").write_text("half")
        assert workplace.sweep(units.settings.var_dir) == 0
        assert not workplace.was_left(units.settings.var_dir, 7)
        assert (folder / "half.csv").exists()
    assert left_on_disk(units) == []
