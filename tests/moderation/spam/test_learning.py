"""What is learned from decisions: it finds spam of another hand, and is silent without enough."""

import pytest
from sqlalchemy import select

from engage.comments.models import Comment
from engage.comments.rules import Hold, State
from engage.comments.service import place
from engage.core.permissions import SYSTEM, Actor, Role
from engage.core.unit import Unit, Units
from engage.engagements.models import Engagement
from engage.jobs.service import enqueue
from engage.jobs.worker import run_due
from engage.moderation.models import Decision, DecisionReason
from engage.moderation.rules import Reason
from engage.moderation.spam.keeping import LEARN, keep
from engage.moderation.spam.learning import FEWEST, learned, opened, packed
from engage.moderation.spam.models import SortingModel
from engage.moderation.tasks import HANDLERS
from tests.app_fixtures import build_engagement, make_person
from tests.moderation.screened import screen_all
from tests.moderation.senders import send
from tests.moderation.spam.invented import HONEST_A, HONEST_B, SPAM_A, SPAM_B, texts


def taught(ham: int = 120, spam: int = 60) -> tuple[list[str], list[bool]]:
    honest, bad = texts(HONEST_A, ham, seed=1), texts(SPAM_A, spam, seed=2)
    return honest + bad, [False] * ham + [True] * spam


def test_spam_of_another_hand_is_found_and_honest_comments_are_left_alone() -> None:
    model = learned(*taught())
    assert model is not None
    honest, bad = texts(HONEST_B, 200, seed=3), texts(SPAM_B, 200, seed=4)
    found = sum(map(model.suspects, bad)) / len(bad)
    wrong = sum(map(model.suspects, honest)) / len(honest)
    assert found >= 0.8, found
    assert wrong <= 0.02, wrong


def test_too_few_decisions_of_either_kind_teach_nothing() -> None:
    assert learned(*taught(ham=FEWEST - 1)) is None
    assert learned(*taught(spam=FEWEST - 1)) is None
    assert learned([], []) is None


def test_decisions_that_cannot_be_told_apart_teach_nothing() -> None:
    same = texts(HONEST_A, 200, seed=5)
    assert learned(same, [number % 2 == 0 for number in range(200)]) is None


def test_what_is_kept_is_numbers_and_opens_without_running_anything() -> None:
    model = learned(*taught())
    assert model is not None
    stored = packed(model)
    assert b"casino" not in stored
    again = opened(stored)
    assert again is not None
    text = SPAM_B[0].format(thing="pills", n=3)
    assert again.chance(text) == pytest.approx(model.chance(text), abs=0.01)


@pytest.mark.parametrize("broken", [b"", b"PK\x03\x04", b"\x80\x04N.", b"x" * 10_000])
def test_broken_bytes_are_no_model(broken: bytes) -> None:
    assert opened(broken) is None


def settle(unit: Unit, actor: Actor, number: int, *, is_spam: bool) -> None:
    """As a moderator's decision leaves it."""
    row = unit.session.get_one(Comment, number)
    state = State.NOT_PUBLISHED if is_spam else State.PUBLISHED
    decision = Decision(
        comment_id=number,
        version=1,
        from_state=row.state,
        to_state=state,
        outcome="spam" if is_spam else "publish",
        decided_at=unit.now,
        decided_by=actor.person_id,
    )
    unit.session.add(decision)
    unit.session.flush()
    if is_spam:
        unit.session.add(DecisionReason(decision_id=decision.id, reason=Reason.SPAM))
    engagement = unit.session.get_one(Engagement, row.engagement_id)
    place(
        unit,
        engagement,
        row,
        state,
        published_version=None if is_spam else 1,
        waiting_since=None,
    )


def learn(units: Units) -> None:
    with units.writing(SYSTEM) as unit:
        enqueue(unit, LEARN, {})
    assert run_due(units, {LEARN: HANDLERS[LEARN]}) == 1


def kept(units: Units) -> list[SortingModel]:
    with units.reading(SYSTEM) as unit:
        return list(unit.session.scalars(select(SortingModel)))


def test_moderators_decisions_sort_what_comes_next(both_units: Units) -> None:
    build_engagement(both_units)
    moderator = make_person(both_units, Role.MODERATOR)
    said, are_spam = taught(ham=50, spam=45)
    numbers = [send(both_units, text)[0] for text in said]
    with both_units.writing(moderator) as unit:
        for number, is_spam in zip(numbers, are_spam, strict=True):
            settle(unit, moderator, number, is_spam=is_spam)
    learn(both_units)
    (row,) = kept(both_units)
    assert (row.ham, row.spam) == (50, 45)
    bad, _ = send(both_units, SPAM_B[1].format(thing="casino chips", n=500))
    good, _ = send(both_units, HONEST_B[3].format(place="the mill"))
    screen_all(both_units)
    with both_units.reading(SYSTEM) as unit:
        assert unit.session.get_one(Comment, bad).hold == Hold.SPAM
        assert "learned" in unit.session.get_one(Comment, bad).signals
        assert unit.session.get_one(Comment, good).hold == Hold.ORDINARY


def test_a_model_goes_when_its_decisions_are_gone(both_units: Units) -> None:
    model = learned(*taught())
    assert model is not None
    with both_units.writing(SYSTEM) as unit:
        keep(unit, model, ham=120, spam=60)
    learn(both_units)
    assert kept(both_units) == []
