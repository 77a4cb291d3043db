"""Decisions, on both databases: the state, its record, the counts, the audit and the event."""

import json

import pytest
from sqlalchemy import delete, select, text, update
from sqlalchemy.exc import DatabaseError

from engage.audit.models import AuditEntry
from engage.comments.models import Comment
from engage.comments.rules import Invalid, State
from engage.comments.service import correct, withdraw
from engage.core.clock import FixedClock
from engage.core.errors import Conflict, NotAllowed, NotFound, Refused
from engage.core.events import CommentDecided
from engage.core.ledgers import content_version, counts
from engage.core.permissions import CITIZEN, SYSTEM, Actor, Role
from engage.core.unit import Units
from engage.engagements.models import Engagement
from engage.governance.policies import policy_in_force
from engage.moderation.models import Claim, Decision, DecisionNote, DecisionReason
from engage.moderation.rules import Outcome, Reason
from engage.moderation.service import add_note, decide, undo, unpublish
from engage.moderation.service.claims import claim
from tests.app_fixtures import build_engagement, make_person
from tests.moderation.senders import send


@pytest.fixture
def units(both_units: Units) -> Units:
    """Every test of this file runs on SQLite and on PostgreSQL."""
    return both_units


@pytest.fixture
def engagement(units: Units) -> Engagement:
    return build_engagement(units)


@pytest.fixture
def moderator(units: Units) -> Actor:
    return make_person(units, Role.MODERATOR)


def publish(units: Units, actor: Actor, comment_id: int, version: int = 1, note: str = "") -> int:
    with units.writing(actor) as unit:
        return decide(unit, comment_id, version, Outcome.PUBLISH, (), note).id


def refuse(
    units: Units, actor: Actor, comment_id: int, *reasons: Reason, version: int = 1, note: str = ""
) -> int:
    with units.writing(actor) as unit:
        return decide(unit, comment_id, version, Outcome.NOT_PUBLISH, reasons, note).id


def correct_it(units: Units, comment_id: int, words: str, seen: int = 1) -> None:
    with units.writing(CITIZEN) as unit:
        comment = unit.session.get_one(Comment, comment_id)
        engagement = unit.session.get_one(Engagement, comment.engagement_id)
        correct(unit, engagement, comment, words, seen_version=seen)


def stands(units: Units, comment_id: int) -> tuple[str, int | None, bool]:
    """State, public version, and whether it waits."""
    with units.reading(SYSTEM) as unit:
        comment = unit.session.get_one(Comment, comment_id)
        return comment.state, comment.published_version, comment.waiting_since is not None


def counted(units: Units, scope: str) -> dict[str, int]:
    """What is counted there, beside how much waits in each part of the queue."""
    with units.reading(SYSTEM) as unit:
        return {
            name: value
            for name, value in counts(unit.session, scope).items()
            if value and not name.startswith("waiting:")
        }


def test_publishing_makes_public_and_records_who_and_when(
    units: Units, engagement: Engagement, moderator: Actor, clock: FixedClock
) -> None:
    comment_id, _ = send(units)
    clock.advance(minutes=5)
    decision_id = publish(units, moderator, comment_id, note="Fine.")
    assert stands(units, comment_id) == (State.PUBLISHED, 1, False)
    with units.reading(SYSTEM) as unit:
        decision = unit.session.get_one(Decision, decision_id)
        assert decision.outcome == Outcome.PUBLISH
        assert (decision.from_state, decision.to_state) == (State.WAITING, State.PUBLISHED)
        assert (decision.version, decision.decided_by) == (1, moderator.person_id)
        assert decision.decided_at == clock.now()
        assert unit.session.get_one(DecisionNote, decision_id).text == "Fine."
        assert unit.session.get_one(Comment, comment_id).decided_version == 1


def test_not_publishing_records_its_reasons_and_counts_them(
    units: Units, engagement: Engagement, moderator: Actor
) -> None:
    comment_id, _ = send(units)
    decision_id = refuse(units, moderator, comment_id, Reason.SPAM, Reason.OFF_TOPIC)
    assert stands(units, comment_id) == (State.NOT_PUBLISHED, None, False)
    with units.reading(SYSTEM) as unit:
        reasons = unit.session.scalars(
            select(DecisionReason.reason).where(DecisionReason.decision_id == decision_id)
        ).all()
    assert set(reasons) == {Reason.SPAM, Reason.OFF_TOPIC}
    assert counted(units, engagement.scope) == {
        "not_published": 1,
        "reason:spam": 1,
        "reason:off_topic": 1,
    }


