"""Pulling and comparing on the real WordPress, by either way to it."""

import json
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from engage.comments.rules import Hold, State
from engage.core.clock import FixedClock
from engage.core.permissions import SYSTEM
from engage.jobs.service import enqueue
from engage.jobs.worker import run_due
from engage.moderation.models import CommentNote
from engage.wiring import make_units
from engage.wiring.jobs import HANDLERS
from engage.wordpress.plans import LinkState, Thing
from engage.wordpress.queries import link_of
from engage.wordpress.service.kinds import COMPARE, PULL_COMMENTS
from tests.app_fixtures import settings_for
from tests.services.wordpress import WordPressSite
from tests.wordpress.pull.conftest import Pair, paired
from tests.wordpress.synced import wordpress_settings

pytestmark = pytest.mark.services

HOSTILE = [
    ("Plain words & more", "Plain words & more"),
    ("1 < 2 and 3 > 2", "1 < 2 and 3 > 2"),
    ("<script>alert(1)</script>Trees", "Trees"),
    ("<b>Bold</b> and <i onclick=x>italic</i>", "Bold and italic"),
    (
        'See <a href="https://example.ca/plan">the plan</a>',
        "See the plan (https://example.ca/plan)",
    ),
    ("[gallery ids=1] [caption]x[/caption]", "[gallery ids=1] [caption]x[/caption]"),
    ("Two\n\nparagraphs\nand a line", "Two\n\nparagraphs\nand a line"),
    ("<blockquote>They said</blockquote>I say", "> They said\nI say"),
    ("Emoji \U0001f332\U0001f68c and \u6c34", "Emoji \U0001f332\U0001f68c and \u6c34"),
    ("\u05e9\u05dc\u05d5\u05dd \u202ereversed\u202c", "\u05e9\u05dc\u05d5\u05dd reversed"),
    ("Back\\slash and 'quotes' \"both\"", "Back\\slash and 'quotes' \"both\""),
    ("&lt;typed&gt; &amp;#65;", "<typed> &#65;"),
]


@dataclass
class Visited:
    """A pair whose other side is a real WordPress, worked by the jobs themselves."""

    pair: Pair
    site: WordPressSite
    staff: httpx.Client
    post_id: int

    def leave(self, text: str, **more: Any) -> int:
        """By the site's own interface, as its form would store it."""
        body = {"post": self.post_id, "author_name": "Robin", "author_email": "robin@example.ca"}
        body |= {"content": text, "status": "hold", **more}
        answer = self.staff.post("comments", json=body)
        assert answer.status_code == 201, answer.text
        return int(answer.json()["id"])

    def change(self, number: int, **changes: Any) -> None:
        answer = self.staff.post(f"comments/{number}", json=changes)
        assert answer.status_code == 200, answer.text

    def status(self, number: int) -> str:
        answer = self.staff.get(f"comments/{number}", params={"context": "edit"})
        return str(answer.json()["status"])

    def work(self, kind: str) -> dict[str, Any]:
        """One job of this kind; what its run found."""
        with self.pair.units.writing(SYSTEM) as unit:
            enqueue(unit, kind, {})
        run_due(self.pair.units, {kind: HANDLERS[kind]})
        last = self.pair.runs()[-1]
        assert last.finished_at is not None
        assert not last.trouble
        return dict(json.loads(last.found))


@pytest.fixture(params=["rest", "xmlrpc"])
def visited(
    request: pytest.FixtureRequest, wordpress: WordPressSite, sqlite_url: str, tmp_path: Path
) -> Iterator[Visited]:
    now = datetime.now(UTC)
    clock = FixedClock(now - timedelta(hours=1))
    more = wordpress_settings(wordpress) | {"ENGAGE_WORDPRESS_TRANSPORT": request.param}
    units = make_units(settings_for(sqlite_url, tmp_path, **more), clock)
    auth = (wordpress.user, wordpress.app_password)
    with httpx.Client(base_url=wordpress.rest + "wp/v2/", auth=auth, timeout=60) as staff:
        opens = {"opens_at": now - timedelta(days=1), "closes_at": now + timedelta(days=9)}
        pair = paired(units, clock, **opens)
        content = pair.there.posts[7].content
        made = staff.post(
            "posts",
            json={
                "title": "Buses",
                "content": content,
                "status": "publish",
                "comment_status": "open",
            },
        ).json()
        with units.writing(SYSTEM) as unit:
            link = link_of(unit.session, Thing.ENGAGEMENT, pair.engagement.id)
            assert link is not None
            link.remote_id = made["id"]
        clock.instant = datetime.now(UTC) + timedelta(seconds=5)
        yield Visited(pair, wordpress, staff, made["id"])
    units.database.dispose()


