"""A comment that is begun on the engagement's own page, and goes on in the full form."""

import re

import pytest
from sqlalchemy import event

from engage.core.clock import FixedClock
from engage.core.permissions import SYSTEM
from engage.core.unit import Units
from engage.engagements.queries import engagement_by_slug
from engage.engagements.service import unpublish
from engage.notices.service import current_version
from tests.app_fixtures import NOON, build_engagement
from tests.comments.citizen import FORM, WORDS, Citizen, comment_of, stored
from tests.comments.test_notice_change import amend

BEGIN = f"{FORM}/begin"


def mark_of(units: Units) -> str:
    """What the box says of the notice that stands above it."""
    with units.reading(SYSTEM) as unit:
        notice = current_version(unit, engagement_by_slug(unit.session, "night-buses").id)
    assert notice is not None
    return notice.content_hash


def test_the_text_goes_on_into_the_full_form_below_the_notice_and_is_sent_from_there(
    both_units: Units,
) -> None:
    build_engagement(both_units)
    citizen = Citizen.of(both_units)
    seen = mark_of(both_units)
    page = citizen.post(BEGIN, {"text": f"{WORDS}\r\n\r\nAnd trains.", "seen_notice": seen})
    assert (page.status, page.heading, page.errors) == (200, "Write a comment", {})
    assert "Nothing has been sent or stored yet" in page.words
    assert page.position("Who collects it") < page.position("<textarea")
    assert page.response.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in page.response.headers
    assert stored(both_units) == 0
    assert f'action="{FORM}"' in page.html
    form = page.form()
    assert form["text"] == f"{WORDS}\n\nAnd trains."
    sent = citizen.post(FORM, form | {"accepts_terms": "y"})
    assert comment_of(both_units, sent.code).channel == "web"
    # Sent twice, it is one comment; begun twice, it is two.
    assert citizen.post(FORM, form | {"accepts_terms": "y"}).code == sent.code
    other = citizen.post(BEGIN, {"text": WORDS}).form()
    assert citizen.post(FORM, other | {"accepts_terms": "y"}).code not in ("", sent.code)
    assert stored(both_units) == 2


@pytest.mark.parametrize("text", ["", " ", "\0", "\u200b", "<b>x</b>", "</textarea><script>x"])
def test_whatever_the_text_is_the_form_shows_it_and_no_more(
    refused_citizen: Citizen, text: str
) -> None:
    page = refused_citizen.post(BEGIN, {"text": text})
    assert page.status == 200
    assert "<script>x" not in page.html
    assert page.form()["text"].strip("\n") == text.replace("\0", "\ufffd")


def test_nothing_at_all_opens_the_empty_form(refused_citizen: Citizen) -> None:
    page = refused_citizen.post(BEGIN, {})
    assert (page.status, page.form()["text"].strip()) == (200, "")


def test_a_text_that_is_too_long_is_kept_and_the_form_says_by_how_much(
    refused_citizen: Citizen,
) -> None:
    page = refused_citizen.post(BEGIN, {"text": "x" * 5_003})
    assert page.status == 422
    assert "Shorten it by 3 to 5,000" in page.errors["text"]
    assert page.form()["text"].strip() == "x" * 5_003
    huge = refused_citizen.post(BEGIN, {"text": "x" * 900_000})
    assert (huge.status, len(huge.form()["text"].strip())) == (422, 900_000)
    assert refused_citizen.post(BEGIN, {"text": "é" * 9_000_000}).status == 413
    # Bytes that are no text, and far more fields than a form has, are no 500.
    assert refused_citizen.post(BEGIN, b"text=%ff%fe%E9&seen_notice=%ff").status == 200
    many = refused_citizen.client.post(
        BEGIN, data=b"text=x&" * 2_000, content_type="application/x-www-form-urlencoded"
    )
    assert many.status_code == 400


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
    ],
)
def test_another_site_begins_no_comment_here(
    refused_citizen: Citizen, headers: dict[str, str]
) -> None:
    page = refused_citizen.post(BEGIN, {"text": "Not mine."}, headers=headers)
    assert page.status == 403
    assert "Not mine." not in page.html