def test_counts_follow_every_decision(
    units: Units, engagement: Engagement, moderator: Actor
) -> None:
    first, second, third = (send(units, f"Bus number {n}")[0] for n in range(3))
    assert counted(units, "queue") == {"waiting": 3}
    publish(units, moderator, first)
    refuse(units, moderator, second, Reason.SPAM)
    assert counted(units, "queue") == {"waiting": 1}
    assert counted(units, engagement.scope) == {
        "waiting": 1,
        "published": 1,
        "not_published": 1,
        "reason:spam": 1,
    }
    with units.reading(SYSTEM) as unit:
        topic_id = unit.session.get_one(Comment, third).topic_id
    assert counted(units, f"topic:{topic_id}") == {"published": 1}


def test_publishing_moves_the_content_version_and_refusing_does_not(
    units: Units, engagement: Engagement, moderator: Actor
) -> None:
    def version() -> int:
        with units.reading(SYSTEM) as unit:
            return content_version(unit.session, engagement.scope)

    first, second = send(units, "First")[0], send(units, "Second")[0]
    before = version()
    refuse(units, moderator, first, Reason.SPAM)
    assert version() == before
    publish(units, moderator, second)
    assert version() == before + 1


def test_a_decision_is_audited_with_ids_and_reasons_and_no_text(
    units: Units, engagement: Engagement, moderator: Actor
) -> None:
    comment_id, _ = send(units, "Words of a citizen")
    decision_id = refuse(units, moderator, comment_id, Reason.SPAM, note="A colleague's note")
    with units.reading(SYSTEM) as unit:
        entry = unit.session.scalars(
            select(AuditEntry).where(AuditEntry.action == "comment.decided")
        ).one()
    assert entry.subject == f"comment:{comment_id}"
    assert entry.actor == f"person:{moderator.person_id}"
    assert json.loads(entry.detail) == {
        "decision": decision_id,
        "outcome": "not_publish",
        "policy": policy_in_force("moderation-policy"),
        "reasons": "spam",
        "version": 1,
    }


def test_a_decision_tells_higher_features(
    units: Units, engagement: Engagement, moderator: Actor
) -> None:
    comment_id, _ = send(units)
    with units.writing(moderator) as unit:
        decision = decide(unit, comment_id, 1, Outcome.PUBLISH, (), "")
        assert unit.events == [CommentDecided(comment_id, decision.id)]


def test_a_refused_correction_leaves_the_earlier_text_public(
    units: Units, engagement: Engagement, moderator: Actor
) -> None:
    comment_id, _ = send(units, "Buses at two.")
    publish(units, moderator, comment_id)
    correct_it(units, comment_id, "Buses at three.")
    decision_id = refuse(units, moderator, comment_id, Reason.OFF_TOPIC, version=2)
    assert stands(units, comment_id) == (State.PUBLISHED, 1, False)
    with units.reading(SYSTEM) as unit:
        decision = unit.session.get_one(Decision, decision_id)
        assert (decision.version, decision.outcome) == (2, Outcome.NOT_PUBLISH)
        assert (decision.from_state, decision.to_state) == (State.PUBLISHED, State.PUBLISHED)
    assert counted(units, "queue") == {}


def test_a_published_correction_takes_the_place_of_the_earlier_text(
    units: Units, engagement: Engagement, moderator: Actor
) -> None:
    comment_id, _ = send(units, "Buses at two.")
    publish(units, moderator, comment_id)
    correct_it(units, comment_id, "Buses at three.")
    publish(units, moderator, comment_id, version=2)
    assert stands(units, comment_id) == (State.PUBLISHED, 2, False)
    assert counted(units, engagement.scope) == {"published": 1}


def test_a_decision_on_a_corrected_text_is_refused_with_what_happened(
    units: Units, engagement: Engagement, moderator: Actor
) -> None:
    comment_id, _ = send(units, "Buses at two.")
    correct_it(units, comment_id, "Buses at three.")
    with pytest.raises(Conflict, match="The author corrected the comment meanwhile"):
        publish(units, moderator, comment_id, version=1)
    assert stands(units, comment_id) == (State.WAITING, None, True)


