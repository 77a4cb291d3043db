"""Staff edit a topic's questions: add, change, move, take out; nothing is lost or silent."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from engage.core.permissions import SYSTEM, Actor, Role
from engage.core.unit import Units
from engage.engagements.purposes import NOTHING_PERSONAL
from engage.engagements.queries import engagement_by_slug, topic_by_slug, topic_content
from engage.engagements.questions import Question, QuestionKind
from engage.engagements.rules import TopicContent
from tests.app_fixtures import build_engagement
from tests.engagements.pages import form_at, send

SignIn = Callable[..., Actor]
LIST = "/staff/engagements/night-buses/topics/routes/questions"
NEW = f"{LIST}/new?kind="
TOPIC = "/staff/engagements/night-buses/topics/routes"
PURPOSE = "To report what people told us"
SAID = {
    "necessity": "We plan the timetable.",
    "use": "We count the answers.",
    "purpose": PURPOSE,
}
CHOICE = {"label": "How often do you ride?", "options": "Every day\n\n  Every week \nNever"}


@pytest.fixture
def lead(client: FlaskClient, units: Units, sign_in: SignIn) -> FlaskClient:
    build_engagement(units, published=False)
    sign_in(Role.ENGAGEMENT_LEAD, ministry="TRAN")
    return client


def draft(units: Units) -> TopicContent:
    with units.reading(SYSTEM) as unit:
        engagement = engagement_by_slug(unit.session, "night-buses")
        topic = topic_by_slug(unit.session, engagement.id, "routes")
        return topic_content(unit.session, topic.draft_revision_id)


def asked(units: Units) -> tuple[Question, ...]:
    return draft(units).questions


def add(client: FlaskClient, kind: str, **typed: str) -> None:
    answer = send(client, f"{NEW}{kind}", **SAID | typed)
    assert (answer.status_code, answer.headers["Location"]) == (303, LIST), answer.text


def test_questions_of_every_kind_are_added_with_keys_of_their_own(
    lead: FlaskClient, units: Units
) -> None:
    add(lead, "choice", **CHOICE)
    add(lead, "several", label="What for?", options="Work\nSchool")
    add(lead, "scale", label="How well?", steps="7", low="Badly", high="Well")
    add(lead, "short", label="Which stop needs a bench?")
    found = asked(units)
    assert [one.kind for one in found] == list(QuestionKind)
    assert found[0].options == ("Every day", "Every week", "Never")
    assert (found[2].steps, found[2].low, found[2].high) == (7, "Badly", "Well")
    assert len({one.key for one in found}) == 4
    page = lead.get(LIST).text
    assert "Which stop needs a bench?" in page
    assert 'type="radio"' in page


WRONG = [
    ("choice", {"label": "", "options": "A\nB"}, "label"),
    ("choice", {"label": "x" * 201, "options": "A\nB"}, "label"),
    ("choice", {"label": "Which?", "options": "A"}, "options"),
    ("several", {"label": "Which?", "options": "A\na"}, "options"),
    ("several", {"label": "Which?", "options": "\n".join(map(str, range(21)))}, "options"),
    ("choice", {"label": "Which?", "options": f"A\n{'b' * 151}"}, "options"),
    ("scale", {"label": "How?", "steps": "6", "low": "a", "high": "b"}, "steps"),
    ("scale", {"label": "How?", "steps": "5", "low": "", "high": "b"}, "low"),
    ("scale", {"label": "How?", "steps": "5", "low": "a", "high": "b" * 61}, "high"),
    ("short", {"label": "What is your name?"}, "personal_reason"),
    ("short", {"label": "Which stop?", "purpose": "To send advertising"}, "purpose"),
    ("short", {"label": "What is your name?", "purpose": NOTHING_PERSONAL}, "purpose"),
]


def test_what_is_wrong_stands_at_its_field_and_nothing_is_lost(
    lead: FlaskClient, units: Units
) -> None:
    seen = form_at(lead, f"{NEW}choice")
    for kind, typed, field in WRONG:
        answer = lead.post(f"{NEW}{kind}", data=seen | SAID | typed)
        assert answer.status_code == 422, typed
        assert f'id="{field}-error"' in answer.text, typed
        assert "We plan the timetable." in answer.text
    assert asked(units) == ()


def test_a_question_for_personal_details_needs_a_reason_that_stays_with_it(
    lead: FlaskClient, units: Units
) -> None:
    answer = send(lead, f"{NEW}short", label="What is your name?", **SAID)
    assert "“your name”: This asks for the name of a person." in answer.text
    add(lead, "short", label="What is your name?", personal_reason="A jury draws a winner.")
    assert asked(units)[0].personal_reason == "A jury draws a winner."
    assert "A jury draws a winner." in lead.get(LIST).text


def test_a_prompt_for_personal_details_needs_one_too(lead: FlaskClient, units: Units) -> None:
    answer = send(lead, TOPIC, prompt="Who in your family rides the bus?")
    assert answer.status_code == 422
    assert "“Who in your family”" in answer.text
    assert 'id="personal_reason-error"' in answer.text
    values = {"prompt": "Who in your family rides the bus?", "personal_reason": "Fares for them."}
    assert send(lead, TOPIC, **values).status_code == 303
    assert draft(units).personal_reason == "Fares for them."


def test_saving_the_topic_keeps_its_questions(lead: FlaskClient, units: Units) -> None:
    add(lead, "choice", **CHOICE)
    before = asked(units)
    assert send(lead, TOPIC, title="Another title").status_code == 303
    assert asked(units) == before


def test_other_words_keep_the_key_and_other_steps_do_not(lead: FlaskClient, units: Units) -> None:
    add(lead, "choice", **CHOICE)
    add(lead, "scale", label="How well?", steps="5", low="Badly", high="Well")
    choice, scale = asked(units)
    assert send(lead, f"{LIST}/{choice.key}", label="How often do you go?").status_code == 303
    assert send(lead, f"{LIST}/{scale.key}", steps="7").status_code == 303
    changed = asked(units)
    assert (changed[0].key, changed[0].label) == (choice.key, "How often do you go?")
    assert changed[1].key not in (scale.key, choice.key)


def test_questions_move_and_go(lead: FlaskClient, units: Units) -> None:
    for label in ("First?", "Second?", "Third?"):
        add(lead, "short", label=label)
    keys = [one.key for one in asked(units)]

    def press(key: str, button: str) -> list[str]:
        order = f"{LIST}/{key}/order"
        assert send(lead, LIST, order, do=button).status_code == 303
        return [one.label for one in asked(units)]

    assert press(keys[2], "up") == ["First?", "Third?", "Second?"]
    assert press(keys[0], "up") == ["First?", "Third?", "Second?"]
    assert press(keys[0], "down") == ["Third?", "First?", "Second?"]
    assert press(keys[0], "remove") == ["Third?", "Second?"]


def test_a_button_that_is_not_there_changes_nothing(lead: FlaskClient, units: Units) -> None:
    add(lead, "short", label="First?")
    key = asked(units)[0].key
    assert send(lead, LIST, f"{LIST}/{key}/order", do="publish").status_code == 422
    assert len(asked(units)) == 1


def test_nobody_writes_over_a_colleague(lead: FlaskClient, units: Units) -> None:
    add(lead, "short", label="First?")
    key = asked(units)[0].key
    early = form_at(lead, f"{LIST}/{key}")
    add(lead, "short", label="Second?")
    late = lead.post(f"{LIST}/{key}", data=early | {"label": "Mine?"})
    assert late.status_code == 409
    assert "Mine?" in late.text
    assert [one.label for one in asked(units)] == ["First?", "Second?"]
    moved = lead.post(f"{LIST}/{key}/order", data=early | {"do": "down"})
    assert moved.status_code == 409
    assert [one.label for one in asked(units)] == ["First?", "Second?"]


def test_publishing_waits_for_why_and_what_for(lead: FlaskClient, units: Units) -> None:
    add(lead, "short", label="Which stop?", necessity="", use="")
    page = lead.get("/staff/engagements/night-buses").text
    assert "Say why the question “Which stop?” is needed." in page
    assert "Say how the answers to the question “Which stop?” will be used." in page


def test_publishing_waits_for_a_purpose_that_the_notice_names(
    lead: FlaskClient, units: Units
) -> None:
    add(lead, "short", label="Which stop?", purpose="")
    key = asked(units)[0].key
    draft, field = "/staff/engagements/night-buses", f"{LIST}/{key}#purpose"
    said = "Say under which purpose of the collection notice the question “Which stop?” falls."
    assert f'href="{field}">{said}' in lead.get(draft).text
    assert said in lead.get(LIST).text
    assert send(lead, f"{LIST}/{key}", purpose=PURPOSE).status_code == 303
    assert field not in lead.get(draft).text
    assert send(lead, draft, notice_template="planning-evaluation").status_code == 303
    assert f'href="{field}">The collection notice no longer names' in lead.get(draft).text
    assert f"{PURPOSE} (not in the notice)" in lead.get(f"{LIST}/{key}").text
    assert send(lead, f"{LIST}/{key}", purpose=NOTHING_PERSONAL).status_code == 303
    assert field not in lead.get(draft).text
    assert PURPOSE in lead.get(f"{draft}/history?of=topic-routes").text


def test_the_history_shows_questions_in_words(lead: FlaskClient, units: Units) -> None:
    add(lead, "choice", **CHOICE)
    key = asked(units)[0].key
    send(lead, f"{LIST}/{key}", options="Every day\nRarely\nNever")
    page = lead.get("/staff/engagements/night-buses/history?of=topic-routes").text
    assert "- Every week" in page
    assert "- Rarely" in page
    assert "How the answers are used: We count the answers." in page


def test_questions_of_another_ministry_are_not_there(lead: FlaskClient, units: Units) -> None:
    build_engagement(units, "forests", ministry="FOR", published=False)
    for path in (LIST, f"{NEW}short"):
        assert lead.get(path.replace("night-buses", "forests")).status_code == 404


def test_what_is_not_there_is_not_found(lead: FlaskClient) -> None:
    for path in (f"{NEW}essay", f"{LIST}/new", f"{LIST}/0000"):
        assert lead.get(path).status_code == 404
