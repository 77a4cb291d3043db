"""Importing comments: from the bytes of a CSV file to the commit, checks and all."""

import os
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

from tests.benchmarks.engage_copy import engage_copy
from tests.benchmarks.results import Benchmark, Figure, at_least, number, spread
from tests.benchmarks.sheets import bring_in, made_up_file
from tests.services.fixtures import REPOSITORY
from tests.services.process import ServiceFailed

ROWS, ROUNDS, GOAL = 20_000, 3, 1_000
STATES = (1, 1, 0, -1)
REAL = ("american-assembly.bowling-green", "canadian-electoral-reform")
REAL_MAPPING = {
    "text": "comment-body",
    "received_at": "timestamp",
    "state": "moderated",
    "source_id": "comment-id",
}
SHARED_DATA = Path(os.environ.get("SHARED_DATA") or REPOSITORY.parent / "shared" / "data")
Tell = Callable[[str], None]


def measure(tell: Tell) -> list[Figure]:
    rates, busy = [], []
    for n in range(ROUNDS):
        with engage_copy() as copy:
            raw = made_up_file(ROWS, copy.opened_at, STATES)
            began, before = time.perf_counter(), time.process_time()
            done = bring_in(copy, raw)
            rates.append(ROWS / (time.perf_counter() - began))
            busy.append(ROWS / (time.process_time() - before))
        if done.new != ROWS:
            raise ServiceFailed(f"only {done.new} of {ROWS} rows were new")
        tell(f"  round {n + 1}: {number(rates[-1])} rows a second")
    return [
        Figure(f"A made-up file of {ROWS:,} rows, rows a second", spread(rates)),
        Figure("The same by each second of processor time", spread(busy)),
        at_least("The median", median(rates), GOAL, " rows a second"),
        *(_real_file(name) for name in REAL if (SHARED_DATA / "consultations").is_dir()),
    ]


def _real_file(name: str) -> Figure:
    raw = (SHARED_DATA / "consultations" / f"{name}.csv").read_bytes()
    with engage_copy() as copy:
        began = time.perf_counter()
        done = bring_in(copy, raw, REAL_MAPPING)
        took = time.perf_counter() - began
    return Figure(f"The real file {name}, {done.new:,} rows", f"{took:.2f} s")


BENCHMARK = Benchmark("import", "Importing comments", measure)
