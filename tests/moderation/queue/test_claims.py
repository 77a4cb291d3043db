"""Who reads what: claims that hold, run out, are taken over and given back, on both databases."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from engage.core.clock import FixedClock
from engage.core.errors import Conflict, NotFound
from engage.core.permissions import SYSTEM, Actor, Role
from engage.core.unit import Units
from engage.moderation.models import Claim
from engage.moderation.rules import Outcome
from engage.moderation.service import decide
from engage.moderation.service.claims import (
    ClaimState,
    claim,
    live_claim,
    open_claim,
    release,
)
from tests.app_fixtures import build_engagement, make_person
from tests.moderation.senders import send_looked_at


@pytest.fixture
def units(both_units: Units) -> Units:
    build_engagement(both_units)
    return both_units


@pytest.fixture
def ann(units: Units) -> Actor:
    return make_person(units, Role.MODERATOR, email="ann@gov.bc.ca")


@pytest.fixture
def bob(units: Units) -> Actor:
    return make_person(units, Role.MODERATOR, email="bob@gov.bc.ca")


@pytest.fixture
def comment_id(units: Units) -> int:
    return send_looked_at(units)[0]


def claimed(
    units: Units, actor: Actor, comment_id: int, *, takes_over: bool = False
) -> ClaimState | None:
    with units.writing(actor) as unit:
        return claim(unit, comment_id, takes_over=takes_over)


def publish(units: Units, actor: Actor, comment_id: int, *, takes_over: bool = False) -> None:
    with units.writing(actor) as unit:
        decide(unit, comment_id, 1, Outcome.PUBLISH, (), "", takes_over=takes_over)


def holder(units: Units, actor: Actor, comment_id: int) -> ClaimState | None:
    with units.reading(actor) as unit:
        return live_claim(unit, comment_id)


def test_whoever_comes_second_is_told_who_reads_and_cannot_decide(
    units: Units, ann: Actor, bob: Actor, comment_id: int
) -> None:
    first, second = claimed(units, ann, comment_id), claimed(units, bob, comment_id)
    assert first is not None
    assert first.is_mine
    assert second is not None
    assert (second.is_mine, second.holder_name) == (False, "Sam Staff")
    with pytest.raises(Conflict, match=r"Sam Staff is reading it until 12:05 pm\."):
        publish(units, bob, comment_id)
    publish(units, ann, comment_id)
    assert holder(units, ann, comment_id) is None


def test_a_claim_runs_out_by_itself_and_is_renewed_while_the_page_is_open(
    units: Units, clock: FixedClock, ann: Actor, bob: Actor, comment_id: int
) -> None:
    began = claimed(units, ann, comment_id)
    clock.advance(minutes=4)
    renewed = claimed(units, ann, comment_id)
    assert began is not None
    assert renewed is not None
    assert renewed.claimed_at == began.claimed_at
    assert renewed.expires_at == began.expires_at + timedelta(minutes=4)
    clock.advance(minutes=5)
    assert holder(units, bob, comment_id) is None
    second = claimed(units, bob, comment_id)
    assert second is not None
    assert second.is_mine
    publish(units, bob, comment_id)


def test_anybody_takes_a_claim_over_and_the_first_is_told(
    units: Units, ann: Actor, bob: Actor, comment_id: int
) -> None:
    claimed(units, ann, comment_id)
    claimed(units, bob, comment_id, takes_over=True)
    with pytest.raises(Conflict, match="is reading it"):
        publish(units, ann, comment_id)
    publish(units, bob, comment_id)


def test_a_closing_page_gives_back_its_own_claim_and_no_later_one(
    units: Units, clock: FixedClock, ann: Actor, bob: Actor, comment_id: int
) -> None:
    with units.writing(ann) as unit:
        old = open_claim(unit, comment_id)
    clock.advance(seconds=1)
    with units.writing(ann) as unit:
        new = open_claim(unit, comment_id)
    assert old is not None
    assert new is not None
    for actor, began in ((ann, old.claimed_at), (bob, new.claimed_at), (bob, None)):
        with units.writing(actor) as unit:
            release(unit, comment_id, began)
        assert holder(units, ann, comment_id) is not None
    with units.writing(ann) as unit:
        release(unit, comment_id, new.claimed_at)
    assert holder(units, ann, comment_id) is None


def test_what_waits_no_longer_and_what_one_only_reads_is_not_claimed(
    units: Units, ann: Actor, comment_id: int
) -> None:
    assert claimed(units, make_person(units, Role.ADMINISTRATOR), comment_id) is None
    publish(units, ann, comment_id)
    assert claimed(units, ann, comment_id) is None


def test_a_comment_of_another_ministry_is_unknown(units: Units, comment_id: int) -> None:
    other = make_person(units, Role.MODERATOR, email="h@gov.bc.ca", ministry="HLTH")
    with pytest.raises(NotFound):
        claimed(units, other, comment_id)


def test_of_two_who_open_at_the_same_moment_one_holds_the_claim(
    units: Units, ann: Actor, bob: Actor
) -> None:
    barrier = threading.Barrier(2)

    def opens(actor: Actor, comment_id: int) -> bool:
        barrier.wait(30)
        with units.writing(actor) as unit:
            state = open_claim(unit, comment_id)
        return state is not None and state.is_mine

    comments = [send_looked_at(units, f"Bus {number}")[0] for number in range(8)]
    with ThreadPoolExecutor(2) as pool:
        for comment_id in comments:
            both = [pool.submit(opens, actor, comment_id) for actor in (ann, bob)]
            assert sorted(one.result(60) for one in both) == [False, True]
    with units.reading(SYSTEM) as unit:
        assert unit.session.query(Claim).count() == len(comments)
