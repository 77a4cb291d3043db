"""A page with 200 published comments: Engage's topic page beside WordPress's post page.

The words are the same on both, and before any load each page is read once to see that it holds
them all. The two take turns; ratios are those of the medians.
"""

import html
from collections.abc import Callable, Sequence

from tests.benchmarks.engage_copy import READ, SLUG, engage_copy, publish_comments, serving
from tests.benchmarks.load import CONNECTIONS, Loads, in_turn, read_page, wrk
from tests.benchmarks.results import Benchmark, Figure, at_least, number, spread
from tests.benchmarks.wordpress_copy import wordpress_copy
from tests.benchmarks.words import MadeUp, made_up_comments
from tests.services.nginx import run_page_cache
from tests.services.process import ServiceFailed

COMMENTS = 200
ROUNDS, SECONDS = 3, 4
PATH = f"/engagements/{SLUG}/{READ}"
KEPT_GOAL, ANEW_GOAL = 100, 8
Tell = Callable[[str], None]


def measure(tell: Tell) -> list[Figure]:
    wrk()
    comments = list(made_up_comments(COMMENTS))
    with engage_copy() as engage, wordpress_copy(comments, engage.opened_at) as wordpress:
        publish_comments(engage, comments)
        figures: list[Figure] = []
        with serving(engage) as kept:
            tell("rendered pages kept by Engage")
            figures += _compared(kept + PATH, wordpress.read, comments, tell, "kept", KEPT_GOAL)
        with serving(engage, ENGAGE_PAGE_CACHE="0") as anew:
            tell("every page rendered anew")
            figures += _compared(anew + PATH, wordpress.read, comments, tell, "anew", ANEW_GOAL)
        with serving(engage) as kept:
            for seconds, length in ((60, SECONDS), (10, 12)):
                tell(f"both behind nginx that keeps pages for {seconds} s")
                figures += _behind_nginx(kept, wordpress.read, comments, seconds, length, tell)
    return figures


def _compared(
    ours: str, theirs: str, comments: Sequence[MadeUp], tell: Tell, how: str, goal: float
) -> list[Figure]:
    loads = _loads(ours, theirs, comments, SECONDS, tell)
    engage, wordpress = loads["Engage"], loads["WordPress"]
    words = {"kept": "from the page cache", "anew": "rendered anew"}[how]
    return [
        Figure(f"WordPress, {COMMENTS} comments, requests a second", _shown(wordpress)),
        Figure(f"Engage {words}, requests a second", _shown(engage)),
        at_least(f"Engage {words} beside WordPress", engage.rate / wordpress.rate, goal, " times"),
        Figure(
            "The same by processor time", f"{number(wordpress.processor / engage.processor)} times"
        ),
    ]


def _behind_nginx(
    ours: str, theirs: str, comments: Sequence[MadeUp], seconds: int, length: int, tell: Tell
) -> list[Figure]:
    site, path = theirs.split("/", 3)[:3], theirs.split("/", 3)[3]
    with (
        run_page_cache(ours, seconds) as ours_kept,
        run_page_cache("/".join(site), seconds) as theirs_kept,
    ):
        loads = _loads(ours_kept + PATH, f"{theirs_kept}/{path}", comments, length, tell)
    return [
        Figure(f"{name} behind nginx, {seconds} s, requests a second", _shown(load))
        for name, load in loads.items()
    ]


def _loads(
    ours: str, theirs: str, comments: Sequence[MadeUp], seconds: int, tell: Tell
) -> dict[str, Loads]:
    addresses = {"WordPress": theirs, "Engage": ours}
    whole = {name: _whole(name, url, comments) for name, url in addresses.items()}
    return in_turn(addresses, whole, seconds, ROUNDS, tell)


def _whole(name: str, url: str, comments: Sequence[MadeUp]) -> int:
    """The page's length in bytes, after seeing that every comment is on it."""
    page = read_page(url)
    shown = " ".join(html.unescape(page).split())
    missing = [comment for comment in comments if comment.text not in shown]
    if missing:
        raise ServiceFailed(f"{name} shows only {len(comments) - len(missing)} of the comments")
    return len(page.encode())


def _shown(loads: Loads) -> str:
    return (
        f"{spread(loads.rates)}; median {number(loads.latency)} ms at {CONNECTIONS} connections,"
        f" {number(loads.processor)} ms of processor time each"
    )


BENCHMARK = Benchmark("topic-page", f"A page with {COMMENTS} comments", measure)
