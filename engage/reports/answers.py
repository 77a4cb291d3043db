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
    Overlap,
    Tally,
    figure,
    keeps_growth,
    keeps_past,
    may_show_received,
    overlapping_figures,
    rest_of,
)
from engage.reports.earlier import (
    ANSWERED,
    TOTAL,
    Counts,
    Releases,
    Told,
    counts_of,
    group_of,
    key_of,
)
from engage.reports.gathered import Gathered
from engage.reports.growth import joined
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
    topics: Sequence[TopicFacts],
    gathered: Gathered,
    past: Releases,
    threshold: int,
    words: Words,
) -> Iterator[Table]:
    """A table for each question with answers to choose, in the order in which they are asked."""
    for topic in topics:
        for question in topic.questions:
            caption = question.label
            if len(topics) > 1:
                caption = words("answers.of_topic", topic=topic.title, caption=caption)
            key = table_key(topic, question)
            given = _given(gathered, topic.slug, question.key)
            table = _several if question.kind is QuestionKind.SEVERAL else _one_of
            told = table(question, given, past.of(key), threshold, words)
            note = told.note if question.is_asked else f"{told.note} {words('answers.no_longer')}"
            yield Table(
                key,
                "answers",
                caption,
                words("answers.first"),
                (words("comments"),),
                told.rows,
                note,
                told.keys,
                ("comments",),
                has_total=bool(told.keys) and told.keys[-1] == TOTAL,
            )


def table_key(topic: TopicFacts, question: QuestionFacts) -> str:
    return f"answers_{topic.slug}_{question.key}"


@dataclass(frozen=True)
class Answers:
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


def _one_of(
    question: QuestionFacts, given: Given, past: Sequence[Told], threshold: int, words: Words
) -> Answers:
    """Rows that add up; small ones joined with their neighbours on a scale, else by size."""
    counted = _counted(question, given, words)
    unanswered = sum(count for values, count in given if not values)
    counted.append(Counted("", words("answers.none_given"), unanswered))
    used = [one for one in counted if one.count]
    if question.kind is not QuestionKind.SCALE:
        used.sort(key=lambda one: (-one.count, one.value))
    rows = joined(
        [(frozenset({one.value}), Tally(one.count, one.count)) for one in used],
        lambda tally: tally.published >= threshold,
        lambda tally: (tally.published,),
        [counts for told in past if (counts := _before(told, used))],
        threshold,
    )
    groups = [[one for one in counted if one.value in names] for names, _tally in rows]
    if not groups or (len(groups) == 1 and len(groups[0]) > 1):
        return _hidden(question, given, threshold, words)
    named = frozenset().union(*(names for names, _tally in rows))
    groups += [[one] for one in counted if one.value and one.value not in named]
    groups.sort(key=lambda group: counted.index(group[0]))
    told = [
        Row(_joined(group, words), (Figure(exact=sum(one.count for one in group)),))
        for group in groups
    ]
    note = words("answers.of_published")
    if question.kind is QuestionKind.SCALE and all(len(group) == 1 for group in groups):
        note += _mean(counted, threshold, words)
    told.append(Row(words("total"), (Figure(exact=_size(given)),)))
    return Answers(tuple(told), (*map(_key, groups), TOTAL), note)


def _before(told: Told, used: Sequence[Counted]) -> Counts:
    """What a release told of the answers; where it told of none, all of them are one row."""
    counts = counts_of(told, ("comments",))
    whole = told.figure(TOTAL, "comments").exact
    if counts or not whole:
        return counts
    names = {name for row in told.rows if row != TOTAL for name in group_of(row)}
    return {frozenset({*names, *(one.value for one in used), ""}): (whole,)}


def _key(group: Sequence[Counted]) -> str:
    return key_of(one.value for one in group)


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


def _several(
    question: QuestionFacts, given: Given, past: Sequence[Told], threshold: int, words: Words
) -> Answers:
    """One row for each answer. Neither a figure nor what it leaves of the others may be small."""
    size = Figure(exact=_size(given))
    before = [_overlap(told) for told in past]
    answered = _answered(given, before, threshold)
    counted = _counted(question, given, words)
    if (answered.exact or _size(given)) < threshold:
        return _hidden(question, given, threshold, words)
    counts = {key_of([one.value]): one.count for one in counted}
    figures = overlapping_figures(counts, (answered, size), threshold, before)
    rows = [(key, one.label, figures[key]) for key, one in zip(counts, counted, strict=True)]
    if answered.exact is not None:
        rows.insert(0, (ANSWERED, words("answers.answered"), answered))
    rows.append((TOTAL, words("all_published"), size))
    return Answers(
        tuple(Row(label, (told,)) for _key, label, told in rows),
        tuple(key for key, _label, _told in rows),
        words("answers.several"),
    )


def _answered(given: Given, before: Sequence[Overlap], threshold: int) -> Figure:
    """How many gave an answer, unless few did or did not, or grew by a few."""
    answered, size = sum(count for values, count in given if values), _size(given)
    if answered < threshold or not may_show_received(Tally(size, answered), threshold):
        return NOT_SHOWN
    now, rest = Figure(exact=answered), Figure(exact=size - answered)
    for one in before:
        was, all_then = one.wholes
        if not keeps_growth(now, was, threshold):
            return NOT_SHOWN
        rest_then, grown = rest_of(all_then, was), rest_of(Figure(exact=size), all_then)
        if not keeps_growth(rest, rest_then, threshold):
            return NOT_SHOWN
        if not all(
            keeps_past(count, then, grown, threshold)
            for count, then in ((now, was), (rest, rest_then))
        ):
            return NOT_SHOWN
    return now


def _overlap(told: Told) -> Overlap:
    """Those who answered and all who wrote are rows of the table."""
    figures = {row: told.figure(row, "comments") for row in told.rows}
    return Overlap(figures, (figures.get(ANSWERED, NOT_SHOWN), figures.get(TOTAL, NOT_SHOWN)))


def _hidden(question: QuestionFacts, given: Given, threshold: int, words: Words) -> Answers:
    """No answer is told, but of how many: anybody can count that."""
    labels = list(_labels(question, words))
    rows = tuple(Row(label, (NOT_SHOWN,)) for _value, label in labels)
    whole = Row(words("all_published"), (figure(_size(given), threshold),))
    keys = tuple(key_of([value]) for value, _label in labels)
    return Answers((*rows, whole), (*keys, TOTAL), words("answers.too_few"))
