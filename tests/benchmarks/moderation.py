"""The moderator's two steps, one person at a time: the queue's page, and a decision.

For information: no goal was set, but neither may grow with what waits.
"""

import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pyotp

from engage.accounts.service.seed import ensure_person
from engage.core.permissions import SYSTEM, Actor, ActorKind, Grant, Role
from engage.governance.policies import ACKNOWLEDGED_DOCUMENTS
from engage.governance.service import acknowledge
from tests.app_fixtures import PASSWORD
from tests.benchmarks.engage_copy import EngageCopy, engage_copy, serving
from tests.benchmarks.posting import Answer, Caller
from tests.benchmarks.results import Benchmark, Figure, spread
from tests.benchmarks.sheets import bring_in, made_up_file
from tests.services.process import ServiceFailed

WAITING = (1_000, 100_000)
TIMES = 40
EMAIL = "mo.moderator@gov.bc.ca"
CSRF = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
ITEM = re.compile(r'action="(/staff/queue/\d+)')
Tell = Callable[[str], None]


def measure(tell: Tell) -> list[Figure]:
    return [figure for count in WAITING for figure in _with_waiting(count, tell)]


def _with_waiting(count: int, tell: Tell) -> Iterator[Figure]:
    tell(f"{count:,} waiting")
    with engage_copy() as copy:
        bring_in(copy, made_up_file(count, copy.opened_at, (0,)))
        with serving(copy) as url, _signed_in(copy, url) as moderator:
            pages, decisions = _decide_some(moderator)
    yield Figure(f"The queue's page, {count:,} waiting", spread(pages, " ms"))
    yield Figure(f"A decision, {count:,} waiting", spread(decisions, " ms"))


def _decide_some(moderator: Caller) -> tuple[list[float], list[float]]:
    """Milliseconds of each page and each decision, as the person's browser would wait."""
    pages, decisions = [], []
    moderator.get("/staff/queue")
    for _ in range(TIMES):
        began = time.perf_counter()
        page = moderator.get("/staff/queue")
        shown = time.perf_counter()
        form = {"csrf_token": _found(CSRF, page), "seen_version": "1", "outcome": "publish"}
        sending = time.perf_counter()
        answer = moderator.post(_found(ITEM, page), form)
        decided = time.perf_counter()
        if answer.status != 303:
            raise ServiceFailed(f"the decision was answered with {answer.status}")
        pages.append((shown - began) * 1000)
        decisions.append((decided - sending) * 1000)
    return pages, decisions


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
