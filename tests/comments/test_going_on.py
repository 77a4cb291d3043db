"""The form in the other languages of its engagement: found at once, and without typing again."""

from dataclasses import replace

import pytest
from sqlalchemy import event

from engage.comments.answers.rules import IN_WORDS
from engage.core.clock import FixedClock
from engage.core.permissions import SYSTEM
from engage.core.unit import Units
from engage.engagements.queries import engagement_by_slug
from engage.engagements.service import unpublish
from engage.multilingual.queries import translation_in
from engage.multilingual.service import withdraw_translation
from tests.app_fixtures import build_engagement
from tests.comments.answers.asking import OFTEN, STOP, ask, rows_of
from tests.comments.citizen import FORM, TOPIC, WORDS, Citizen, Page, comment_of, stored
from tests.multilingual.translating import SLUG, in_language
from tests.search.test_translations import change_routes, sample

PUNJABI = f"/engagements/{SLUG}/in/pa/routes/comment"
FRENCH = f"/engagements/{SLUG}/in/fr/routes/comment"
MARK = "ਪ੍ਰ"
TYPED = {
    "text": WORDS,
    "display_name": "Robin",
    "email": "robin@example.ca",
    "purposes": ["results"],
    "accepts_terms": "y",
    "q-often": "Every week",
    "q-stop": "Main Street",
}


@pytest.fixture
def citizen(units: Units) -> Citizen:
    """Before a form that can be read in French and in Punjabi."""
    build_engagement(units)
    ask(units, OFTEN, STOP)
    in_language(units, "pa", MARK)
    in_language(units, "fr", "FR")
    return Citizen.of(units)


def links(page: Page) -> dict[str, str]:
    """Where the links to other languages lead, by what they say."""
    return {
        link.text or "": link.get("href", "")
        for nav in page.tree.iter("nav")
        if nav.get("class", "").startswith("languages")
        for link in nav.iter("a")
    }


def buttons(page: Page) -> dict[str, str]:
    """Where the buttons with other languages send the form, by what they say."""
    return {
        one.text or "": one.get("formaction", "")
        for one in page.tree.iter("button")
        if one.get("name") == "go_on"
    }


def go_on(citizen: Citizen, page: Page, language: str, **typed: object) -> Page:
    """Types, then presses the button with a language."""
    return citizen.post(buttons(page)[language], page.form() | typed | {"go_on": "x"})


def test_the_form_leads_to_its_other_languages(citizen: Citizen) -> None:
    page = citizen.get(FORM)
    assert links(page) == {"Français": FRENCH, "ਪੰਜਾਬੀ": PUNJABI}
    assert buttons(page) == {"Français": f"/fr{FORM}", "ਪੰਜਾਬੀ": PUNJABI}
    assert f'<a href="{PUNJABI}" hreflang="pa" lang="pa">' in page.html
    assert page.position('class="languages') < page.position("<textarea")
    page = citizen.get(links(page)["ਪੰਜਾਬੀ"])
    assert f"{MARK} {OFTEN.label}" in page.words
    assert links(page) == {"English": FORM, "Français": FRENCH}
    assert buttons(page) == {"English": FORM, "Français": f"/fr{FORM}"}


def test_a_form_in_one_language_goes_on_in_those_of_our_pages(units: Units) -> None:
    build_engagement(units)
    citizen = Citizen.of(units)
    page = citizen.get(FORM)
    assert (links(page), buttons(page)) == ({}, {"Français": f"/fr{FORM}"})
    page = go_on(citizen, page, "Français", text=WORDS)
    assert page.heading == "Écrire un commentaire"
    assert page.form()["text"].strip() == WORDS
    assert buttons(page) == {"English": FORM}
    page = go_on(citizen, page, "English", text=WORDS)
    assert (page.heading, page.form()["text"].strip()) == ("Write a comment", WORDS)


