"""Tables of answers: what adds up, what is joined, and that nobody can be singled out (R74)."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engage.engagements.questions import QuestionKind
from engage.privacy.disclosure import NOT_SHOWN, Figure
from engage.reports.answers import answer_tables
from engage.reports.build import build_report
from engage.reports.earlier import Releases
from engage.reports.gathered import gathered
from engage.reports.rules import Table
from engage.reports.source import CommentFacts, QuestionFacts, TopicFacts
from engage.reports.words import Words
from tests.reports.factories import MONDAY, many_comments, source

T = 10
ENGLISH = Words("en")
ANSWERED = ENGLISH("answers.answered")
ALL = ENGLISH("all_published")
TOO_FEW = ENGLISH("answers.too_few")
NO_LONGER = ENGLISH("answers.no_longer")
LETTERS = "ABCDE"


def question(kind: QuestionKind, values: str = "ABC", **changes: bool) -> QuestionFacts:
    labels = tuple((value, f"Answer {value}") for value in values)
    return QuestionFacts("k1", kind, "Which?", labels, **changes)


def comment(*values: str) -> CommentFacts:
    answers = tuple(("k1", value) for value in values)
    return CommentFacts("ferries", "published", "web", MONDAY, (), "Words.", None, answers)


def table_of(asked: QuestionFacts, counts: dict[str, int], unanswered: int = 0) -> Table:
    """The table for so many comments with each value; a value 'AB' is two answers of one person."""
    comments = [comment(*values) for values, count in counts.items() for _ in range(count)]
    comments += [comment()] * unanswered
    topics = (TopicFacts("ferries", "Sailings", "", 1, (asked,)),)
    return next(answer_tables(topics, gathered(comments), Releases(), T, ENGLISH))


def rows(table: Table) -> dict[str, Figure]:
    return {row.label: row.figures[0] for row in table.rows}


def test_one_choice_adds_up_with_those_who_gave_none() -> None:
    table = table_of(question(QuestionKind.CHOICE), {"A": 30, "B": 20}, unanswered=12)
    assert rows(table) == {
        "Answer A": Figure(30),
        "Answer B": Figure(20),
        "Answer C": Figure(0),
        "No answer": Figure(12),
        "Total": Figure(62),
    }


def test_small_rows_are_joined_those_without_an_answer_too() -> None:
    table = table_of(question(QuestionKind.CHOICE), {"A": 30, "B": 9, "C": 14}, unanswered=1)
    assert rows(table) == {
        "Answer A": Figure(30),
        "Answer B or no answer": Figure(10),
        "Answer C": Figure(14),
        "Total": Figure(54),
    }


def test_what_would_say_no_more_than_the_total_is_said_to_be_too_little() -> None:
    table = table_of(question(QuestionKind.CHOICE), {"A": 9, "B": 9})
    assert rows(table)[ALL] == Figure(18)
    assert {figure for label, figure in rows(table).items() if label != ALL} == {NOT_SHOWN}
    assert table.note == TOO_FEW
    nobody = table_of(question(QuestionKind.SEVERAL), {})
    assert {figure for label, figure in rows(nobody).items() if label != ALL} == {NOT_SHOWN}


def test_steps_of_a_scale_are_joined_with_their_neighbours() -> None:
    scale = question(QuestionKind.SCALE, "12345")
    table = table_of(scale, {"1": 4, "2": 11, "3": 5, "4": 40, "5": 12})
    labels = list(rows(table))
    assert labels == ["1 to 3", "Answer 4", "Answer 5", "Total"]
    assert "mean" not in table.note


def test_a_scale_gives_its_mean_where_every_step_is_told() -> None:
    scale = question(QuestionKind.SCALE, "123")
    table = table_of(scale, {"1": 10, "3": 30}, unanswered=20)
    assert "The mean of the answers is 2.5." in table.note
    assert "mean" not in table_of(scale, {"1": 10, "3": 30}, unanswered=1).note


def test_several_answers_overlap_and_say_so() -> None:
    table = table_of(question(QuestionKind.SEVERAL), {"AB": 30, "A": 20, "C": 15})
    assert rows(table) == {
        ANSWERED: Figure(65),
        "Answer A": Figure(50),
        "Answer B": Figure(30),
        "Answer C": Figure(15),
        # What anybody can count; a later release has to know what the others were compared with.
        ALL: Figure(65),
    }
    assert "more than one" in table.note


def test_an_answer_of_all_but_a_few_is_not_told() -> None:
    table = table_of(question(QuestionKind.SEVERAL), {"AB": 30, "B": 3})
    assert rows(table)["Answer A"] == NOT_SHOWN


def test_how_many_answered_is_not_told_where_few_did_not() -> None:
    asked = question(QuestionKind.SEVERAL)
    assert ANSWERED not in rows(table_of(asked, {"A": 30, "B": 20}, unanswered=3))
    assert rows(table_of(asked, {"A": 30, "B": 20}, unanswered=30))[ANSWERED] == Figure(50)


def test_a_question_that_is_asked_no_longer_says_so() -> None:
    table = table_of(question(QuestionKind.CHOICE, is_asked=False), {"A": 20})
    assert table.note.endswith(NO_LONGER)


@given(counts=st.lists(st.integers(0, 60), min_size=3, max_size=5), unanswered=st.integers(0, 30))
@pytest.mark.parametrize("kind", [QuestionKind.CHOICE, QuestionKind.SCALE])
def test_no_row_is_small_and_the_rows_add_up(
    kind: QuestionKind, counts: list[int], unanswered: int
) -> None:
    values = LETTERS if kind is QuestionKind.CHOICE else "12345"
    given_counts = dict(zip(values, counts, strict=False))
    table = table_of(question(kind, values[: len(counts)]), given_counts, unanswered)
    shown = [figure.exact for figure in rows(table).values() if figure.exact is not None]
    assert all(figure == 0 or figure >= T for figure in shown)
    if shown:
        assert shown[-1] == sum(counts) + unanswered
        assert sum(shown[:-1]) in (0, shown[-1]), "all of the rows are told, or none"


@given(
    sets=st.lists(st.sampled_from(["", "A", "B", "C", "AB", "AC", "ABC"]), max_size=60),
)
def test_of_overlapping_answers_neither_figure_nor_rest_is_small(sets: list[str]) -> None:
    comments = [comment(*values) for values in sets]
    topics = (TopicFacts("ferries", "Sailings", "", 1, (question(QuestionKind.SEVERAL),)),)
    found = rows(next(answer_tables(topics, gathered(comments), Releases(), T, ENGLISH)))
    told = {label: figure.exact for label, figure in found.items() if figure.exact is not None}
    wholes = [len(sets), *([told[ANSWERED]] if ANSWERED in told else [])]
    for count, whole in product(told.values(), wholes):
        assert count >= T
        assert whole - count == 0 or whole - count >= T


def test_a_report_without_questions_is_what_it_was() -> None:
    report = build_report(source(*many_comments()))
    assert not any(table.key.startswith("answers") for table in report.tables)


def test_answers_alone_stand_among_the_published_comments() -> None:
    blank = CommentFacts("ferries", "published", "web", MONDAY, (), "", None, (("k1", "A"),))
    report = build_report(source(*many_comments(), blank))
    assert "Answers only" in {one.text for one in report.comments}


def test_only_a_published_comment_brings_answers() -> None:
    with pytest.raises(ValueError, match="answers"):
        CommentFacts("ferries", "withdrawn", "web", MONDAY, (), None, None, (("k1", "A"),))
