"""Where messages lie in the mailbox, and what can be wrong with it, in one word. Pure.

A server's own words stay in the gateway: they quote addresses, and sometimes the mail itself.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from engage.mail.incoming.rules import TOO_MANY_BYTES, Outcome

TOGETHER_BYTES: Final = 4 * 1024 * 1024
TOGETHER_MESSAGES: Final = 50
"""What is asked for at once: small messages together, so that a distant server is no brake."""


class MailboxTrouble(StrEnum):
    """Why the mailbox could not be worked."""

    UNRESOLVED = "unresolved"
    """The host's name cannot be looked up."""
    UNREACHABLE = "unreachable"
    TOO_SLOW = "too_slow"
    CERTIFICATE = "certificate"
    NO_TLS = "no_tls"
    SIGN_IN = "sign_in"
    FOLDER = "folder"
    """A folder is missing, or cannot be made."""
    NONSENSE = "nonsense"
    """What came is no IMAP, or breaks its own promises."""
    REFUSED = "refused"
    """The server understood, and said no."""


class MailboxError(Exception):
    """The mailbox could not be worked; nothing was lost. Tells one word and no server's words."""

    def __init__(self, trouble: MailboxTrouble) -> None:
        super().__init__(trouble.value)
        self.trouble = trouble


class Folder(StrEnum):
    """The folders of ours beside the one that new mail arrives in."""

    PROCESSED = "Processed"
    REFUSED = "Refused"
    QUARANTINE = "Quarantine"


PARENT: Final = "Engage"


def folder_of(outcome: Outcome) -> Folder:
    """Where the message itself goes: what nobody answers lies apart from what people wrote."""
    if outcome is Outcome.QUARANTINED:
        return Folder.QUARANTINE
    return Folder.REFUSED if outcome is Outcome.FILED else Folder.PROCESSED


@dataclass(frozen=True)
class Listed:
    """A message as the mailbox lists it. `arrived_at` is its INTERNALDATE; None: it tells none."""

    uid: int
    size: int
    arrived_at: datetime | None

    @property
    def is_too_large(self) -> bool:
        return self.size > TOO_MANY_BYTES


@dataclass(frozen=True)
class Fetched:
    """A message with its bytes: the whole, or the headers of one that is too large."""

    listed: Listed
    raw: bytes = field(repr=False)


@dataclass(frozen=True)
class Wanted:
    """Which message is to be deleted: by its Message-ID, or where it had none by size and date."""

    message_id: str = field(repr=False)
    size: int
    arrived_at: datetime


def together(listed: Sequence[Listed]) -> Iterator[tuple[Listed, ...]]:
    """The messages in their order, as many at a time as are small enough together."""
    batch: list[Listed] = []
    size = 0
    for one in listed:
        full = len(batch) == TOGETHER_MESSAGES or size + one.size > TOGETHER_BYTES
        if batch and (full or one.is_too_large):
            yield tuple(batch)
            batch, size = [], 0
        if one.is_too_large:
            yield (one,)
            continue
        batch.append(one)
        size += one.size
    if batch:
        yield tuple(batch)


def place_text(host: str, user: str, folder: str, uid_validity: int, uid: int) -> str:
    """What names one message in one mailbox for ever; only a keyed hash of it is kept."""
    return "\n".join((host.casefold(), user, folder, str(uid_validity), str(uid)))


def arrival(internal_date: datetime | None, now: datetime) -> datetime:
    """When a message arrived, for R87: the mailbox's date, which cannot lie in the future."""
    return now if internal_date is None or internal_date > now else internal_date


def is_clock_off(theirs: datetime, ours: datetime, by: timedelta = timedelta(minutes=1)) -> bool:
    return abs(theirs - ours) > by
