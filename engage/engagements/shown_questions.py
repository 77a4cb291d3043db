"""Questions as a form shows them: what was typed stays, what is wrong stands at its field."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from engage.core.language import gettext as _
from engage.core.language import marked
from engage.engagements.questions import ANSWER_LENGTH, Question, QuestionKind

FIELD: Final = "q-"
NO_ANSWER: Final = marked("No answer")
Typed = Mapping[str, tuple[str, ...]]


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


def shown_questions(
    questions: Sequence[Question], typed: Typed, errors: Mapping[str, str]
) -> tuple[ShownQuestion, ...]:
    """The questions in their order, with what was posted for each and what is wrong with it."""
    return tuple(_shown(one, typed.get(one.key, ()), errors.get(one.key, "")) for one in questions)


def _shown(question: Question, typed: tuple[str, ...], error: str) -> ShownQuestion:
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
        yield ShownOption(value, option_label(question, value), value in typed)
    one_of = question.kind in (QuestionKind.CHOICE, QuestionKind.SCALE)
    if one_of and not question.is_required:
        # Without scripts a chosen button could otherwise not be taken back.
        yield ShownOption("", _(NO_ANSWER), False)


def option_label(question: Question, value: str) -> str:
    """How a value of the question reads: an option as it is, the ends of a scale with words."""
    if question.kind is not QuestionKind.SCALE:
        return value
    ends = {"1": question.low, str(question.steps): question.high}
    return f"{value}: {ends[value]}" if value in ends else value
