"""Calendars of openings and closings, as programs read them."""

import re
from datetime import timedelta
from typing import Any

from icalendar import Calendar

from engage.core.clock import FixedClock
from engage.core.permissions import SYSTEM
from engage.core.unit import Units
from engage.engagements.queries import engagement_by_slug
from engage.engagements.rules import Kind, TranslatedText
from engage.engagements.service import save_engagement, unpublish
from tests.app_fixtures import NOON, build_engagement, sample_content
from tests.approving import publish_stamped
from tests.comments.citizen import Citizen
from tests.governance.elections.calendar import CALL, IN_INTERREGNUM, set_election
from tests.multilingual.test_web import public as public_translation

PAGE = "/engagements/night-buses"


def events(citizen: Citizen, path: str = "/calendar.ics") -> list[Any]:
    answer = citizen.get(path)
    assert answer.response.content_type == "text/calendar; charset=utf-8"
    whole = Calendar.from_ical(answer.response.get_data())
    assert whole["VERSION"] == "2.0"
    assert whole["PRODID"]
    found = list(whole.walk("VEVENT"))
    assert len({str(one["UID"]) for one in found}) == len(found)
    for one in found:
        assert not one.errors
        assert one["DTSTAMP"].dt.utcoffset() == timedelta(0)
    return found


def test_each_engagement_has_two_moments_that_take_nobodys_time(units: Units) -> None:
    build_engagement(units)
    opens, closes = events(Citizen.of(units))
    assert opens["DTSTART"].dt == NOON - timedelta(days=1)
    assert closes["DTSTART"].dt == NOON + timedelta(days=28)
    assert closes["SUMMARY"] == "Closes for comments: Should buses run at night?"
    assert "Monday, 30 March 2026, 1 pm Pacific time" in closes["DESCRIPTION"]
    assert closes["URL"] == f"http://localhost{PAGE}"
    for one in (opens, closes):
        assert "DTEND" not in one
        assert one["TRANSP"] == "TRANSPARENT"
        assert one["DTSTART"].dt.utcoffset() == timedelta(0)


def test_the_calendar_of_an_engagement_holds_its_own_alone(units: Units) -> None:
    build_engagement(units)
    build_engagement(units, "libraries", title="Which books?", kind=Kind.ONGOING, closes_at=None)
    citizen = Citizen.of(units)
    assert len(events(citizen)) == 3
    assert [str(one["UID"]) for one in events(citizen, "/engagements/libraries/calendar.ics")] == [
        "libraries-opens@localhost"
    ]


def test_a_date_that_moves_keeps_its_name_and_rises_in_sequence(
    units: Units, clock: FixedClock
) -> None:
    made = build_engagement(units)
    citizen = Citizen.of(units)
    before = events(citizen)[1]
    clock.advance(hours=1)
    with units.writing(SYSTEM) as unit:
        row = engagement_by_slug(unit.session, "night-buses")
        later = sample_content(closes_at=NOON + timedelta(days=40))
        save_engagement(unit, row, later, seen_revision_id=made.draft_revision_id)
        publish_stamped(unit, row)
    after = events(citizen)[1]
    assert after["UID"] == before["UID"]
    assert after["SEQUENCE"] > before["SEQUENCE"]
    assert after["LAST-MODIFIED"].dt > before["LAST-MODIFIED"].dt
    assert after["DTSTART"].dt == NOON + timedelta(days=40)


def test_what_is_not_public_is_in_no_calendar(units: Units) -> None:
    build_engagement(units, published=False)
    build_engagement(units, "libraries", title="Which books?")
    citizen = Citizen.of(units)
    assert citizen.get(f"{PAGE}/calendar.ics").status == 404
    assert len(events(citizen)) == 2
    with units.writing(SYSTEM) as unit:
        unpublish(unit, engagement_by_slug(unit.session, "libraries"))
    assert events(citizen) == []


def test_an_opening_that_an_election_holds_has_no_date(units: Units, clock: FixedClock) -> None:
    build_engagement(units, opens_at=CALL + timedelta(days=2), closes_at=CALL + timedelta(days=90))
    set_election(units)
    clock.instant = IN_INTERREGNUM
    assert [str(one["UID"]) for one in events(Citizen.of(units))] == [
        "night-buses-closes@localhost"
    ]


def test_what_is_long_over_is_in_the_calendar_of_its_engagement_alone(
    units: Units, clock: FixedClock
) -> None:
    build_engagement(units)
    clock.advance(days=500)
    citizen = Citizen.of(units)
    assert events(citizen) == []
    assert len(events(citizen, f"{PAGE}/calendar.ics")) == 2


def test_signs_that_mean_something_in_a_calendar_are_kept(units: Units) -> None:
    title = "Buses, boats; bikes\\: which? 🚌 " + "é" * 60
    build_engagement(units, title=title, summary='END:VEVENT\nBEGIN:VALARM "x"')
    opens, _closes = events(Citizen.of(units))
    assert opens["SUMMARY"] == f"Opens for comments: {title}"
    raw = Citizen.of(units).get("/calendar.ics").response.get_data()
    assert all(len(line) <= 75 for line in raw.split(b"\r\n"))
    assert raw.count(b"BEGIN:VALARM\r\n") == 0


def test_signs_that_no_calendar_may_hold_are_seen_and_end_no_line(units: Units) -> None:
    build_engagement(units, title="Night\x07 \x0bbuses\x1c", summary="Where\x00 to?")
    citizen = Citizen.of(units)
    for path in ("/calendar.ics", f"{PAGE}/calendar.ics"):
        raw = citizen.get(path).response.get_data()
        assert not re.search(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]", raw)
        assert events(citizen, path)[0]["SUMMARY"] == "Opens for comments: Night␇ ␋buses␜"


def test_the_french_calendar_names_other_entries(units: Units) -> None:
    build_engagement(units)
    citizen = Citizen.of(units)
    english = {str(one["UID"]) for one in events(citizen)}
    french = {str(one["UID"]) for one in events(citizen, "/fr/calendar.ics")}
    assert not english & french
    assert events(citizen, "/fr/calendar.ics")[0]["URL"] == f"http://localhost/fr{PAGE}"


def test_the_french_calendar_takes_the_french_words_of_staff(units: Units) -> None:
    build_engagement(units)
    citizen = Citizen.of(units)
    paths = ("/fr/calendar.ics", f"/fr{PAGE}/calendar.ics")
    for path in paths:
        assert "Tell us if" in events(citizen, path)[0]["DESCRIPTION"]
    words = TranslatedText("engagement", "Des autobus la nuit?", "Dites-nous.", "Pourquoi?")
    public_translation(units, "fr", words)
    for path in paths:
        opens = events(citizen, path)[0]
        assert opens["SUMMARY"].endswith(": Des autobus la nuit?")
        assert opens["DESCRIPTION"].startswith("Dites-nous.")
        whole = citizen.get(path).response.get_data(as_text=True)
        assert "Should buses" not in whole
        assert "Tell us if" not in whole
    assert "autobus" not in citizen.get("/calendar.ics").response.get_data(as_text=True)


def test_a_calendar_is_kept_until_something_changes(units: Units) -> None:
    build_engagement(units)
    citizen = Citizen.of(units)
    tag = citizen.get("/calendar.ics").response.headers["ETag"]
    assert citizen.get("/calendar.ics", headers={"If-None-Match": tag}).status == 304
    build_engagement(units, "libraries")
    assert citizen.get("/calendar.ics", headers={"If-None-Match": tag}).status == 200
