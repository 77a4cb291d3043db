"""Structured questions of a topic, beside the free comment: what they are and what they lack. Pure.

They are part of a topic's content, so a revision holds them, the history compares them, and
publishing and approving the topic covers them. A question keeps its `key` through every edit of its
words, so that the answers stay together; asked in another way (its kind, the steps of its scale) it
is another question and gets another key. An option is its words: other words are another option,
and nobody's answer is read as something that they did not choose.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final, NamedTuple

from engage.engagements.purposes import NOTHING_PERSONAL, is_gone, purpose_words
from engage.governance.wording.eliciting import eliciting

MOST_QUESTIONS: Final = 12
LABEL_LENGTH: Final = 200
OPTION_LENGTH: Final = 150
FEWEST_OPTIONS: Final = 2
MOST_OPTIONS: Final = 20
END_LENGTH: Final = 60
ANSWER_LENGTH: Final = 200
STATEMENT_LENGTH: Final = 1_000
SCALES: Final = (5, 7)
SAY_WHY: Final = "Say why this is needed, or ask in another way."
IS_PERSONAL: Final = "The words may ask for personal details, so choose a purpose of the notice."


class QuestionKind(StrEnum):
    CHOICE = "choice"
    SEVERAL = "several"
    SCALE = "scale"
    SHORT = "short"


KIND_WORDS: Final = {
    QuestionKind.CHOICE: "One choice of several",
    QuestionKind.SEVERAL: "As many choices as apply",
    QuestionKind.SCALE: "A scale with words at both ends",
    QuestionKind.SHORT: "A short answer in words",
}
WITH_OPTIONS: Final = frozenset({QuestionKind.CHOICE, QuestionKind.SEVERAL})


@dataclass(frozen=True)
class Question:
    """One question as it is asked.

    `options` for choices, `steps` with the words `low` and `high` for a scale. `necessity` says why
    the answers are needed, `use` what is done with them (R21); `personal_reason` why the question
    stands although the wording check takes it to ask for personal details (R22). `purpose` is that
    of the collection notice under which the answers fall (R23, see `purposes`).
    """

    key: str
    kind: QuestionKind
    label: str
    options: tuple[str, ...] = ()
    steps: int = 0
    low: str = ""
    high: str = ""
    necessity: str = ""
    use: str = ""
    personal_reason: str = ""
    is_required: bool = False
    purpose: str = ""

    @property
    def values(self) -> tuple[str, ...]:
        """What can be chosen; () where the answer is typed."""
        if self.kind is QuestionKind.SCALE:
            return tuple(str(step) for step in range(1, self.steps + 1))
        return self.options

    @property
    def elicits(self) -> tuple["Elicited", ...]:
        """What the wording check says of its words, those of its options among them."""
        return elicited("\n".join((self.label, *self.options, self.low, self.high)))


class Elicited(NamedTuple):
    """Words that seem to ask for personal details, and why that matters."""

    words: str
    reason: str


def elicited(text: str) -> tuple[Elicited, ...]:
    """What the wording check says of a question or prompt (R22)."""
    return tuple(Elicited(text[one.start : one.end], one.reason) for one in eliciting(text))


class Lack(NamedTuple):
    """What is wrong with a question, at one field."""

    field: str
    message: str


def question_from_json(values: Mapping[str, Any]) -> Question:
    kind, options = QuestionKind(values["kind"]), tuple(values["options"])
    return Question(**{**values, "kind": kind, "options": options})


def lacks(question: Question, others: Sequence[Question]) -> tuple[Lack, ...]:
    """All that keeps a question from being saved. Its statements may still be missing."""
    return tuple(_lacks(question, others))


def _lacks(question: Question, others: Sequence[Question]) -> Iterator[Lack]:
    if not question.label:
        yield Lack("label", "Write the question.")
    elif question.label.casefold() in {other.label.casefold() for other in others}:
        yield Lack("label", "Another question of this topic has these words already.")
    if len(question.label) > LABEL_LENGTH:
        yield Lack("label", f"The question can have {LABEL_LENGTH} characters at most. Shorten it.")
    if question.kind in WITH_OPTIONS:
        yield from _lacks_of_options(question.options)
    if question.kind is QuestionKind.SCALE:
        yield from _lacks_of_scale(question)
    if len(others) >= MOST_QUESTIONS:
        yield Lack("", f"A topic can have {MOST_QUESTIONS} questions at most.")
    if question.elicits and not question.personal_reason:
        yield Lack("personal_reason", SAY_WHY)
    if question.elicits and question.purpose == NOTHING_PERSONAL:
        yield Lack("purpose", IS_PERSONAL)


def _lacks_of_options(options: Sequence[str]) -> Iterator[Lack]:
    if len(options) < FEWEST_OPTIONS:
        yield Lack("options", "Give at least two choices, each on a line of its own.")
    if len(options) > MOST_OPTIONS:
        yield Lack("options", f"Give {MOST_OPTIONS} choices at most.")
    if any(len(option) > OPTION_LENGTH for option in options):
        yield Lack("options", f"A choice can have {OPTION_LENGTH} characters at most.")
    if len({option.casefold() for option in options}) < len(options):
        yield Lack("options", "Two choices are the same. Leave one out.")


def _lacks_of_scale(question: Question) -> Iterator[Lack]:
    if question.steps not in SCALES:
        yield Lack("steps", "Choose how many steps the scale has.")
    for field, words in (("low", question.low), ("high", question.high)):
        if not words:
            yield Lack(field, "Say in words what this end of the scale means.")
        elif len(words) > END_LENGTH:
            yield Lack(field, f"Use {END_LENGTH} characters at most.")


def unready(questions: Sequence[Question]) -> tuple[str, ...]:
    """What keeps questions from the public, a sentence each (R21, R22)."""
    return tuple(_unready(questions))


def _unready(questions: Sequence[Question]) -> Iterator[str]:
    for question in questions:
        name = f"the question “{question.label}”"
        if not question.necessity:
            yield f"Say why {name} is needed."
        if not question.use:
            yield f"Say how the answers to {name} will be used."
        if question.elicits and not question.personal_reason:
            yield f"Say why {name} may ask for personal details, or ask in another way."


def purpose_fault(question: Question, purposes: Collection[str]) -> str:
    """Why a question falls under no purpose of the collection notice, as a sentence; '': it does.

    `purposes`: those of the notice that is chosen now, () without one.
    """
    name = f"the question “{question.label}”"
    if not question.purpose:
        return f"Say under which purpose of the collection notice {name} falls."
    if question.purpose == NOTHING_PERSONAL:
        said = f"Choose a purpose of the notice for {name}: it may ask for personal details."
        return said if question.elicits else ""
    if is_gone(question.purpose, purposes):
        return f"The collection notice no longer names the purpose of {name}. Choose another."
    return ""


def with_question(questions: Sequence[Question], question: Question) -> tuple[Question, ...]:
    """The question in the place of the one with its key, or else as the last."""
    if any(one.key == question.key for one in questions):
        return tuple(question if one.key == question.key else one for one in questions)
    return (*questions, question)


def without(questions: Sequence[Question], key: str) -> tuple[Question, ...]:
    return tuple(one for one in questions if one.key != key)


def moved(questions: Sequence[Question], key: str, by: int) -> tuple[Question, ...]:
    """The question one place up (-1) or down (1); at an end it stays."""
    order = list(questions)
    at = next((n for n, one in enumerate(order) if one.key == key), None)
    if at is None or not 0 <= at + by < len(order):
        return tuple(order)
    order.insert(at + by, order.pop(at))
    return tuple(order)


def in_words(question: Question) -> str:
    """A question as the history shows it, a line for each of its parts."""
    return "\n".join(_lines(question))


def _lines(question: Question) -> Iterator[str]:
    required = ", an answer is required" if question.is_required else ""
    yield question.label
    yield f"{KIND_WORDS[question.kind]}{required}"
    yield from (f"- {option}" for option in question.options)
    if question.kind is QuestionKind.SCALE:
        yield f"1 ({question.low}) to {question.steps} ({question.high})"
    for said, words in (
        ("Why it is needed", question.necessity),
        ("How the answers are used", question.use),
        ("Purpose of the collection notice", purpose_words(question.purpose)),
        ("Why it may ask for personal details", question.personal_reason),
    ):
        if words:
            yield f"{said}: {words}"
