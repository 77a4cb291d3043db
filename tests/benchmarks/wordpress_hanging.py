"""Readers while WordPress hangs: a public page with a worker that pushes to a WordPress which takes
connections and never answers, beside the same page with nothing to push.

Two installations with the same words, each served with its worker, take turns; the ratio is that of
the medians. Before it counts, a push is seen to hang.
"""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from tests.benchmarks.engage_copy import (
    READ,
    SLUG,
    EngageCopy,
    engage_copy,
    publish_comments,
    serving,
)
from tests.benchmarks.load import in_turn, read_page, wrk
from tests.benchmarks.results import Benchmark, Figure, at_least, spread
from tests.benchmarks.words import made_up_comments
from tests.services.process import ServiceFailed

COMMENTS = 50
ROUNDS, SECONDS = 6, 3
GOAL = 0.9
PATIENCE = 60
PATH = f"/engagements/{SLUG}/{READ}"
Tell = Callable[[str], None]


class Hanging:
    """Takes every connection, keeps it and says nothing."""

    def __init__(self) -> None:
        self._listening = socket.create_server(("127.0.0.1", 0), backlog=64)
        self._kept: list[socket.socket] = []
        self.url = f"http://127.0.0.1:{self._listening.getsockname()[1]}"
        threading.Thread(target=self._take, daemon=True).start()

    @property
    def taken(self) -> int:
        return len(self._kept)

    def _take(self) -> None:
        while True:
            try:
                self._kept.append(self._listening.accept()[0])
            except OSError:
                return

    def close(self) -> None:
        self._listening.close()
        for one in self._kept:
            one.close()


@contextmanager
def hanging() -> Iterator[Hanging]:
    server = Hanging()
    try:
        yield server
    finally:
        server.close()


def measure(tell: Tell) -> list[Figure]:
    wrk()
    with hanging() as wordpress, engage_copy() as quiet, engage_copy() as pushing:
        for copy in (quiet, pushing):
            publish_comments(copy, list(made_up_comments(COMMENTS)))
        return _compared(quiet, pushing, wordpress, tell)


def _compared(
    quiet: EngageCopy, pushing: EngageCopy, wordpress: Hanging, tell: Tell
) -> list[Figure]:
    to_hanging = {
        "ENGAGE_WORDPRESS_URL": wordpress.url,
        "ENGAGE_WORDPRESS_USER": "engage",
        "ENGAGE_WORDPRESS_PASSWORD": "none",
        "ENGAGE_PAGE_CACHE": "0",
    }
    with (
        serving(quiet, ENGAGE_PAGE_CACHE="0") as calm,
        serving(pushing, **to_hanging) as busy,
    ):
        _wait_for_push(wordpress)
        tell("a push hangs")
        addresses = {"nothing to push": calm + PATH, "WordPress hangs": busy + PATH}
        whole = {name: len(read_page(url).encode()) for name, url in addresses.items()}
        loads = in_turn(addresses, whole, SECONDS, ROUNDS, tell)
    ratio = loads["WordPress hangs"].rate / loads["nothing to push"].rate
    return [
        Figure("Nothing to push, requests a second", spread(loads["nothing to push"].rates)),
        Figure("WordPress hangs, requests a second", spread(loads["WordPress hangs"].rates)),
        Figure("Connections that it kept hanging meanwhile", str(wordpress.taken)),
        at_least("Readers while WordPress hangs beside readers otherwise", ratio, GOAL, " times"),
    ]


def _wait_for_push(wordpress: Hanging) -> None:
    deadline = time.monotonic() + PATIENCE
    while not wordpress.taken:
        if time.monotonic() > deadline:
            raise ServiceFailed("nothing was pushed, so nothing hangs")
        time.sleep(0.2)


BENCHMARK = Benchmark("wordpress-hanging", "A page while WordPress hangs", measure)
