"""What staff read about messages that came in, and what they can make of one. Pure."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from engage.mail.incoming.rules import Outcome, Reason


class Settled(StrEnum):
    """What a person made of a message."""

    COMMENT = "comment"
    CORRESPONDENCE = "correspondence"
    """It came when the engagement was not open: answered, kept, not counted (R87)."""
    SPAM = "spam"
    AUTO_REPLY = "auto_reply"
    NO_COMMENT = "no_comment"
    SEEN = "seen"
    """Somebody looked at what could not be read, or dealt with what was correspondence."""


NOT_COMMENTS: Final[Mapping[Settled, str]] = {
    Settled.SPAM: "Spam or advertising",
    Settled.AUTO_REPLY: "An automatic reply",
    Settled.NO_COMMENT: "Something else that is not a comment",
}
"""Why a person sets a message aside, in words; any of them can be put back."""

SETTLED_WORDS: Final[Mapping[Settled, str]] = {
    Settled.COMMENT: "Made a comment",
    Settled.CORRESPONDENCE: "Filed as correspondence and answered",
    Settled.SPAM: "Set aside as spam or advertising",
    Settled.AUTO_REPLY: "Set aside as an automatic reply",
    Settled.NO_COMMENT: "Set aside as not a comment",
    Settled.SEEN: "Dealt with",
}

OUTCOME_WORDS: Final[Mapping[Outcome, str]] = {
    Outcome.COMMENT: "A comment",
    Outcome.WITHDRAWAL: "Took a comment back",
    Outcome.CORRESPONDENCE: "Correspondence",
    Outcome.UNROUTED: "To be placed",
    Outcome.FILED: "Filed apart",
    Outcome.QUARANTINED: "Could not be read",
}

REASON_WORDS: Final[Mapping[Reason, str]] = {
    Reason.AUTO_REPLY: "An automatic reply",
    Reason.OUT_OF_OFFICE: "An out-of-office message",
    Reason.BOUNCE: "A notice that our mail could not be delivered",
    Reason.READ_RECEIPT: "A read receipt",
    Reason.COMPLAINT: "A notice that somebody called our mail spam",
    Reason.LIST: "Mail of a mailing list",
    Reason.CALENDAR: "A reply to an invitation",
    Reason.SPAM: "Looks like spam",
    Reason.LOOP: "One of very many from the same address, or our own mail come back",
    Reason.DUPLICATE: "The same message came before",
    Reason.EMPTY: "Nothing is written in it",
    Reason.NO_ADDRESS: "It was written to the mailbox, not to an engagement",
    Reason.UNKNOWN_ADDRESS: "No engagement has the address that it was written to",
    Reason.SEVERAL_ADDRESSES: "It was written to several engagements",
    Reason.NOT_PUBLISHED: "Its engagement is not published",
    Reason.ONLY_ATTACHMENTS: "What it says stands in an attached file",
    Reason.ONLY_QUOTED: "All that it holds was quoted, sent on or a signature",
    Reason.ONLY_SUBJECT: "What it says stands in its subject",
    Reason.TOO_LONG: "It is longer than a comment can be",
    Reason.TOO_LARGE: "It is too large to be fetched",
    Reason.TOO_MANY_PARTS: "It has more parts, or deeper ones, than any letter",
    Reason.UNREADABLE: "It could not be read",
    Reason.CLOSED: "It came after the engagement had closed",
    Reason.NOT_OPEN_YET: "It came before the engagement opened",
}

FILED_REASONS: Final = (
    Reason.SPAM,
    Reason.LIST,
    Reason.LOOP,
    Reason.AUTO_REPLY,
    Reason.OUT_OF_OFFICE,
    Reason.BOUNCE,
    Reason.READ_RECEIPT,
    Reason.COMPLAINT,
    Reason.CALENDAR,
    Reason.DUPLICATE,
    Reason.EMPTY,
)
"""Why a message is filed apart; first those where false alarms are likely."""

KEYED_IN: Final = frozenset(
    {
        Reason.TOO_LONG,
        Reason.ONLY_ATTACHMENTS,
        Reason.ONLY_QUOTED,
        Reason.ONLY_SUBJECT,
        Reason.EMPTY,
    }
)
"""Where a person writes down what the comment says: its own text cannot be one as it stands."""


def reason_words(reason: str) -> str:
    """In words; a reason that is not known (any more) as it was kept."""
    return REASON_WORDS[Reason(reason)] if reason in set(Reason) else reason


def settled_words(settled: str) -> str:
    return SETTLED_WORDS[Settled(settled)] if settled in set(Settled) else settled


def unrouted_words(count: int) -> str:
    """'1 message waits to be placed', '3 messages wait to be placed'"""
    return f"{count:,} message{' waits' if count == 1 else 's wait'} to be placed"


def quarantined_words(count: int) -> str:
    """'1 message could not be read', '3 messages could not be read'"""
    return f"{count:,} message{'' if count == 1 else 's'} could not be read"
