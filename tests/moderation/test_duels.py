"""Two moderators at the same comment at the same moment: one decides, the other is told (R78)."""

import threading
from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import func, select

from engage.comments.models import Comment
from engage.comments.rules import State
from engage.core.errors import Conflict
from engage.core.ledgers import counts
from engage.core.permissions import SYSTEM, Actor, Role
from engage.core.unit import Units
from engage.moderation.models import Decision
from engage.moderation.rules import Outcome, Reason
from engage.moderation.service import decide
from tests.app_fixtures import build_engagement, make_person
from tests.moderation.senders import send

ROUNDS = 50


def test_two_moderators_never_decide_the_same_comment(both_units: Units) -> None:
    units = both_units
    build_engagement(units)
    one = make_person(units, Role.MODERATOR, email="one@gov.bc.ca")
    two = make_person(units, Role.MODERATOR, email="two@gov.bc.ca")
    comments = [send(units, f"Bus number {number}")[0] for number in range(ROUNDS)]
    barrier = threading.Barrier(2)

    def duel(actor: Actor, comment_id: int, outcome: Outcome) -> str:
        reasons = (Reason.SPAM,) if outcome is Outcome.NOT_PUBLISH else ()
        barrier.wait(30)
        try:
            with units.writing(actor) as unit:
                decide(unit, comment_id, 1, outcome, reasons, "")
        except Conflict as conflict:
            assert "Another moderator" in str(conflict)
            return "told"
        return "decided"

    with ThreadPoolExecutor(2) as pool:
        for comment_id in comments:
            results = [
                pool.submit(duel, one, comment_id, Outcome.PUBLISH),
                pool.submit(duel, two, comment_id, Outcome.NOT_PUBLISH),
            ]
            assert sorted(result.result(60) for result in results) == ["decided", "told"]

    with units.reading(SYSTEM) as unit:
        numbers = unit.session.execute(
            select(Decision.comment_id, func.count()).group_by(Decision.comment_id)
        )
        assert dict(numbers.all()) == dict.fromkeys(comments, 1)
        decided = unit.session.execute(
            select(Comment.state, Decision.to_state).join(
                Decision, Decision.comment_id == Comment.id
            )
        ).all()
        assert all(state == to_state for state, to_state in decided)
        published = sum(state == State.PUBLISHED for state, _ in decided)
        tally = counts(unit.session, "engagement:1")
        assert tally.get("published", 0) == published
        assert tally.get("not_published", 0) == ROUNDS - published
        assert tally["waiting"] == 0
        assert counts(unit.session, "queue")["waiting"] == 0
