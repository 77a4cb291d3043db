"""The kinds of mail, whom each may be sent to, and what a refusal means for the next attempt. Pure.

`NEEDS` is the one table of what an address is used for (R25): a kind of mail that is not in it
cannot be sent.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
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


class Permission(StrEnum):
    """What has to be true at the moment of sending, so that an address may be used."""

    AT_WORK = "at_work"
    """A member of staff who has not left."""
    WROTE_TO_US = "wrote_to_us"
    """They sent the very mail that this one answers, and get this answer alone."""
    TICKED_DECISION = "ticked_decision"
    TICKED_RESULTS = "ticked_results"
    ASKED_TO_FOLLOW = "asked_to_follow"
    """They asked to follow an engagement, and have to confirm it."""
    FOLLOWS = "follows"
    """They confirmed that they follow it, and have not left."""


@dataclass(frozen=True)
class Need:
    """Whose address a kind of mail goes to, and what must hold for that."""

    recipient: RecipientKind
    permission: Permission


_STAFF: Final = Need(RecipientKind.PERSON, Permission.AT_WORK)
_ANSWER: Final = Need(RecipientKind.SENDER, Permission.WROTE_TO_US)
_NEWS: Final = Need(RecipientKind.FOLLOWER, Permission.FOLLOWS)

NEEDS: Final[Mapping[MailKind, Need]] = {
    MailKind.INVITATION: _STAFF,
    MailKind.APPROVAL_WAITS: _STAFF,
    MailKind.QUEUE_DIGEST: _STAFF,
    MailKind.ACKNOWLEDGEMENT: _ANSWER,
    MailKind.WITHDRAWN: _ANSWER,
    MailKind.NOT_TAKEN: _ANSWER,
    MailKind.DECISION: Need(RecipientKind.AUTHOR, Permission.TICKED_DECISION),
    MailKind.RESULTS: Need(RecipientKind.AUTHOR, Permission.TICKED_RESULTS),
    MailKind.CONFIRM_FOLLOWING: Need(RecipientKind.FOLLOWER, Permission.ASKED_TO_FOLLOW),
    MailKind.NEWS: _NEWS,
    MailKind.NEWS_DIGEST: _NEWS,
}

ANSWERS: Final = frozenset(kind for kind, need in NEEDS.items() if need is _ANSWER)
GUARDED: Final = frozenset({MailKind.RESULTS, MailKind.NEWS, MailKind.NEWS_DIGEST})
"""What tells the public something, and so asks the outbound guard; the rest answers a person, or is
for colleagues, and is never held."""
ENGLISH_ONLY: Final = frozenset(kind for kind, need in NEEDS.items() if need is _STAFF)
"""Mail to staff is written in English, as their pages are; all other kinds in French too."""
LANGUAGES: Final = ("en", "fr")


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
    OURS = "ours"
    """An error of ours kept it from being written or sent: the log names it."""
    STOPPED = "stopped"
    """An administrator has stopped all that goes out; it goes when that is lifted."""
    NOT_RELEASED = "not_released"
    """An election held it, and it was decided that it shall not go out."""
    SUPPRESSED = "suppressed"
    """Mail to this address came back for good before."""


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
class Recipient:
    """An address that may be used for one mail, and the name that stands beside it there."""

    address: str = field(repr=False)
    name: str = field(default="", repr=False)


@dataclass(frozen=True)
class Words:
    """What a mail says: the folder of its templates, and the values that they need.

    A value of type str is put on one line; what has paragraphs is given as `core.text.paragraphs`
    makes them, and what has many parts as tuples or mappings of these. `reply_to` is '' for the
    sender's address, `answers` the Message-ID of the mail that this one answers, `unsubscribe` the
    address whose POST ends a subscription (RFC 8058). The language is that of the mail's row.
    """

    template: str
    values: Mapping[str, object] = field(repr=False)
    reply_to: str = ""
    answers: str = field(default="", repr=False)
    unsubscribe: str = field(default="", repr=False)


@dataclass(frozen=True)
class NotNow:
    """The outbound guard keeps it back. By an election: until that is approved, and it was dropped
    where somebody decided that it shall not go; else: it is tried again later."""

    by_election: bool
    was_dropped: bool = False


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


def spoken(language: str | None) -> str:
    """The language in which somebody who writes in that one gets our mail."""
    return "fr" if language == "fr" else "en"


BATCH: Final = 50
"""Mails that are taken in hand at once and handed over on one connection."""
LEASE: Final = timedelta(minutes=2)
"""How long a mail stays in one worker's hand: longer than the gateway keeps any connection."""
PATIENCE: Final = timedelta(days=2)
"""How long mail waits for a server that cannot be reached, before a person has to look."""
STOPPED_PAUSE: Final = timedelta(minutes=5)
SHORTEST_PAUSE: Final = timedelta(minutes=1)
LONGEST_PAUSE: Final = timedelta(minutes=15)


def is_final(trouble: Trouble, attempt: int, most: int) -> bool:
    """Whether the mail is given up: at once when nothing would change, or after the last try."""
    return trouble in PERMANENT or attempt >= most


def outage_pause(waited: timedelta) -> timedelta | None:
    """When the next look at a server is that takes nothing at all, for a mail that has waited so
    long; None when it is given up. Such looks do not count as tries of the mail."""
    if waited >= PATIENCE:
        return None
    return min(max(waited / 4, SHORTEST_PAUSE), LONGEST_PAUSE)


def date_of(created_at: datetime) -> datetime:
    """The message's date: that of the row, so that a repeat is the same message to the byte."""
    return created_at.replace(microsecond=0)
