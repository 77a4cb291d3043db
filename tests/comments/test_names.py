"""The check before sending names what it saw, another person too, and leaves the choice (R89)."""

from engage.core.unit import Units
from tests.app_fixtures import build_engagement
from tests.comments.citizen import FORM, Citizen, comment_of, stored

NAMED = "My neighbour Margaret Thornbury needs the night bus."
SEEN = "This seems to name another person."


def test_a_comment_that_names_somebody_is_asked_about_and_not_stored(both_units: Units) -> None:
    build_engagement(both_units)
    citizen = Citizen.of(both_units)
    page = citizen.send(NAMED)
    assert page.status == 422
    assert SEEN in page.words
    assert NAMED in page.html
    assert stored(both_units) == 0
    sent = citizen.post(FORM, page.form() | {"accepts_terms": "y", "confirm": "send-as-is"})
    assert sent.code


def test_everything_that_was_seen_is_named_once(units: Units) -> None:
    build_engagement(units)
    page = Citizen.of(units).send(f"{NAMED} Call 250-555-0142 or 250-555-0143.")
    assert page.words.count(SEEN) == 1
    assert page.words.count("This looks like a telephone number.") == 1


def test_the_name_under_which_somebody_writes_is_their_own(units: Units) -> None:
    build_engagement(units)
    citizen = Citizen.of(units)
    page = citizen.send(f"{NAMED} I am her.", display_name="Margaret Thornbury")
    assert page.code


def test_a_minister_and_a_street_are_not_asked_about(units: Units) -> None:
    build_engagement(units)
    citizen = Citizen.of(units)
    assert citizen.send("Premier David Eby should ride the bus on Douglas Street.").code


def test_a_correction_is_asked_about_in_the_same_way(both_units: Units) -> None:
    build_engagement(both_units)
    citizen = Citizen.of(both_units)
    code = citizen.send().code
    page = citizen.correct(code, NAMED)
    assert page.status == 422
    assert SEEN in page.words
    assert comment_of(both_units, code).version == 1
    assert citizen.correct(code, NAMED, confirm="send-as-is").status == 200
    assert comment_of(both_units, code).version == 2
