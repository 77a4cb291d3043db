"""The kinds of mail, the states of one, and how often it is tried. Pure."""

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
    """The server will never take it, or could not be reached until it was given up."""
    DROPPED = "dropped"
    """Nobody needs it any more: the link was used or taken back, or the person has left."""


class Trouble(StrEnum):
    """Why a mail did not go; what the server said stays out, as it quotes the address."""

    UNREACHABLE = "unreachable"
    BUSY = "busy"
    SIGN_IN = "sign_in"
    RECIPIENT = "recipient"
    REFUSED = "refused"


PERMANENT: Final = frozenset({Trouble.RECIPIENT, Trouble.REFUSED})
"""Trying again would get the same answer. A wrong password is put right by people, in time."""
