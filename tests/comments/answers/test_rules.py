"""Whatever is posted: only what is asked and offered is kept, and every word stays readable."""

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import event

from engage.comments.answers.rules import (
    IN_WORDS,
    AnswerSheet,
    all_in_words,
    composed,
    judged,
    shown_answers,
    without_labels,
)
from engage.comments.rules import Submission, as_stored
from engage.core.text import clean_plain
from engage.core.unit import Units
from engage.engagements.questions import ANSWER_LENGTH, QuestionKind
from tests.app_fixtures import build_engagement
from tests.comments.answers.asking import ALL, STOP, WHY
from tests.comments.citizen import Citizen

OFFERED = sorted({value for question in ALL for value in question.values})
values = st.one_of(st.sampled_from(OFFERED), st.text(max_size=220))
posted = st.dictionaries(
    st.sampled_from([*(question.key for question in ALL), "income", ""]),
    st.lists(values, max_size=4).map(tuple),
)


@given(posted)
def test_nothing_is_kept_that_is_not_offered(typed: dict[str, tuple[str, ...]]) -> None:
    answers, wrong = judged(AnswerSheet(1, ALL, typed))
    by_key = {question.key: question for question in ALL}
    for row in answers.rows:
        question = by_key[row.key]
        if question.kind is QuestionKind.SHORT:
            assert row.value == IN_WORDS
        else:
            assert row.value in question.values
            assert row.value in typed[row.key]
    assert len(answers.rows) == len(set(answers.rows))
    assert not {one.key for one in wrong} & {row.key for row in answers.rows}
    assert all(one.key in by_key for one in wrong)
    for written in answers.written:
        assert 0 < len(written.words) <= ANSWER_LENGTH
        assert "\n" not in written.words


@given(st.text(max_size=200), posted)
def test_the_one_text_is_clean_and_keeps_labels_as_lines(
    text: str, typed: dict[str, tuple[str, ...]]
) -> None:
    answers, _wrong = judged(AnswerSheet(1, ALL, typed))
    body, rows = as_stored(Submission(text, sheet=AnswerSheet(1, ALL, typed)))
    assert clean_plain(body) == body
    assert rows == set(answers.rows)
    for written in answers.written:
        assert f"{written.label}\n{written.words}" in body
        assert written.label not in without_labels(body, {written.label}).split("\n")
    assert composed("", ()) == ""


def test_options_are_kept_in_the_order_of_the_question() -> None:
    answers, _wrong = judged(AnswerSheet(1, (WHY,), {"why": ("Visits", "Work", "Visits")}))
    assert [row.value for row in answers.rows] == ["Work", "Visits"]


def test_an_answer_that_is_offered_no_more_is_still_shown() -> None:
    (one,) = shown_answers((WHY, STOP), {"why": ["Work", "Fishing"], "stop": [IN_WORDS]})
    assert one.said == ("Work", "Fishing")


def test_everything_can_be_copied_from_a_form_that_was_not_taken() -> None:
    typed = {"why": ("Work", "Visits"), "stop": ("Main",), "income": ("much",)}
    assert all_in_words("My words.", AnswerSheet(1, ALL, typed)) == (
        "What do you ride it for?\nWork, Visits\n\nWhich stop needs a bench?\nMain\n\nMy words."
    )


def test_a_topic_without_questions_asks_the_database_nothing_more(units: Units) -> None:
    build_engagement(units)
    citizen = Citizen.of(units)
    form = citizen.filled()
    asked: list[str] = []
    event.listen(
        units.database.engine,
        "before_cursor_execute",
        lambda _conn, _cursor, statement, *_more: asked.append(statement),
    )
    citizen.post("/engagements/night-buses/routes/comment", form)
    assert any("INSERT INTO comment" in statement for statement in asked)
    assert not any("comment_answer" in statement for statement in asked)
