"""A letter is longer than what fits the form, and its author corrects it whole all the same."""

from engage.comments.rules import Arrival, Channel, NoticeGiven, checked_letter
from engage.comments.service import receipt_of_seed, receive
from engage.comments.service.texts import latest_text
from engage.core.permissions import SYSTEM
from engage.core.unit import Units
from engage.engagements.queries import engagement_by_slug, topic_by_slug
from tests.app_fixtures import build_engagement
from tests.comments.citizen import Citizen, comment_of

LONG = "Please run a bus after midnight. " * 400


def by_mail(units: Units, text: str) -> str:
    build_engagement(units)
    with units.writing(SYSTEM) as unit:
        engagement = engagement_by_slug(unit.session, "night-buses")
        topic = topic_by_slug(unit.session, engagement.id, "routes")
        arrival = Arrival(
            Channel.EMAIL, NoticeGiven.SENT_WITH_ACKNOWLEDGEMENT, receipt_seed="mail:1"
        )
        receive(unit, engagement, topic, checked_letter(text), arrival)
        return receipt_of_seed(unit, "mail:1")


def test_a_long_letter_is_corrected_without_being_cut(units: Units) -> None:
    code = by_mail(units, LONG)
    citizen = Citizen.of(units)
    form = citizen.look_up(code).form("correct")
    better = f"{LONG}On Fridays at least."
    page = citizen.post("/receipt", form | {"correction-text": better})
    assert "We have your new text." in page.words
    with units.reading(SYSTEM) as unit:
        assert latest_text(unit, comment_of(units, code)) == better


def test_a_letter_has_its_own_limit_and_the_form_keeps_its_own(units: Units) -> None:
    code = by_mail(units, LONG)
    citizen = Citizen.of(units)
    form = citizen.look_up(code).form("correct")
    page = citizen.post("/receipt", form | {"correction-text": "a " * 10_100})
    assert "to 20,000 or fewer" in page.words
    sent = citizen.send().code
    form = citizen.look_up(sent).form("correct")
    page = citizen.post("/receipt", form | {"correction-text": LONG})
    assert "to 5,000 or fewer" in page.words