def test_where_nobody_translated_it_our_pages_change_and_the_punjabi_stays(units: Units) -> None:
    build_engagement(units)
    in_language(units, "pa", MARK)
    citizen = Citizen.of(units)
    page = citizen.get(PUNJABI)
    assert buttons(page) == {"Français": f"/fr{PUNJABI}", "English": FORM}
    assert buttons(citizen.get(f"/fr{PUNJABI}")) == {"English": FORM}


@pytest.mark.parametrize("prefix", ["", "/fr"])
def test_the_header_leads_to_the_buttons_that_keep_what_was_typed(
    citizen: Citizen, prefix: str
) -> None:
    page = citizen.get(f"{prefix}{FORM}")
    (header,) = [one for one in page.tree.iter("nav") if one.get("class") == "site-nav"]
    (link,) = [one for one in header.iter("a") if one.get("hreflang")]
    assert link.get("href") == "#go-on"
    assert 'id="go-on"' in page.html
    values = [one.get("value") for one in page.tree.iter("button") if one.get("name") == "go_on"]
    assert link.get("hreflang") in values


def test_the_box_on_the_page_of_an_engagement_goes_on_in_its_languages(units: Units) -> None:
    build_engagement(units, topics=("routes",))
    in_language(units, "pa", MARK)
    citizen = Citizen.of(units)
    page = citizen.get(f"/engagements/{SLUG}")
    begin = f"/engagements/{SLUG}/routes/comment/begin"
    there = f"/engagements/{SLUG}/in/pa/routes/comment/begin"
    assert buttons(page) == {"Français": f"/fr{begin}", "ਪੰਜਾਬੀ": there}
    (box,) = [one for one in page.tree.iter("form") if one.get("action") == begin]
    assert next(box.iter("button")).get("name") is None
    for address, shown in ((f"/fr{begin}", "Ce que nous vous demandons"), (there, MARK)):
        page = citizen.post(address, {"seen_notice": "", "text": WORDS, "go_on": "x"})
        assert (page.status, page.form()["text"].strip()) == (200, WORDS)
        assert shown in page.words
    assert stored(units) == 0


def test_on_a_french_page_the_links_stay_in_french(citizen: Citizen) -> None:
    assert links(citizen.get(f"/fr{FORM}")) == {"ਪੰਜਾਬੀ": f"/fr{PUNJABI}"}


def test_everything_that_was_typed_goes_on_in_the_other_language(
    units: Units, citizen: Citizen
) -> None:
    page = go_on(citizen, citizen.get(FORM), "ਪੰਜਾਬੀ", **TYPED)
    assert (page.status, page.errors) == (200, {})
    assert "What you typed is still here. Nothing has been sent or stored yet." in page.words
    assert f"{MARK} {OFTEN.label}" in page.words
    assert page.response.headers["Cache-Control"] == "no-store"
    form = page.form()
    assert form["text"].strip() == WORDS
    assert (form["display_name"], form["email"]) == ("Robin", "robin@example.ca")
    assert (form["purposes"], form["accepts_terms"]) == (["results"], "y")
    assert form["q-stop"] == "Main Street"
    assert 'value="Every week" checked' in page.html
    assert stored(units) == 0
    sent = citizen.post(PUNJABI, form | {"q-often": "Every week"})
    assert comment_of(units, sent.code).channel == "web"
    assert rows_of(units, sent.code) == {("often", "Every week"), ("stop", IN_WORDS)}


def test_the_links_that_would_lose_it_are_gone_once_something_was_sent(citizen: Citizen) -> None:
    page = citizen.post(FORM, citizen.get(FORM).form() | {"text": WORDS})
    assert page.status == 422
    assert links(page) == {}
    assert set(buttons(page)) == {"Français", "ਪੰਜਾਬੀ"}
    page = go_on(citizen, page, "Français")
    assert page.form()["text"].strip() == WORDS
    assert links(page) == {}
    page = go_on(citizen, page, "English")
    assert page.form()["text"].strip() == WORDS


def test_the_enter_key_sends_and_does_not_change_the_language(citizen: Citizen) -> None:
    page = citizen.get(FORM)
    first = next(
        one
        for form in page.tree.iter("form")
        if form.get("action") == FORM
        for one in form.iter("button")
    )
    assert (first.text, first.get("formaction")) == ("Send comment", None)


