"""What the author of a comment is told of a decision: a template for each reason (R28). Pure.

It never repeats a word of the comment, and says no more than the policy does. A moderator edits it
before it goes. Of a threat there is no message at all (R31).
"""

from dataclasses import dataclass
from typing import Final

from engage.moderation.rules import DECLINING, PUBLISHING, WORDS, Outcome, Reason

POLICY: Final = "The moderation policy says what we publish: {base_url}/moderation-policy"
CODE: Final = "{base_url}/receipt (you need the code that you were shown when you sent it)"
TAKEN_OUT: Final = " We have taken it out of what we keep, and will soon delete it for good."


@dataclass(frozen=True)
class Facts:
    """What a message speaks of; `closes_words` is '' while comments are not accepted any more.

    `is_correction`: an earlier text is public and stays so. `was_public`: it was taken from view.
    """

    topic: str
    base_url: str
    public_id: str
    can_correct: bool
    closes_words: str
    is_correction: bool
    was_public: bool


def draft(facts: Facts, outcome: str, reasons: tuple[Reason, ...]) -> str:
    """The message for a decision, in paragraphs; '' where its author is told nothing."""
    if Reason.THREAT in reasons:
        return ""
    if outcome in PUBLISHING:
        return _joined(_published(facts, Outcome(outcome)))
    if outcome in DECLINING:
        told = (Reason.SPAM,) if outcome == Outcome.SPAM else reasons
        return _joined(_declined(facts, told))
    return ""


def _published(facts: Facts, outcome: Outcome) -> list[str]:
    what = "your correction" if facts.is_correction else "your comment"
    address = f"{facts.base_url}/c/{facts.public_id}"
    if outcome is Outcome.PUBLISH:
        return [
            f"Thank you. We published {what} on “{facts.topic}”. You can see it here: {address}"
        ]
    return [
        f"Thank you. We published {what} on “{facts.topic}” without some of its words. Marks such"
        " as [name removed] stand where they were. We do not publish what could identify a person"
        f" or harm one. You can see it here: {address}",
        *_correcting(facts, "If the marks change what you mean, you can write it in other words"),
    ]


def _declined(facts: Facts, reasons: tuple[Reason, ...]) -> list[str]:
    topic = f"on “{facts.topic}”"
    if facts.is_correction:
        first = f"We read your correction of your comment {topic} and did not publish it. Your"
        first += " earlier text is still public."
    elif facts.was_public:
        first = f"We took your comment {topic} from public view."
    else:
        first = f"Thank you for your comment {topic}. We read it and did not publish it."
    why = [
        WORDS[reason].for_author + (TAKEN_OUT if reason is Reason.THIRD_PARTY_INFORMATION else "")
        for reason in reasons
    ]
    return [first, *why, *_correcting(facts, "You can change it and send it again")]


def _correcting(facts: Facts, invitation: str) -> list[str]:
    policy = POLICY.format(base_url=facts.base_url)
    if not facts.can_correct:
        return [policy]
    until = f" until {facts.closes_words}" if facts.closes_words else ""
    return [f"{invitation}{until}: {CODE.format(base_url=facts.base_url)}.", policy]


def _joined(paragraphs: list[str]) -> str:
    return "\n\n".join(paragraphs)