def test_a_decision_on_a_withdrawn_comment_is_refused_with_what_happened(
    units: Units, engagement: Engagement, moderator: Actor
) -> None:
    comment_id, _ = send(units)
    with units.writing(CITIZEN) as unit:
        comment = unit.session.get_one(Comment, comment_id)
        withdraw(unit, unit.session.get_one(Engagement, comment.engagement_id), comment)
    with pytest.raises(Conflict, match="The author took this comment back"):
        publish(units, moderator, comment_id)


def test_the_second_moderator_is_told_what_the_first_did(
    units: Units, engagement: Engagement, moderator: Actor
) -> None:
    other = make_person(units, Role.MODERATOR, email="other@gov.bc.ca")
    first, second = send(units, "First")[0], send(units, "Second")[0]
    publish(units, moderator, first)
    refuse(units, moderator, second, Reason.SPAM)
    with pytest.raises(Conflict, match="Another moderator published it already: Monday, 2 March"):
        refuse(units, other, first, Reason.SPAM)
    with pytest.raises(Conflict, match="Another moderator decided already not to publish it"):
        publish(units, other, second)
    with pytest.raises(Conflict, match="You published it already"):
        publish(units, moderator, first)


def test_unpublishing_takes_from_view_at_any_later_time(
    units: Units, engagement: Engagement, moderator: Actor, clock: FixedClock
) -> None:
    comment_id, _ = send(units)
    publish(units, moderator, comment_id)
    clock.advance(days=300)
    with units.writing(moderator) as unit:
        decision = unpublish(unit, comment_id, (Reason.THIRD_PARTY_INFORMATION,), "")
        assert (decision.from_state, decision.to_state) == (State.PUBLISHED, State.NOT_PUBLISHED)
    assert stands(units, comment_id) == (State.NOT_PUBLISHED, None, False)
    assert counted(units, engagement.scope) == {
        "not_published": 1,
        "reason:third_party_information": 1,
    }
    with pytest.raises(Conflict, match="You took it from public view already"):
        publish(units, moderator, comment_id)


def test_unpublishing_leaves_a_waiting_correction_in_the_queue(
    units: Units, engagement: Engagement, moderator: Actor
) -> None:
    comment_id, _ = send(units, "Buses at two.")
    publish(units, moderator, comment_id)
    correct_it(units, comment_id, "Buses at three.")
    with units.writing(moderator) as unit:
        unpublish(unit, comment_id, (Reason.PROFANITY,), "")
    assert stands(units, comment_id) == (State.WAITING, None, True)
    assert counted(units, "queue") == {"waiting": 1}
    publish(units, moderator, comment_id, version=2)
    assert stands(units, comment_id) == (State.PUBLISHED, 2, False)


def test_unpublishing_another_text_than_was_read_is_a_conflict(
    units: Units, engagement: Engagement, moderator: Actor
) -> None:
    comment_id, _ = send(units, "Buses at two.")
    with units.writing(moderator) as unit, pytest.raises(Conflict):
        unpublish(unit, comment_id, (Reason.PROFANITY,), "")
    publish(units, moderator, comment_id)
    correct_it(units, comment_id, "Buses at three.")
    publish(units, moderator, comment_id, version=2)
    with units.writing(moderator) as unit, pytest.raises(Conflict, match="correction"):
        unpublish(unit, comment_id, (Reason.PROFANITY,), "", seen_version=1)
    assert stands(units, comment_id) == (State.PUBLISHED, 2, False)


def test_a_decision_that_breaks_a_rule_changes_nothing(
    units: Units, engagement: Engagement, moderator: Actor
) -> None:
    comment_id, _ = send(units)
    with pytest.raises(Invalid):
        refuse(units, moderator, comment_id)
    assert stands(units, comment_id) == (State.WAITING, None, True)
    publish(units, moderator, comment_id)
    with units.writing(moderator) as unit, pytest.raises(Invalid):
        unpublish(unit, comment_id, (), "")
    assert stands(units, comment_id) == (State.PUBLISHED, 1, False)


