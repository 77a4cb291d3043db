"""When questions of the check are settled: by a reason about these very words, or by a release."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from engage.governance.wording import Concern, Rule, Weight

SHORTEST_ANSWER: Final = 12


@dataclass(frozen=True)
class Answer:
    """Why something may stay, and the fingerprint of the words that this was written about."""

    reason: str
    about: str


def is_reason(words: str) -> bool:
    """Something that says why: more than a nod."""
    return len(words) >= SHORTEST_ANSWER and len(words.split()) > 1


def fingerprint(text: str, concerns: Iterable[Concern]) -> str:
    """What an answer is about: the words that were found, in whatever order and number.

    A concern about the whole text is about every word of it.
    """
    words = {text[one.start : one.end].casefold() or text for one in concerns}
    return hashlib.sha256("\n".join(sorted(words)).encode()).hexdigest()[:16]


def questions_in(text: str, concerns: Iterable[Concern]) -> dict[Rule, str]:
    """The rules that must be answered, each with the fingerprint of what it found."""
    asked = [one for one in concerns if one.weight is Weight.ANSWER]
    return {
        rule: fingerprint(text, [one for one in asked if one.rule is rule])
        for rule in Rule
        if any(one.rule is rule for one in asked)
    }


def unsettled(
    text: str,
    concerns: tuple[Concern, ...],
    answers: Mapping[Rule, Answer],
    *,
    is_released: bool,
) -> tuple[Concern, ...]:
    """What still stands between a reply and the public.

    What blocks must leave the text. What must be answered is settled by a reason that was written
    about these very words, or by the privacy officer's release of this very version.
    """
    unanswered = {
        rule
        for rule, about in questions_in(text, concerns).items()
        if not is_released and not is_settled(answers.get(rule), about)
    }
    return tuple(
        one
        for one in concerns
        if one.weight is Weight.BLOCKS or (one.weight is Weight.ANSWER and one.rule in unanswered)
    )


def is_settled(answer: Answer | None, about: str) -> bool:
    return answer is not None and answer.about == about and is_reason(answer.reason)
