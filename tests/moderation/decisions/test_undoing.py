"""A decision taken back by its maker: everything stands as before, and the record only grows."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from engage.comments.models import Comment, CommentRedaction
from engage.comments.rules import Hold, State
from engage.core.clock import FixedClock
from engage.core.errors import Conflict, NotAllowed, NotFound, Refused
from engage.core.permissions import SYSTEM, Actor, Role
from engage.core.unit import Units
from engage.engagements.models import Engagement
from engage.incidents.models import Incident, IncidentStep
from engage.incidents.rules import Step
from engage.moderation.models import CommentFlag, Decision
from engage.moderation.rules import UNDO_PERIOD, Outcome, Reason
from engage.moderation.service import decide, undo, undoable
from tests.app_fixtures import make_person
from tests.moderation.decisions import acts
from tests.moderation.senders import put_in_queue, send


def everything(units: Units, engagement: Engagement, comment_id: int) -> tuple[object, ...]:
    """All that a decision changes and its undoing must put back."""
    with units.reading(SYSTEM) as unit:
        comment = unit.session.get_one(Comment, comment_id)
        row = (
            comment.state,
            comment.hold,
            comment.published_version,
            comment.waiting_since,
            comment.decided_version,
            comment.version,
        )
        marks = unit.session.execute(
            select(CommentRedaction.version, CommentRedaction.start, CommentRedaction.label)
        ).all()
        flags = unit.session.execute(select(CommentFlag.start, CommentFlag.end)).all()
    texts = [acts.body(units, comment_id, version) for version in range(1, comment.version + 1)]
    counted = [acts.tally(units, scope) for scope in ("queue", engagement.scope, "topic:1")]
    return row, marks, flags, texts, counted


DECISIONS: dict[str, Callable[[Units, Actor, int], int]] = {
    "publish": acts.published,
    "publish_redacted": acts.published_without_the_name,
    "not_publish": lambda units, actor, one: acts.refused(
        units, actor, one, Reason.OFF_TOPIC, Reason.PROFANITY
    ),
    "third_party": lambda units, actor, one: acts.refused(
        units, actor, one, Reason.THIRD_PARTY_INFORMATION
    ),
    "spam": lambda units, actor, one: acts.decided(units, actor, one, Outcome.SPAM),
    "refer": lambda units, actor, one: acts.decided(
        units, actor, one, Outcome.REFER, refer_to="media"
    ),
    "threat": lambda units, actor, one: acts.refused(units, actor, one, Reason.THREAT),
}


@pytest.mark.parametrize("name", DECISIONS)
def test_undoing_puts_everything_back(
    units: Units, engagement: Engagement, moderator: Actor, name: str
) -> None:
    comment_id, _ = send(units, acts.TEXT)
    put_in_queue(units, comment_id)
    before = everything(units, engagement, comment_id)
    decision_id = DECISIONS[name](units, moderator, comment_id)
    assert everything(units, engagement, comment_id) != before
    acts.undone(units, moderator, decision_id)
    assert everything(units, engagement, comment_id) == before


@pytest.mark.parametrize("name", DECISIONS)
def test_undoing_a_decision_on_a_correction_puts_everything_back(
    units: Units, engagement: Engagement, moderator: Actor, name: str
) -> None:
    comment_id, _ = send(units, acts.TEXT)
    acts.published(units, moderator, comment_id)
    acts.corrected(units, comment_id, f"{acts.TEXT} Again.")
    before = everything(units, engagement, comment_id)
    with units.writing(moderator) as unit:
        redactions = acts.name_in(acts.TEXT) if name == "publish_redacted" else ()
        reasons = {
            "not_publish": (Reason.OFF_TOPIC,),
            "third_party": (Reason.THIRD_PARTY_INFORMATION,),
            "threat": (Reason.THREAT,),
        }.get(name, ())
        outcome = Outcome.NOT_PUBLISH if reasons else name
        decision = decide(
            unit,
            comment_id,
            2,
            outcome,
            reasons,
            "",
            redactions=redactions,
            refer_to="media" if name == "refer" else "",
        )
    acts.undone(units, moderator, decision.id)
    assert everything(units, engagement, comment_id) == before


@pytest.mark.parametrize("with_marks", [True, False])
def test_undoing_an_unpublishing_makes_public_again(
    units: Units, engagement: Engagement, moderator: Actor, with_marks: bool
) -> None:
    comment_id, _ = send(units, acts.TEXT)
    acts.published(units, moderator, comment_id)
    before = everything(units, engagement, comment_id)
    decision_id = acts.taken_from_view(
        units,
        moderator,
        comment_id,
        Reason.THIRD_PARTY_INFORMATION,
        redactions=acts.name_in(acts.TEXT) if with_marks else (),
    )
    acts.undone(units, moderator, decision_id)
    assert everything(units, engagement, comment_id) == before


def test_what_comes_back_to_the_intake_is_looked_at_again(
    units: Units, engagement: Engagement, moderator: Actor
) -> None:
    comment_id, _ = send(units)
    decision_id = acts.published(units, moderator, comment_id)
    with units.writing(SYSTEM) as unit:
        unit.session.get_one(Comment, comment_id).screened_version = 1
    waiting = acts.to_be_looked_at(units)
    acts.undone(units, moderator, decision_id)
    assert acts.to_be_looked_at(units) == [*waiting, comment_id]
    with units.reading(SYSTEM) as unit:
        comment = unit.session.get_one(Comment, comment_id)
        assert (comment.hold, comment.screened_version) == (Hold.INTAKE, None)


def test_the_record_says_what_was_undone(
    units: Units, engagement: Engagement, moderator: Actor, clock: FixedClock
) -> None:
    comment_id, _ = send(units)
    decision_id = acts.refused(units, moderator, comment_id, Reason.SPAM)
    clock.advance(seconds=30)
    undoing_id = acts.undone(units, moderator, decision_id)
    with units.reading(SYSTEM) as unit:
        undoing = unit.session.get_one(Decision, undoing_id)
        assert (undoing.outcome, undoing.undoes_id) == (Outcome.UNDO, decision_id)
        assert (undoing.from_state, undoing.to_state) == (State.NOT_PUBLISHED, State.WAITING)
        assert undoing.decided_at == clock.now()
        assert unit.session.get_one(Decision, decision_id).outcome == Outcome.NOT_PUBLISH


def test_the_sealed_words_are_emptied_at_once(
    units: Units, engagement: Engagement, moderator: Actor
) -> None:
    comment_id, _ = send(units, acts.TEXT)
    decision_id = acts.published_without_the_name(units, moderator, comment_id)
    acts.undone(units, moderator, decision_id)
    (row,) = acts.quarantined(units)
    assert row.cipher is None
    assert row.emptied_at is not None


def test_the_message_is_called_off(units: Units, engagement: Engagement, moderator: Actor) -> None:
    comment_id, _ = send(units)
    decision_id = acts.refused(units, moderator, comment_id, Reason.SPAM)
    acts.undone(units, moderator, decision_id)
    (message,) = acts.messages(units)
    assert message.cancelled_at is not None


def test_an_incident_stays_with_a_step_that_says_so(
    units: Units, engagement: Engagement, moderator: Actor
) -> None:
    comment_id, _ = send(units)
    decision_id = acts.refused(units, moderator, comment_id, Reason.THREAT)
    acts.undone(units, moderator, decision_id)
    with units.reading(SYSTEM) as unit:
        assert unit.session.scalars(select(Incident)).one().comment_id == comment_id
        steps = unit.session.scalars(select(IncidentStep.step).order_by(IncidentStep.id)).all()
    assert list(steps) == [Step.OPENED, Step.DECISION_UNDONE]


def test_after_two_minutes_it_is_too_late(
    units: Units, engagement: Engagement, moderator: Actor, clock: FixedClock
) -> None:
    comment_id, _ = send(units)
    decision_id = acts.published(units, moderator, comment_id)
    clock.advance(seconds=UNDO_PERIOD.total_seconds())
    with pytest.raises(Refused, match="over"):
        acts.undone(units, moderator, decision_id)
    assert acts.standing(units, comment_id)[0] == State.PUBLISHED


def test_until_just_before_it_is_not(
    units: Units, engagement: Engagement, moderator: Actor, clock: FixedClock
) -> None:
    comment_id, _ = send(units)
    decision_id = acts.published(units, moderator, comment_id)
    clock.advance(seconds=(UNDO_PERIOD - timedelta(seconds=1)).total_seconds())
    acts.undone(units, moderator, decision_id)
    assert acts.standing(units, comment_id)[0] == State.WAITING


def test_only_its_maker_undoes_it(units: Units, engagement: Engagement, moderator: Actor) -> None:
    comment_id, _ = send(units)
    decision_id = acts.published(units, moderator, comment_id)
    other = make_person(units, Role.MODERATOR, email="other@gov.bc.ca")
    elsewhere = make_person(units, Role.MODERATOR, email="far@gov.bc.ca", ministry="HLTH")
    reader = make_person(units, Role.ADMINISTRATOR, email="admin@gov.bc.ca")
    with pytest.raises(Refused, match="Only who made"):
        acts.undone(units, other, decision_id)
    with pytest.raises(NotFound):
        acts.undone(units, elsewhere, decision_id)
    with pytest.raises(NotAllowed):
        acts.undone(units, reader, decision_id)
    with pytest.raises(NotFound):
        acts.undone(units, moderator, 99_999)


def test_a_decision_is_undone_once_and_an_undoing_never(
    units: Units, engagement: Engagement, moderator: Actor
) -> None:
    comment_id, _ = send(units)
    decision_id = acts.published(units, moderator, comment_id)
    undoing_id = acts.undone(units, moderator, decision_id)
    for again in (decision_id, undoing_id):
        with pytest.raises((Conflict, Refused)):
            acts.undone(units, moderator, again)
    assert acts.standing(units, comment_id)[0] == State.WAITING


def test_what_happened_since_stands(units: Units, engagement: Engagement, moderator: Actor) -> None:
    taken_back, changed, decided_on = (send(units, f"Bus {n}")[0] for n in range(3))
    decisions = {
        one: acts.published(units, moderator, one) for one in (taken_back, changed, decided_on)
    }
    acts.withdrawn(units, taken_back)
    acts.corrected(units, changed, "Other words.")
    acts.taken_from_view(units, moderator, decided_on, Reason.PROFANITY)
    for one, decision_id in decisions.items():
        with pytest.raises(Conflict, match="changed since"):
            acts.undone(units, moderator, decision_id)
        assert acts.standing(units, one)[0] != State.WAITING


def test_the_page_offers_the_newest_decision_while_it_can_be_undone(
    units: Units, engagement: Engagement, moderator: Actor, clock: FixedClock
) -> None:
    def offered() -> int | None:
        with units.reading(moderator) as unit:
            found = undoable(unit)
            return found.id if found else None

    first, second = send(units, "Bus 1")[0], send(units, "Bus 2")[0]
    assert offered() is None
    acts.published(units, moderator, first)
    newest = acts.published(units, moderator, second)
    assert offered() == newest
    acts.undone(units, moderator, newest)
    assert offered() is None
    again = acts.published(units, moderator, second)
    assert offered() == again
    acts.corrected(units, second, "Other words.")
    assert offered() is None
    clock.advance(minutes=3)
    assert offered() is None


def test_a_comment_decided_undone_and_decided_again_counts_once(
    units: Units, engagement: Engagement, moderator: Actor
) -> None:
    comment_id, _ = send(units)
    acts.undone(units, moderator, acts.refused(units, moderator, comment_id, Reason.SPAM))
    assert acts.reasons_counted(units, engagement.scope) == {}
    with units.writing(moderator) as unit:
        assert undoable(unit) is None
    acts.refused(units, moderator, comment_id, Reason.OFF_TOPIC)
    assert acts.reasons_counted(units, engagement.scope) == {"off_topic": 1}
    with units.writing(moderator) as unit, pytest.raises(Conflict):
        undo(unit, 1)
