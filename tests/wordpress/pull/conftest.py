"""An engagement here whose post there takes comments, without any network."""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from engage.audit.models import AuditEntry
from engage.comments.models import Comment, CommentPerson, CommentText
from engage.core.clock import FixedClock
from engage.core.db import Base
from engage.core.permissions import SYSTEM
from engage.core.unit import Units
from engage.engagements.models import Engagement
from engage.notices.service import current_version
from engage.wiring import make_units
from engage.wordpress.models import (
    WordPressChoice,
    WordPressLeftOut,
    WordPressLink,
    WordPressMark,
    WordPressRun,
)
from engage.wordpress.plans import LinkState, Thing
from engage.wordpress.pulling import Pulled, finish_pull, pull, start_pull
from tests.app_fixtures import build_engagement, settings_for
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

    def pull(self) -> Pulled:
        """As the job does it."""
        begun = start_pull(self.units, next(_jobs))
        assert begun is not None
        pulled = pull(self.units, begun, self.there.open)
        with self.units.writing(SYSTEM) as unit:
            finish_pull(unit, begun, pulled)
        return pulled

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


def paired(units: Units, clock: FixedClock) -> Pair:
    engagement = build_engagement(units)
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
        ))  # fmt: skip
    there = There(clock.now())
    there.posts[POST] = post()
    return Pair(units, clock, there, engagement)


@pytest.fixture
def pair(database_url: str, tmp_path: Path, clock: FixedClock) -> Iterator[Pair]:
    """On SQLite and on PostgreSQL in turn."""
    units = make_units(settings_for(database_url, tmp_path, **SETTINGS), clock)
    yield paired(units, clock)
    units.database.dispose()
