"""Where answers are seen: by moderators beside the text, by the public under it."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from engage.comments.answers.rules import ShownAnswer, with_answers
from engage.core.permissions import Actor, Role
from engage.core.unit import Units
from engage.moderation.rules import Outcome, Reason
from tests.app_fixtures import make_person
from tests.comments.answers.asking import asked, rows_of
from tests.comments.citizen import TOPIC, WORDS, Citizen, Fields, comment_of, settle
from tests.moderation.decisions.acts import decided
from tests.moderation.senders import put_in_queue

SignIn = Callable[..., Actor]
CHOSEN: Fields = {"q-often": "Every week", "q-why": ["Work", "Visits"], "q-happy": "4"}
IN_WORDS = ("Every week", "Work; Visits", "4 of 5 (1: Not at all, 5: Very well)")


@pytest.fixture
def citizen(units: Units) -> Citizen:
    return asked(units)


def test_the_public_reads_what_was_chosen_once_it_is_published(
    citizen: Citizen, units: Units
) -> None:
    code = citizen.send(**CHOSEN).code
    alone = citizen.send("", **CHOSEN).code
    assert "Every week" not in citizen.get(TOPIC).words
    settle(units, code, "published")
    settle(units, alone, "published")
    page = citizen.get(TOPIC)
    assert all(page.words.count(words) == 2 for words in IN_WORDS)
    assert page.words.count("Answers only") == 1
    settle(units, code, "not_published")
    citizen.take_back(alone)
    assert "Every week" not in citizen.get(TOPIC).words
    assert rows_of(units, code)


def test_a_moderator_reads_answers_beside_the_text(
    citizen: Citizen, units: Units, client: FlaskClient, sign_in: SignIn
) -> None:
    code, alone = citizen.send(**CHOSEN).code, citizen.send("", **CHOSEN).code
    numbers = [comment_of(units, one).id for one in (code, alone)]
    for number in numbers:
        put_in_queue(units, number)
    sign_in(Role.MODERATOR)
    for number in numbers:
        page = client.get(f"/staff/queue/{number}").text
        assert "What its author chose" in page
        assert all(words in page for words in IN_WORDS)
    assert "erased" not in client.get(f"/staff/queue/{numbers[1]}").text
    queue = client.get("/staff/queue").text
    assert "Answers only" in queue
    assert WORDS in queue
    citizen.take_back(code)
    assert "Every week" not in client.get(f"/staff/queue/{numbers[0]}").text


def test_a_text_that_was_taken_out_is_not_answers_only(
    citizen: Citizen, units: Units, client: FlaskClient, sign_in: SignIn
) -> None:
    code, alone = citizen.send(**CHOSEN).code, citizen.send("", **CHOSEN).code
    numbers = [comment_of(units, one).id for one in (code, alone)]
    moderator = make_person(units, Role.MODERATOR)
    for number in numbers:
        put_in_queue(units, number)
        decided(units, moderator, number, Outcome.NOT_PUBLISH, Reason.THIRD_PARTY_INFORMATION)
    sign_in(Role.MODERATOR)
    assert "The text was erased" in client.get(f"/staff/queue/{numbers[0]}").text
    assert "The text was erased" not in client.get(f"/staff/queue/{numbers[1]}").text
    assert "We do not keep your text" in citizen.look_up(code).words
    assert "We do not keep your text" not in citizen.look_up(alone).words
    assert "Answers only" in citizen.look_up(alone).words


def test_where_there_is_only_text_answers_follow_it() -> None:
    answers = (ShownAnswer("How often?", ("Never",)), ShownAnswer("Why?", ("A", "B")))
    assert with_answers("Words.", answers) == "Words.\n\nHow often? Never\nWhy? A; B"
    assert with_answers("", answers).startswith("Answers only\n\nHow often? Never")
    assert with_answers("Words.", ()) == "Words."
