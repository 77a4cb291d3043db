"""Building the report of a consultation of 900 comments: all three formats, and the leak gate.

For information: no goal was set.
"""

import time
from collections.abc import Callable

from engage.core.permissions import Role
from engage.reports.service import build
from engage.reports.tasks import renderer
from tests.app_fixtures import make_person
from tests.benchmarks.engage_copy import SLUG, engage_copy
from tests.benchmarks.results import Benchmark, Figure, spread
from tests.benchmarks.sheets import bring_in, made_up_file
from tests.services.process import ServiceFailed

COMMENTS, ROUNDS = 900, 3
STATES = (1, 1, 1, -1)


def measure(tell: Callable[[str], None]) -> list[Figure]:
    seconds, hashes = [], set()
    with engage_copy() as copy:
        bring_in(copy, made_up_file(COMMENTS, copy.opened_at, STATES))
        administrator = make_person(copy.units, Role.ADMINISTRATOR)
        for n in range(ROUNDS):
            began = time.perf_counter()
            _, made = build(copy.units, administrator, SLUG, renderer(copy.units.settings))
            seconds.append(time.perf_counter() - began)
            hashes.add(made.content_hash)
            tell(f"  round {n + 1}: {seconds[-1]:.2f} s")
    if len(hashes) != 1:
        raise ServiceFailed("the same data gave reports with different content")
    return [Figure(f"The report of {COMMENTS} comments", spread(seconds, " s"))]


BENCHMARK = Benchmark("report", "Building a report", measure)
