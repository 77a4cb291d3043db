"""What moderators ask, on both databases."""

import pytest
from sqlalchemy import event

from engage.comments.models import Comment
from engage.comments.queries import Cursor
from engage.comments.service import correct
from engage.core.clock import FixedClock
from engage.core.permissions import CITIZEN, SYSTEM, Actor, Role
from engage.core.unit import Units
from engage.engagements.models import Engagement
from engage.moderation.models import Decision
from engage.moderation.queries.decisions import (
    decided_comments,
    history,
    last_decision,
    standing_reasons,
)
from engage.moderation.queries.tallies import waiting_by_engagement, waiting_total
from engage.moderation.queries.waiting import waiting_for_review
from engage.moderation.rules import Outcome, Reason
from engage.moderation.service import decide
from tests.app_fixtures import build_engagement, make_person
from tests.moderation.senders import send


@pytest.fixture
def units(both_units: Units) -> Units:
    """Every test of this file runs on SQLite and on PostgreSQL."""
    return both_units


@pytest.fixture
def moderator(units: Units) -> Actor:
    build_engagement(units)
    return make_person(units, Role.MODERATOR)


def ruled(
    units: Units, actor: Actor, comment_id: int, *reasons: Reason, version: int = 1, note: str = ""
) -> int:
    outcome = Outcome.NOT_PUBLISH if reasons else Outcome.PUBLISH
    with units.writing(actor) as unit:
        decision: Decision = decide(unit, comment_id, version, outcome, reasons, note)
        return decision.id


def correct_it(units: Units, comment_id: int, words: str) -> None:
    with units.writing(CITIZEN) as unit:
        comment = unit.session.get_one(Comment, comment_id)
        engagement = unit.session.get_one(Engagement, comment.engagement_id)
        correct(unit, engagement, comment, words, seen_version=comment.version)


def test_what_waits_comes_oldest_first_and_in_two_questions(
    units: Units, moderator: Actor, clock: FixedClock
) -> None:
    numbers = []
    for number in range(6):
        numbers.append(send(units, f"Bus {number}")[0])
        clock.advance(minutes=number % 2)
    asked: list[str] = []
    event.listen(
        units.database.engine, "before_cursor_execute", lambda *call: asked.append(call[2])
    )
    with units.reading(SYSTEM) as unit:
        first = waiting_for_review(unit.session, within=None, limit=4)
        assert len([words for words in asked if words.lstrip().startswith("SELECT")]) == 2
        end = first[-1].waits_at
        assert end is not None
        rest = waiting_for_review(unit.session, within=None, limit=4, after=end)
    assert [row.id for row in first + rest] == numbers


def test_tallies_count_first_texts_and_corrections_by_engagement(
    units: Units, moderator: Actor
) -> None:
    build_engagement(units, "ferries", title="Which ferries?")
    build_engagement(units, "clinics", title="Which clinics?", ministry="HLTH")
    public, _ = send(units, "Bus at two.")
    send(units, "Bus at four.")
    send(units, "Ferry", slug="ferries")
    send(units, "Clinic", slug="clinics")
    ruled(units, moderator, public)
    correct_it(units, public, "Bus at three.")
    with units.reading(SYSTEM) as unit:
        tallies = waiting_by_engagement(unit.session, within=None)
        assert [(tally.slug, tally.waiting) for tally in tallies] == [
            ("night-buses", 2),
            ("clinics", 1),
            ("ferries", 1),
        ]
        assert waiting_total(unit.session, within=None) == 4
        health = unit.session.get_one(Engagement, 3).ministry_id
        assert waiting_total(unit.session, within=frozenset({health})) == 1
        assert waiting_total(unit.session, within=frozenset()) == 0


def test_the_story_tells_versions_and_decisions_in_their_order(
    units: Units, moderator: Actor, clock: FixedClock
) -> None:
    comment_id, _ = send(units, "Bus at two.")
    clock.advance(hours=1)
    ruled(units, moderator, comment_id, Reason.SPAM, note="Twice today.")
    clock.advance(hours=1)
    correct_it(units, comment_id, "Bus at three.")
    clock.advance(hours=1)
    ruled(units, moderator, comment_id, version=2)
    with units.reading(SYSTEM) as unit:
        steps = history(unit.session, comment_id)
    assert [
        (step.version, step.decided.outcome if step.decided else step.text) for step in steps
    ] == [
        (1, "Bus at two."),
        (1, "not_publish"),
        (2, "Bus at three."),
        (2, "publish"),
    ]
    refused = steps[1].decided
    assert refused is not None
    assert (refused.reasons, refused.note, refused.decided_by) == (
        (Reason.SPAM,),
        "Twice today.",
        "Sam Staff",
    )


def test_standing_reasons_are_those_of_comments_not_published_now(
    units: Units, moderator: Actor
) -> None:
    first, second, third = (send(units, f"Bus {number}")[0] for number in range(3))
    ruled(units, moderator, first, Reason.SPAM, Reason.THREAT)
    ruled(units, moderator, second, Reason.SPAM)
    correct_it(units, second, "A better bus")
    ruled(units, moderator, second, version=2)
    ruled(units, moderator, third)
    with units.reading(SYSTEM) as unit:
        engagement_id = unit.session.get_one(Comment, first).engagement_id
        found = dict(standing_reasons(unit.session, engagement_id))
    assert found == {first: (Reason.THREAT, Reason.SPAM)}


def test_the_last_decision_stands(units: Units, moderator: Actor) -> None:
    comment_id, _ = send(units)
    with units.reading(SYSTEM) as unit:
        assert last_decision(unit.session, comment_id) is None
    ruled(units, moderator, comment_id, Reason.OFF_TOPIC)
    with units.reading(SYSTEM) as unit:
        last = last_decision(unit.session, comment_id)
    assert last is not None
    assert last.reasons == (Reason.OFF_TOPIC,)


def test_decided_comments_are_paged_newest_first(
    units: Units, moderator: Actor, clock: FixedClock
) -> None:
    made = []
    for number in range(5):
        comment_id, _ = send(units, f"Bus {number}")
        made.append(ruled(units, moderator, comment_id))
        clock.advance(minutes=number % 2)
    with units.reading(SYSTEM) as unit:
        first = decided_comments(unit.session, within=None, limit=3)
        last = first[-1][0]
        rest = decided_comments(
            unit.session, within=None, limit=3, before=Cursor(last.decided_at, last.id)
        )
    assert [one.id for one, _ in [*first, *rest]] == made[::-1]
