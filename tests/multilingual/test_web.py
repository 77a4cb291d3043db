"""A translation on its way from the staff's pages to those of the public, and back."""

import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from flask.testing import FlaskClient

from engage.core.clock import FixedClock
from engage.core.permissions import SYSTEM, Actor, Role
from engage.core.unit import Unit, Units
from engage.engagements import queries as engagements
from engage.engagements.queries import engagement_by_slug
from engage.engagements.rules import ResultsContent, TranslatedText
from engage.engagements.service import save_engagement, save_results
from engage.engagements.waiting import waiting_for_me
from engage.governance.approvals.queries import standings_of
from engage.governance.approvals.rules import Verdict, content_hash
from engage.governance.approvals.service import ask, decide
from engage.multilingual import service
from engage.multilingual.approving import translation_subject
from engage.multilingual.queries import drafted_originals, translation_in
from tests.app_fixtures import MakeEngagement, build_engagement
from tests.approving import approver, publish_results_approved, publish_stamped
from tests.comments.citizen import Citizen
from tests.engagements.pages import fields, send

SignIn = Callable[..., Actor]
BASE = "/staff/engagements/night-buses/translations"
PUBLIC = "/engagements/night-buses"
WORDS = TranslatedText("engagement", "حافلات الليل", "ما رأيكم؟", "## لماذا\n\nنريد أن نعرف.")


@pytest.fixture
def lead(sign_in: SignIn, make_engagement: MakeEngagement) -> Actor:
    make_engagement()
    return sign_in(Role.ENGAGEMENT_LEAD)


def approve(unit: Unit, tag: str, slug: str = "night-buses") -> None:
    engagement = engagement_by_slug(unit.session, slug)
    found = translation_in(unit.session, engagement.id, tag)
    subject = translation_subject(unit, engagement, found)
    ask(unit, subject, "")
    acting, unit.actor = unit.actor, approver(unit, Role.COMMUNICATIONS_DIRECTOR)
    assert [one.kind_words for one in waiting_for_me(unit)] == ["Translation"]
    (standing,) = standings_of(unit.session, subject)
    seen = content_hash(subject, standing.rule)
    missing = service.whats_missing(unit, engagement, found)
    decide(
        unit, subject, standing.step, Verdict.APPROVED, seen_hash=seen, reason="", missing=missing
    )
    unit.actor = acting


def public(
    units: Units, tag: str = "ar", *texts: TranslatedText, slug: str = "night-buses"
) -> None:
    """A translation that the public reads."""
    with units.writing(SYSTEM) as unit:
        engagement = engagement_by_slug(unit.session, slug)
        made = service.add_translation(unit, engagement, tag)
        service.save_translation(unit, engagement, made, texts or (WORDS,), seen_revision_id=None)
        approve(unit, tag, slug)
        service.publish_translation(unit, engagement, made, seen_revision_id=made.draft_revision_id)


def publish_again(units: Units, tag: str) -> None:
    """The public reads the draft of today."""
    with units.writing(SYSTEM) as unit:
        engagement = engagement_by_slug(unit.session, "night-buses")
        made = translation_in(unit.session, engagement.id, tag)
        approve(unit, tag)
        service.publish_translation(unit, engagement, made, seen_revision_id=made.draft_revision_id)


def test_a_lead_translates_and_nobody_reads_it_before_it_is_approved(
    client: FlaskClient, lead: Actor, units: Units
) -> None:
    assert client.get(f"{PUBLIC}/in/ar").status_code == 404
    added = send(client, BASE, action=BASE, language="AR")
    assert added.location == f"{BASE}/ar"
    page = f"{BASE}/ar/texts/engagement"
    assert 'lang="ar"' in client.get(page).text
    boxes = re.findall("<(?:textarea|input)[^>]* lang=[^>]*>", client.get(page).text)
    assert len(boxes) == 3
    assert all('dir="rtl"' in box for box in boxes)
    saved = send(client, page, title=WORDS.title, summary=WORDS.summary, body=WORDS.body)
    assert saved.location == f"{BASE}/ar"
    assert "حافلات" in client.get(f"{BASE}/ar").text
    publishing = client.get(f"{BASE}/ar/publish").text
    assert "The exact text has to be approved first." in publishing
    refused = client.post(f"{BASE}/ar/publish", data={})
    assert refused.status_code in (400, 409, 422)
    assert client.get(f"{PUBLIC}/in/ar").status_code == 404
    with units.writing(SYSTEM) as unit:
        approve(unit, "ar")
    assert send(client, f"{BASE}/ar/publish").status_code == 303
    shown = client.get(f"{PUBLIC}/in/ar").text
    assert '<h1 lang="ar" dir="rtl">حافلات الليل</h1>' in shown
    assert f'href="{PUBLIC}/in/ar" hreflang="ar"' in client.get(PUBLIC).text
    assert send(client, f"{BASE}/ar", action=f"{BASE}/ar/withdraw").status_code == 303
    assert client.get(f"{PUBLIC}/in/ar").status_code == 404
    assert "hreflang" not in client.get(PUBLIC).text.partition("languages")[2]


