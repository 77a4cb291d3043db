"""Official replies on WordPress: marked as such, never without their comment."""

from engage.core.permissions import SYSTEM
from engage.governance.service import lift_hold, place_hold
from engage.moderation.rules import Reason
from engage.moderation.service import unpublish
from engage.wordpress.plans import LinkState, Thing
from tests.replies import staff
from tests.wordpress.out.scene import Scene


def test_an_official_reply_says_whose_it_is_and_goes_with_its_comment(at: Scene) -> None:
    number = at.published("When do they start?")
    speaker = staff.speaker(at.units)
    reply = staff.reply_to(at.units, speaker, number)
    at.run()
    above, official = at.there.shown()
    assert official.parent_id == above.id
    assert official.author_name.startswith("Official reply from ")
    assert official.content.startswith("Official reply\n\nThank you.")
    assert at.link(reply.id, Thing.REPLY).remote_id == official.id
    with at.units.writing(at.moderator) as unit:
        unpublish(unit, number, (Reason.THREAT,), "")
    at.run()
    assert at.there.comments == {}
    assert at.link(reply.id, Thing.REPLY).state == LinkState.HIDDEN


def test_a_stop_keeps_an_official_reply_back_and_takes_none_away(at: Scene) -> None:
    first, second = at.published("One?"), at.published("Two?")
    speaker = staff.speaker(at.units)
    staff.reply_to(at.units, speaker, first)
    at.run()
    reply = staff.reply_to(at.units, speaker, second)
    with at.units.writing(SYSTEM) as unit:
        place_hold(unit, "A flood")
    at.settle()
    assert len(at.there.shown()) == 3
    with at.units.writing(SYSTEM) as unit:
        lift_hold(unit)
    at.settle()
    assert len(at.there.shown()) == 4
    assert at.link(reply.id, Thing.REPLY).state == LinkState.SHOWN