def test_what_visitors_leave_is_read_as_they_wrote_it(visited: Visited) -> None:
    for text, _ in HOSTILE:
        visited.leave(text, author_email=f"{uuid.uuid4().hex}@example.ca")
    visited.work(PULL_COMMENTS)
    visited.work(PULL_COMMENTS)
    expected = [said for _, said in HOSTILE]
    assert sorted(visited.pair.texts()) == sorted(expected)
    assert visited.work(COMPARE) == {}


def test_the_longest_that_wordpress_keeps_is_listed_and_not_lost(visited: Visited) -> None:
    visited.leave("x" * 65_000)
    visited.leave("A name of many bytes", author_name="\u6c34" * 81)
    visited.work(PULL_COMMENTS)
    assert visited.pair.texts() == ["A name of many bytes"]
    assert [row.reason for row in visited.pair.left_out()] == ["unreadable"]


def test_what_is_public_there_is_held_until_it_is_decided_here(visited: Visited) -> None:
    number = visited.leave("Seen too early", status="approved")
    visited.work(PULL_COMMENTS)
    assert visited.status(number) == "hold"
    visited.change(number, status="approved")
    visited.work(COMPARE)
    assert visited.status(number) == "hold"
    assert visited.pair.links()[0].state == LinkState.HELD


def test_what_people_do_there_comes_over(visited: Visited) -> None:
    edited = visited.leave("Before")
    spam, trashed, deleted = (visited.leave(text) for text in ("Spam", "Trash", "Gone"))
    visited.work(PULL_COMMENTS)
    visited.change(edited, content="After")
    visited.change(spam, status="spam")
    visited.change(trashed, status="trash")
    visited.staff.delete(f"comments/{deleted}", params={"force": "true"})
    found = visited.work(COMPARE)
    assert found == {"edited": 1, "spam": 1, "trashed": 1, "gone": 1}
    assert sorted(visited.pair.texts()) == ["After", "Before", "Gone", "Spam", "Trash"]
    assert {one.state for one in visited.pair.comments()} == {State.WAITING}
    assert len(visited.pair.rows(CommentNote)) == 3
    assert visited.work(COMPARE) == {}


def test_pingbacks_and_other_posts_are_left_alone(visited: Visited) -> None:
    visited.leave("Mine")
    other = visited.staff.post("posts", json={"title": "Other", "status": "publish"}).json()["id"]
    elsewhere = visited.leave("Elsewhere", post=other, status="approved")
    visited.work(PULL_COMMENTS)
    assert visited.pair.texts() == ["Mine"]
    assert visited.status(elsewhere) == "approved"


def test_a_trashed_post_takes_none_of_its_comments_down(visited: Visited) -> None:
    visited.leave("Stays")
    visited.work(PULL_COMMENTS)
    visited.staff.delete(f"posts/{visited.post_id}")
    visited.work(COMPARE)
    (comment,) = visited.pair.comments()
    assert (comment.state, comment.hold) == (State.WAITING, Hold.INTAKE)
    assert not visited.pair.rows(CommentNote)


def test_an_answer_is_kept_with_its_question(visited: Visited) -> None:
    first = visited.leave("Question")
    visited.leave("Answer", parent=first)
    visited.work(PULL_COMMENTS)
    by_text = dict(zip(visited.pair.texts(), visited.pair.comments(), strict=True))
    assert by_text["Answer"].parent_id == by_text["Question"].id
