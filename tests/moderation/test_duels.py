"""Two at the same comment at the same moment: one goes first, the other is told (R78).

Whoever is second at a decision, an undoing, a correction, a withdrawal or a bulk decision either
acts on what the first left, or is refused with a conflict. No version is ever decided twice.
"""

import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import pytest
from sqlalchemy import func, select

from engage.comments.models import Comment
from engage.comments.rules import State
from engage.comments.service import correct, find_by_receipt, withdraw
from engage.core.errors import Conflict
from engage.core.ledgers import counts
from engage.core.permissions import CITIZEN, SYSTEM, Actor, Role
from engage.core.unit import Units
from engage.engagements.models import Engagement
from engage.moderation.models import Campaign, CampaignMember, Decision, DecisionReason
from engage.moderation.queries.decisions import is_standing
from engage.moderation.rules import DECLINING, Outcome, Reason
from engage.moderation.service import decide, decide_campaign, undo
from tests.app_fixtures import build_engagement, make_person
from tests.moderation.senders import send

IN_THE_SUITE = 50
IN_A_SOAK = 1_000
DONE, TOLD = "done", "told"


@dataclass(frozen=True)
class Ring:
    """Two moderators, and an author with the receipt of a comment that waits."""

    units: Units
    one: Actor
    two: Actor
    comment_id: int
    code: str

    def publish(self, actor: Actor) -> None:
        with self.units.writing(actor) as unit:
            decide(unit, self.comment_id, 1, Outcome.PUBLISH, (), "")

    def refuse(self, actor: Actor) -> None:
        with self.units.writing(actor) as unit:
            decide(unit, self.comment_id, 1, Outcome.NOT_PUBLISH, (Reason.SPAM,), "")

    def undo_last(self, actor: Actor) -> None:
        with self.units.reading(SYSTEM) as unit:
            last = unit.session.scalars(
                select(Decision.id)
                .where(Decision.comment_id == self.comment_id)
                .order_by(Decision.id.desc())
            ).first()
        assert last is not None
        with self.units.writing(actor) as unit:
            undo(unit, last)

    def decide_with_others(self, actor: Actor) -> None:
        with self.units.writing(actor) as unit:
            if not decide_campaign(
                unit, 1, {self.comment_id: 1}, Outcome.NOT_PUBLISH, (Reason.SPAM,), ""
            ):
                raise Conflict("left out")

    def correct(self) -> None:
        with self.units.writing(CITIZEN) as unit:
            comment = find_by_receipt(unit, self.code)
            engagement = unit.session.get_one(Engagement, comment.engagement_id)
            correct(unit, engagement, comment, f"Better, {comment.id}.", seen_version=1)

    def withdraw(self) -> None:
        with self.units.writing(CITIZEN) as unit:
            comment = find_by_receipt(unit, self.code)
            withdraw(unit, unit.session.get_one(Engagement, comment.engagement_id), comment)


def at_once(pool: ThreadPoolExecutor, *moves: Callable[[], None]) -> list[str]:
    """Starts all at the same moment; what came of each."""
    barrier = threading.Barrier(len(moves))

    def run(move: Callable[[], None]) -> str:
        barrier.wait(60)
        try:
            move()
        except Conflict:
            return TOLD
        return DONE

    return [one.result(120) for one in [pool.submit(run, move) for move in moves]]


def two_decide(ring: Ring, pool: ThreadPoolExecutor) -> None:
    done = at_once(pool, lambda: ring.publish(ring.one), lambda: ring.refuse(ring.two))
    assert sorted(done) == [DONE, TOLD]


def one_undoes(ring: Ring, pool: ThreadPoolExecutor) -> None:
    ring.publish(ring.one)
    done = at_once(pool, lambda: ring.undo_last(ring.one), lambda: ring.refuse(ring.two))
    assert done[0] == DONE


