"""What a decision may say, and the words for it. Pure.

The reasons are those of the corporate moderation policy. Each has three wordings: a short one for
lists, one that tells the moderator when it applies, and one that the author reads. The author's
never repeats the comment and never says more than the policy does.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Final

from engage.comments.rules import State
from engage.core.language import gettext as _
from engage.core.language import marked
from engage.core.permissions import Role

NO_COMMENT: Final = "There is no such comment, or it belongs to another ministry."
NOTE_LENGTH: Final = 2_000
MESSAGE_LENGTH: Final = 4_000
REVEAL_REASON_LENGTH: Final = 500
# What was typed beyond this is not worth cleaning first: the answer is the same.
ABSURD_NOTE: Final = 50_000
SCREEN: Final = "moderation.screen"
"""The job that looks at a comment before the queue shows it."""
UNDO_PERIOD: Final = timedelta(minutes=2)
"""How long a decision can be undone by its maker; its author is told nothing before."""

MODERATING_ROLES: Final = (Role.MODERATOR, Role.ADMINISTRATOR)
IMPORTING_ROLES: Final = (Role.ADMINISTRATOR, Role.ENGAGEMENT_LEAD)


class Outcome(StrEnum):
    """What a decision did. The last three are never chosen: a maker's second thought, a comment
    that the system hid until somebody looks at it, and one that it put back into the queue because
    of what was done to it elsewhere."""

    PUBLISH = "publish"
    PUBLISH_REDACTED = "publish_redacted"
    NOT_PUBLISH = "not_publish"
    SPAM = "spam"
    REFER = "refer"
    UNDO = "undo"
    HIDDEN = "hidden"
    REOPENED = "reopened"


PUBLISHING: Final = frozenset({Outcome.PUBLISH, Outcome.PUBLISH_REDACTED})
DECLINING: Final = frozenset({Outcome.NOT_PUBLISH, Outcome.SPAM})
CHOSEN: Final = PUBLISHING | DECLINING | {Outcome.REFER}
DECISIVE: Final = PUBLISHING | DECLINING
"""Those that settle a comment; the newest of them that was not undone is the one that stands."""


class Referral(StrEnum):
    """Who answers what a moderator does not decide (R27)."""

    MEDIA = "media"
    PRIVACY_OFFICER = "privacy_officer"
    OUT_OF_SCOPE = "out_of_scope"


REFERRAL_WORDS: Final[dict[Referral, str]] = {
    Referral.MEDIA: "The communications shop (a question from the media)",
    Referral.PRIVACY_OFFICER: "The privacy officer",
    Referral.OUT_OF_SCOPE: "Another program (it is about something else)",
}


class Reason(StrEnum):
    THIRD_PARTY_INFORMATION = "third_party_information"
    OWN_CONTACT_DETAILS = "own_contact_details"
    PROFANITY = "profanity"
    THREAT = "threat"
    HARASSMENT = "harassment"
    UNSUPPORTED_ACCUSATION = "unsupported_accusation"
    RIGHTS_INFRINGEMENT = "rights_infringement"
    ADVERTISING = "advertising"
    UNSAFE_LINKS = "unsafe_links"
    SPAM = "spam"
    OFF_TOPIC = "off_topic"
    BEFORE_THE_COURTS = "before_the_courts"
    MEDIA_INQUIRY = "media_inquiry"
    IMPORTED = "imported"


@dataclass(frozen=True)
class ReasonWords:
    """A reason said shortly, to the moderator, and to the author (in public words)."""

    label: str
    for_staff: str
    for_author: str


WORDS: Final[dict[Reason, ReasonWords]] = {
    Reason.THIRD_PARTY_INFORMATION: ReasonWords(
        marked("Information about another person"),
        "It names or describes somebody else, so that they could be recognized.",
        marked(
            "It held information about another person. We may not collect or publish that. You can"
            " say the same thing without naming or describing anyone."
        ),
    ),
    Reason.OWN_CONTACT_DETAILS: ReasonWords(
        marked("The author's own contact details"),
        "It gives the author's own telephone number, e-mail or home address.",
        marked("It held your own contact details. To protect you, we do not publish them."),
    ),
    Reason.PROFANITY: ReasonWords(
        marked("Profanity"),
        "It swears or is obscene, masked words included.",
        marked("It held words that we do not publish here."),
    ),
    Reason.THREAT: ReasonWords(
        marked("Threat"),
        "It threatens a person, a group or property.",
        marked("It did not meet the moderation policy."),
    ),
    Reason.HARASSMENT: ReasonWords(
        marked("Harassment or hate"),
        "It attacks, insults or demeans a person or a group.",
        marked("It attacked or insulted a person or a group. You can disagree without doing so."),
    ),
    Reason.UNSUPPORTED_ACCUSATION: ReasonWords(
        marked("Unsupported accusation"),
        "It accuses a person or an organization of something without support.",
        marked("It accused somebody of something without support, which we may not publish."),
    ),
    Reason.RIGHTS_INFRINGEMENT: ReasonWords(
        marked("Rights of others"),
        "It copies what belongs to others, or breaks another right of theirs.",
        marked("It seemed to use words or work that belong to somebody else."),
    ),
    Reason.ADVERTISING: ReasonWords(
        marked("Advertising"),
        "It promotes a product, a service or a business.",
        marked("It promoted a product, a service or a business."),
    ),
    Reason.UNSAFE_LINKS: ReasonWords(
        marked("Unsafe or too many links"),
        "It links to something unsafe, or holds more links than words about them.",
        marked("It held links that we cannot publish. You can say in words what they show."),
    ),
    Reason.SPAM: ReasonWords(
        marked("Spam or repetition"),
        "It is spam, or the same person's same words again.",
        marked("It was the same as another comment, or it looked like spam."),
    ),
    Reason.OFF_TOPIC: ReasonWords(
        marked("Far off topic"),
        "It has nothing to do with what was asked.",
        marked("It was about something other than this topic."),
    ),
    Reason.BEFORE_THE_COURTS: ReasonWords(
        marked("A matter before the courts"),
        "It is about a case that a court is deciding.",
        marked("It was about a matter that a court is deciding, which we may not publish."),
    ),
    Reason.MEDIA_INQUIRY: ReasonWords(
        marked("Media inquiry"),
        "It comes from the media and goes to the communications shop.",
        marked(
            "It was a question from the media. The ministry's communications shop answers those."
        ),
    ),
    Reason.IMPORTED: ReasonWords(
        marked("Not published where it came from"),
        "The body that collected it did not publish it. Only an import sets this.",
        marked("The body that collected it did not publish it."),
    ),
}
# In the order of the list on the page; what an import sets cannot be chosen by hand.
CHOICES: Final = tuple(reason for reason in Reason if reason is not Reason.IMPORTED)

STATE_WORDS: Final[dict[State, str]] = {
    State.WAITING: "Waiting",
    State.PUBLISHED: "Published",
    State.NOT_PUBLISHED: "Not published",
    State.WITHDRAWN: "Taken back",
}
CHANNEL_WORDS: Final[dict[str, str]] = {
    "web": "on this site",
    "email": "by e-mail",
    "wordpress": "on the ministry's website",
    "paper": "on paper",
    "phone": "by telephone",
    "in_person": "in person",
    "social": "on social media",
    "import": "from an earlier consultation",
}


def chosen_reasons(reasons: Collection[str]) -> tuple[Reason, ...]:
    """Those that there are, once each, in the policy's order."""
    return tuple(reason for reason in Reason if reason in reasons)


def author_words(reasons: tuple[Reason, ...]) -> str:
    """Why a comment was not published, one sentence a line, for its author.

    A threat is answered by no explanation (R31): with it the others fall silent too.
    """
    told = (Reason.THREAT,) if Reason.THREAT in reasons else reasons
    return "\n".join(_(WORDS[reason].for_author) for reason in told)
