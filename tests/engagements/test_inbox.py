"""The e-mail address of an engagement, where the installation has a mailbox of its own."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from flask.testing import FlaskClient

from engage.app import create_app
from engage.core.clock import FixedClock
from engage.core.permissions import SYSTEM, Actor, Role
from engage.core.unit import Units
from engage.engagements.inbox import mail_href, own_address, stray_address
from engage.engagements.queries import engagement_by_slug, engagement_content
from engage.engagements.rules import Avenue, AvenueKind
from engage.engagements.service import whats_missing
from engage.wiring import make_units
from tests.app_fixtures import build_engagement, csrf_token, sample_content, settings_for

MAILBOX = {
    "ENGAGE_SMTP_URL": "smtps://engage:secret@mail.example.ca",
    "ENGAGE_MAIL_ADDRESS": "engage@engage.example.ca",
    "ENGAGE_IMAP_URL": "imaps://engage:secret@mail.example.ca",
    "ENGAGE_INBOX_ADDRESS": "engage+{engagement}@engage.example.ca",
}
OWN = "engage+night-buses@engage.example.ca"
NOTE = "The address that you write from is never published."


def by_mail(address: str) -> dict[str, object]:
    return {"avenues": (Avenue(AvenueKind.EMAIL, address),)}


@pytest.fixture
def units(sqlite_url: str, tmp_path: Path, clock: FixedClock) -> Iterator[Units]:
    """The installation of these tests has a mailbox."""
    made = make_units(settings_for(sqlite_url, tmp_path, **MAILBOX), clock)
    yield made
    made.database.dispose()


@pytest.fixture
def client(units: Units) -> FlaskClient:
    return create_app(units.settings, units=units).test_client()


@pytest.mark.parametrize("subject", ["Where, and when?", "Où vont les bus & trains #1", "50 % + x"])
def test_the_subject_of_a_mail_survives_the_link(subject: str) -> None:
    parts = urlsplit(mail_href(OWN, subject))
    assert unquote(parts.path) == OWN
    assert parse_qs(parts.query) == {"subject": [subject]}
    assert " " not in parts.query


def links_of(page: str) -> set[str]:
    return set(re.findall(r'href="(mailto:[^"]+)"', page))


def test_pages_begin_a_mail_with_the_topic_and_say_what_comes_back(
    client: FlaskClient, units: Units
) -> None:
    build_engagement(units, **by_mail(OWN))
    for page in ("/engagements/night-buses/fares", "/engagements/night-buses/fares/comment"):
        html = client.get(page).text
        assert f"mailto:{OWN}?subject=About%20fares" in links_of(html), page
        assert NOTE in html, page
    html = client.get("/engagements/night-buses").text
    assert f"mailto:{OWN}?subject=Should%20buses%20run%20at%20night%3F" in links_of(html)
    assert NOTE in html


def test_after_closing_nobody_is_told_that_mail_becomes_a_comment(
    client: FlaskClient, units: Units, clock: FixedClock
) -> None:
    closes_at = build_engagement(units, **by_mail(OWN)).closes_at
    assert closes_at is not None
    clock.instant = closes_at
    html = client.get("/engagements/night-buses").text
    assert f"mailto:{OWN}" in links_of(html)
    assert NOTE not in html
    assert OWN not in client.get("/engagements/night-buses/fares/comment").text


def test_questions_are_not_sent_where_mail_becomes_a_comment(
    client: FlaskClient, units: Units
) -> None:
    build_engagement(units, **by_mail(OWN))
    build_engagement(units, "quiet-lanes", **by_mail("citizenengagement@gov.bc.ca"))
    questions = re.compile(r"<dt>Questions</dt><dd>(.*?)</dd>")
    [own] = questions.findall(client.get("/engagements/night-buses").text)
    [other] = questions.findall(client.get("/engagements/quiet-lanes").text)
    assert "mailto:" not in own
    assert "mailto:citizenengagement@gov.bc.ca" in other


def test_another_address_is_as_it_was(client: FlaskClient, units: Units) -> None:
    build_engagement(units, **by_mail("citizenengagement@gov.bc.ca"))
    html = client.get("/engagements/night-buses/fares").text
    assert "mailto:citizenengagement@gov.bc.ca" in links_of(html)
    assert NOTE not in html


def test_a_new_engagement_gets_its_own_address(
    client: FlaskClient, units: Units, sign_in: Callable[..., Actor]
) -> None:
    build_engagement(units)
    sign_in(Role.ADMINISTRATOR)
    page = "/staff/engagements/new"
    assert OWN in client.get(page).text
    form = {
        "csrf_token": csrf_token(client, page), "ministry": "1", "title": "Where do we swim?",
        "kind": "time_limited", "notice_template": "",
    }  # fmt: skip
    assert client.post(page, data=form).status_code == 303
    with units.reading(SYSTEM) as unit:
        made = engagement_by_slug(unit.session, "where-do-we-swim")
        content = engagement_content(unit.session, made.draft_revision_id)
    own = "engage+where-do-we-swim@engage.example.ca"
    assert content.avenue(AvenueKind.EMAIL) == own
    draft = client.get("/staff/engagements/where-do-we-swim").text
    assert f'value="{own}"' in draft
    assert f"Mail to {own} becomes comments by itself." in draft


def test_another_address_is_warned_of_and_blocks_nothing(
    client: FlaskClient, units: Units, sign_in: Callable[..., Actor]
) -> None:
    build_engagement(units, **by_mail("citizenengagement@gov.bc.ca"))
    sign_in(Role.ENGAGEMENT_LEAD)
    assert "is not fetched" in client.get("/staff/engagements/night-buses/publish").text
    with units.reading(SYSTEM) as unit:
        assert whats_missing(unit, engagement_by_slug(unit.session, "night-buses")) == ()


def test_the_own_address_is_one_of_the_government_wherever_it_lies(units: Units) -> None:
    with units.reading(SYSTEM) as unit:
        assert "engage.example.ca" not in unit.settings.staff_domains
    build_engagement(units, **by_mail(OWN))
    with units.reading(SYSTEM) as unit:
        assert whats_missing(unit, engagement_by_slug(unit.session, "night-buses")) == ()


def test_the_warning_tells_an_address_of_another_engagement_from_one_of_elsewhere(
    units: Units,
) -> None:
    mailbox = units.settings.mailbox

    def warned(address: str) -> str:
        return stray_address(mailbox, sample_content(**by_mail(address)), "night-buses")

    assert warned(OWN) == warned(OWN.upper()) == ""
    assert "does not lead to this engagement" in warned("engage+quiet-lanes@engage.example.ca")
    assert "is not fetched" in warned("citizenengagement@gov.bc.ca")
    assert stray_address(None, sample_content(), "night-buses") == own_address(None, "x") == ""
