"""A thousand comments pushed to a real WordPress (php-fpm, opcache, nginx), beside bare calls.

Bare calls are what a script would do that knows the quickest way of the same transport and keeps
no books: the same comments to a post of their own, the same number in a call, over one connection
of the plain library. Both take turns on one site. What is there afterwards is read back from
WordPress: every comment once, under its own alias.
"""

import time
import uuid
import xmlrpc.client
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Final

import httpx

from engage.comments.rules import Accepted, Arrival, Channel, NoticeGiven
from engage.comments.service import receive
from engage.core.clock import FixedClock
from engage.core.migrating import upgrade
from engage.core.permissions import CITIZEN, SYSTEM, Role
from engage.core.unit import Units
from engage.engagements.queries import engagement_by_slug, topic_by_slug
from engage.jobs.execution import Outcome as Ended
from engage.jobs.execution import carry_out
from engage.jobs.worker import next_claim
from engage.moderation.rules import Outcome
from engage.moderation.service import decide
from engage.wiring import make_units
from engage.wiring.jobs import HANDLERS
from engage.wordpress.marks import Mark, mark_text
from engage.wordpress.plans import Thing
from engage.wordpress.queries import link_of
from engage.wordpress.rules import CommentFields, comment_fields
from engage.wordpress.service import PUSH_COMMENTS, PUSH_ENGAGEMENT, reconcile
from engage.wordpress.tasks import pushing
from tests.app_fixtures import NOON, build_engagement, make_person, settings_for
from tests.benchmarks.results import Benchmark, Figure, at_least, number, spread
from tests.benchmarks.words import made_up_comments
from tests.services.process import ServiceFailed, scratch
from tests.services.wordpress import WordPressSite, run_wordpress

COMMENTS: Final = 1_000
TURNS: Final = 2
PART: Final = 500
SHARE: Final = 0.8
AT_ONCE: Final = 50
Tell = Callable[[str], None]


@dataclass(frozen=True)
class Way:
    """A transport with or without the plugin, and the bare calls that it is measured against."""

    title: str
    transport: str
    plugin: bool
    bare: Callable[["There", int, list[CommentFields]], None]
    turns: int = TURNS


