"""What people answered to structured questions, as tables of counts that single nobody out (R74).

Only published comments are counted, those on the question's topic. Everybody can count them, so the
rows of a question with one answer add up to them, and who gave none is a row like any other: rows
are joined until each holds enough comments, or is empty. Answers of which a person can give several
overlap and cannot be joined; there single figures are left out. A question of which nothing can be
told that way still has its table, which says so.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from engage.engagements.questions import QuestionKind
from engage.privacy.disclosure import (
    NOT_SHOWN,
    Figure,
    Tally,
    finest_runs,
    may_show_received,
    reason_figures,
)
from engage.reports.rules import Row, Table
from engage.reports.source import CommentFacts, QuestionFacts, TopicFacts

NONE_GIVEN: Final = "No answer"
ANSWERED: Final = "Gave at least one answer"
TOTAL: Final = "Total"
OF_PUBLISHED: Final = "Published comments on this topic."
SEVERAL: Final = f"{OF_PUBLISHED} People could choose more than one answer."
TOO_FEW: Final = f"{OF_PUBLISHED} Too few chose differently to show how many chose what."
NO_LONGER: Final = "This question is no longer asked."


@dataclass(frozen=True)
class Counted:
    """An answer, its label, and how many gave it. `value` '' is no answer."""

    value: str
    label: str
    count: int


def answer_tables(
    topics: Sequence[TopicFacts], comments: Sequence[CommentFacts], threshold: int
) -> Iterator[Table]:
    """A table for each question with answers to choose, in the order in which they are asked."""
    for topic in topics:
        published = [one for one in comments if one.topic == topic.slug and one.text is not None]
        for question in topic.questions:
            caption = f"{topic.title}: {question.label}" if len(topics) > 1 else question.label
            given = [_given(one, question.key) for one in published]
            table = _several if question.kind is QuestionKind.SEVERAL else _one_of
            rows, note = table(question, given, threshold)
            if not question.is_asked:
                note = f"{note} {NO_LONGER}"
            key = f"answers_{topic.slug}_{question.key}"
            yield Table(key, caption, "Answer", ("Comments",), rows, note)


def _given(comment: CommentFacts, key: str) -> frozenset[str]:
    return frozenset(value for of, value in comment.answers if of == key)


def _counted(question: QuestionFacts, given: Sequence[frozenset[str]]) -> list[Counted]:
    return [
        Counted(value, label, sum(value in one for one in given))
        for value, label in question.values
    ]


def _one_of(
    question: QuestionFacts, given: Sequence[frozenset[str]], threshold: int
) -> tuple[tuple[Row, ...], str]:
    """Rows that add up; small ones joined with their neighbours on a scale, else by size."""
    counted = _counted(question, given)
    counted.append(Counted("", NONE_GIVEN, sum(not one for one in given)))
    used = [one for one in counted if one.count]
    if question.kind is not QuestionKind.SCALE:
        used.sort(key=lambda one: (-one.count, one.value))
    runs = finest_runs(
        [Tally(one.count, one.count) for one in used], lambda run: run.published >= threshold
    )
    groups = [used[start:end] for start, end in runs]
    if not groups or (len(groups) == 1 and len(groups[0]) > 1):
        return _hidden(question), TOO_FEW
    order = counted.index
    groups += [[one] for one in counted if not one.count and one.value]
    groups.sort(key=lambda group: min(map(order, group)))
    rows = [
        Row(_joined(sorted(group, key=order)), (Figure(exact=sum(one.count for one in group)),))
        for group in groups
    ]
    note = OF_PUBLISHED
    if question.kind is QuestionKind.SCALE and all(len(group) == 1 for group in groups):
        note += _mean(counted, threshold)
    return (*rows, Row(TOTAL, (Figure(exact=len(given)),))), note


def _joined(group: Sequence[Counted]) -> str:
    labels = [one.label if one.value else NONE_GIVEN.lower() for one in group]
    if len(labels) == 1:
        return group[0].label
    if _is_stretch(group):
        return f"{group[0].value} to {group[-1].value}"
    return f"{', '.join(labels[:-1])} or {labels[-1]}"


def _is_stretch(group: Sequence[Counted]) -> bool:
    """Whether these are steps of a scale that follow one another."""
    steps = [int(one.value) for one in group if one.value.isdecimal()]
    return len(steps) == len(group) == steps[-1] - steps[0] + 1 if steps else False


def _mean(counted: Sequence[Counted], threshold: int) -> str:
    """Of figures that all stand in the table: it tells nothing that they do not."""
    steps = [one for one in counted if one.value.isdecimal()]
    answered = sum(one.count for one in steps)
    if answered < threshold:
        return ""
    mean = sum(int(one.value) * one.count for one in steps) / answered
    return f" The mean of the answers is {mean:.1f}."


def _several(
    question: QuestionFacts, given: Sequence[frozenset[str]], threshold: int
) -> tuple[tuple[Row, ...], str]:
    """One row for each answer. Neither a figure nor what it leaves of the others may be small."""
    answered = sum(bool(one) for one in given)
    tells_answered = answered >= threshold and may_show_received(
        Tally(len(given), answered), threshold
    )
    counted = _counted(question, given)
    whole = answered if tells_answered else len(given)
    if whole < threshold:
        return _hidden(question), TOO_FEW
    figures = reason_figures({one.value: one.count for one in counted}, whole, threshold)
    rows = [Row(one.label, (figures[one.value],)) for one in counted]
    if tells_answered:
        rows.insert(0, Row(ANSWERED, (Figure(exact=answered),)))
    return tuple(rows), SEVERAL


def _hidden(question: QuestionFacts) -> tuple[Row, ...]:
    return tuple(Row(label, (NOT_SHOWN,)) for _value, label in question.values)