def test_deciding_needs_the_role_of_a_moderator(units: Units, engagement: Engagement) -> None:
    comment_id, _ = send(units)
    for role in (Role.ADMINISTRATOR, Role.ENGAGEMENT_LEAD, Role.MINISTRY_VIEWER):
        with pytest.raises((NotAllowed, NotFound)):
            publish(units, make_person(units, role), comment_id)
    assert stands(units, comment_id) == (State.WAITING, None, True)


def test_comments_of_another_ministry_are_unknown(units: Units, engagement: Engagement) -> None:
    comment_id, _ = send(units)
    elsewhere = make_person(units, Role.MODERATOR, ministry="HLTH", email="elsewhere@gov.bc.ca")
    own = make_person(units, Role.MODERATOR, ministry="TRAN", email="own@gov.bc.ca")
    with pytest.raises(NotFound):
        publish(units, elsewhere, comment_id)
    publish(units, own, comment_id)


@pytest.mark.parametrize("table", [Decision, DecisionReason])
def test_decisions_cannot_be_changed_or_deleted(
    units: Units, engagement: Engagement, moderator: Actor, table: type
) -> None:
    comment_id, _ = send(units)
    refuse(units, moderator, comment_id, Reason.SPAM, note="To be erased one day.")
    column = "outcome" if table is Decision else "reason"
    for statement in (update(table).values({column: "publish"}), delete(table)):
        with units.writing(SYSTEM) as unit:
            with pytest.raises(DatabaseError, match="append-only"):
                unit.session.execute(statement)
            unit.session.rollback()


def test_a_note_can_be_erased(units: Units, engagement: Engagement, moderator: Actor) -> None:
    comment_id, _ = send(units)
    refuse(units, moderator, comment_id, Reason.SPAM, note="To be erased one day.")
    with units.writing(SYSTEM) as unit:
        unit.session.execute(delete(DecisionNote))
    with units.reading(SYSTEM) as unit:
        assert unit.session.execute(text("SELECT count(*) FROM decision_note")).scalar() == 0
        assert unit.session.execute(text("SELECT count(*) FROM decision")).scalar() == 1


def test_nobody_moderates_before_acknowledging_the_rules(
    units: Units, engagement: Engagement, moderator: Actor
) -> None:
    waiting, public = send(units)[0], send(units, "Another bus.")[0]
    decision_id = publish(units, moderator, public)
    unready = make_person(units, Role.MODERATOR, email="new@gov.bc.ca", acknowledged=False)
    with units.writing(unready) as unit:
        for use_case in (
            lambda: decide(unit, waiting, 1, Outcome.PUBLISH, (), ""),
            lambda: unpublish(unit, public, (Reason.SPAM,), ""),
            lambda: add_note(unit, waiting, "Hello."),
            lambda: undo(unit, decision_id),
        ):
            with pytest.raises(Refused, match="acknowledge"):
                use_case()
    assert stands(units, waiting) == (State.WAITING, None, True)
    assert stands(units, public) == (State.PUBLISHED, 1, False)


def test_while_another_person_reads_it_nobody_decides_without_taking_over(
    units: Units, engagement: Engagement, moderator: Actor, clock: FixedClock
) -> None:
    comment_id, _ = send(units)
    other = make_person(units, Role.MODERATOR, email="other@gov.bc.ca")
    with units.writing(other) as unit:
        claim(unit, comment_id)
    with pytest.raises(Conflict, match="is reading it until"):
        publish(units, moderator, comment_id)
    with units.writing(moderator) as unit:
        decide(unit, comment_id, 1, Outcome.PUBLISH, (), "", takes_over=True)
    assert stands(units, comment_id) == (State.PUBLISHED, 1, False)


def test_a_claim_that_ran_out_keeps_nobody_from_deciding(
    units: Units, engagement: Engagement, moderator: Actor, clock: FixedClock
) -> None:
    comment_id, _ = send(units)
    other = make_person(units, Role.MODERATOR, email="other@gov.bc.ca")
    with units.writing(other) as unit:
        claim(unit, comment_id)
    clock.advance(minutes=6)
    publish(units, moderator, comment_id)
    with units.reading(SYSTEM) as unit:
        assert unit.session.scalars(select(Claim)).all() == []