def the_author_corrects(ring: Ring, pool: ThreadPoolExecutor) -> None:
    done = at_once(pool, lambda: ring.publish(ring.one), ring.correct)
    assert done[1] == DONE


def the_author_takes_it_back(ring: Ring, pool: ThreadPoolExecutor) -> None:
    done = at_once(pool, lambda: ring.refuse(ring.one), ring.withdraw)
    assert done[1] == DONE
    with ring.units.reading(SYSTEM) as unit:
        assert unit.session.get_one(Comment, ring.comment_id).state == State.WITHDRAWN


def one_decides_the_campaign(ring: Ring, pool: ThreadPoolExecutor) -> None:
    done = at_once(pool, lambda: ring.publish(ring.one), lambda: ring.decide_with_others(ring.two))
    assert sorted(done) == [DONE, TOLD]


DUELS = (
    two_decide,
    one_undoes,
    the_author_corrects,
    the_author_takes_it_back,
    one_decides_the_campaign,
)


@pytest.mark.parametrize("rounds", [IN_THE_SUITE, pytest.param(IN_A_SOAK, marks=pytest.mark.soak)])
def test_no_version_is_ever_decided_twice(both_units: Units, rounds: int) -> None:
    units = both_units
    engagement = build_engagement(units)
    one = make_person(units, Role.MODERATOR, email="one@gov.bc.ca")
    two = make_person(units, Role.MODERATOR, email="two@gov.bc.ca")
    sent = [send(units, f"Bus number {number}") for number in range(rounds)]
    gather(units, engagement, [number for number, _ in sent])
    with ThreadPoolExecutor(2) as pool:
        for number, (comment_id, code) in enumerate(sent):
            DUELS[number % len(DUELS)](Ring(units, one, two, comment_id, code), pool)
    assert versions_decided_twice(units) == []
    everything_adds_up(units, engagement)


def gather(units: Units, engagement: Engagement, comment_ids: list[int]) -> None:
    """All of them are members of one campaign who add nothing."""
    with units.writing(SYSTEM) as unit:
        campaign = Campaign(
            engagement_id=engagement.id, first_comment_id=comment_ids[0], found_at=unit.now
        )
        unit.session.add(campaign)
        unit.session.flush()
        unit.session.add_all(
            CampaignMember(comment_id=one, campaign_id=campaign.id, adds_something=False)
            for one in comment_ids
        )


def versions_decided_twice(units: Units) -> list[tuple[int, int]]:
    """Versions with more than one decision that was not undone."""
    with units.reading(SYSTEM) as unit:
        rows = unit.session.execute(
            select(Decision.comment_id, Decision.version)
            .where(is_standing())
            .group_by(Decision.comment_id, Decision.version)
            .having(func.count() > 1)
        )
        return [(comment_id, version) for comment_id, version in rows]


def everything_adds_up(units: Units, engagement: Engagement) -> None:
    """States, the queue and the counts by reason, counted anew, are what the counters say."""
    with units.reading(SYSTEM) as unit:
        comments = unit.session.scalars(select(Comment)).all()
        tally = counts(unit.session, engagement.scope)
        queue = counts(unit.session, "queue")
        last = (
            select(func.max(Decision.id)).where(is_standing()).group_by(Decision.comment_id)
        ).scalar_subquery()
        reasons = unit.session.scalars(
            select(DecisionReason.reason)
            .join(Decision, Decision.id == DecisionReason.decision_id)
            .where(
                Decision.id.in_(last),
                Decision.outcome.in_(sorted(DECLINING)),
                Decision.to_state != State.PUBLISHED,
            )
        ).all()
    by_state = Counter(comment.state for comment in comments)
    assert {state: tally.get(state, 0) for state in State} == {
        state: by_state[state] for state in State
    }
    waiting = sum(comment.waiting_since is not None for comment in comments)
    assert queue["waiting"] == waiting
    assert tally.get("reason:spam", 0) == len(reasons)
