"""Answers to structured questions: stored with their comment, and only what is asked (R21)."""

from dataclasses import replace

import pytest

from engage.comments.answers.rules import AnswerSheet
from engage.comments.rules import QuestionsChanged, Submission
from engage.comments.service import issue_form_token, latest_text, submit
from engage.core.clock import FixedClock
from engage.core.permissions import CITIZEN, SYSTEM
from engage.core.unit import Units
from engage.engagements.queries import engagement_by_slug, topic_by_slug, topic_content
from engage.engagements.service import save_topic, unpublish
from engage.notices.service import current_version
from tests.app_fixtures import build_engagement
from tests.comments.answers.asking import (
    ALL,
    HAPPY,
    OFTEN,
    STOP,
    WHY,
    all_rows,
    ask,
    asked,
    published_revision,
    rows_of,
)
from tests.comments.citizen import FORM, WORDS, Citizen, Fields, Page, comment_of, stored

EVERYTHING: Fields = {
    "q-often": "Every week",
    "q-why": ["Work", "Visits"],
    "q-happy": "4",
    "q-stop": "The one at Main and Third",
}


def text_of(units: Units, code: str) -> str:
    comment = comment_of(units, code)
    with units.reading(SYSTEM) as unit:
        return latest_text(unit, comment)


def chosen(page: Page) -> set[tuple[str, str]]:
    """What is chosen or typed in the questions of a page."""
    return {
        (field.get("name", ""), field.get("value", ""))
        for field in page.tree.iter("input")
        if field.get("name", "").startswith("q-")
        and (field.get("checked") is not None or (field.get("type") == "text"))
        and field.get("value")
    }


EVERYTHING_CHOSEN = {
    ("q-often", "Every week"),
    ("q-why", "Work"),
    ("q-why", "Visits"),
    ("q-happy", "4"),
    ("q-stop", "The one at Main and Third"),
}


def test_answers_of_every_kind_are_stored_with_the_comment(both_units: Units) -> None:
    citizen = asked(both_units)
    page = citizen.send(**EVERYTHING)
    assert page.status == 200
    assert rows_of(both_units, page.code) == {
        ("often", "Every week"),
        ("why", "Work"),
        ("why", "Visits"),
        ("happy", "4"),
        ("stop", ""),
    }
    assert (
        text_of(both_units, page.code)
        == f"{WORDS}\n\nWhich stop needs a bench?\nThe one at Main and Third"
    )


def test_answers_alone_are_a_comment(units: Units) -> None:
    page = asked(units).send("", **{"q-often": "Never"})
    assert page.code
    assert text_of(units, page.code) == ""


def test_a_form_with_neither_words_nor_answers_is_refused(units: Units) -> None:
    page = asked(units).send(" \u200b ", **{"q-often": "", "q-stop": "\u200b"})
    assert page.status == 422
    assert "answer a question" in page.errors["text"]
    assert stored(units) == 0


@pytest.mark.parametrize(
    ("name", "sent"),
    [
        ("q-often", "Every hour"),
        ("q-often", "every day"),
        ("q-often", ["Every day", "Never"]),
        ("q-why", ["Work", "Crime"]),
        ("q-happy", "6"),
        ("q-happy", "0"),
        ("q-happy", "4.0"),
        ("q-happy", "\uff14"),
        ("q-stop", "x" * 201),
        ("q-stop", "x" * 20_000),
    ],
)
def test_what_is_not_offered_is_refused_at_its_field(
    refused_citizen: Citizen, name: str, sent: str | list[str]
) -> None:
    answers: Fields = {name: sent}
    page = refused_citizen.send(**answers)
    assert page.status == 422
    assert list(page.errors) == [name]
    assert page.form()["text"] == WORDS


def test_a_field_that_is_not_asked_is_dropped(units: Units) -> None:
    """R21: of a draft's question, of another topic's, of none."""
    citizen = asked(units, OFTEN)
    ask(units, WHY, topic="fares")
    page = citizen.send(**{"q-often": "Never", "q-why": "Work", "q-income": "90000", "q-": "x"})
    assert rows_of(units, page.code) == {("often", "Never")}
    assert text_of(units, page.code) == WORDS


