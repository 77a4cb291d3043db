"""Titles of documents in the language of the page, as far as staff translated them."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from engage.core.permissions import Actor, Role
from engage.core.unit import Units
from tests.app_fixtures import build_engagement
from tests.engagements.pages import fields, send
from tests.media import pdfs
from tests.media.test_documents_web import PAGE, WORDS, names, publish, upload
from tests.multilingual.translating import SLUG, in_language, originals

SignIn = Callable[..., Actor]
BASE = f"/staff/engagements/{SLUG}/translations"


@pytest.fixture
def lead(client: FlaskClient, units: Units, sign_in: SignIn) -> FlaskClient:
    build_engagement(units)
    sign_in(Role.ENGAGEMENT_LEAD)
    assert upload(client, pdfs.hostile(), **WORDS).status_code == 303
    publish(units)
    return client


@pytest.mark.parametrize(
    ("tag", "page"), [("pa", "/engagements/{}/in/pa"), ("fr", "/fr/engagements/{}")]
)
def test_a_document_is_listed_in_the_language_of_the_page(
    lead: FlaskClient, units: Units, tag: str, page: str
) -> None:
    in_language(units, tag, "ਪ੍ਰ")
    shown = lead.get(page.format(SLUG)).text
    lang = "" if tag == "fr" else f' lang="{tag}"'
    assert f"<span{lang}>ਪ੍ਰ Night bus plan</span>" in shown
    assert f"<p{lang}>ਪ੍ਰ Which lines run.</p>" in shown
    assert "ਪ੍ਰ" not in lead.get(f"/engagements/{SLUG}").text.partition('id="documents"')[2]


def test_a_document_that_is_not_translated_says_that_it_is_english(
    lead: FlaskClient, units: Units
) -> None:
    in_language(units, "fr", "FR", of=lambda key: not key.startswith("document:"))
    shown = lead.get(f"/fr/engagements/{SLUG}").text
    assert '<span lang="en" dir="auto">Night bus plan</span>' in shown
    assert '<p lang="en-CA">Which lines run.</p>' in shown


def test_a_title_that_changed_since_is_shown_as_it_is_now(lead: FlaskClient, units: Units) -> None:
    in_language(units, "fr", "FR")
    [name] = names(units)
    page = f"{PAGE}/{name}"
    assert send(lead, page, title="Night bus plan, second edition").status_code == 303
    publish(units)
    shown = lead.get(f"/fr/engagements/{SLUG}").text
    assert "Night bus plan, second edition" in shown
    assert "FR Night bus plan" not in shown
    text = f"{BASE}/fr/texts/document:{name}"
    again = fields(lead.get(text).text, text)
    assert again["title"] == "FR Night bus plan"
    assert "The original was changed since this was translated." in lead.get(text).text


def test_too_long_a_title_is_refused_and_kept(lead: FlaskClient, units: Units) -> None:
    send(lead, BASE, action=BASE, language="fr")
    key = next(one for one in originals(units) if one.startswith("document:"))
    text = f"{BASE}/fr/texts/{key}"
    answer = send(lead, text, title="x" * 201, description="Quelles lignes roulent")
    assert answer.status_code == 422
    assert "The title can have 200 characters at most." in answer.text
    assert "Quelles lignes roulent" in answer.text
