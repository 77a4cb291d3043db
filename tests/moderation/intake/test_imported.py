"""Comments that come many at a time are looked at like the others, in jobs of bounded size."""

import json

import pytest
from sqlalchemy import func, select

from engage.comments.models import Comment
from engage.comments.rules import Hold, State
from engage.core.permissions import SYSTEM, Role
from engage.core.unit import Units
from engage.jobs.models import Job
from engage.moderation.importing import import_comments
from engage.moderation.intake import SCREEN, screening
from engage.moderation.models import CampaignMember, CommentFlag
from engage.moderation.search import matching, wanted
from tests.app_fixtures import build_engagement, make_person
from tests.moderation.screened import screen_all
from tests.moderation.test_importing import sheet_of, written

LETTER = (
    "I write to ask that the night bus keeps running all week. Nurses and bakers go home when the"
    " last train has left, and a walk of an hour along the highway is no answer."
)
ROWS = tuple(
    (str(1518501496471 + number), state, text)
    for number, (state, text) in enumerate(
        [
            ("0", "A shelter at the mill would help."),
            ("0", LETTER),
            ("1", f"{LETTER} Thank you."),
            ("0", "My neighbour Margaret Thornbury cannot walk that far."),
            ("-1", "Buy at https://bit.ly/chips4you now."),
            ("0", "Fares should be lower for students."),
        ]
    )
)


@pytest.fixture
def imported(both_units: Units) -> Units:
    build_engagement(both_units)
    actor = make_person(both_units, Role.ADMINISTRATOR)
    sheet = sheet_of(written(*ROWS), both_units)
    import_comments(both_units, actor, "night-buses", "routes", sheet)
    return both_units


def test_what_waits_is_sorted_and_what_was_decided_stays(imported: Units) -> None:
    screen_all(imported)
    with imported.reading(SYSTEM) as unit:
        rows = unit.session.execute(
            select(Comment.state, Comment.hold, Comment.screened_version).order_by(Comment.id)
        ).all()
        members = unit.session.scalar(select(func.count()).select_from(CampaignMember))
        flags = set(unit.session.scalars(select(CommentFlag.kind)))
        asked = matching(unit.session, select(Comment.id), wanted("shelter mill"))
        found = unit.session.scalars(asked).all()
    assert [(row.state, row.hold) for row in rows] == [
        (State.WAITING, Hold.ORDINARY),
        (State.WAITING, Hold.CAMPAIGN),
        (State.PUBLISHED, Hold.INTAKE),
        (State.WAITING, Hold.PRIVACY),
        (State.NOT_PUBLISHED, Hold.INTAKE),
        (State.WAITING, Hold.ORDINARY),
    ]
    assert {row.screened_version for row in rows} == {1}
    assert members == 2
    assert {"PERSON", "shortener"} <= flags
    assert len(found) == 1


def test_a_large_import_is_looked_at_by_several_jobs(
    imported: Units, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(screening, "CHUNK", 2)
    monkeypatch.setattr(screening, "AT_ONCE", 4)
    assert screen_all(imported) == 2
    with imported.reading(SYSTEM) as unit:
        unseen = select(func.count()).where(Comment.screened_version.is_(None))
        assert unit.session.scalar(unseen) == 0
        payloads = unit.session.scalars(select(Job.payload).where(Job.kind == SCREEN)).all()
    assert [sorted(json.loads(one)) for one in payloads] == [
        ["engagement_id"],
        ["after", "engagement_id"],
    ]


def test_importing_the_same_again_leaves_nothing_to_look_at(imported: Units) -> None:
    screen_all(imported)
    assert screen_all(imported) == 0
