"""The moderator's steps, one person at a time: the queue's page, a decision, a search; and the page
beside WordPress's own list of comments that wait, with as many of them.

All are asked in turn, so that a busy moment of the machine falls on each: the ratios are judged,
and the decision's time. What waits is put there by plain SQL on both sides.
"""

import re
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from http.client import RemoteDisconnected
from statistics import median

import pyotp

from engage.accounts.service.seed import ensure_person
from engage.core.permissions import SYSTEM, Actor, ActorKind, Grant, Role
from engage.governance.policies import ACKNOWLEDGED_DOCUMENTS
from engage.governance.service import acknowledge
from tests.app_fixtures import PASSWORD
from tests.benchmarks.engage_copy import EngageCopy, engage_copy, serving
from tests.benchmarks.posting import Answer, Caller
from tests.benchmarks.processor import spent_by_servers
from tests.benchmarks.results import Benchmark, Figure, at_least, number, spread
from tests.benchmarks.waiting_rows import let_wait
from tests.benchmarks.wordpress_queue import WordPressQueue, wordpress_queue
from tests.services.process import ServiceFailed

FEW, MANY, MOST = 1_000, 100_000, 1_000_000
IN_A_ROW, ROUNDS, SLOW_ROUNDS, DECISIONS = 5, 12, 4, 60
TICK = 0.01
GROWTH, DECISION_MS = 1.3, 30.0
GOALS = {MANY: 20.0, MOST: 100.0}
PAGE = "/staff/queue"
OTHERS = {
    "of privacy review": "/staff/queue?part=privacy",
    "with four filters": PAGE + "?engagement=night-buses&topic=fares&language=fr&channel=paper",
    "of what is overdue": "/staff/queue?age=overdue",
    "of a search for common words": "/staff/queue?q=bus+night&part=all",
    "of a search for one comment": "/staff/queue?q=4242&part=all",
}
EMAIL = "mo.moderator@gov.bc.ca"
CSRF = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
ITEM = re.compile(r'action="(/staff/queue/\d+)')
Tell = Callable[[str], None]
Ask = Callable[[], object]


def measure(tell: Tell) -> list[Figure]:
    figures: list[Figure] = []
    with ExitStack() as running:
        grown = running.enter_context(engage_copy())
        wordpress = running.enter_context(wordpress_queue())
        for count in GOALS:
            tell(f"{count:,} waiting: filling both")
            let_wait(grown, count)
            wordpress.let_wait(count)
            with serving(grown) as url, _signed_in(grown, url) as moderator:
                figures += _beside_wordpress(count, moderator, wordpress, tell)
                if count == MOST:
                    with _queue_with(FEW) as few:
                        figures += _growth(count, moderator, few, tell)
                        figures += _decided(FEW, few, tell)
                    figures += _others(count, moderator)
                figures += _decided(count, moderator, tell)
    return figures


def _beside_wordpress(
    count: int, moderator: Caller, wordpress: WordPressQueue, tell: Tell
) -> list[Figure]:
    asks: dict[str, Ask] = {"Engage": lambda: moderator.get(PAGE), "WordPress": wordpress.get}
    ours, theirs = _in_turn(asks, SLOW_ROUNDS).values()
    ratio = ours.beside(theirs)
    tell(f"  {count:,}: {ratio:.0f} times")
    return [
        Figure(f"WordPress's list, {count:,} waiting", theirs.shown),
        Figure(f"The queue's page, {count:,} waiting", ours.shown),
        at_least(f"The page beside WordPress's, {count:,} waiting", ratio, GOALS[count], " times"),
        Figure("The same by processor time", f"{number(theirs.processor / ours.processor)} times"),
    ]


def _growth(count: int, moderator: Caller, few: Caller, tell: Tell) -> list[Figure]:
    asks: dict[str, Ask] = {"few": lambda: few.get(PAGE), "most": lambda: moderator.get(PAGE)}
    least, most = _in_turn(asks, ROUNDS).values()
    ratio = least.beside(most)
    tell(f"  {count:,} beside {FEW:,}: {ratio:.2f} times")
    return [
        Figure(f"The queue's page, {FEW:,} waiting", least.shown),
        Figure(f"The same with {count:,}", most.shown),
        Figure(
            f"{count:,} beside {FEW:,}",
            f"{number(ratio)} times",
            f"at most {number(GROWTH)} times",
            ratio <= GROWTH,
        ),
        Figure("The same by processor time", f"{number(most.processor / least.processor)} times"),
    ]