def test_a_topic_without_questions_stores_no_answer(units: Units) -> None:
    build_engagement(units)
    page = Citizen.of(units).send(**EVERYTHING)
    assert (page.status, all_rows(units)) == (200, 0)
    assert text_of(units, page.code) == WORDS


def test_a_required_question_is_asked_again_with_everything_kept(units: Units) -> None:
    citizen = asked(units, replace(OFTEN, is_required=True), HAPPY)
    page = citizen.send(**{"q-happy": "2"})
    assert page.status == 422
    assert page.errors == {"q-often": "Error: Answer this question."}
    assert chosen(page) == {("q-happy", "2")}
    assert 'href="#q-often-0"' in page.html
    assert citizen.post(FORM, page.form() | {"accepts_terms": "y", "q-often": "Never"}).code


def test_short_answers_are_looked_at_before_sending(units: Units) -> None:
    """R89: nothing is stored while the person is asked."""
    citizen = asked(units)
    page = citizen.send(**EVERYTHING | {"q-stop": "Call me at 250 555 0199"})
    assert page.status == 422
    assert "telephone" in page.words
    assert stored(units) == 0
    again = page.form() | {"accepts_terms": "y", "confirm": "send-as-is"} | EVERYTHING
    assert citizen.post(FORM, again | {"q-stop": "Call me at 250 555 0199"}).code


def test_names_in_a_label_are_not_the_persons_words(units: Units) -> None:
    label = "Should the stop at 1234 Main Street get a bench?"
    citizen = asked(units, replace(STOP, label=label))
    assert citizen.send(**{"q-stop": "Yes, please"}).code


def test_answers_outlive_every_refusal(units: Units, clock: FixedClock) -> None:
    citizen = asked(units)
    no_terms = citizen.send(accepts_terms="", **EVERYTHING)
    assert chosen(no_terms) == EVERYTHING_CHOSEN
    too_long = citizen.send("x" * 5_001, **EVERYTHING)
    assert chosen(too_long) == EVERYTHING_CHOSEN
    altered = citizen.post(FORM, citizen.filled() | EVERYTHING | {"token": "nonsense"})
    assert (altered.status, chosen(altered)) == (422, EVERYTHING_CHOSEN)
    form = citizen.filled() | EVERYTHING
    clock.advance(hours=25)
    stale = citizen.post(FORM, form)
    assert (stale.status, chosen(stale)) == (422, EVERYTHING_CHOSEN)


def test_answers_outlive_the_closing_as_words_to_copy(units: Units) -> None:
    citizen = asked(units)
    form = citizen.filled("") | EVERYTHING
    with units.writing(SYSTEM) as unit:
        unpublish(unit, engagement_by_slug(unit.session, "night-buses"))
    page = citizen.post(FORM, form)
    assert page.status == 404
    for words in ("Every week", "Work, Visits", "The one at Main and Third"):
        assert words in page.words


def test_what_is_asked_now_is_judged_whatever_the_form_was_built_of(
    both_units: Units,
) -> None:
    citizen = asked(both_units, OFTEN, HAPPY)
    form = citizen.filled("") | {"q-often": "Never", "q-happy": "3"}
    ask(both_units, replace(OFTEN, options=("Daily", "Never")), STOP)
    page = citizen.post(FORM, form)
    # The question that is gone is dropped, the answer that is still offered is taken.
    assert page.code
    assert rows_of(both_units, page.code) == {("often", "Never")}


def test_questions_published_in_the_same_moment_are_shown_first(both_units: Units) -> None:
    """The form was read before; nobody publishes between our look and our commit."""
    asked(both_units, OFTEN)
    earlier = published_revision(both_units) or 0
    sheet = AnswerSheet(earlier, (OFTEN,), {"often": ("Every week",)})
    ask(both_units, replace(OFTEN, options=("Daily", "Never")))
    with both_units.writing(CITIZEN) as unit:
        engagement = engagement_by_slug(unit.session, "night-buses")
        topic = topic_by_slug(unit.session, engagement.id, "routes")
        notice = current_version(unit, engagement.id)
        assert notice is not None
        token = issue_form_token(unit, topic, notice)
        with pytest.raises(QuestionsChanged):
            submit(unit, engagement, topic, Submission("", accepts_terms=True, sheet=sheet), token)
    assert stored(both_units) == 0


