"""Questions as a form shows them: what was typed stays, what is wrong stands at its field."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from engage.comments.answers.rules import FIELD, AnswerSheet
from engage.engagements.questions import ANSWER_LENGTH, Question, QuestionKind

NO_ANSWER = "No answer"


@dataclass(frozen=True)
class ShownOption:
    value: str
    label: str
    is_chosen: bool


@dataclass(frozen=True)
class ShownQuestion:
    """One question of the form. `name` is that of its field; `typed` the answer in words."""

    name: str
    kind: str
    label: str
    necessity: str
    use: str
    is_required: bool
    options: tuple[ShownOption, ...]
    typed: str
    limit: int
    error: str

    @property
    def first_id(self) -> str:
        """Where a link to the field leads."""
        return self.name if self.kind == QuestionKind.SHORT else f"{self.name}-0"


def shown_questions(sheet: AnswerSheet, errors: Mapping[str, str]) -> tuple[ShownQuestion, ...]:
    """All questions of the sheet in their order; `errors` by their key."""
    return tuple(_shown(sheet, one, errors.get(one.key, "")) for one in sheet.questions)


def _shown(sheet: AnswerSheet, question: Question, error: str) -> ShownQuestion:
    typed = sheet.of(question)
    return ShownQuestion(
        name=f"{FIELD}{question.key}",
        kind=question.kind.value,
        label=question.label,
        necessity=question.necessity,
        use=question.use,
        is_required=question.is_required,
        options=tuple(_options(question, typed)),
        typed=typed[0] if typed and question.kind is QuestionKind.SHORT else "",
        limit=ANSWER_LENGTH,
        error=error,
    )


def _options(question: Question, typed: tuple[str, ...]) -> Iterator[ShownOption]:
    for value in question.values:
        yield ShownOption(value, _label(question, value), value in typed)
    one_of = question.kind in (QuestionKind.CHOICE, QuestionKind.SCALE)
    if one_of and not question.is_required:
        # Without scripts a chosen button could otherwise not be taken back.
        yield ShownOption("", NO_ANSWER, False)


def _label(question: Question, value: str) -> str:
    if question.kind is not QuestionKind.SCALE:
        return value
    ends = {"1": question.low, str(question.steps): question.high}
    return f"{value}: {ends[value]}" if value in ends else value


def all_in_words(text: str, sheet: AnswerSheet) -> str:
    """Everything that was typed and chosen as one text, for somebody whose form was not taken."""
    lines = [
        f"{question.label}\n{', '.join(typed)}"
        for question in sheet.questions
        if (typed := sheet.of(question))
    ]
    return "\n\n".join(part for part in (*lines, text) if part.strip())