@pytest.mark.parametrize("text", ["", "\0", "x" * 5_003, "</textarea><script>x"])
def test_whatever_the_text_is_it_goes_on(citizen: Citizen, text: str) -> None:
    page = go_on(citizen, citizen.get(FORM), "Français", text=text)
    assert (page.status, page.errors) == (200, {})
    assert "<script>x" not in page.html
    assert page.form()["text"].strip("\n") == text.replace("\0", "\ufffd")


def test_an_answer_to_a_comment_stays_one(citizen: Citizen) -> None:
    to = "?to=abcdefghjk"
    page = citizen.get(FORM + to)
    assert "Write a reply" in page.words
    assert links(page)["ਪੰਜਾਬੀ"] == PUNJABI + to
    page = go_on(citizen, page, "ਪੰਜਾਬੀ", text=WORDS)
    assert f'action="{PUNJABI}{to}"' in page.html


def test_a_language_that_was_withdrawn_meanwhile_gives_the_english_form(
    units: Units, citizen: Citizen
) -> None:
    page = citizen.get(FORM)
    with units.writing(SYSTEM) as unit:
        engagement = engagement_by_slug(unit.session, SLUG)
        withdraw_translation(unit, engagement, translation_in(unit.session, engagement.id, "pa"))
    page = go_on(citizen, page, "ਪੰਜਾਬੀ", text=WORDS)
    assert (page.status, page.form()["text"].strip()) == (200, WORDS)
    assert f'action="{FORM}"' in page.html


def test_of_one_that_closed_meanwhile_the_words_are_there_to_copy(
    units: Units, clock: FixedClock, citizen: Citizen
) -> None:
    page = citizen.get(FORM)
    with units.reading(SYSTEM) as unit:
        closes_at = engagement_by_slug(unit.session, SLUG).closes_at
    assert closes_at is not None
    clock.instant = closes_at
    page = go_on(citizen, page, "ਪੰਜਾਬੀ", text=WORDS)
    assert page.status == 422
    assert WORDS in page.words
    assert (links(page), buttons(page)) == ({}, {})
    assert "#go-on" not in page.html
    assert set(links(citizen.get(FORM))) == {"Français", "ਪੰਜਾਬੀ"}


def test_of_one_that_was_taken_down_nothing_leads_on(units: Units, citizen: Citizen) -> None:
    page = citizen.get(FORM)
    with units.writing(SYSTEM) as unit:
        unpublish(unit, engagement_by_slug(unit.session, SLUG))
    page = go_on(citizen, page, "ਪੰਜਾਬੀ", text=WORDS)
    assert page.status == 404
    assert WORDS in page.words
    assert (links(page), buttons(page)) == ({}, {})


def test_going_on_writes_nothing_and_another_site_cannot_do_it(
    units: Units, citizen: Citizen
) -> None:
    page, asked = citizen.get(FORM), []

    def note(_conn: object, _cursor: object, statement: str, *_rest: object) -> None:
        asked.append(statement)

    event.listen(units.database.engine, "before_cursor_execute", note)
    go_on(citizen, page, "ਪੰਜਾਬੀ", text=WORDS)
    event.remove(units.database.engine, "before_cursor_execute", note)
    assert asked
    assert not [one for one in asked if one.startswith(("INSERT", "UPDATE", "DELETE", "BEGIN IMM"))]
    evil = {"Origin": "https://evil.example"}
    assert citizen.post(FORM, {"go_on": "pa", "text": "x"}, headers=evil).status == 403


def test_a_prompt_that_changed_since_its_translation_says_so(
    units: Units, citizen: Citizen
) -> None:
    note = "The English text was changed after this translation was made."
    assert note not in citizen.get(PUNJABI).words
    change_routes(units, replace(sample(units), prompt="Where, and when?"))
    for path in (TOPIC.replace("/routes", "/in/pa/routes"), PUNJABI):
        assert note in citizen.get(path).words
    assert note not in citizen.get(FORM).words
