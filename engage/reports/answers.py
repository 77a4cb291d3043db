"""What people answered to structured questions, as tables of counts that single nobody out (R74).

Only published comments are counted, those on the question's topic. Everybody can count them, so the
rows of a question with one answer add up to them, and who gave none is a row like any other: rows
are joined until each holds enough comments, or is empty. Answers of which a person can give several
overlap and cannot be joined; there single figures are left out. A question of which nothing can be
told that way still has its table, which says so.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from engage.engagements.questions import QuestionKind
from engage.privacy.disclosure import (
    NOT_SHOWN,
    Figure,
    Tally,
    finest_runs,
    may_show_received,
    reason_figures,
)
from engage.reports.gathered import Gathered
from engage.reports.rules import Row, Table
from engage.reports.source import QuestionFacts, TopicFacts
from engage.reports.words import Words

Given = Sequence[tuple[frozenset[str], int]]
"""Different sets of values, each with the number of published comments that chose it."""


@dataclass(frozen=True)
class Counted:
    """An answer, its label, and how many gave it. `value` '' is no answer."""

    value: str
    label: str
    count: int


def answer_tables(
    topics: Sequence[TopicFacts], gathered: Gathered, threshold: int, words: Words
) -> Iterator[Table]:
    """A table for each question with answers to choose, in the order in which they are asked."""
    for topic in topics:
        for question in topic.questions:
            caption = f"{topic.title}: {question.label}" if len(topics) > 1 else question.label
            given = _given(gathered, topic.slug, question.key)
            table = _several if question.kind is QuestionKind.SEVERAL else _one_of
            told = table(question, given, threshold, words)
            note = told.note if question.is_asked else f"{told.note} {words('answers.no_longer')}"
            yield Table(
                f"answers_{topic.slug}_{question.key}",
                "answers",
                caption,
                words("answers.first"),
                (words("comments"),),
                told.rows,
                note,
                told.keys,
                ("comments",),
                has_total=bool(told.keys) and told.keys[-1] == "total",
            )


@dataclass(frozen=True)
class Told:
    rows: tuple[Row, ...]
    keys: tuple[str, ...]
    note: str


def _given(gathered: Gathered, topic: str, key: str) -> Given:
    counts: Counter[frozenset[str]] = Counter()
    for profile, count in gathered.profiles.items():
        if profile.topic == topic:
            counts[frozenset(value for of, value in profile.answers if of == key)] += count
    return tuple(counts.items())


def _size(given: Given) -> int:
    return sum(count for _values, count in given)


def _counted(question: QuestionFacts, given: Given, words: Words) -> list[Counted]:
    return [
        Counted(value, label, sum(count for values, count in given if value in values))
        for value, label in _labels(question, words)
    ]


def _labels(question: QuestionFacts, words: Words) -> Iterator[tuple[str, str]]:
    for value, label in question.values:
        gone = f" ({words('no_longer_offered')})" if value in question.former else ""
        yield value, label + gone


def _one_of(question: QuestionFacts, given: Given, threshold: int, words: Words) -> Told:
    """Rows that add up; small ones joined with their neighbours on a scale, else by size."""
    counted = _counted(question, given, words)
    unanswered = sum(count for values, count in given if not values)
    counted.append(Counted("", words("answers.none_given"), unanswered))
    used = [one for one in counted if one.count]
    if question.kind is not QuestionKind.SCALE:
        used.sort(key=lambda one: (-one.count, one.value))
    runs = finest_runs(
        [Tally(one.count, one.count) for one in used], lambda run: run.published >= threshold
    )
    groups = [used[start:end] for start, end in runs]
    if not groups or (len(groups) == 1 and len(groups[0]) > 1):
        return _hidden(question, words)
    order = counted.index
    groups += [[one] for one in counted if not one.count and one.value]
    groups = sorted((sorted(group, key=order) for group in groups), key=lambda one: order(one[0]))
    rows = [
        Row(_joined(group, words), (Figure(exact=sum(one.count for one in group)),))
        for group in groups
    ]
    note = words("answers.of_published")
    if question.kind is QuestionKind.SCALE and all(len(group) == 1 for group in groups):
        note += _mean(counted, threshold, words)
    rows.append(Row(words("total"), (Figure(exact=_size(given)),)))
    return Told(tuple(rows), (*map(_key, groups), "total"), note)


def _key(group: Sequence[Counted]) -> str:
    return "+".join(one.value or "none" for one in group)


def _joined(group: Sequence[Counted], words: Words) -> str:
    if len(group) == 1:
        return group[0].label
    if _is_stretch(group):
        return words("answers.stretch", first=group[0].value, last=group[-1].value)
    none = words("answers.none_given").lower()
    return words.listed(tuple(one.label if one.value else none for one in group))


def _is_stretch(group: Sequence[Counted]) -> bool:
    """Whether these are steps of a scale that follow one another."""
    steps = [int(one.value) for one in group if one.value.isdecimal()]
    return len(steps) == len(group) == steps[-1] - steps[0] + 1 if steps else False


def _mean(counted: Sequence[Counted], threshold: int, words: Words) -> str:
    """Of figures that all stand in the table: it tells nothing that they do not."""
    steps = [one for one in counted if one.value.isdecimal()]
    answered = sum(one.count for one in steps)
    if answered < threshold:
        return ""
    mean = sum(int(one.value) * one.count for one in steps) / answered
    return f" {words('answers.mean', mean=words.decimal(mean))}"


def _several(question: QuestionFacts, given: Given, threshold: int, words: Words) -> Told:
    """One row for each answer. Neither a figure nor what it leaves of the others may be small."""
    answered = sum(count for values, count in given if values)
    size = _size(given)
    tells_answered = answered >= threshold and may_show_received(Tally(size, answered), threshold)
    counted = _counted(question, given, words)
    whole = answered if tells_answered else size
    if whole < threshold:
        return _hidden(question, words)
    figures = reason_figures({one.value: one.count for one in counted}, whole, threshold)
    rows = [Row(one.label, (figures[one.value],)) for one in counted]
    keys = [one.value for one in counted]
    if tells_answered:
        rows.insert(0, Row(words("answers.answered"), (Figure(exact=answered),)))
        keys.insert(0, "answered")
    return Told(tuple(rows), tuple(keys), words("answers.several"))


def _hidden(question: QuestionFacts, words: Words) -> Told:
    rows = tuple(Row(label, (NOT_SHOWN,)) for _value, label in _labels(question, words))
    return Told(rows, tuple(value for value, _label in question.values), words("answers.too_few"))
