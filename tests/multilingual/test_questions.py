"""Questions with choices in another language: asked in it, counted with the English choices."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from flask.testing import FlaskClient

from engage.core.permissions import SYSTEM, Actor, Role
from engage.core.unit import Units
from engage.engagements.queries import engagement_by_slug
from engage.engagements.rules import (
    TranslatedText,
    TranslationContent,
    content_hash,
    to_json,
    translation_from_json,
)
from engage.multilingual.forms import field_name
from engage.multilingual.queries import translation_content, translation_in
from engage.multilingual.rules import OPTION, missing_fields, original_of_question
from engage.multilingual.service import withdraw_translation
from tests.comments.answers.asking import OFTEN, STOP, WHY, ask, asked, rows_of
from tests.comments.citizen import FORM, settle, stored
from tests.engagements.pages import fields, send
from tests.multilingual.translating import SLUG, in_language, originals, translated

SignIn = Callable[..., Actor]
BASE = f"/staff/engagements/{SLUG}/translations"
PUNJABI = f"/engagements/{SLUG}/in/pa/routes/comment"
FRENCH = f"/fr{FORM}"
MARK = "ਪ੍ਰ"


def key_of(units: Units, question: str) -> str:
    return next(key for key in originals(units) if key.endswith(f":{question}"))


@pytest.mark.parametrize(("tag", "form"), [("pa", PUNJABI), ("fr", FRENCH)])
def test_a_form_asks_in_the_language_and_stores_the_english_choices(
    both_units: Units, tag: str, form: str
) -> None:
    citizen = asked(both_units)
    in_language(both_units, tag, MARK)
    page = citizen.get(form)
    for words in (OFTEN.label, "Every day", STOP.label, "How well do the buses serve you?"):
        assert f"{MARK} {words}" in page.words
    assert f"1: {MARK} Not at all" in page.words
    assert f'action="{form}"' in page.html
    sent = citizen.send("Bus", form, **{"q-often": "Every day", "q-why": ["Work"], "q-happy": "4"})
    assert sent.code, sent.errors
    assert rows_of(both_units, sent.code) == {
        ("often", "Every day"), ("why", "Work"), ("happy", "4"),
    }  # fmt: skip


def test_no_translated_choice_is_taken_for_an_answer(units: Units) -> None:
    citizen = asked(units)
    in_language(units, "pa", MARK)
    page = citizen.send(path=PUNJABI, **{"q-often": f"{MARK} Every day", "q-why": ["Work"]})
    assert page.errors == {"q-often": "Error: This choice is not offered. Choose from the list."}
    assert page.summary == [
        f"“{MARK} {OFTEN.label}” This choice is not offered. Choose from the list."
    ]
    assert f'<span lang="pa">{MARK} {OFTEN.label}</span>' in page.html
    assert "checked" in page.html
    assert stored(units) == 0


def test_the_page_of_the_topic_leads_to_the_form_in_its_language(units: Units) -> None:
    citizen = asked(units)
    in_language(units, "pa", MARK)
    for page in (f"/engagements/{SLUG}/in/pa", f"/engagements/{SLUG}/in/pa/routes"):
        assert f'href="{PUNJABI}"' in citizen.get(page).html, page
    assert f'href="{FORM}"' in citizen.get(f"/engagements/{SLUG}/routes").html
    assert citizen.get(f"/engagements/{SLUG}/in/ar/routes/comment").status == 404


def test_a_question_is_asked_in_the_language_whole_or_not_at_all(units: Units) -> None:
    citizen = asked(units)
    in_language(units, "pa", MARK, of=lambda key: not key.endswith((":why", ":stop")))
    page = citizen.get(PUNJABI)
    assert f"{MARK} {OFTEN.label}" in page.words
    assert f"{MARK} {WHY.label}" not in page.words
    assert f'<span lang="en-CA">{WHY.label}</span>' not in page.html, "the page itself is English"
    assert WHY.label in page.words


def test_a_topic_that_is_not_translated_asks_all_in_english(units: Units) -> None:
    citizen = asked(units)
    in_language(units, "fr", "FR", of=lambda key: not key.startswith("topic:"))
    page = citizen.get(FRENCH)
    assert f"FR {OFTEN.label}" not in page.words
    assert f'<span lang="en-CA">{OFTEN.label}</span>' in page.html


def test_a_new_option_shows_the_question_in_english_until_it_is_translated(units: Units) -> None:
    citizen = asked(units)
    in_language(units, "pa", MARK)
    ask(units, replace(OFTEN, options=(*OFTEN.options, "At night")), WHY)
    page = citizen.get(PUNJABI)
    assert f"{MARK} {OFTEN.label}" not in page.words
    assert f"{MARK} {WHY.label}" in page.words


def test_a_question_whose_words_changed_says_that_the_english_counts(units: Units) -> None:
    citizen = asked(units)
    in_language(units, "pa", MARK)
    ask(units, replace(OFTEN, label="How often do you ride a night bus?"), WHY)
    page = citizen.get(PUNJABI)
    assert f"{MARK} {OFTEN.label}" in page.words
    assert "and counts: “How often do you ride a night bus?”" in page.words
    assert page.words.count("and counts") == 1


def test_who_writes_while_a_translation_is_withdrawn_loses_nothing(units: Units) -> None:
    citizen = asked(units)
    in_language(units, "pa", MARK)
    filled = citizen.filled("Bus", PUNJABI, **{"q-often": "Never", "accepts_terms": ""})
    with units.writing(SYSTEM) as unit:
        engagement = engagement_by_slug(unit.session, SLUG)
        withdraw_translation(unit, engagement, translation_in(unit.session, engagement.id, "pa"))
    refused = citizen.post(PUNJABI, filled)
    assert refused.status == 422
    assert "Bus</textarea>" in refused.html
    assert f'action="{FORM}"' in refused.html
    assert 'value="Never" checked' in refused.html
    assert citizen.post(PUNJABI, filled | {"accepts_terms": "y"}).code


def test_what_was_chosen_is_kept_in_its_language_when_the_time_is_over(
    units: Units, client: FlaskClient
) -> None:
    citizen = asked(units)
    in_language(units, "fr", "FR")
    filled = citizen.filled("Bus", FRENCH, **{"q-often": "Never"})
    with units.writing(SYSTEM) as unit:
        engagement_by_slug(unit.session, SLUG).closes_at = unit.now
    closed = citizen.post(FRENCH, filled)
    assert f"FR {OFTEN.label}\nFR Never" in closed.html


@pytest.fixture
def lead(client: FlaskClient, units: Units, sign_in: SignIn) -> FlaskClient:
    asked(units)
    sign_in(Role.ENGAGEMENT_LEAD)
    return client


def page_of(lead: FlaskClient, units: Units, question: str = "often") -> str:
    send(lead, BASE, action=BASE, language="pa")
    return f"{BASE}/pa/texts/{key_of(units, question)}"


def test_a_lead_translates_a_question_option_by_option(lead: FlaskClient, units: Units) -> None:
    page = page_of(lead, units)
    typed = {
        field_name(name): f"{MARK} {said}"
        for name, said in originals(units)[key_of(units, "often")].fields.items()
    }
    assert send(lead, page, **typed).status_code == 303
    with units.reading(SYSTEM) as unit:
        engagement = engagement_by_slug(unit.session, SLUG)
        row = translation_in(unit.session, engagement.id, "pa")
        (text,) = translation_content(unit.session, row.draft_revision_id).texts
    assert text.words[f"{OPTION}Every week"] == f"{MARK} Every week"
    assert fields(lead.get(page).text, page).items() >= typed.items()
    overview = lead.get(f"{BASE}/pa").text
    assert f"<li>{MARK} Never</li>" in overview


def test_two_choices_with_the_same_words_are_refused_at_the_second(
    lead: FlaskClient, units: Units
) -> None:
    page = page_of(lead, units)
    typed = {field_name(f"{OPTION}{one}"): "ਰੋਜ਼" for one in ("Every day", "Every week")}
    answer = send(lead, page, **typed)
    assert answer.status_code == 422
    second = field_name(f"{OPTION}Every week")
    assert f'id="{second}-error"' in answer.text
    assert "Another choice has these words already." in answer.text
    assert answer.text.count('value="ਰੋਜ਼"') == 2


def test_who_translates_while_the_question_changes_reads_the_new_one_first(
    lead: FlaskClient, units: Units
) -> None:
    page = page_of(lead, units)
    typed = fields(lead.get(page).text, page) | {"prompt": "ਕਿੰਨੀ ਵਾਰ?"}
    ask(units, replace(OFTEN, label="How often at night?"), WHY)
    answer = lead.post(page, data=typed)
    assert answer.status_code == 409
    assert "The English text was changed while you were writing." in answer.text
    assert "How often at night?" in answer.text
    again = fields(answer.text, page)
    assert again["prompt"] == "ਕਿੰਨੀ ਵਾਰ?"
    assert lead.post(page, data=again).status_code == 303


def test_options_in_another_order_keep_their_own_translations(
    lead: FlaskClient, units: Units
) -> None:
    page = page_of(lead, units)
    every_day = field_name(f"{OPTION}Every day")
    typed = fields(lead.get(page).text, page) | {every_day: "ਰੋਜ਼"}
    ask(units, replace(OFTEN, options=tuple(reversed(OFTEN.options))), WHY)
    assert lead.post(page, data=typed).status_code == 303
    assert fields(lead.get(page).text, page)[every_day] == "ਰੋਜ਼"


def test_an_unfinished_question_keeps_a_translation_from_the_public(
    lead: FlaskClient, units: Units
) -> None:
    page = page_of(lead, units)
    send(lead, page, prompt="ਕਿੰਨੀ ਵਾਰ?")
    said = lead.get(f"{BASE}/pa/publish").text
    assert "this is begun and lacks its choice “Every day”, choice “Every week”" in said


def test_revisions_from_before_keep_their_hashes() -> None:
    early = '{"texts":[{"body":"","key":"results","necessity":"","of":"1","prompt":"",' + (
        '"summary":"ਬੱਸਾਂ","title":""}]}'
    )
    content = translation_from_json(early)
    assert to_json(content) == early
    question = translated(original_of_question(7, OFTEN), MARK)
    later = TranslationContent((*content.texts, question))
    assert translation_from_json(to_json(later)) == later
    assert content_hash(later) != content_hash(content)


def test_an_option_that_is_blank_is_missing() -> None:
    original = original_of_question(7, OFTEN)
    whole = translated(original, MARK)
    assert missing_fields(original, whole) == ()
    name = f"{OPTION}Never"
    holed = tuple((one, " " if one == name else words) for one, words in whole.parts)
    assert missing_fields(original, replace(whole, parts=holed)) == (name,)
    assert missing_fields(original, TranslatedText(original.key))[0] == "prompt"


def test_what_was_chosen_is_read_in_the_language_of_the_page(units: Units) -> None:
    citizen = asked(units)
    in_language(units, "fr", "FR")
    code = citizen.send(path=FRENCH, **{"q-often": "Never", "q-happy": "5"}).code
    settle(units, code, "published")
    said = "5 sur 5 (1 : FR Not at all, 5 : FR Very well)"
    french = citizen.get(f"/fr/engagements/{SLUG}/routes")
    assert f"<dt>FR {OFTEN.label}</dt> <dd>FR Never</dd>" in french.html
    assert said in french.words.replace("\u00a0", " ")
    receipt = citizen.post("/fr/receipt", {"step": "show", "code": code})
    assert f"<dt>FR {OFTEN.label}</dt><dd>FR Never</dd>" in receipt.html
    english = citizen.get(f"/engagements/{SLUG}/routes")
    assert f"<dt>{OFTEN.label}</dt> <dd>Never</dd>" in english.html


def test_an_answer_to_an_earlier_wording_stands_as_it_was_asked(units: Units) -> None:
    citizen = asked(units)
    in_language(units, "fr", "FR")
    old = citizen.send(path=FRENCH, **{"q-often": "Never"}).code
    ask(units, replace(OFTEN, label="How often at night?"), WHY)
    new = citizen.send(path=FRENCH, **{"q-often": "Every day"}).code
    for code in (old, new):
        settle(units, code, "published")
    page = citizen.get(f"/fr/engagements/{SLUG}/routes")
    assert f"<dt>FR {OFTEN.label}</dt> <dd>FR Never</dd>" in page.html
    assert '<dt lang="en-CA">How often at night?</dt> <dd lang="en-CA">Every day</dd>' in page.html
