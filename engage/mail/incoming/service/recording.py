"""The row of a message, made once: known by its place, and by what it is.

The database keeps both apart: whoever comes second finds nothing to insert.
"""

import hashlib
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from engage.core.ledgers import upsert
from engage.core.unit import Unit
from engage.engagements.models import Engagement
from engage.mail.incoming.models import IncomingMail
from engage.mail.incoming.rules import Message, Outcome, Reason
from engage.mail.incoming.sealing import sealed

MESSAGE_KEY: Final = "mail/message"
SENDER_INDEX: Final = "comment-email"
"""The same as of addresses that people leave at the form, so that one is found by the other."""


class AlreadyTaken(Exception):
    """Another worker took this message in the same moment."""


@dataclass(frozen=True)
class Arrived:
    """A message as it was fetched and read.

    `unread` says why it could not be read; `message` then holds its header lines, or is None.
    `digest` is that of its bytes, `arrived_at` the mailbox's date, never in the future.
    """

    place_key: str
    digest: str = field(repr=False)
    size: int
    arrived_at: datetime
    message: Message | None = None
    unread: Reason | None = None


@dataclass(frozen=True)
class Taken:
    """What became of it, and the folder that it belongs into; `is_new`: just now."""

    id: int
    outcome: Outcome
    folder: str
    is_new: bool = True


def message_key(
    unit: Unit, arrived: Arrived, message: Message, engagement: Engagement | None
) -> str:
    """What the message is, whatever way and however often it was delivered.

    Without a Message-ID only the very same bytes are the same: two letters may say the same words.
    """
    parts = [str(engagement.id if engagement else 0), message.message_id]
    if message.message_id:
        said = hashlib.sha256()
        for text in (message.sender, message.subject, message.text, message.cut):
            said.update(f"{len(text)}:{text}".encode())
        for one in message.attachments:
            said.update(hashlib.sha256(one.content or b"").digest())
        parts.append(said.hexdigest())
    else:
        parts.append(arrived.digest)
    return unit.keyring.blind_index("\n".join(parts), MESSAGE_KEY)


def new_row(unit: Unit, arrived: Arrived, key: str) -> IncomingMail | None:
    """None: this place or the same message is recorded. Of two workers one waits for the other."""
    statement = upsert(unit.session.get_bind().dialect, IncomingMail).values(
        place_key=arrived.place_key,
        message_key=key,
        arrived_at=arrived.arrived_at,
        recorded_at=unit.now,
        outcome=Outcome.UNROUTED,
        size=arrived.size,
        folder="",
        is_moved=False,
        answered=False,
    )
    made = statement.on_conflict_do_nothing().returning(IncomingMail)
    return unit.session.scalars(made).one_or_none()


def row_by_place(unit: Unit, arrived: Arrived) -> IncomingMail | None:
    """A row for what has no key of its own: it is told by its place alone; None: it is recorded."""
    return new_row(unit, arrived, unit.keyring.blind_index(arrived.place_key, MESSAGE_KEY))


def note_headers(unit: Unit, row: IncomingMail, message: Message) -> None:
    row.language = message.language
    row.message_id_cipher = sealed(unit.keyring, row.id, "message_id", message.message_id)
    row.sender_cipher = sealed(unit.keyring, row.id, "sender", message.sender)
    if message.sender:
        row.sender_index = unit.keyring.blind_index(message.sender, SENDER_INDEX)
