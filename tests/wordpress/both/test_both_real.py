"""One engagement on both sites, filled with what real content was found to hold, judged from
outside: what is public here is public there, word for word, and the report finds nothing."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import select

from engage.comments.models import Comment, CommentText
from engage.core.permissions import SYSTEM, Role
from engage.engagements.queries import topics_of
from engage.jobs.service import enqueue
from engage.moderation.rules import Outcome, Reason
from engage.moderation.service import decide
from engage.wordpress.gateway import open_transport
from engage.wordpress.mending import look
from engage.wordpress.models import WordPressLeftOut, WordPressLink
from engage.wordpress.plain import plain_text
from engage.wordpress.plans import Thing
from engage.wordpress.queries.choices import choice_of
from engage.wordpress.service.choices import choose_comments, stamp
from engage.wordpress.service.kinds import COMPARE, PULL_COMMENTS
from tests.app_fixtures import make_person
from tests.services.wordpress import WordPressSite
from tests.wordpress.staff.backup import statement
from tests.wordpress.synced import Synced, synced_with

WAYS = {"rest": "wordpress", "xmlrpc": "wordpress_with_plugin"}
FORGED = "c-" + "a" * 32 + "@sync.invalid"
WORD = "“Smart” — dash<o:p></o:p>"


@dataclass
class Filled:
    """`numbers`: what was left there, by its text."""

    ours: Synced
    site: WordPressSite
    post_id: int
    numbers: dict[str, int] = field(default_factory=dict)

    def leave(self, text: str, **more: Any) -> int:
        body = {"post": self.post_id, "author_name": "Robin", "author_email": "robin@example.ca"}
        body |= {"content": text, "status": "hold", **more}
        row = self.ours.there.post("comments", json=body).raise_for_status().json()
        self.numbers[text] = int(row["id"])
        return self.numbers[text]

    def work(self, *kinds: str) -> None:
        for kind in kinds:
            with self.ours.units.writing(SYSTEM) as unit:
                enqueue(unit, kind, {})
            self.ours.work()
        self.ours.work()
        self.ours.clock.instant = datetime.now(UTC) + timedelta(seconds=5)

    def comment(self, text: str) -> Comment:
        with self.ours.units.reading(SYSTEM) as unit:
            number = unit.session.scalars(
                select(WordPressLink.local_id).where(
                    WordPressLink.thing == Thing.COMMENT,
                    WordPressLink.remote_id == self.numbers[text],
                )
            ).one()
            return unit.session.get_one(Comment, number)

    def decide(self, text: str, outcome: Outcome, *reasons: Reason) -> None:
        comment = self.comment(text)
        with self.ours.units.writing(self.ours.moderator) as unit:
            decide(unit, comment.id, comment.version, outcome, reasons, "")

    def drift(self) -> dict[Any, int]:
        settings = self.ours.units.settings.wordpress
        assert settings is not None
        with open_transport(settings) as transport:
            return look(self.ours.units, transport).found.drift.counts

    def there(self, text: str) -> dict[str, Any]:
        number, query = self.numbers[text], {"context": "edit"}
        row: dict[str, Any] = self.ours.there.get(f"comments/{number}", params=query).json()
        return row


@pytest.fixture(params=["rest", "xmlrpc"])
def filled(request: pytest.FixtureRequest, sqlite_url: str, tmp_path: Path) -> Iterator[Filled]:
    site: WordPressSite = request.getfixturevalue(WAYS[request.param])
    way, now = {"ENGAGE_WORDPRESS_TRANSPORT": request.param}, datetime.now(UTC)
    with synced_with(site, sqlite_url, tmp_path, **way) as ours:
        ours.clock.instant = now - timedelta(hours=1)
        ours.publish(opens_at=now - timedelta(days=1), closes_at=now + timedelta(days=9))
        ours.work()
        with ours.units.writing(make_person(ours.units, Role.ENGAGEMENT_LEAD)) as unit:
            engagement = ours.engagement()
            topic = topics_of(unit.session, engagement.id)[0]
            seen = stamp(choice_of(unit.session, engagement.id))
            choose_comments(unit, engagement, takes=True, topic_id=topic.id, seen=seen)
        ours.work()
        made = Filled(ours, site, ours.post()["id"])
        fill(made)
        ours.clock.instant = datetime.now(UTC) + timedelta(seconds=5)
        made.work(PULL_COMMENTS, COMPARE)
        yield made


def fill(made: Filled) -> None:
    question = made.leave("A question")
    answer = made.leave("An answer", parent=question)
    made.leave("An answer to the answer", parent=answer)
    made.leave(WORD)
    made.leave("It pretends to be ours", author_email=FORGED)
    nameless = [made.leave(f"Left by nobody, {number}") for number in range(3)]
    # No form takes a comment without a name once names are asked for: imports bring them.
    statement(
        made.site,
        "UPDATE wp_comments SET comment_author = '', comment_author_email = '',"
        " comment_date_gmt = (SELECT kept.at FROM (SELECT MIN(comment_date_gmt) AS at FROM"
        f" wp_comments WHERE comment_ID = {nameless[0]}) AS kept)"
        f" WHERE comment_ID IN ({', '.join(map(str, nameless))})",
    )


def test_what_was_left_there_goes_its_ways_and_the_report_finds_nothing(filled: Filled) -> None:
    with filled.ours.units.reading(SYSTEM) as unit:
        taken = sorted(unit.session.scalars(select(CommentText.body)))
        left_out = list(unit.session.scalars(select(WordPressLeftOut.reason)))
    forged = "It pretends to be ours"
    assert taken == sorted(plain_text(text) for text in filled.numbers if text != forged)
    assert left_out == ["not_ours"]
    assert filled.drift() == {}

    for text in ("A question", "An answer", "An answer to the answer", WORD):
        filled.decide(text, Outcome.PUBLISH)
    filled.decide("Left by nobody, 0", Outcome.NOT_PUBLISH, Reason.OFF_TOPIC)
    filled.decide("Left by nobody, 1", Outcome.SPAM)
    number, _ = filled.ours.published("From here, by a name that is a nought", "0")
    filled.work()
    assert filled.ours.link(Thing.COMMENT, number).state == "shown"
    assert {plain_text(text) for _, text in filled.ours.comments()} == {
        "A question",
        "An answer",
        "An answer to the answer",
        plain_text(WORD),
        "From here, by a name that is a nought",
    }
    assert filled.there("An answer to the answer")["parent"] == filled.numbers["An answer"]
    assert filled.there("Left by nobody, 2")["status"] == "hold"
    assert filled.there("Left by nobody, 0")["code"] == "rest_comment_invalid_id"
    shown = httpx.get(filled.ours.post()["link"], timeout=60).text
    assert "nobody" not in shown
    assert "pretends" not in shown
    assert filled.drift() == {}
