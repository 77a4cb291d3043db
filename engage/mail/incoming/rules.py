"""What an incoming message can be, and the values that pass between reading and taking in. Pure.

`Message` is what reading makes of the bytes, whoever sent them: bounded, cleaned text, never an
exception. It holds what a person wrote, so none of it shows in a repr.
"""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final


class Outcome(StrEnum):
    """What became of a message."""

    COMMENT = "comment"
    WITHDRAWAL = "withdrawal"
    """A reply that takes an earlier comment back."""
    CORRESPONDENCE = "correspondence"
    """It came before the opening or after the closing: answered, kept, not counted (R87)."""
    UNROUTED = "unrouted"
    """A person's message of which staff have to say where it belongs."""
    FILED = "filed"
    """No comment, and never answered."""
    QUARANTINED = "quarantined"
    """It could not be read safely: a person looks at it in the mailbox."""


class Reason(StrEnum):
    """Why it was filed, is unrouted, was quarantined, or is correspondence."""

    # Filed.
    AUTO_REPLY = "auto_reply"
    OUT_OF_OFFICE = "out_of_office"
    BOUNCE = "bounce"
    READ_RECEIPT = "read_receipt"
    COMPLAINT = "complaint"
    """A mail provider tells that somebody called a mail of ours spam (RFC 5965)."""
    LIST = "list"
    CALENDAR = "calendar"
    SPAM = "spam"
    LOOP = "loop"
    DUPLICATE = "duplicate"
    EMPTY = "empty"
    # Unrouted.
    NO_ADDRESS = "no_address"
    UNKNOWN_ADDRESS = "unknown_address"
    SEVERAL_ADDRESSES = "several_addresses"
    NOT_PUBLISHED = "not_published"
    ONLY_ATTACHMENTS = "only_attachments"
    ONLY_QUOTED = "only_quoted"
    """All of it was cut off: it sends on what somebody wrote, or it was cut wrongly."""
    ONLY_SUBJECT = "only_subject"
    TOO_LONG = "too_long"
    # Quarantined.
    TOO_LARGE = "too_large"
    TOO_MANY_PARTS = "too_many_parts"
    UNREADABLE = "unreadable"
    # Correspondence.
    CLOSED = "closed"
    NOT_OPEN_YET = "not_open_yet"


NO_COMMENT: Final = frozenset(
    {
        Reason.AUTO_REPLY,
        Reason.OUT_OF_OFFICE,
        Reason.BOUNCE,
        Reason.READ_RECEIPT,
        Reason.COMPLAINT,
        Reason.LIST,
        Reason.CALENDAR,
        Reason.SPAM,
        Reason.LOOP,
        Reason.EMPTY,
    }
)
"""What reading alone can tell to be no comment."""

TOO_MANY_BYTES: Final = 35 * 1024 * 1024
"""Larger than any mail server of the government lets through: only its headers are fetched."""


class Unreadable(Exception):
    """The message goes to quarantine; says why and never what it holds."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.value)
        self.reason = reason


@dataclass(frozen=True)
class Attached:
    """A file that came with a message; `content` is None where it was only listed, and `why` says
    so: 'too_large', 'too_many', 'unreadable'."""

    name: str = field(repr=False)
    media_type: str
    size: int
    content: bytes | None = field(repr=False)
    why: str = ""


@dataclass(frozen=True)
class Bounce:
    """What a delivery report says: the Message-IDs of the mail that it is about, and whether it is
    for good (a 5.x.x status, or a failure without any)."""

    message_ids: tuple[str, ...] = field(repr=False)
    is_permanent: bool = True


@dataclass(frozen=True)
class Message:
    """A message as it was read. Addresses are in small letters; texts are plain and cleaned.

    `addresses` are all it was sent to; where the mailbox says how it came (Delivered-To and its
    like) first and alone. `references` are the Message-IDs that it answers, nearest first. `text`
    is what its author wrote, `cut` what was quoted or a signature. `no_comment` says that it is
    none, by itself. `wants_withdrawal`: its own words ask to take something back.
    """

    message_id: str = field(repr=False)
    sender: str = field(repr=False)
    sender_name: str = field(repr=False)
    subject: str = field(repr=False)
    addresses: tuple[str, ...] = field(repr=False)
    references: tuple[str, ...] = field(repr=False)
    text: str = field(repr=False)
    cut: str = field(repr=False)
    language: str = "en"
    attachments: tuple[Attached, ...] = ()
    no_comment: Reason | None = None
    bounce: Bounce | None = None
    complains_of: tuple[str, ...] = field(default=(), repr=False)
    """The Message-IDs of the mail that a complaint is about."""
    wants_withdrawal: bool = False
    receipt_codes: tuple[str, ...] = field(default=(), repr=False)
    """Receipt codes that stand anywhere in it, as somebody holds them who got our answer."""
