"""Comments of a real WordPress (php-fpm, opcache, nginx), pulled and compared beside bare calls.

Bare calls are what a script would do with what Python brings along (urllib and json, or
xmlrpc.client): pages of the same size over the same interface, as the same user, decoded into
Python's values, counted and thrown away. python-wordpress-xmlrpc makes objects of the same values
afterwards, so that it is slower. Our own transport reading alone, into our values, stands beside
them. Pulling asks for three or four answers more: pages overlap, and the clock and the post are
looked at. All take turns on one site. What was taken in is counted on our side and compared with
what lies there.
"""

import base64
import itertools
import json
import time
import urllib.request
import xmlrpc.client
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from statistics import median

from sqlalchemy import func, select

from engage.comments.models import Comment
from engage.core.clock import FixedClock
from engage.core.migrating import upgrade
from engage.core.permissions import SYSTEM
from engage.core.unit import Units
from engage.engagements.models import Engagement
from engage.notices.service import current_version
from engage.wiring import make_units
from engage.wordpress.comparing import compare_round, finish_comparing, start_comparing
from engage.wordpress.gateway import open_transport
from engage.wordpress.models import WordPressChoice, WordPressLink
from engage.wordpress.plans import LinkState, Thing
from engage.wordpress.pulling import finish_pull, pull, start_pull
from engage.wordpress.rules import fields_hash
from engage.wordpress.service.posts import wanted_post
from tests.app_fixtures import build_engagement, settings_for
from tests.benchmarks.results import Benchmark, Figure, at_least, number, spread
from tests.benchmarks.words import made_up_comments
from tests.services.process import ServiceFailed, program, run, scratch
from tests.services.wordpress import WordPressSite, run_wordpress
from tests.services.wordpress.place import Place, account

COMMENTS = 10_000
TURNS = 3
SHARE = 0.8
SECONDS, REQUESTS = 10, 120
TRANSPORTS = ("rest", "xmlrpc")
Tell = Callable[[str], None]
_jobs = itertools.count(1)


@dataclass(frozen=True)
class Site:
    """A WordPress on whose one post so many comments wait."""

    wordpress: WordPressSite
    post_id: int
    now: datetime

    def bare(self, transport: str) -> int:
        return self._bare_rest() if transport == "rest" else self._bare_xmlrpc()

    def _bare_rest(self) -> int:
        login = self.wordpress.administrator
        pair = base64.b64encode(f"{login.user}:{login.app_password}".encode()).decode()
        count = 0
        for page in itertools.count(1):
            asked = urllib.request.Request(
                f"{self.wordpress.rest}wp/v2/comments?per_page=100&page={page}&status=any"
                "&context=edit&orderby=id&_fields=id,post,parent,author,author_name,author_email,"
                "date_gmt,content,status"
            )
            asked.add_header("Authorization", f"Basic {pair}")
            with urllib.request.urlopen(asked, timeout=60) as answer:
                count += len(json.load(answer))
                if page >= int(answer.headers["X-WP-TotalPages"]):
                    return count
        return count

    def _bare_xmlrpc(self) -> int:
        login = self.wordpress.administrator
        server = xmlrpc.client.ServerProxy(self.wordpress.xmlrpc)
        count = 0
        for offset in itertools.count(0, 1_000):
            asked = {"status": "any", "number": 1_000, "offset": offset}
            rows = server.wp.getComments(1, login.user, login.app_password, asked)
            count += len(rows)  # type: ignore[arg-type]
            if len(rows) < 1_000:  # type: ignore[arg-type]
                return count
        return count


def measure_pull(tell: Tell) -> list[Figure]:
    figures: list[Figure] = []
    with _site() as site:
        for transport in TRANSPORTS:
            bare, read, ours = [], [], []
            for _ in range(TURNS):
                bare.append(_rate(partial(site.bare, transport)))
                with _ours(site, transport) as units:
                    read.append(_rate(partial(_read, units)))
                    ours.append(_rate(partial(_pull, units)))
                    _reconcile(units)
                tell(
                    f"  {transport}: bare {number(bare[-1])}, read {number(read[-1])},"
                    f" pulled {number(ours[-1])} a second"
                )
            share = median(ours) / median(bare)
            figures += [
                Figure(f"{transport}, bare calls, comments a second", spread(bare)),
                Figure(f"{transport}, read alone by our transport, a second", spread(read)),
                Figure(f"{transport}, {COMMENTS:,} comments pulled, a second", spread(ours)),
                at_least(f"{transport}, pulled beside bare calls", share, SHARE, " times"),
            ]
    return figures


def measure_steady(tell: Tell) -> list[Figure]:
    figures: list[Figure] = []
    with _site() as site:
        for transport in TRANSPORTS:
            with _ours(site, transport) as units:
                _pull(units)
                _reconcile(units)
                took, asked = [], []
                for _ in range(TURNS):
                    began = time.perf_counter()
                    requests = _compare(units)
                    took.append(time.perf_counter() - began)
                    asked.append(requests)
                    tell(f"  {transport}: {number(took[-1])} s, {requests} requests")
                figures += [
                    _at_most(f"{transport}, a steady round over {COMMENTS:,}", took, SECONDS, " s"),
                    _at_most(f"{transport}, its requests", asked, REQUESTS, ""),
                ]
    return figures


def _at_most(what: str, values: Sequence[float], goal: float, unit: str) -> Figure:
    met = median(values) < goal
    return Figure(what, spread(values, unit), f"under {number(goal)}{unit}", met)


def _rate(work: Callable[[], int]) -> float:
    began = time.perf_counter()
    done = work()
    took = time.perf_counter() - began
    if done != COMMENTS:
        raise ServiceFailed(f"{done} comments instead of {COMMENTS}")
    return done / took


