"""What happens between looking and writing: nothing is written over it, nobody is missed."""

import pytest
from sqlalchemy import func, select

from engage.comments.models import Comment, CommentText
from engage.comments.rules import Hold
from engage.comments.service import correct, withdraw
from engage.core.permissions import CITIZEN, SYSTEM
from engage.core.unit import Units
from engage.engagements.models import Engagement
from engage.moderation.intake.looking import look
from engage.moderation.intake.reading import Unscreened, unscreened
from engage.moderation.intake.recording import Moved, Sight, record
from engage.moderation.intake.screening import beside_others
from engage.moderation.models import Campaign, CommentFlag
from engage.moderation.spam.looking import Spotting
from tests.app_fixtures import build_engagement
from tests.moderation.screened import screen_all
from tests.moderation.senders import send

LETTER = (
    "I write to ask that the night bus keeps running all week. Nurses and bakers go home when the"
    " last train has left, and a walk of an hour along the highway is no answer."
)


def read(units: Units, number: int) -> Unscreened:
    with units.reading(SYSTEM) as unit:
        found = unscreened(unit.session, number)
    assert found is not None
    return found


def seen(units: Units, number: int) -> Sight:
    """A look at a comment, not yet written down."""
    found = read(units, number)
    return beside_others(units, found, look(found, Spotting()))


def written_down(units: Units, sight: Sight) -> bool:
    with units.writing(SYSTEM) as unit:
        return record(unit, sight)


def test_a_neighbour_that_arrived_meanwhile_is_looked_at(both_units: Units) -> None:
    build_engagement(both_units)
    first, second = (send(both_units, LETTER)[0] for _ in range(2))
    sights = [seen(both_units, number) for number in (first, second)]
    assert written_down(both_units, sights[0])
    with pytest.raises(Moved):
        written_down(both_units, sights[1])
    assert written_down(both_units, seen(both_units, second))
    with both_units.reading(SYSTEM) as unit:
        assert unit.session.scalar(select(func.count()).select_from(Campaign)) == 1
        assert set(unit.session.scalars(select(Comment.hold))) == {Hold.CAMPAIGN}


def test_two_that_are_written_twice_are_written_once(both_units: Units) -> None:
    build_engagement(both_units)
    number, _ = send(both_units, f"{LETTER} https://bit.ly/nightbus")
    again = seen(both_units, number)
    assert written_down(both_units, again)
    assert not written_down(both_units, again)
    with both_units.reading(SYSTEM) as unit:
        assert unit.session.scalar(select(func.count()).select_from(CommentFlag)) == 1


@pytest.mark.parametrize("change", ["corrected", "taken back", "words taken out"])
def test_what_changed_meanwhile_is_left_alone(both_units: Units, change: str) -> None:
    build_engagement(both_units)
    number, _ = send(both_units, f"{LETTER} https://bit.ly/nightbus")
    before = seen(both_units, number)
    with both_units.writing(CITIZEN) as unit:
        row = unit.session.get_one(Comment, number)
        engagement = unit.session.get_one(Engagement, row.engagement_id)
        if change == "corrected":
            correct(unit, engagement, row, "Other words.", seen_version=1)
        elif change == "taken back":
            withdraw(unit, engagement, row)
        else:
            unit.session.get_one(CommentText, (number, 1)).body = "[words removed]"
    assert not written_down(both_units, before)
    with both_units.reading(SYSTEM) as unit:
        assert unit.session.scalar(select(func.count()).select_from(CommentFlag)) == 0
        assert unit.session.get_one(Comment, number).screened_version is None
    if change != "taken back":
        screen_all(both_units)
        with both_units.reading(SYSTEM) as unit:
            assert unit.session.get_one(Comment, number).hold == Hold.ORDINARY