def test_a_translation_that_lacks_a_field_is_not_published(
    client: FlaskClient, lead: Actor, units: Units
) -> None:
    with units.writing(SYSTEM) as unit:
        engagement = engagement_by_slug(unit.session, "night-buses")
        made = service.add_translation(unit, engagement, "ar")
        half = TranslatedText("engagement", "حافلات الليل")
        service.save_translation(unit, engagement, made, [half], seen_revision_id=None)
        missing = service.whats_missing(unit, engagement, made)
    assert [one.message for one in missing] == [
        "Translate at least the engagement itself: all that it says."
    ]


def test_what_is_not_translated_stays_english_and_says_so(
    client: FlaskClient, lead: Actor, units: Units
) -> None:
    public(units)
    shown = client.get(f"{PUBLIC}/in/ar").text
    assert 'lang="ar"' in shown
    topic = client.get(f"{PUBLIC}/in/ar/routes").text
    assert '<h1 lang="ar"' not in topic


def test_an_english_text_that_changes_is_noted_at_its_translation(
    client: FlaskClient, lead: Actor, units: Units, clock: FixedClock
) -> None:
    public(units)
    assert "the English text counts" not in client.get(f"{PUBLIC}/in/ar").text
    with units.writing(SYSTEM) as unit:
        engagement = engagement_by_slug(unit.session, "night-buses")
        (own, *_) = drafted_originals(unit.session, engagement)
        content = engagements.engagement_content(unit.session, engagement.published_revision_id)
        assert own.fields["title"] == content.title
        changed = type(content)(**{**vars(content), "summary": "Another summary."})
        save_engagement(unit, engagement, changed, seen_revision_id=engagement.draft_revision_id)
        publish_stamped(unit, engagement)
    assert "the English text counts" in client.get(f"{PUBLIC}/in/ar").text
    page = client.get(f"{BASE}/ar").text
    assert "The original was changed since" in page
    sure = send(client, f"{BASE}/ar", action=f"{BASE}/ar/texts/engagement/confirm")
    assert sure.status_code == 303
    assert "The original was changed since" not in client.get(f"{BASE}/ar").text


def test_the_french_page_takes_the_french_words(
    client: FlaskClient, lead: Actor, units: Units
) -> None:
    french = TranslatedText(
        "engagement", "Autobus de nuit", "Qu\u2019en pensez-vous?", "## Pourquoi"
    )
    public(units, "fr", french)
    page = client.get(f"/fr{PUBLIC}").text
    assert "<h1>Autobus de nuit</h1>" in page
    assert '<html lang="fr-CA">' in page
    assert "Autobus" not in client.get(PUBLIC).text
    other = client.get(f"{PUBLIC}/in/fr").text
    assert '<h1 lang="fr-CA">Autobus de nuit</h1>' in other


def test_french_lists_take_the_french_title_while_the_public_reads_it(both_units: Units) -> None:
    build_engagement(both_units)
    build_engagement(both_units, "ferries", title="Where should ferries go?")
    citizen = Citizen.of(both_units)
    citizen.get("/fr/")
    public(both_units, "fr", replace(WORDS, title="Autobus de nuit", summary="Dites-le-nous."))
    for path in ("/fr/", "/fr/engagements"):
        page = citizen.get(path).html
        assert f'<a href="/fr{PUBLIC}">Autobus de nuit</a>' in page
        assert 'lang="en-CA">Where should ferries go?</a>' in page
        assert "Should buses run at night?" not in page
        assert "Autobus" not in citizen.get(path.removeprefix("/fr")).html
    assert "<p>Dites-le-nous.</p>" in citizen.get("/fr/").html
    with both_units.writing(SYSTEM) as unit:
        engagement = engagement_by_slug(unit.session, "night-buses")
        made = translation_in(unit.session, engagement.id, "fr")
        service.withdraw_translation(unit, engagement, made)
    assert "Autobus" not in citizen.get("/fr/").html


