"""An engagement here whose post there takes comments, without any network."""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, select

from engage.audit.models import AuditEntry
from engage.comments.models import Comment, CommentPerson, CommentText
from engage.core.clock import FixedClock
from engage.core.db import Base
from engage.core.permissions import SYSTEM, Actor, Role
from engage.core.unit import Units
from engage.engagements.models import Engagement
from engage.moderation.models import Decision
from engage.moderation.rules import Outcome
from engage.moderation.service import decide
from engage.notices.service import current_version
from engage.wiring import make_units
from engage.wordpress.comparing import (
    Compared,
    compare_round,
    finish_comparing,
    start_comparing,
)
from engage.wordpress.models import (
    WordPressChoice,
    WordPressLeftOut,
    WordPressLink,
    WordPressMark,
    WordPressRun,
)
from engage.wordpress.plans import LinkState, Thing
from engage.wordpress.pulling import Pulled, finish_pull, pull, start_pull
from engage.wordpress.rules import CommentStatus, comment_fields, fields_hash
from tests.app_fixtures import build_engagement, make_person, settings_for
from tests.moderation.senders import send
from tests.wordpress.pull.there import POST, There, post

_jobs = itertools.count(10_000)
SETTINGS = {
    "ENGAGE_WORDPRESS_URL": "http://127.0.0.1:9",
    "ENGAGE_WORDPRESS_USER": "engage",
    "ENGAGE_WORDPRESS_PASSWORD": "none",
}


@dataclass
class Pair:
    """Both sides: ours in a database, theirs in memory."""

    units: Units
    clock: FixedClock
    there: There
    engagement: Engagement
    moderator: Actor

    def pull(self) -> Pulled:
        """As the job does it."""
        begun = start_pull(self.units, next(_jobs))
        assert begun is not None
        pulled = pull(self.units, begun, self.there.open)
        with self.units.writing(SYSTEM) as unit:
            finish_pull(unit, begun, pulled)
        return pulled

    def compare(self, *, is_confirmed: bool = False) -> Compared:
        begun = start_comparing(self.units, next(_jobs))
        assert begun is not None
        done = compare_round(self.units, begun, self.there.open, is_confirmed=is_confirmed)
        with self.units.writing(SYSTEM) as unit:
            finish_comparing(unit, begun, done)
        return done

    def push(self, text: str = "More buses.", *, status: str = "approved") -> tuple[int, int]:
        """A comment of ours that is public on both sides: its number here and there."""
        number, _receipt = send(self.units, text)
        self.decide(number, Outcome.PUBLISH)
        with self.units.writing(SYSTEM) as unit:
            comment = unit.session.get_one(Comment, number)
            fields = comment_fields(
                public_id=comment.public_id,
                secret=unit.keyring.purpose_key("wordpress-alias"),
                name="",
                text=text,
                date=comment.received_at,
            )
            remote_id = self.there.leave(
                fields.content,
                name=fields.author_name,
                email=fields.alias,
                status=CommentStatus(status),
                date=comment.received_at,
            )
            unit.session.execute(
                delete(WordPressLink).where(
                    WordPressLink.thing == Thing.COMMENT, WordPressLink.local_id == number
                )
            )
            unit.session.add(WordPressLink(
                thing=Thing.COMMENT,
                local_id=number,
                key=fields.alias,
                state=LinkState.SHOWN,
                remote_id=remote_id,
                remote_status=status,
                fields_hash=fields_hash(fields),
                version=1,
                post_id=POST,
                pushed_at=unit.now,
            ))  # fmt: skip
        return number, remote_id

    def decide(self, number: int, outcome: Outcome, *reasons: str) -> None:
        with self.units.writing(self.moderator) as unit:
            version = unit.session.get_one(Comment, number).version
            decide(unit, number, version, outcome, reasons, "")

    def comment(self, number: int) -> Comment:
        return next(one for one in self.comments() if one.id == number)

    def link(self, number: int) -> WordPressLink:
        return next(one for one in self.links() if one.local_id == number)

    def decisions(self, number: int) -> list[Decision]:
        return [one for one in self.rows(Decision) if one.comment_id == number]

    def rows(self, model: type[Base]) -> list[Any]:
        with self.units.reading(SYSTEM) as unit:
            return list(unit.session.scalars(select(model).order_by(*model.__table__.primary_key)))

    def comments(self) -> list[Comment]:
        return self.rows(Comment)

    def texts(self) -> list[str]:
        return [row.body for row in self.rows(CommentText)]

    def links(self) -> list[WordPressLink]:
        return [one for one in self.rows(WordPressLink) if one.thing == Thing.COMMENT]

    def left_out(self) -> list[WordPressLeftOut]:
        return self.rows(WordPressLeftOut)

    def mark(self) -> int:
        (mark,) = (row for row in self.rows(WordPressMark) if row.name == "comments")
        return int(mark.number)

    def runs(self) -> list[WordPressRun]:
        return self.rows(WordPressRun)

    def persons(self) -> dict[int, tuple[str, str]]:
        """Name and address by comment, opened."""
        keyring = self.units.keyring

        def opened(row: CommentPerson, part: str, cipher: str | None) -> str:
            context = f"comment_person:{row.comment_id}.{part}"
            return keyring.decrypt(cipher, context) if cipher else ""

        return {
            row.comment_id: (
                opened(row, "name", row.name_cipher),
                opened(row, "email", row.email_cipher),
            )
            for row in self.rows(CommentPerson)
        }

    def audited(self, action: str) -> list[AuditEntry]:
        return [row for row in self.rows(AuditEntry) if row.action == action]

    def choose(self, **changes: object) -> None:
        with self.units.writing(SYSTEM) as unit:
            row = unit.session.get_one(WordPressChoice, self.engagement.id)
            for name, value in changes.items():
                setattr(row, name, value)


def paired(units: Units, clock: FixedClock, **changes: object) -> Pair:
    engagement = build_engagement(units, **changes)  # type: ignore[arg-type]
    with units.writing(SYSTEM) as unit:
        notice = current_version(unit, engagement.id)
        assert notice is not None
        unit.session.add(WordPressChoice(
            engagement_id=engagement.id,
            takes_comments=True,
            notice_hash=notice.content_hash,
            notice_seen_at=unit.now,
            chosen_at=unit.now,
        ))  # fmt: skip
        unit.session.add(WordPressLink(
            thing=Thing.ENGAGEMENT,
            local_id=engagement.id,
            key=f"engage-{engagement.slug}",
            state=LinkState.SHOWN,
            remote_id=POST,
            remote_status="publish",
            modified_gmt=unit.now,
        ))  # fmt: skip
    there = There(clock.now())
    there.posts[POST] = post(notice.content_hash, clock.now())
    return Pair(units, clock, there, engagement, make_person(units, Role.MODERATOR))


@pytest.fixture
def pair(database_url: str, tmp_path: Path, clock: FixedClock) -> Iterator[Pair]:
    """On SQLite and on PostgreSQL in turn."""
    units = make_units(settings_for(database_url, tmp_path, **SETTINGS), clock)
    yield paired(units, clock)
    units.database.dispose()
