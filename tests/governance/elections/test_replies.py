"""Replies while an election holds some of them: those that may be read stand in their place."""

from sqlalchemy import select

from engage.comments.models import Comment
from engage.comments.threads.rules import FIRST_REPLIES
from engage.comments.threads.service import hang
from engage.core.clock import FixedClock
from engage.core.permissions import SYSTEM
from engage.core.unit import Units
from engage.engagements.rules import Kind
from engage.moderation.rules import Outcome as Decided
from engage.moderation.service import decide
from tests.app_fixtures import build_engagement
from tests.comments.citizen import TOPIC, Citizen
from tests.governance.elections.calendar import AFTER, IN_INTERREGNUM, set_election
from tests.moderation.senders import send

LATER = "Said and approved after it all."


def approved(units: Units, text: str, above: int | None = None) -> int:
    number, _code = send(units, text)
    with units.writing(SYSTEM) as unit:
        decide(unit, number, 1, Decided.PUBLISH, (), "")
        if above is not None:
            comment, parent = (unit.session.get_one(Comment, one) for one in (number, above))
            hang(unit, comment, parent)
    return number


def test_replies_that_are_held_keep_no_place_from_later_ones(
    both_units: Units, clock: FixedClock
) -> None:
    build_engagement(both_units, topics=("routes",), kind=Kind.ONGOING, closes_at=None)
    above = approved(both_units, "Before the call.")
    set_election(both_units)
    clock.instant = IN_INTERREGNUM
    for number in range(FIRST_REPLIES):
        approved(both_units, f"During the election {number}.", above)
    clock.instant = AFTER
    later = approved(both_units, LATER, above)
    citizen = Citizen.of(both_units)
    words = citizen.get(TOPIC).words
    assert LATER in words
    assert "During the election" not in words
    with both_units.reading(SYSTEM) as unit:
        name = unit.session.scalar(select(Comment.public_id).where(Comment.id == later))
    place = citizen.get(f"/c/{name}").response.headers["Location"]
    assert f'id="c-{name}"' in citizen.get(place.partition("#")[0]).html
