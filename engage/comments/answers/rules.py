"""What was posted for a topic's questions, judged against what is asked. Pure.

Only the published questions are looked at: a posted field of any other is never read, and a choice
that is not offered is refused at its field (R21). Choices and steps become rows of their own.
Answers in words become part of the comment's one text, each under its question's label, so that
they are checked, moderated, redacted and published like all that a person writes.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from engage.core.language import ENGLISH, marked, number
from engage.core.language import gettext as _
from engage.core.text import is_blank, plain_one_line
from engage.engagements.questions import ANSWER_LENGTH, Question, QuestionKind
from engage.engagements.shown_questions import FIELD, IN_ENGLISH, QuestionWords, Said, words_of

IN_WORDS: Final = ""
"""The value of an answer that was typed: its words stand in the comment's text."""
UNANSWERED: Final = marked("Answer this question.")
NOT_OFFERED: Final = marked("This choice is not offered. Choose from the list.")
# Far above the limit nothing is worth cleaning first: the answer is the same.
_ABSURD: Final = 10_000


class Answer(NamedTuple):
    """One chosen option or step; `value` is `IN_WORDS` where the answer was typed."""

    key: str
    value: str


class Wrong(NamedTuple):
    """What is wrong with the answer to one question."""

    key: str
    message: str

    @property
    def field(self) -> str:
        return f"{FIELD}{self.key}"


@dataclass(frozen=True)
class Written:
    """An answer in words, under the question as the person read it."""

    label: str
    words: str


@dataclass(frozen=True)
class AnswerSheet:
    """The questions of a topic as a form showed them, and what was posted for them, as typed.

    `revision_id` is the topic's published revision that they were read from.
    """

    revision_id: int
    questions: tuple[Question, ...]
    typed: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def of(self, question: Question) -> tuple[str, ...]:
        """What was posted for one question."""
        return tuple(value for value in self.typed.get(question.key, ()) if value)


NO_QUESTIONS: Final = AnswerSheet(0, ())


@dataclass(frozen=True)
class Answers:
    """The answers that may be stored: rows, and words for the text."""

    rows: tuple[Answer, ...] = ()
    written: tuple[Written, ...] = ()


def judged(sheet: AnswerSheet) -> tuple[Answers, tuple[Wrong, ...]]:
    """What may be stored of the answers, and all that is wrong with the others."""
    rows: list[Answer] = []
    written: list[Written] = []
    wrong: list[Wrong] = []
    for question in sheet.questions:
        fault = ""
        if question.kind is QuestionKind.SHORT:
            words, fault = _short(sheet.of(question))
            if words and not fault:
                rows.append(Answer(question.key, IN_WORDS))
                written.append(Written(question.label, words))
            is_given = bool(words)
        else:
            chosen = tuple(dict.fromkeys(sheet.of(question)))
            fault = _fault_of_choice(question, chosen)
            # In the order in which they were offered, whatever order they came in.
            rows += [Answer(question.key, v) for v in question.values if v in chosen and not fault]
            is_given = bool(chosen)
        if question.is_required and not is_given:
            fault = _(UNANSWERED)
        if fault:
            wrong.append(Wrong(question.key, fault))
    return Answers(tuple(rows), tuple(written)), tuple(wrong)


def _short(typed: Sequence[str]) -> tuple[str, str]:
    raw = typed[0] if typed else ""
    words = plain_one_line(raw[:_ABSURD], _ABSURD)
    if is_blank(words):
        return "", ""
    over = max(len(words), len(raw) if len(raw) > _ABSURD else 0) - ANSWER_LENGTH
    if over > 0:
        return words, _(
            "Shorten your answer by %(over)s to %(limit)s characters or fewer.",
            over=number(over),
            limit=number(ANSWER_LENGTH),
        )
    return words, ""


def _fault_of_choice(question: Question, chosen: Collection[str]) -> str:
    if any(value not in question.values for value in chosen):
        return _(NOT_OFFERED)
    if len(chosen) > 1 and question.kind is not QuestionKind.SEVERAL:
        return _("Choose one answer only.")
    return ""


def composed(text: str, written: Sequence[Written]) -> str:
    """The comment's one text: the free comment, then each answer in words under its label."""
    parts = [text, *(f"{one.label}\n{one.words}" for one in written)]
    return "\n\n".join(part for part in parts if part)


def without_labels(body: str, labels: Collection[str]) -> str:
    """The text with blanks in place of the lines that are labels of questions, as long as before.

    Labels are the Province's words in everybody's text: they name nobody and make no letter.
    """
    if not labels:
        return body
    lines = body.split("\n")
    return "\n".join(" " * len(line) if line in labels else line for line in lines)


@dataclass(frozen=True)
class ShownAnswer:
    """A question with what one person chose, in words: those of the question itself, but for a step
    of a scale, which is said in the language of the page. `tag`: the language of the question."""

    label: str
    said: tuple[str, ...]
    is_scale: bool = False
    tag: str = ENGLISH


def shown(
    question: Question, values: Collection[str], words: QuestionWords | None = None
) -> ShownAnswer | None:
    """None for an answer in words: it stands in the text."""
    if question.kind is QuestionKind.SHORT:
        return None
    words = words or words_of(question)
    known = [value for value in question.values if value in values]
    # An answer is never hidden: whatever else was stored is shown as it is.
    said = [*known, *sorted(set(values) - set(known))]
    is_scale = question.kind is QuestionKind.SCALE
    said = [
        _step_words(question.steps, step, words) if is_scale else words.options.get(step, step)
        for step in said
    ]
    return ShownAnswer(words.label, tuple(said), is_scale, words.tag)


def _step_words(steps: int, step: str, words: QuestionWords) -> str:
    return _(
        "%(step)s of %(steps)s (1: %(low)s, %(steps)s: %(high)s)",
        step=step,
        steps=steps,
        low=words.low,
        high=words.high,
    )


def shown_answers(
    questions: Sequence[Question],
    answers: Mapping[str, Collection[str]],
    said: Said = IN_ENGLISH,
) -> Iterator[ShownAnswer]:
    """In the order of the questions."""
    for question in questions:
        if question.key in answers:
            one = shown(question, answers[question.key], said.get(question.key))
            if one is not None:
                yield one


def all_in_words(text: str, sheet: AnswerSheet, said: Said = IN_ENGLISH) -> str:
    """Everything that was typed and chosen as one text, for somebody whose form was not taken: in
    the language in which it was asked."""
    lines = []
    for question in sheet.questions:
        words = said.get(question.key) or words_of(question)
        if typed := [words.options.get(one, one) for one in sheet.of(question)]:
            lines.append(f"{words.label}\n{', '.join(typed)}")
    return "\n\n".join(part for part in (*lines, text) if part.strip())


def with_answers(text: str, answers: Sequence[ShownAnswer]) -> str:
    """A comment with what was chosen beside it, as one text for where there is nothing but text."""
    chosen = "\n".join(f"{one.label} {'; '.join(one.said)}" for one in answers)
    return "\n\n".join(part for part in (text or (chosen and _("Answers only")), chosen) if part)
