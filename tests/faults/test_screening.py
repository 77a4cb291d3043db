"""SIGKILL while comments are being looked at: each is looked at in the end, and only once.

A letter is sent by eight people at once, so that flags, sketches, campaign and counters are all
being written when everything falls.
"""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from engage.comments.models import Comment
from engage.comments.rules import Hold
from engage.core.clock import SystemClock
from engage.core.permissions import SYSTEM
from engage.core.unit import Units
from engage.moderation.models import Campaign, CampaignMember, CommentFlag
from engage.wiring import make_units
from tests.app_fixtures import settings_for
from tests.faults.served import (
    assert_file_is_sound,
    assert_nothing_is_lost_or_torn,
    crowd,
    kill_everything,
    open_engagement,
    serving,
)
from tests.moderation.screened import screen_all

LETTER = (
    "I ask that the night bus keeps running all week. Nurses, cleaners and bakers go home when the"
    " last train has left, and an hour along the highway is no answer. See https://bit.ly/nightbus"
    " for the counts on which the plan is based.\n"
)
TRIES = 2
MOST_TRIES = 20
"""A worker that keeps up leaves nothing behind; it falls again until something is left."""


class AheadClock:
    """The machine's clock, two minutes on: the leases of the dead have run out."""

    def now(self) -> datetime:
        return SystemClock().now() + timedelta(minutes=2)


def fall_while_screening(database_url: str, folder: Path) -> Units:
    """A server with its worker, killed under a letter's flood, again and again; then a survivor
    that carries out what was left."""
    open_engagement(database_url, folder).database.dispose()
    receipts: list[str] = []
    survivor = make_units(settings_for(database_url, folder), AheadClock())
    for number in range(1, MOST_TRIES + 1):
        with serving(database_url, folder) as (server, port), crowd(port, LETTER) as people:
            people.wait_for(12)
            kill_everything(server)
            people.wait_for_trouble()
        receipts += people.receipts
        left = unseen(survivor)
        if left and number >= TRIES:
            break
    assert left, "the worker was too quick for this test to say anything"
    while screen_all(survivor):
        pass
    assert_nothing_is_lost_or_torn(survivor, receipts)
    return survivor


def unseen(units: Units) -> int:
    """How many comments nothing has looked at yet."""
    with units.reading(SYSTEM) as unit:
        waiting = select(func.count()).select_from(Comment).where(Comment.hold == Hold.INTAKE)
        return unit.session.scalars(waiting).one()


def assert_each_was_looked_at_once(units: Units) -> None:
    with units.reading(SYSTEM) as unit:
        session = unit.session
        rows = session.execute(select(Comment.id, Comment.hold, Comment.screened_version)).all()
        members = set(session.scalars(select(CampaignMember.comment_id)))
        campaigns = session.scalar(select(func.count()).select_from(Campaign))
        flags = session.execute(
            select(CommentFlag.comment_id, func.count())
            .where(CommentFlag.kind == "shortener")
            .group_by(CommentFlag.comment_id)
        ).all()
    assert {row.hold for row in rows} <= {Hold.CAMPAIGN, Hold.SPAM}
    assert {row.screened_version for row in rows} == {1}
    assert members == {row.id for row in rows}
    assert campaigns == 1
    assert dict(flags) == dict.fromkeys(members, 1)


@pytest.mark.parametrize(
    "database", ["sqlite", pytest.param("postgresql", marks=pytest.mark.services)]
)
def test_a_fall_while_comments_are_looked_at_leaves_none_unseen_and_none_seen_twice(
    database: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    is_file = database == "sqlite"
    url = (
        f"sqlite:///{tmp_path / 'engage.db'}"
        if is_file
        else request.getfixturevalue("postgresql_database")
    )
    units = fall_while_screening(url, tmp_path)
    assert_each_was_looked_at_once(units)
    units.database.dispose()
    if is_file:
        assert_file_is_sound(tmp_path / "engage.db")
