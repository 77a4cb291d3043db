"""Building the report, every format and the leak gate's search of all of them.

`engage report build` runs as a process of its own, as staff run it, so that its memory is its own:
the peak is what the system counted for it, everything included.
"""

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from engage.core.permissions import Role
from engage.reports.rendering import renderer
from engage.reports.service import build
from tests.app_fixtures import make_person
from tests.benchmarks.apart import run_apart
from tests.benchmarks.engage_copy import SLUG, EngageCopy, engage_copy
from tests.benchmarks.report_rows import publish_many
from tests.benchmarks.results import Benchmark, Figure, number
from tests.services.process import ServiceFailed

SMALL, LARGE, MILLION = 900, 100_000, 1_000_000
ROUNDS = 3


class Built(NamedTuple):
    seconds: float
    megabytes: float
    content_hash: str
    size: int


def measure(tell: Callable[[str], None]) -> list[Figure]:
    return [
        *_figures(tell, SMALL, ROUNDS, 6.0, None),
        _by_a_worker(tell),
        *_figures(tell, LARGE, ROUNDS, 60.0, 500.0),
    ]


def measure_million(tell: Callable[[str], None]) -> list[Figure]:
    return _figures(tell, MILLION, 1, 360.0, 600.0)


def _figures(
    tell: Callable[[str], None], count: int, rounds: int, seconds: float, megabytes: float | None
) -> list[Figure]:
    with engage_copy() as copy:
        publish_many(copy, count)
        make_person(copy.units, Role.ADMINISTRATOR)
        tell(f"  {count:,} comments are published")
        built = []
        for n in range(rounds):
            built.append(_built(copy, copy.folder / f"report-{n}"))
            tell(f"  round {n + 1}: {built[-1].seconds:.1f} s, {built[-1].megabytes:.0f} MB")
    if len({one.content_hash for one in built}) != 1:
        raise ServiceFailed("the same data gave reports with different content")
    size = built[0].size / 1_000_000
    what = f"The report of {count:,} published comments ({number(size)} MB in all files)"
    return [
        _at_most(what, [one.seconds for one in built], seconds, " s"),
        _at_most(f"{what}: peak memory", [one.megabytes for one in built], megabytes, " MB"),
    ]


def _by_a_worker(tell: Callable[[str], None]) -> Figure:
    """The small report by a process that runs already, as workers do; the first build of it loads
    what only reports need."""
    seconds = []
    with engage_copy() as copy:
        publish_many(copy, SMALL)
        administrator = make_person(copy.units, Role.ADMINISTRATOR)
        render = renderer(copy.units.settings)
        for n in range(ROUNDS):
            began = time.perf_counter()
            build(copy.units, administrator, SLUG, render)
            seconds.append(time.perf_counter() - began)
            tell(f"  in a running process, round {n + 1}: {seconds[-1]:.1f} s")
    return _at_most(f"The same of {SMALL} in a process that runs already", seconds, 6.0, " s")


def _built(copy: EngageCopy, folder: Path) -> Built:
    """One build by command into a folder; raises ServiceFailed with what it said."""
    settings = {
        **os.environ,
        "ENGAGE_DATABASE_URL": copy.database_url,
        "ENGAGE_VAR_DIR": str(copy.folder),
        "ENGAGE_BASE_URL": "http://localhost",
    }
    program = Path(sys.executable).with_name("engage")
    command = [str(program), "report", "build", SLUG, "--out", str(folder)]
    began = time.perf_counter()
    lines, peak = run_apart(command, settings)
    seconds = time.perf_counter() - began
    hashes = [line.split()[-1] for line in lines if line.startswith("content hash")]
    size = sum(path.stat().st_size for path in folder.iterdir())
    return Built(seconds, peak / 1_000, hashes[0], size)


def _at_most(what: str, values: list[float], goal: float | None, unit: str) -> Figure:
    """The worst of all rounds counts."""
    low, high = number(min(values)), number(max(values))
    shown = f"{high}{unit}" if len(values) == 1 else f"{low} to {high}{unit}"
    if goal is None:
        return Figure(what, shown)
    return Figure(what, shown, f"under {number(goal)}{unit}", max(values) < goal)


BENCHMARK = Benchmark("report", "Building a report", measure)
MILLION_BENCHMARK = Benchmark("report-million", "A report of a million comments", measure_million)
