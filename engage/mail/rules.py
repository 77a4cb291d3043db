"""The kinds of mail, the states of one, and what a refusal means for the next attempt. Pure."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final


class RecipientKind(StrEnum):
    """Whose address a mail goes to, and so where it is looked up when the mail is sent."""

    PERSON = "person"
    """A member of staff: `person`."""
    AUTHOR = "author"
    """Who sent a comment and left an address: `comment_person`, for the purposes ticked there."""
    SENDER = "sender"
    """Who wrote to the mailbox: `incoming_mail`. The address serves the answer to that mail."""
    FOLLOWER = "follower"
    """Who asked to follow an engagement: `subscription`."""


class MailKind(StrEnum):
    """What a mail is about; each has a folder of templates of its own."""

    INVITATION = "invitation"
    APPROVAL_WAITS = "approval_waits"
    QUEUE_DIGEST = "queue_digest"
    """To moderators: what waits and what is overdue."""
    ACKNOWLEDGEMENT = "acknowledgement"
    """The answer to a comment by mail: receipt, notice, policy, how to withdraw (R32)."""
    WITHDRAWN = "withdrawn"
    """The answer to a mail that took a comment back."""
    NOT_TAKEN = "not_taken"
    """The polite answer before the opening and after the closing."""
    DECISION = "decision"
    """What the moderator wrote, or the template for the reason (R28)."""
    RESULTS = "results"
    """To authors who ticked it: the results are there."""
    CONFIRM_FOLLOWING = "confirm_following"
    NEWS = "news"
    """To followers, at once: one thing happened."""
    NEWS_DIGEST = "news_digest"
    """To followers, once a day."""


class MailState(StrEnum):
    WAITING = "waiting"
    SENT = "sent"
    REFUSED = "refused"
    """The server will never take it, or did not until it was given up."""
    HELD = "held"
    """The outbound guard holds it; it goes on when what was held is approved again."""
    BOUNCED = "bounced"
    """It was taken by the server and came back."""
    DROPPED = "dropped"
    """Nobody needs it any more: the link was used or taken back, or the person has left."""


class Trouble(StrEnum):
    """Why a mail did not go; what the server said stays out, as it quotes the address."""

    UNREACHABLE = "unreachable"
    BUSY = "busy"
    SETUP = "setup"
    RECIPIENT = "recipient"
    REFUSED = "refused"


PERMANENT: Final = frozenset({Trouble.RECIPIENT, Trouble.REFUSED})
"""Trying again would get the same answer. A wrong password is put right by people, in time."""


@dataclass(frozen=True)
class Letter:
    """What the gateway hands over: the envelope, and the whole message as bytes."""

    sender: str
    recipient: str
    message: bytes

    def __repr__(self) -> str:
        """Nothing of it: the message holds an address and perhaps a link."""
        return "Letter(...)"


@dataclass(frozen=True)
class Order:
    """One mail to be written: to whom, about what; and `key`, which makes a repeat the same.

    `due_at` None: at once. `language`: 'en' or 'fr'.
    """

    kind: MailKind
    recipient_kind: RecipientKind
    recipient_id: int
    subject_kind: str
    subject_id: int
    key: str
    step: str = ""
    language: str = "en"
    due_at: datetime | None = None


def is_final(trouble: Trouble, attempt: int, most: int) -> bool:
    """Whether the mail is given up: at once when nothing would change, or after the last try."""
    return trouble in PERMANENT or attempt >= most


def date_of(created_at: datetime) -> datetime:
    """The message's date: that of the row, so that a repeat is the same message to the byte."""
    return created_at.replace(microsecond=0)
