"""A page with 200 published comments: Engage's topic page beside WordPress's post page.

The words are the same on both, and before any load each page is read once to see that it holds
them all. The two take turns; ratios are those of the medians. Then both stand behind the same nginx
with a cache: once it keeps everything for a minute, whatever the programs say; once it heeds what
Engage says of its pages (ten seconds), and keeps WordPress's, which says nothing, as long.
"""

import html
import urllib.request
from collections.abc import Callable, Sequence
from typing import NamedTuple

from tests.benchmarks.engage_copy import READ, SLUG, engage_copy, publish_comments, serving
from tests.benchmarks.first_byte import FirstByte, first_byte
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
FIRST_BYTE_GOAL = 5.0
Tell = Callable[[str], None]


class Cache(NamedTuple):
    """How the nginx before both is set, and for how long each stretch loads it."""

    seconds: int
    heeds_lifetimes: bool
    length: int
    words: str


WHATEVER_IS_SAID = Cache(60, False, SECONDS, "60 s")
AS_ENGAGE_SAYS = Cache(10, True, 12, "10 s as Engage says")
"""Each stretch is longer than a page lives, so that renewing it is part of the figure."""


def measure(tell: Tell) -> list[Figure]:
    wrk()
    comments = list(made_up_comments(COMMENTS))
    with engage_copy() as engage, wordpress_copy(comments, engage.opened_at) as wordpress:
        publish_comments(engage, comments)
        figures: list[Figure] = []
        with serving(engage) as kept:
            tell("rendered pages kept by Engage")
            figures += _compared(kept + PATH, wordpress.read, comments, tell, "kept", KEPT_GOAL)
            figures += _first_bytes(kept + PATH, wordpress.read)
        with serving(engage, ENGAGE_PAGE_CACHE="0") as anew:
            tell("every page rendered anew")
            figures += _compared(anew + PATH, wordpress.read, comments, tell, "anew", ANEW_GOAL)
        with serving(engage) as kept:
            for cache in (WHATEVER_IS_SAID, AS_ENGAGE_SAYS):
                tell(f"both behind the same nginx, {cache.words}")
                figures += _behind_nginx(kept, wordpress.read, comments, cache, tell)
    return figures


def _first_bytes(ours: str, theirs: str) -> list[Figure]:
    engage, wordpress = first_byte(ours), first_byte(theirs, 60)
    goal = f"under {number(FIRST_BYTE_GOAL)} ms"
    met = engage.middle < FIRST_BYTE_GOAL
    return [
        Figure("WordPress, first byte on one connection", _waited(wordpress)),
        Figure("Engage from the page cache, first byte", _waited(engage), goal, met),
    ]


def _waited(waited: FirstByte) -> str:
    return f"median {number(waited.middle)} ms; 95 of 100 under {number(waited.slow)} ms"


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
    ours: str, theirs: str, comments: Sequence[MadeUp], cache: Cache, tell: Tell
) -> list[Figure]:
    site, path = theirs.split("/", 3)[:3], theirs.split("/", 3)[3]
    with (
        run_page_cache(ours, cache.seconds, heeds_lifetimes=cache.heeds_lifetimes) as ours_kept,
        run_page_cache(
            "/".join(site), cache.seconds, heeds_lifetimes=cache.heeds_lifetimes
        ) as theirs_kept,
    ):
        addresses = ours_kept + PATH, f"{theirs_kept}/{path}"
        loads = _loads(*addresses, comments, cache.length, tell)
        unkept = [url for url in addresses if _served(url) not in {"HIT", "EXPIRED"}]
    if unkept:
        raise ServiceFailed(f"{len(unkept)} of both pages did not come from nginx's cache")
    figures = [
        Figure(f"{name} behind nginx, {cache.words}, requests a second", _shown(load))
        for name, load in loads.items()
    ]
    ratio = number(loads["Engage"].rate / loads["WordPress"].rate)
    return [
        *figures,
        Figure(f"Engage beside WordPress behind nginx, {cache.words}", f"{ratio} times"),
    ]


def _served(url: str) -> str:
    """What nginx says of an answer: HIT is from its cache, EXPIRED was just renewed there."""
    with urllib.request.urlopen(url, timeout=60) as answer:
        return str(answer.headers["X-Cache"])


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
