"""The kinds of mail, the states of one, and what a refusal means for the next attempt. Pure."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final


class MailKind(StrEnum):
    """What a mail is about; each has a template of its own.

    All of these are notices to staff about their own work: they announce nothing to the public, so
    no stop and no election holds them back (R53). Mail to subscribers passes the outbound guard.
    """

    INVITATION = "invitation"
    APPROVAL_WAITS = "approval_waits"


class MailState(StrEnum):
    WAITING = "waiting"
    SENT = "sent"
    REFUSED = "refused"
    """The server will never take it, or did not until it was given up."""
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
    """One mail to be written: to whom, about what; and `key`, which makes a repeat the same."""

    kind: MailKind
    person_id: int
    subject_kind: str
    subject_id: int
    key: str
    step: str = ""


def is_final(trouble: Trouble, attempt: int, most: int) -> bool:
    """Whether the mail is given up: at once when nothing would change, or after the last try."""
    return trouble in PERMANENT or attempt >= most


def date_of(created_at: datetime) -> datetime:
    """The message's date: that of the row, so that a repeat is the same message to the byte."""
    return created_at.replace(microsecond=0)