def test_an_answer_keeps_the_revision_that_was_answered(units: Units) -> None:
    citizen = asked(units, OFTEN)
    before = published_revision(units)
    code = citizen.send(**{"q-often": "Never"}).code
    ask(units, replace(OFTEN, label="How often do you take a bus?"))
    assert published_revision(units) != before
    page = citizen.look_up(code)
    assert "How often do you ride the bus?" in page.words


def test_a_reload_with_the_same_answers_is_the_same_comment(both_units: Units) -> None:
    citizen = asked(both_units)
    form = citizen.filled("") | EVERYTHING
    codes = {citizen.post(FORM, form).code for _ in range(3)}
    assert len(codes) == 1
    assert (stored(both_units), all_rows(both_units)) == (1, 5)


def test_other_answers_from_a_used_form_show_no_receipt(both_units: Units) -> None:
    citizen = asked(both_units)
    form = citizen.filled() | EVERYTHING
    first = citizen.post(FORM, form)
    for changed in (
        {"q-often": "Never"},
        {"q-why": ["Work"]},
        {"q-happy": ""},
        {"q-stop": "Another one"},
    ):
        other = citizen.post(FORM, form | changed)
        assert (other.status, other.code) == (422, "")
        assert first.code not in other.html
    assert stored(both_units) == 1


def test_taking_a_comment_back_deletes_its_answers(both_units: Units) -> None:
    citizen = asked(both_units)
    code = citizen.send(**EVERYTHING).code
    other = citizen.send("Another one.", **{"q-often": "Never"}).code
    citizen.take_back(code)
    assert rows_of(both_units, code) == set()
    assert rows_of(both_units, other) == {("often", "Never")}
    assert "Every week" not in citizen.look_up(code).words


def test_a_correction_keeps_the_answers(units: Units) -> None:
    citizen = asked(units)
    code = citizen.send(**EVERYTHING).code
    page = citizen.correct(code, "Other words.")
    assert page.status == 200
    assert len(rows_of(units, code)) == 5
    assert "Every week" in page.words


def test_words_may_be_added_to_answers_alone_and_taken_out_again(units: Units) -> None:
    citizen = asked(units)
    code = citizen.send("", **{"q-often": "Never"}).code
    assert "Answers only" in citizen.look_up(code).words
    assert citizen.correct(code, "Words after all.").status == 200
    assert citizen.correct(code, "").status == 200
    assert text_of(units, code) == ""


def test_the_receipt_shows_what_was_chosen(units: Units) -> None:
    citizen = asked(units)
    page = citizen.look_up(citizen.send("", **EVERYTHING).code)
    for words in ("Every week", "Work; Visits", "4 of 5 (1: Not at all, 5: Very well)"):
        assert words in page.words


def test_the_form_says_why_each_question_is_asked_and_for_what(units: Units) -> None:
    page = asked(units, replace(HAPPY, necessity="Need <b>it</b>.", use="Use it.")).get(FORM)
    assert "Why we ask: Need <b>it</b>. How we use it: Use it." in page.words
    assert "<b>it" not in page.html


def test_questions_stand_before_the_free_comment_in_their_order(units: Units) -> None:
    page = asked(units).get(FORM)
    places = [page.position(question.label.replace("'", "&#39;")) for question in ALL]
    assert places == sorted(places)
    assert places[-1] < page.position('name="text"')
    assert page.position('class="notice"') < places[0]


def test_a_draft_of_questions_is_on_no_public_form(units: Units) -> None:
    citizen = asked(units, OFTEN)
    with units.writing(SYSTEM) as unit:
        engagement = engagement_by_slug(unit.session, "night-buses")
        topic = topic_by_slug(unit.session, engagement.id, "routes")
        content = replace(
            topic_content(unit.session, topic.draft_revision_id), questions=(OFTEN, WHY)
        )
        seen = topic.draft_revision_id
        save_topic(unit, engagement, topic, content, seen_revision_id=seen)
    assert "q-why" not in citizen.get(FORM).html
    assert rows_of(units, citizen.send(**{"q-why": "Work"}).code) == set()