def test_other_fields_of_the_form_are_not_taken_from_here(refused_citizen: Citizen) -> None:
    more = {
        "text": WORDS, "display_name": "Mallory", "email": "m@example.ca", "accepts_terms": "y",
        "purposes": "results", "token": "forged", "confirm": "send-as-is",
    }  # fmt: skip
    page = refused_citizen.post(BEGIN, more)
    form = page.form()
    assert (form["display_name"], form["email"]) == ("", "")
    assert "accepts_terms" not in form
    assert "purposes" not in form
    assert "forged" not in page.html


def test_who_opens_the_address_comes_to_the_form_in_the_same_language(
    refused_citizen: Citizen,
) -> None:
    assert refused_citizen.get(BEGIN).response.location == FORM
    assert refused_citizen.get(f"/fr{BEGIN}").response.location == f"/fr{FORM}"
    evil = refused_citizen.get("/engagements/%2f%2fevil.example/x/comment/begin")
    assert "//evil" not in (evil.response.location or "")


def test_of_nothing_there_is_nothing_to_begin(refused_citizen: Citizen) -> None:
    assert refused_citizen.post("/engagements/night-buses/none/comment/begin").status == 404
    assert refused_citizen.post("/engagements/none/routes/comment/begin").status == 404


def test_of_one_that_closed_meanwhile_the_text_is_there_to_copy(
    units: Units, clock: FixedClock
) -> None:
    engagement = build_engagement(units)
    assert engagement.closes_at is not None
    clock.instant = engagement.closes_at
    page = Citizen.of(units).post(BEGIN, {"text": WORDS, "seen_notice": "1"})
    assert (page.status, page.heading) == (422, "We could not take your comment")
    assert WORDS in page.words
    assert stored(units) == 0


def test_of_one_that_was_taken_down_meanwhile_the_text_is_there_to_copy(units: Units) -> None:
    build_engagement(units)
    with units.writing(SYSTEM) as unit:
        unpublish(unit, engagement_by_slug(unit.session, "night-buses"))
    page = Citizen.of(units).post(BEGIN, {"text": WORDS})
    assert page.status == 404
    assert WORDS in page.words
    assert stored(units) == 0


@pytest.mark.parametrize("seen", ["before", "0", "x", "9" * 50])
def test_a_notice_that_is_another_than_above_the_box_is_shown_as_changed(
    units: Units, seen: str
) -> None:
    build_engagement(units)
    before = mark_of(units)
    second = amend(units)
    citizen = Citizen.of(units)
    seen = before if seen == "before" else seen
    page = citizen.post(BEGIN, {"text": WORDS, "seen_notice": seen})
    assert page.status == 200
    assert "read version 2" in page.words
    assert page.position(second.title) < page.position("<textarea")
    assert page.form()["text"].strip() == WORDS
    now = {"text": WORDS, "seen_notice": second.content_hash}
    assert "has changed" not in citizen.post(BEGIN, now).words


def test_in_french_it_goes_on_in_french(refused_citizen: Citizen) -> None:
    page = refused_citizen.post(f"/fr{BEGIN}", {"text": WORDS})
    assert page.status == 200
    assert f'action="/fr{FORM}"' in page.html
    assert '<html lang="fr-CA">' in page.html


def test_nobody_who_sends_a_comment_waits_for_it(units: Units) -> None:
    build_engagement(units)
    citizen, asked = Citizen.of(units), []

    def note(_conn: object, _cursor: object, statement: str, *_rest: object) -> None:
        asked.append(statement)

    event.listen(units.database.engine, "before_cursor_execute", note)
    assert citizen.post(BEGIN, {"text": WORDS}).status == 200
    event.remove(units.database.engine, "before_cursor_execute", note)
    assert asked
    assert not [one for one in asked if re.match("INSERT|UPDATE|DELETE|BEGIN IMM", one)]


def test_a_person_who_wrote_there_at_leisure_is_not_taken_for_a_program(
    sqlite_url: str, units: Units, clock: FixedClock
) -> None:
    # The box may take as long as it wants; the form after it is sent at once.
    build_engagement(units)
    citizen = Citizen.of(units)
    form = citizen.post(BEGIN, {"text": WORDS}).form() | {"accepts_terms": "y"}
    assert clock.now() == NOON
    assert comment_of(units, citizen.post(FORM, form).code).hold != "spam"