def _read(units: Units) -> int:
    assert units.settings.wordpress is not None
    numbers: set[int] = set()
    with open_transport(units.settings.wordpress) as there:
        for page in there.comments_after(0):
            numbers |= {comment.id for comment in page}
    return len(numbers)


def _pull(units: Units) -> int:
    assert units.settings.wordpress is not None
    begun = start_pull(units, next(_jobs))
    assert begun is not None
    pulled = pull(units, begun, partial(open_transport, units.settings.wordpress))
    with units.writing(SYSTEM) as unit:
        finish_pull(unit, begun, pulled)
    return pulled.counts["taken"]


def _compare(units: Units) -> int:
    assert units.settings.wordpress is not None
    begun = start_comparing(units, next(_jobs))
    assert begun is not None
    done = compare_round(units, begun, partial(open_transport, units.settings.wordpress))
    with units.writing(SYSTEM) as unit:
        finish_comparing(unit, begun, done)
    if done.compared != COMMENTS or done.found:
        raise ServiceFailed(f"{done.compared} compared, found {dict(done.found)}")
    return done.requests


def _reconcile(units: Units) -> None:
    """As many here as there, each once."""
    with units.reading(SYSTEM) as unit:
        kept = unit.session.scalar(select(func.count()).select_from(Comment))
        once = unit.session.scalar(
            select(func.count(WordPressLink.remote_id.distinct())).where(
                WordPressLink.thing == Thing.COMMENT
            )
        )
    if not kept == once == COMMENTS:
        raise ServiceFailed(f"{kept} comments and {once} links instead of {COMMENTS}")


@contextmanager
def _site() -> Iterator[Site]:
    with run_wordpress("fpm") as wordpress:
        now = datetime.now(UTC).replace(microsecond=0)
        place = Place(wordpress.dir, int(wordpress.url.rpartition(":")[2]))
        client = [program("mariadb"), "--no-defaults", f"--socket={place.database_socket}"]
        options = [f"--user={account()}", "--skip-column-names", "--batch", "wordpress"]
        script = wordpress.dir / "comments.sql"
        script.write_text(_rows(now), "utf-8")
        run([*client, *options, f"--execute=source {script}"])
        yield Site(wordpress, 1, now)


def _rows(now: datetime) -> str:
    """Comments that wait, a second apart, the last of them a minute ago."""
    columns = (
        "comment_post_ID, comment_author, comment_author_email, comment_author_url,"
        " comment_author_IP, comment_date, comment_date_gmt, comment_content, comment_approved,"
        " comment_agent, comment_type"
    )
    first = now - timedelta(seconds=COMMENTS + 60)
    rows = []
    for n, one in enumerate(made_up_comments(COMMENTS)):
        at = f"{first + timedelta(seconds=n):%Y-%m-%d %H:%M:%S}"
        name, text = one.name.replace("'", "''"), one.text.replace("'", "''")
        address = f"visitor{n}@example.ca" if n % 2 else ""
        rows.append(
            f"(1, '{name}', '{address}', '', '', '{at}', '{at}', '{text}', '0', '', 'comment')"
        )
    parts = [
        f"INSERT INTO wp_comments ({columns}) VALUES {', '.join(rows[at : at + 500])};"
        for at in range(0, len(rows), 500)
    ]
    count = f"UPDATE wp_posts SET comment_count = {COMMENTS} WHERE ID = 1;"
    return "\n".join(["DELETE FROM wp_comments;", *parts, count])


@contextmanager
def _ours(site: Site, transport: str) -> Iterator[Units]:
    """An empty Engage that knows the post and lets it take comments."""
    with scratch("sync") as folder:
        clock = FixedClock(site.now - timedelta(days=1))
        settings = settings_for(
            f"sqlite:///{folder}/engage.db",
            folder,
            ENGAGE_WORDPRESS_URL=site.wordpress.url,
            ENGAGE_WORDPRESS_USER=site.wordpress.user,
            ENGAGE_WORDPRESS_PASSWORD=site.wordpress.app_password,
            ENGAGE_WORDPRESS_TRANSPORT=transport,
        )
        units = make_units(settings, clock)
        upgrade(units.database)
        opens = site.now - timedelta(days=1)
        engagement = build_engagement(units, opens_at=opens, closes_at=site.now + timedelta(days=9))
        assert units.settings.wordpress is not None
        with units.reading(SYSTEM) as unit:
            wanted = wanted_post(unit, unit.session.get_one(Engagement, engagement.id))
        assert wanted is not None
        with open_transport(units.settings.wordpress) as there:
            post = there.update_post(site.post_id, wanted.fields, None)
        with units.writing(SYSTEM) as unit:
            notice = current_version(unit, engagement.id)
            assert notice is not None
            unit.session.merge(WordPressChoice(
                engagement_id=engagement.id,
                takes_comments=True,
                notice_hash=notice.content_hash,
                notice_seen_at=unit.now,
                chosen_at=unit.now,
            ))  # fmt: skip
            unit.session.add(WordPressLink(
                thing=Thing.ENGAGEMENT,
                local_id=engagement.id,
                key="engage-night-buses",
                state=LinkState.SHOWN,
                remote_id=site.post_id,
                remote_status="publish",
                fields_hash=fields_hash(wanted.fields),
                modified_gmt=post.modified,
            ))  # fmt: skip
        clock.instant = datetime.now(UTC)
        yield units
        units.database.dispose()


PULL = Benchmark(
    "wordpress-pull",
    f"WordPress: {COMMENTS:,} comments that were left there taken in",
    measure_pull,
)
STEADY = Benchmark(
    "wordpress-steady",
    f"WordPress: a round of comparing over {COMMENTS:,} comments that both sides know",
    measure_steady,
)