def _others(count: int, moderator: Caller) -> list[Figure]:
    asks = {name: _getting(moderator, path) for name, path in OTHERS.items()}
    return [
        Figure(f"The page {name}, {count:,} waiting", taken.shown)
        for name, taken in _in_turn(asks, SLOW_ROUNDS).items()
    ]


def _getting(moderator: Caller, path: str) -> Ask:
    return lambda: moderator.get(path)


def _decided(count: int, moderator: Caller, tell: Tell) -> list[Figure]:
    """Milliseconds of each decision, as the person's browser waits for its answer."""
    times = []
    for _ in range(DECISIONS):
        page = moderator.get(PAGE)
        form = {"csrf_token": _found(CSRF, page), "seen_version": "1", "outcome": "publish"}
        sending = time.perf_counter()
        answer = moderator.post(_found(ITEM, page), form)
        times.append((time.perf_counter() - sending) * 1000)
        if answer.status != 303:
            raise ServiceFailed(f"the decision was answered with {answer.status}")
    tell(f"  {count:,}: a decision {median(times):.1f} ms")
    goal = f"at most {number(DECISION_MS)} ms"
    is_met = median(times) <= DECISION_MS
    return [Figure(f"A decision, {count:,} waiting", spread(times, " ms"), goal, is_met)]


@dataclass
class Taken:
    """What asking took: milliseconds of each, and seconds of processor time for all."""

    times: list[float] = field(default_factory=list)
    spent: float = 0.0

    @property
    def processor(self) -> float:
        """Milliseconds of the servers' processors for one."""
        return max(self.spent, TICK) * 1000 / len(self.times)

    @property
    def shown(self) -> str:
        each = f"{number(self.processor)} ms of processor time each"
        return f"{spread(self.times, ' ms')}; {each}"

    def beside(self, other: "Taken") -> float:
        """How many times as long the other takes, by the medians."""
        return median(other.times) / median(self.times)


def _in_turn(asks: dict[str, Ask], rounds: int) -> dict[str, Taken]:
    """Asks each some times, one after the other; the first round warms them up."""
    found = {name: Taken() for name in asks}
    for n in range(rounds + 1):
        for name, ask in asks.items():
            _awake(ask)
            before = spent_by_servers()
            times = [_timed(ask) for _ in range(IN_A_ROW)]
            if n:
                found[name].times += times
                found[name].spent += spent_by_servers() - before
    return found


def _awake(ask: Ask) -> None:
    """Asks once unmeasured: the server ends a connection that waited long for the other's turn."""
    try:
        ask()
    except RemoteDisconnected:
        ask()


def _timed(ask: Ask) -> float:
    began = time.perf_counter()
    ask()
    return (time.perf_counter() - began) * 1000


@contextmanager
def _queue_with(count: int) -> Iterator[Caller]:
    with engage_copy() as copy:
        let_wait(copy, count)
        with serving(copy) as url, _signed_in(copy, url) as moderator:
            yield moderator


@contextmanager
def _signed_in(copy: EngageCopy, url: str) -> Iterator[Caller]:
    with copy.units.writing(SYSTEM) as unit:
        grants = frozenset({Grant(Role.MODERATOR)})
        person, secret = ensure_person(unit, EMAIL, "Mo Moderator", grants, PASSWORD)
    with copy.units.writing(Actor(ActorKind.PERSON, person.id, grants)) as unit:
        acknowledge(unit, ACKNOWLEDGED_DOCUMENTS)
    caller = Caller(url)
    try:
        page = caller.get("/staff/sign-in")
        form = {"email": EMAIL, "password": PASSWORD, "code": pyotp.TOTP(secret).now()}
        answer = caller.post("/staff/sign-in", form | {"csrf_token": _found(CSRF, page)})
        if answer.status not in (302, 303):
            raise ServiceFailed(f"signing in was answered with {answer.status}")
        yield caller
    finally:
        caller.close()


def _found(wanted: re.Pattern[str], page: Answer) -> str:
    found = wanted.search(page.body)
    if found is None:
        raise ServiceFailed(f"a page answered {page.status} without {wanted.pattern}")
    return found[1]


BENCHMARK = Benchmark("moderation", "The moderator's queue", measure)