@pytest.mark.parametrize("typed", ["", "en", "xx", "<b>", "pa" * 40])
def test_a_language_that_nobody_can_name_is_refused_at_its_field(
    client: FlaskClient, lead: Actor, typed: str
) -> None:
    answer = send(client, BASE, action=BASE, language=typed)
    assert answer.status_code == 422
    assert "Choose a language, or write its code" in answer.text


def test_a_language_is_begun_once(client: FlaskClient, lead: Actor) -> None:
    assert send(client, BASE, action=BASE, language="pa").status_code == 303
    again = send(client, BASE, action=BASE, language="pa")
    assert again.status_code == 422
    assert "in the list already" in again.text


def test_the_second_of_two_who_write_is_told(
    client: FlaskClient, lead: Actor, units: Units
) -> None:
    send(client, BASE, action=BASE, language="ar")
    page = f"{BASE}/ar/texts/engagement"
    first = fields(client.get(page).text, page)
    send(client, page, title="أول", summary="أول", body="أول")
    second = client.post(page, data={**first, "title": "ثان", "summary": "ثان", "body": "ثان"})
    assert second.status_code == 409
    assert "ثان" in second.text


@pytest.mark.parametrize("tag", ["ARA", "xx", "pa", "..", "%00", "a" * 300])
def test_no_address_of_a_language_breaks_a_page(
    client: FlaskClient, lead: Actor, units: Units, tag: str
) -> None:
    public(units)
    for page in (f"{PUBLIC}/in/{tag}", f"{PUBLIC}/in/{tag}/results", f"{BASE}/{tag}"):
        assert client.get(page).status_code == 404, page


def test_who_writes_on_a_french_page_reads_the_question_in_french(
    client: FlaskClient, lead: Actor, units: Units
) -> None:
    with units.reading(SYSTEM) as unit:
        engagement = engagement_by_slug(unit.session, "night-buses")
        topic = engagements.topics_of(unit.session, engagement.id)[0]
        fields_of = {one.key: one.fields for one in drafted_originals(unit.session, engagement)}
    key = f"topic:{topic.id}"
    words = TranslatedText(key, **dict.fromkeys(fields_of[key], "Quelle ligne?"))
    french = TranslatedText("engagement", **dict.fromkeys(fields_of["engagement"], "De nuit"))
    public(units, "fr", french, words)
    form = client.get(f"/fr{PUBLIC}/{topic.slug}/comment").text
    assert "Quelle ligne?" in form
    assert "Quelle ligne?" not in client.get(f"{PUBLIC}/{topic.slug}/comment").text


def test_the_way_to_the_results_stays_in_the_language(
    client: FlaskClient, lead: Actor, units: Units, clock: FixedClock
) -> None:
    public(units)
    clock.advance(days=30)
    with units.writing(SYSTEM) as unit:
        engagement = engagement_by_slug(unit.session, "night-buses")
        words = ResultsContent("We heard a lot.", "## What we heard\n\nMany things.")
        save_results(unit, engagement, words, seen_revision_id=None)
        publish_results_approved(unit, engagement)
    page = client.get(f"{PUBLIC}/in/ar").text
    assert f'href="{PUBLIC}/in/ar/results"' in page
    assert f'href="{PUBLIC}/results"' not in page


def test_the_way_to_a_report_before_the_results_stays_in_the_language(
    client: FlaskClient, lead: Actor, units: Units, monkeypatch: pytest.MonkeyPatch
) -> None:
    public(units)
    monkeypatch.setattr("engage.site.web.has_public_release", lambda *_: True)
    assert f'href="{PUBLIC}/in/ar/results"' in client.get(f"{PUBLIC}/in/ar").text
