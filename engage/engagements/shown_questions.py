"""Questions as a form shows them: what was typed stays, what is wrong stands at its field."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from engage.core.language import ENGLISH, marked
from engage.core.language import gettext as _
from engage.engagements.questions import ANSWER_LENGTH, Question, QuestionKind

FIELD: Final = "q-"
NO_ANSWER: Final = marked("No answer")
Typed = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class QuestionWords:
    """What a question says in another language, all of it. `options` by what is stored of them,
    whatever language they are chosen in; `is_outdated`: its original was changed since."""

    tag: str
    label: str
    necessity: str
    use: str
    low: str
    high: str
    options: Mapping[str, str]
    is_outdated: bool = False


Said = Mapping[str, QuestionWords]
"""By the keys of the questions; what is not there is asked in English."""
IN_ENGLISH: Final[Said] = {}


@dataclass(frozen=True)
class ShownOption:
    value: str
    label: str
    is_chosen: bool


@dataclass(frozen=True)
class ShownQuestion:
    """One question of the form. `name` is that of its field; `typed` the answer in words; `tag` the
    language in which it is asked. `original` is the English question where that was changed since
    it was translated, or ''."""

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
    tag: str
    original: str

    @property
    def first_id(self) -> str:
        """Where a link to the field leads."""
        return self.name if self.kind == QuestionKind.SHORT else f"{self.name}-0"


def shown_questions(
    questions: Sequence[Question],
    typed: Typed,
    errors: Mapping[str, str],
    said: Said = IN_ENGLISH,
) -> tuple[ShownQuestion, ...]:
    """The questions in their order, with what was posted for each and what is wrong with it."""
    return tuple(
        _shown(
            one,
            said.get(one.key) or words_of(one),
            typed.get(one.key, ()),
            errors.get(one.key, ""),
        )
        for one in questions
    )


def words_of(question: Question) -> QuestionWords:
    """What a question says as it was written."""
    return QuestionWords(
        ENGLISH,
        question.label,
        question.necessity,
        question.use,
        question.low,
        question.high,
        {option: option for option in question.options},
    )


def _shown(
    question: Question, words: QuestionWords, typed: tuple[str, ...], error: str
) -> ShownQuestion:
    return ShownQuestion(
        name=f"{FIELD}{question.key}",
        kind=question.kind.value,
        label=words.label,
        necessity=words.necessity,
        use=words.use,
        is_required=question.is_required,
        options=tuple(_options(question, words, typed)),
        typed=typed[0] if typed and question.kind is QuestionKind.SHORT else "",
        limit=ANSWER_LENGTH,
        error=error,
        tag=words.tag,
        original=question.label if words.is_outdated else "",
    )


def _options(
    question: Question, words: QuestionWords, typed: tuple[str, ...]
) -> Iterator[ShownOption]:
    for value in question.values:
        yield ShownOption(value, option_label(question, value, words), value in typed)
    one_of = question.kind in (QuestionKind.CHOICE, QuestionKind.SCALE)
    if one_of and not question.is_required:
        # Without scripts a chosen button could otherwise not be taken back.
        yield ShownOption("", _(NO_ANSWER), False)


def option_label(question: Question, value: str, words: QuestionWords | None = None) -> str:
    """How a value of the question reads: an option in its words, the ends of a scale with words."""
    words = words or words_of(question)
    if question.kind is not QuestionKind.SCALE:
        return words.options.get(value, value)
    ends = {"1": words.low, str(question.steps): words.high}
    return f"{value}: {ends[value]}" if value in ends else value
