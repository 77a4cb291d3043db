"""The home page with two thousand engagements, rendered anew; the search over a hundred thousand
published comments, on both databases.

Pages are asked for within this process, without a server before them: what is measured is what the
application does. Half of the comments say a few sentences in ever new order, half have the words of
a language as often as people say them. Several searches take turns: for rare words, for such as
stand in most comments, for phrases, beginnings of words, within one engagement, and such as
somebody would try who wants them to take long. Every engagement and its topic are translated: the
French pages look for what staff translated besides, and name what they find in French.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from statistics import median, quantiles

from flask.testing import FlaskClient

from engage.app import create_app
from engage.core.clock import FixedClock, SystemClock
from engage.core.migrating import upgrade
from engage.core.permissions import SYSTEM, Role
from engage.core.unit import Units
from engage.engagements.queries import engagement_by_slug
from engage.wiring import make_units
from tests.app_fixtures import build_engagement, make_person, settings_for
from tests.benchmarks.engage_copy import SLUG
from tests.benchmarks.home_rows import add_comments, add_engagements, index_all
from tests.benchmarks.home_translations import add_translations
from tests.benchmarks.home_words import ENGLISH, spoken_comments
from tests.benchmarks.results import Benchmark, Figure, number
from tests.benchmarks.words import made_up_comments
from tests.moderation.decisions import acts
from tests.moderation.senders import send
from tests.services.postgresql import run_postgresql
from tests.services.process import ServiceFailed, scratch

ENGAGEMENTS, COMMENTS = 2_000, 100_000
ROUNDS, DECISIONS = 100, 30
GOAL_MS = 50.0
PAGES = {
    "the home page": "/",
    "all engagements": "/engagements",
    "open ones of a region and a topic area": (
        "/engagements?status=open&region=Okanagan&area=Health"
    ),
    "the French home page": "/fr/",
}
SEARCHES = {
    "a rare word": "/search?q=77777",
    "two words": "/search?q=quesnel+crossing",
    "two words that never meet": "/search?q=daughter+neighbours",
    "a word of most comments": "/search?q=the",
    "a word of every title": "/search?q=plan",
    "six common words": "/search?q=this+is+thought+of+batch+the",
    "French words": "/search?q=soci%C3%A9t%C3%A9+%C3%A9conomie",
    "a common phrase": "/search?q=%22a+bus+every+hour%22",
    "a phrase of common words": "/search?q=%22of+the%22",
    "a phrase of common words that is nowhere": "/search?q=%22thought+of+this+batch+is%22",
    "six phrases": (
        "/search?q=%22of+the%22+%22in+the%22+%22to+the%22+%22and+the%22+%22is+the%22+%22for+the%22"
    ),
    "thirty words": "/search?q=" + "+".join([*ENGLISH[:29], "batch"]),
    "a word of two hundred letters": "/search?q=" + "a" * 200,
    "marks and operators": "/search?q=%22%22%22the+AND+NOT+%28bus+OR+%2A%29+NEAR%2F2+%25+--",
    "the beginning of a word": "/search?q=neig",
    "three letters that many words begin with": "/search?q=the+con",
    "common words in one engagement": "/search?q=this+is+thought&engagement=copy-7",
    "comments alone, the tenth page": "/search?q=the+of&kind=comment&page=10",
    "the last page": "/search?q=the&kind=comment&page=50",
    "nothing": "/search?q=zzyzx",
}
IN_FRENCH = {
    "a rare word": "/fr/search?q=77777",
    "a word of every translation": "/fr/search?q=pr%C3%A9voir",
    "a word of most comments": "/fr/search?q=the",
    "a word of every title": "/fr/search?q=plan",
    "words of every translation and of comments": "/fr/search?q=que+le+questionnaire",
    "six common words": "/fr/search?q=this+is+thought+of+batch+the",
    "French words": "/fr/search?q=soci%C3%A9t%C3%A9+%C3%A9conomie",
    "a phrase of every translation": "/fr/search?q=%22devrait+pr%C3%A9voir+le%22",
    "the beginning of a word": "/fr/search?q=questionn",
    "common words in one engagement": "/fr/search?q=this+is+thought&engagement=copy-7",
    "comments alone, the tenth page": "/fr/search?q=the+of&kind=comment&page=10",
    "nothing": "/fr/search?q=zzyzx",
}
Tell = Callable[[str], None]


def measure(tell: Tell) -> list[Figure]:
    figures: list[Figure] = []
    with scratch("home") as folder:
        tell("SQLite: filling")
        figures += _on("SQLite", f"sqlite:///{folder / 'engage.db'}", folder, tell)
    with scratch("home") as folder, run_postgresql() as server:
        tell("PostgreSQL: filling")
        figures += _on("PostgreSQL", server.url(), folder, tell)
    return figures


def _on(name: str, url: str, folder: Path, tell: Tell) -> list[Figure]:
    with _filled(url, folder, tell) as (units, client, speed):
        figures = [_judged(f"{name}: {what}", _asked(client, path)) for what, path in PAGES.items()]
        found = {what: _asked(client, path) for what, path in SEARCHES.items()}
        figures += [_judged(f"{name}: search for {what}", times) for what, times in found.items()]
        french = {what: _asked(client, path) for what, path in IN_FRENCH.items()}
        figures += [
            _judged(f"{name}: French search for {what}", times) for what, times in french.items()
        ]
        every = [one for times in found.values() for one in times]
        figures.append(_judged(f"{name}: all searches over {COMMENTS:,} comments", every))
        figures.append(Figure(f"{name}: texts indexed a second, after an import", number(speed)))
        figures.append(Figure(f"{name}: publishing one comment", _shown(_decisions(units))))
        return figures


@contextmanager
def _filled(url: str, folder: Path, tell: Tell) -> Iterator[tuple[Units, FlaskClient, float]]:
    now = SystemClock().now()
    settings = settings_for(url, folder, ENGAGE_PAGE_CACHE="0")
    past = make_units(settings, FixedClock(now - timedelta(days=20)))
    upgrade(past.database)
    build_engagement(
        past,
        SLUG,
        topics=("routes",),
        opens_at=now - timedelta(days=20),
        closes_at=now + timedelta(days=20),
    )
    past.database.dispose()
    units = make_units(settings, FixedClock(now))
    with units.reading(SYSTEM) as unit:
        model = engagement_by_slug(unit.session, SLUG)
    add_engagements(units, model, ENGAGEMENTS - 1)
    add_translations(units)
    tell("  comments")
    sentences = (one.text for one in made_up_comments(COMMENTS // 2))
    spoken = spoken_comments(COMMENTS // 2)
    texts = [text for two in zip(sentences, spoken, strict=True) for text in two]
    add_comments(units, list(range(model.id, model.id + 200)), COMMENTS, texts)
    tell("  index")
    speed = index_all(units)
    if not units.database.is_sqlite:
        with units.database.engine.connect().execution_options(
            isolation_level="AUTOCOMMIT"
        ) as connection:
            connection.exec_driver_sql("VACUUM ANALYZE")
    try:
        yield units, create_app(settings, units=units).test_client(), speed
    finally:
        units.database.dispose()


def _asked(client: FlaskClient, path: str) -> list[float]:
    """Milliseconds of each answer; the first ones warm up."""
    times = []
    for n in range(ROUNDS + 3):
        began = time.perf_counter()
        answer = client.get(path)
        answer.get_data()
        took = (time.perf_counter() - began) * 1000
        if answer.status_code != 200:
            raise ServiceFailed(f"{path} was answered with {answer.status_code}")
        if n >= 3:
            times.append(took)
    return times


def _decisions(units: Units) -> list[float]:
    moderator = make_person(units, Role.MODERATOR)
    times = []
    for n in range(DECISIONS):
        comment_id, _ = send(units, f"A bus to Lytton, please, number {n}.", topic="routes")
        began = time.perf_counter()
        acts.published(units, moderator, comment_id)
        times.append((time.perf_counter() - began) * 1000)
    return times


def _shown(times: list[float]) -> str:
    return f"{number(median(times))} ms, of twenty 19 within {number(_nineteenth(times))} ms"


def _judged(what: str, times: list[float]) -> Figure:
    within = max(median(times), _nineteenth(times))
    return Figure(what, _shown(times), f"at most {number(GOAL_MS)} ms", within <= GOAL_MS)


def _nineteenth(times: list[float]) -> float:
    return quantiles(times, n=20)[-1]


BENCHMARK = Benchmark("home", "Home and search", measure)
