"""Pages of a discussion of five thousand comments and of fifty thousand, rendered anew in three
orders, on both databases.

Pages are asked for within this process, without a server before them and without the page cache.
The page in the middle begins where half of the comments were read. What is to be seen is whether a
page of ten times the comments costs more; most replies first, it has up to four times the comments.
"""

import time
from collections.abc import Callable
from pathlib import Path
from statistics import median, quantiles

from flask.testing import FlaskClient

from engage.app import create_app
from engage.comments.threads.rules import EPOCH, MICROSECOND
from engage.core.clock import FixedClock, SystemClock
from engage.core.migrating import upgrade
from engage.wiring import make_units
from tests.app_fixtures import build_engagement, settings_for
from tests.benchmarks.discussion_rows import add_discussion, analyze
from tests.benchmarks.engage_copy import SLUG
from tests.benchmarks.results import Benchmark, Figure, number
from tests.services.postgresql import run_postgresql
from tests.services.process import scratch

SIZES = (5_000, 50_000)
ROUNDS = 30
SECONDS_OF_ROWS = 100_000
"""`add_comments` gives comment n an instant so many seconds, less n, before now."""
Tell = Callable[[str], None]


def measure(tell: Tell) -> list[Figure]:
    figures: list[Figure] = []
    for count in SIZES:
        with scratch("discussion") as folder:
            tell(f"SQLite, {count:,} comments")
            figures += _on("SQLite", f"sqlite:///{folder / 'engage.db'}", folder, count)
        with scratch("discussion") as folder, run_postgresql() as server:
            tell(f"PostgreSQL, {count:,} comments")
            figures += _on("PostgreSQL", server.url(), folder, count)
    return figures


def _on(name: str, url: str, folder: Path, count: int) -> list[Figure]:
    clock = FixedClock(SystemClock().now())
    units = make_units(settings_for(url, folder, ENGAGE_PAGE_CACHE="0"), clock)
    upgrade(units.database)
    engagement = build_engagement(units, SLUG, topics=("routes",))
    add_discussion(units, engagement, count)
    analyze(units)
    client = create_app(units.settings, units=units).test_client()
    topic = f"/engagements/{SLUG}/routes"
    instant = (clock.now() - EPOCH) // MICROSECOND - (SECONDS_OF_ROWS - count // 2) * 1_000_000
    pages = {
        "newest first": topic,
        "newest first, in the middle": f"{topic}?after={instant}-0",
        "oldest first": f"{topic}?sort=oldest",
        "oldest first, in the middle": f"{topic}?sort=oldest&after={instant}-0",
        "most replies first": f"{topic}?sort=replied",
        "most replies first, past all replies": f"{topic}?sort=replied&after={instant}-0-0",
    }
    figures = [
        _figure(f"{name}, {count:,} comments: {what}", _asked(client, path))
        for what, path in pages.items()
    ]
    units.database.dispose()
    return figures


def _asked(client: FlaskClient, path: str) -> list[float]:
    times = []
    for _ in range(ROUNDS + 3):
        began = time.perf_counter()
        answer = client.get(path)
        times.append((time.perf_counter() - began) * 1_000)
        if answer.status_code != 200 or answer.get_data(as_text=True).count("<article") < 190:
            raise AssertionError(f"{path}: not a whole page of comments")
    return times[3:]


def _figure(what: str, times: list[float]) -> Figure:
    shown = f"{number(median(times))} ms; 95 of 100 within {number(quantiles(times, n=20)[-1])} ms"
    return Figure(what, shown)


BENCHMARK = Benchmark("discussion", "A page of a long discussion", measure)