@dataclass(frozen=True)
class There:
    site: WordPressSite
    client: httpx.Client

    def post(self, status: str = "closed", kind: str = "posts") -> int:
        content = f"<p>{mark_text(Mark(f'engage-{uuid.uuid4().hex}'))}Bare</p>"
        body = {"title": "Bare", "status": "publish", "comment_status": status, "content": content}
        made: int = self.client.post(kind, json=body).raise_for_status().json()["id"]
        return made

    def aliases(self, post_id: int) -> list[str]:
        """Of every comment of the post, in any status."""
        found: list[str] = []
        for page in range(1, 2 + COMMENTS // 100):
            query: dict[str, str | int] = {
                "post": post_id,
                "status": "any",
                "context": "edit",
                "per_page": 100,
                "page": page,
                "orderby": "id",
            }
            rows = self.client.get("comments", params=query).raise_for_status().json()
            found += [row["author_email"] for row in rows]
        return found


def _body(fields: CommentFields, **more: object) -> dict[str, object]:
    return {
        "author_name": fields.author_name,
        "author_email": fields.alias,
        "content": fields.content,
        "date_gmt": f"{fields.date:%Y-%m-%dT%H:%M:%SZ}",
        "status": "approved",
        **more,
    }


def _parts(comments: list[CommentFields]) -> Iterator[list[CommentFields]]:
    for start in range(0, len(comments), AT_ONCE):
        yield comments[start : start + AT_ONCE]


def bare_rest_with_plugin(there: There, post_id: int, comments: list[CommentFields]) -> None:
    url = f"{there.site.rest}engage/v1/comments"
    for part in _parts(comments):
        body = {"post": post_id, "comments": [_body(fields) for fields in part]}
        there.client.post(url, json=body).raise_for_status()


def bare_xmlrpc_with_plugin(there: There, post_id: int, comments: list[CommentFields]) -> None:
    with xmlrpc.client.ServerProxy(there.site.xmlrpc, allow_none=True) as server:
        for part in _parts(comments):
            bodies = [_body(fields) for fields in part]
            login = (there.site.user, there.site.app_password)
            server.engage.newComments(1, *login, post_id, bodies)


def bare_letter_box(there: There, post_id: int, comments: list[CommentFields]) -> None:
    """A closed post without the plugin: made on a page that takes comments, and moved."""
    box = there.post("open", "pages")
    for fields in comments:
        made = there.client.post("comments", json=_body(fields, post=box, status="hold"))
        number = made.raise_for_status().json()["id"]
        moved = {"post": post_id, "status": "approved"}
        there.client.post(f"comments/{number}", json=moved).raise_for_status()


def bare_on_open_post(there: There, post_id: int, comments: list[CommentFields]) -> None:
    """Under a post that everybody may comment on: one call each."""
    for fields in comments:
        there.client.post("comments", json=_body(fields, post=post_id)).raise_for_status()


WAYS: Final = (
    Way("REST with the plugin", "rest", True, bare_rest_with_plugin),
    Way("XML-RPC with the plugin", "xmlrpc", True, bare_xmlrpc_with_plugin),
    Way("REST without the plugin", "rest", False, bare_letter_box, turns=1),
)


def measure(tell: Tell) -> list[Figure]:
    figures: list[Figure] = []
    for plugin in (True, False):
        with _parted(), run_wordpress("fpm", plugin=plugin) as site, _client(site) as client:
            _let_all_through(site)
            there = There(site, client)
            for way in (way for way in WAYS if way.plugin is plugin):
                figures += _measured(there, way, tell)
    return figures


def _measured(there: There, way: Way, tell: Tell) -> list[Figure]:
    bare, ours, single = [], [], []
    for turn in range(way.turns):
        by_hand, pushed = _turn(there, way)
        bare.append(COMMENTS / by_hand)
        ours.append(COMMENTS / pushed)
        if not way.plugin:
            others, post_id = _made_up(uuid.uuid4().hex), there.post("open")
            single.append(COMMENTS / _took(partial(bare_on_open_post, there, post_id, others)))
        tell(f"  {way.title}, turn {turn + 1}: {number(bare[-1])} bare, {number(ours[-1])} ours")
    share = sum(1 / rate for rate in bare) / sum(1 / rate for rate in ours)
    figures = [
        Figure(f"{way.title}, bare calls, comments a second", spread(bare)),
        Figure(f"{way.title}, pushed, comments a second", spread(ours)),
        at_least(f"{way.title}, pushed beside bare calls", share, SHARE, " times"),
    ]
    if single:
        figures.append(Figure("Bare calls to a post open to everybody, one each", spread(single)))
    return figures


def _took(work: Callable[[], None]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _turn(there: There, way: Way) -> tuple[float, float]:
    """Seconds for a thousand comments each: a part by hand, a part pushed, and so on, so that both
    meet the same machine and a post of the same length. Pushed means from the job's being due to
    the last comment's being recorded, on a database of its own."""
    comments, post_id = _made_up(uuid.uuid4().hex), there.post()
    by_hand = pushed = 0.0
    with _engage(there.site, way.transport) as (units, quiet):
        slug = f"bench-{uuid.uuid4().hex[:10]}"
        engagement = build_engagement(quiet, slug)
        _publish(quiet, slug)
        with units.writing(SYSTEM) as unit:
            reconcile(unit)
        _one_job(units, PUSH_ENGAGEMENT)
        for start in range(0, COMMENTS, PART):
            part = comments[start : start + PART]
            by_hand += _took(partial(way.bare, there, post_id, part))
            pushed += _took(partial(_one_job, units, PUSH_COMMENTS))
        with units.reading(SYSTEM) as unit:
            post = link_of(unit.session, Thing.ENGAGEMENT, engagement.id)
        if post is None or post.remote_id is None:
            raise ServiceFailed("the post did not arrive")
        _check(there.aliases(post_id), [fields.alias for fields in comments])
        _check(there.aliases(post.remote_id), None)
    return by_hand, pushed


def _one_job(units: Units, kind: str) -> None:
    handlers = {kind: HANDLERS[kind]}
    claim = next_claim(units, handlers)
    if claim is None or carry_out(units, handlers, claim) is not Ended.DONE:
        raise ServiceFailed(f"{kind} did not do its part")


def _check(aliases: list[str], wanted: list[str] | None) -> None:
    if len(aliases) != COMMENTS or len(set(aliases)) != COMMENTS:
        raise ServiceFailed(f"{len(aliases)} comments arrived, {len(set(aliases))} of them once")
    if wanted is not None and set(aliases) != set(wanted):
        raise ServiceFailed("other comments arrived than were sent")


def _made_up(seed: str) -> list[CommentFields]:
    first = datetime(2026, 3, 2, 20, 0, tzinfo=UTC)
    return [
        comment_fields(
            public_id=f"{seed}{n}",
            secret=b"bench" * 8,
            name=comment.name,
            text=comment.text,
            date=first + timedelta(seconds=n),
        )
        for n, comment in enumerate(made_up_comments(COMMENTS))
    ]


def _publish(units: Units, slug: str) -> None:
    """By the use cases, a hundred in a transaction."""
    moderator = make_person(units, Role.MODERATOR)
    comments = list(made_up_comments(COMMENTS))
    for start in range(0, COMMENTS, 100):
        with units.writing(CITIZEN) as unit:
            engagement = engagement_by_slug(unit.session, slug)
            topic = topic_by_slug(unit.session, engagement.id, "routes")
            way = Arrival(channel=Channel.WEB, notice_given=NoticeGiven.SHOWN_BEFORE_FORM)
            ids = [
                receive(
                    unit, engagement, topic, Accepted(one.text, one.name, "", frozenset()), way
                ).id
                for one in comments[start : start + 100]
            ]
        with units.writing(moderator) as unit:
            for comment_id in ids:
                decide(unit, comment_id, 1, Outcome.PUBLISH, (), "")


@contextmanager
def _engage(site: WordPressSite, transport: str) -> Iterator[tuple[Units, Units]]:
    """The installation that pushes, and the same before a WordPress was set."""
    with scratch("bench") as folder:
        url, clock = f"sqlite:///{folder / 'engage.db'}", FixedClock(NOON)
        quiet = make_units(settings_for(url, folder), clock)
        upgrade(quiet.database)
        units = make_units(settings_for(url, folder, **_settings(site, transport)), clock)
        try:
            yield units, quiet
        finally:
            units.database.dispose()
            quiet.database.dispose()


def _settings(site: WordPressSite, transport: str) -> dict[str, str]:
    return {
        "ENGAGE_WORDPRESS_URL": site.url,
        "ENGAGE_WORDPRESS_USER": site.user,
        "ENGAGE_WORDPRESS_PASSWORD": site.app_password,
        "ENGAGE_WORDPRESS_TRANSPORT": transport,
    }


@contextmanager
def _parted() -> Iterator[None]:
    """A job that ends after one part, so that bare calls and pushes take turns."""
    most, pushing.MOST_BATCHES = pushing.MOST_BATCHES, PART // AT_ONCE  # type: ignore[misc]
    try:
        yield
    finally:
        pushing.MOST_BATCHES = most  # type: ignore[misc]


@contextmanager
def _client(site: WordPressSite) -> Iterator[httpx.Client]:
    auth = (site.user, site.app_password)
    with httpx.Client(base_url=f"{site.rest}wp/v2/", auth=auth, timeout=120) as client:
        yield client


def _let_all_through(site: WordPressSite) -> None:
    """The same words come in every turn: its check for repeated texts would refuse them."""
    folder = Path(site.dir) / "site/wp-content/mu-plugins"
    (folder / "repeats.php").write_text(
        "<?php add_filter( 'duplicate_comment_id', '__return_zero' );\n"
    )


BENCHMARK = Benchmark("wordpress_push", "Pushing comments to WordPress", measure)
