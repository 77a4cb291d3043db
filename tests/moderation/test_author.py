"""What the author reads by receipt, and how a refused comment is sent again (R28, R80)."""

import pytest
from sqlalchemy import event

from engage.comments.queries import public_comments
from engage.comments.rules import State
from engage.core.clock import FixedClock
from engage.core.permissions import SYSTEM, Actor, Role
from engage.core.unit import Units
from engage.moderation.rules import UNDO_PERIOD, WORDS, Outcome, Reason
from tests.app_fixtures import build_engagement, make_person
from tests.comments.citizen import TOPIC, Citizen, comment_of
from tests.moderation.decisions import acts

MARKED = "My neighbour [name removed] blocks the bus stop every night."


@pytest.fixture
def citizen(units: Units) -> Citizen:
    build_engagement(units)
    return Citizen.of(units)


@pytest.fixture
def moderator(units: Units, citizen: Citizen) -> Actor:
    return make_person(units, Role.MODERATOR)


def sent(citizen: Citizen, units: Units, text: str = acts.TEXT) -> tuple[str, int]:
    code = citizen.send(text, confirm="send-as-is").code
    return code, comment_of(units, code).id


def test_the_message_is_shown_once_undoing_is_over(
    citizen: Citizen, units: Units, moderator: Actor, clock: FixedClock
) -> None:
    code, comment_id = sent(citizen, units)
    acts.refused(units, moderator, comment_id, Reason.OFF_TOPIC, message="Please stay on topic.")
    early = citizen.look_up(code)
    assert "Please stay on topic." not in early.words
    assert WORDS[Reason.OFF_TOPIC].for_author in early.words
    clock.advance(seconds=UNDO_PERIOD.total_seconds())
    assert "Please stay on topic." in citizen.look_up(code).words


def test_an_undone_decision_is_told_nowhere(
    citizen: Citizen, units: Units, moderator: Actor, clock: FixedClock
) -> None:
    code, comment_id = sent(citizen, units)
    decision_id = acts.refused(units, moderator, comment_id, Reason.OFF_TOPIC, message="Stay on.")
    acts.undone(units, moderator, decision_id)
    clock.advance(minutes=5)
    page = citizen.look_up(code)
    assert "Stay on." not in page.words
    assert "not decided on your comment yet" in page.words


def test_a_threat_is_not_explained(
    citizen: Citizen, units: Units, moderator: Actor, clock: FixedClock
) -> None:
    code, comment_id = sent(citizen, units)
    acts.refused(units, moderator, comment_id, Reason.THREAT, message="We saw that.")
    clock.advance(minutes=5)
    words = citizen.look_up(code).words
    assert "did not meet the moderation policy" in words
    assert "We saw that" not in words
    assert "threat" not in words.lower()


def test_a_text_with_marks_is_offered_and_sent_again_as_it_is(
    citizen: Citizen, units: Units, moderator: Actor
) -> None:
    code, comment_id = sent(citizen, units)
    acts.refused(
        units,
        moderator,
        comment_id,
        Reason.THIRD_PARTY_INFORMATION,
        redactions=acts.name_in(acts.TEXT),
    )
    page = citizen.look_up(code)
    assert page.form("correct")["correction-text"] == MARKED
    assert "We took words out of your text" in page.words
    assert "send it again" in page.words
    assert "Pellwick" not in page.html
    again = citizen.correct(code, MARKED)
    assert again.status == 200, again.errors
    assert acts.standing(units, comment_id)[:3] == (State.WAITING, None, True)
    assert acts.marks(units, comment_id, 2) == [("[name removed]", "name")]


def test_a_text_that_was_taken_whole_is_written_anew(
    citizen: Citizen, units: Units, moderator: Actor
) -> None:
    code, comment_id = sent(citizen, units)
    acts.refused(units, moderator, comment_id, Reason.THIRD_PARTY_INFORMATION)
    page = citizen.look_up(code)
    assert page.form("correct")["correction-text"] == ""
    assert "We do not keep your text here any more" in page.words
    assert "Pellwick" not in page.html
    assert citizen.correct(code, "").status == 422
    assert citizen.correct(code, "Somebody blocks the bus stop.").status == 200
    acts.published(units, moderator, comment_id, version=2)
    assert "Somebody blocks the bus stop." in citizen.get(TOPIC).words


def test_after_closing_the_message_stays_and_nothing_is_sent_again(
    citizen: Citizen, units: Units, moderator: Actor, clock: FixedClock
) -> None:
    code, comment_id = sent(citizen, units)
    acts.refused(
        units,
        moderator,
        comment_id,
        Reason.THIRD_PARTY_INFORMATION,
        redactions=acts.name_in(acts.TEXT),
    )
    clock.advance(days=40)
    page = citizen.look_up(code)
    assert "information about another person" in page.words
    assert MARKED in page.words
    with pytest.raises(AssertionError):
        page.form("correct")


def test_marks_are_quiet_on_the_page_and_explained_once_a_comment(
    citizen: Citizen, units: Units, moderator: Actor
) -> None:
    text = f"{acts.TEXT} I told Tom Reyes."
    _, comment_id = sent(citizen, units, text)
    _, plain = sent(citizen, units, "I wrote [name removed] myself.")
    acts.decided(
        units,
        moderator,
        comment_id,
        Outcome.PUBLISH_REDACTED,
        redactions=acts.spans(text, (acts.NAME, "name"), ("Tom Reyes", "name")),
    )
    acts.published(units, moderator, plain)
    html = citizen.get(TOPIC).html
    why = "The name of another person stood here. We do not publish it."
    mark = f'<span class="comment__mark" lang="en-CA" title="{why}">[name removed]</span>'
    assert html.count(mark) == 2
    assert html.count("Why words were taken out") == 1
    assert html.count(f"<li>{why}</li>") == 1
    assert "I wrote [name removed] myself." in html
    assert "Pellwick" not in html
    assert "Reyes" not in html


def test_a_page_of_marked_comments_asks_one_question_more(
    citizen: Citizen, units: Units, moderator: Actor
) -> None:
    for number in range(5):
        text = f"{number}: {acts.TEXT}"
        _, comment_id = sent(citizen, units, text)
        acts.published_without_the_name(units, moderator, comment_id, text)
    asked: list[str] = []
    event.listen(
        units.database.engine, "before_cursor_execute", lambda *call: asked.append(call[2])
    )
    with units.reading(SYSTEM) as unit:
        shown = public_comments(unit.session, unit.keyring, 1, limit=200)
    assert len([one for one in asked if one.startswith("SELECT")]) == 2
    assert [len(one.marks) for one in shown] == [1] * 5


@pytest.mark.parametrize("text", ["<b>Sandra Pellwick</b> & co", "Sandra Pellwick \u202ecba"])
def test_text_around_marks_is_text(
    citizen: Citizen, units: Units, moderator: Actor, text: str
) -> None:
    _, comment_id = sent(citizen, units, text)
    acts.published_without_the_name(units, moderator, comment_id, text)
    html = citizen.get(TOPIC).html
    assert "<b>" not in html.split('class="comments"')[1].split("</ol>")[0]
    assert "\u202e" not in html
