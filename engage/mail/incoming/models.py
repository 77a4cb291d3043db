"""What came into the mailbox, and what became of it.

Each message is one row, however often it is fetched or delivered: `place_key` knows it by where it
lies (folder, UIDVALIDITY and UID), `message_key` by what it is (a keyed hash of its Message-ID, its
content and whom it reached; a second delivery has a key of its own). `arrived_at` is the mailbox's
own date (IMAP INTERNALDATE): it alone is judged against the closing time (R87).
"""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from engage.core.db import Base

UNSETTLED = text("settled_at IS NULL AND outcome IN ('unrouted', 'quarantined')")
UNMOVED = text("NOT is_moved")


class IncomingMail(Base):
    """One message. What it says lies here, encrypted, only while it is no comment.

    `outcome` and `reason` are those of rules.py; `engagement_id` where it was led to, `comment_id`
    what it became or was about. `folder` is where it has to lie in the mailbox, `is_moved` whether
    it does. `settled_...` says what a person made of it; `answered` that an answer was ordered.
    """

    __tablename__ = "incoming_mail"
    __table_args__ = (
        Index("uq_incoming_mail_place", "place_key", unique=True),
        Index("uq_incoming_mail_message", "message_key", unique=True),
        Index("ix_incoming_mail_outcome", "outcome", "id"),
        Index("ix_incoming_mail_engagement", "engagement_id", "outcome", "id"),
        Index("ix_incoming_mail_comment", "comment_id"),
        Index("ix_incoming_mail_sender", "sender_index", "arrived_at"),
        Index(
            "ix_incoming_mail_unsettled",
            "id",
            sqlite_where=UNSETTLED,
            postgresql_where=UNSETTLED,
        ),
        Index("ix_incoming_mail_unmoved", "id", sqlite_where=UNMOVED, postgresql_where=UNMOVED),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    place_key: Mapped[str]
    message_key: Mapped[str]
    message_id_cipher: Mapped[str | None]
    arrived_at: Mapped[datetime]
    recorded_at: Mapped[datetime]
    outcome: Mapped[str]
    reason: Mapped[str] = mapped_column(default="", server_default="")
    engagement_id: Mapped[int | None] = mapped_column(ForeignKey("engagement.id"))
    comment_id: Mapped[int | None] = mapped_column(ForeignKey("comment.id"))
    sender_cipher: Mapped[str | None]
    sender_index: Mapped[str | None]
    subject_cipher: Mapped[str | None]
    body_cipher: Mapped[str | None]
    cut_cipher: Mapped[str | None]
    language: Mapped[str] = mapped_column(default="en", server_default="en")
    size: Mapped[int]
    folder: Mapped[str]
    is_moved: Mapped[bool] = mapped_column(default=False)
    answered: Mapped[bool] = mapped_column(default=False)
    settled_at: Mapped[datetime | None]
    settled_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    settled_as: Mapped[str] = mapped_column(default="", server_default="")
    version: Mapped[int] = mapped_column(default=1, server_default="1")


class MailboxWatch(Base):
    """Who works the mailbox just now, and how the last look at it went; one row for each mailbox.

    `holder` is a random word of the worker's own, which has it until `held_until`. `trouble` is a
    word of places.MailboxTrouble; '' when the mailbox answered at `fetched_at`.
    """

    __tablename__ = "mailbox_watch"

    name: Mapped[str] = mapped_column(primary_key=True)
    holder: Mapped[str] = mapped_column(default="", server_default="")
    held_until: Mapped[datetime | None]
    fetched_at: Mapped[datetime | None]
    trouble: Mapped[str] = mapped_column(default="", server_default="")
    trouble_since: Mapped[datetime | None]
