"""Mail that is owed, and mail that came.

Of outgoing mail no address, no subject line and no text stands here: they are made from the ids
when the mail is sent, so nothing of it has to be erased and no link lies about. Of incoming mail
what a person wrote is encrypted, and kept only while somebody has to read it.
"""

from datetime import datetime

from sqlalchemy import Index, text
from sqlalchemy.orm import Mapped, mapped_column

from engage.core.db import Base
from engage.mail.rules import MailState

UNSENT = text("state IN ('waiting', 'refused', 'held')")


class OutgoingMail(Base):
    """One mail to one recipient: the row is the queue.

    `recipient_kind` and `recipient_id` say whose address it goes to (rules.RecipientKind);
    `subject_kind`, `subject_id` and `step` say what it is about. `key` makes a repeat the same
    mail. `next_at` is when it may be tried; `leased_until` keeps it in one worker's hand.
    `attempts` counts how often sending began: after a crash it says that the mail may be with its
    reader already, who can tell by the Message-ID, which is made of `message_key`.
    """

    __tablename__ = "outgoing_mail"
    __table_args__ = (
        Index("ix_outgoing_mail_subject", "subject_kind", "subject_id"),
        Index("ix_outgoing_mail_recipient", "recipient_kind", "recipient_id"),
        Index(
            "ix_outgoing_mail_unsent",
            "state",
            "next_at",
            "id",
            sqlite_where=UNSENT,
            postgresql_where=UNSENT,
        ),
        Index("uq_outgoing_mail_message_key", "message_key", unique=True),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    recipient_kind: Mapped[str]
    recipient_id: Mapped[int]
    subject_kind: Mapped[str]
    subject_id: Mapped[int]
    step: Mapped[str] = mapped_column(default="", server_default="")
    language: Mapped[str] = mapped_column(default="en", server_default="en")
    key: Mapped[str] = mapped_column(unique=True)
    message_key: Mapped[str | None]
    state: Mapped[str] = mapped_column(default=MailState.WAITING)
    trouble: Mapped[str] = mapped_column(default="", server_default="")
    attempts: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    next_at: Mapped[datetime]
    leased_until: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    bounced_at: Mapped[datetime | None]


class MailSuppression(Base):
    """An address that mail came back from for good, by its blind index: no more goes there."""

    __tablename__ = "mail_suppression"

    email_index: Mapped[str] = mapped_column(primary_key=True)
    suppressed_at: Mapped[datetime]
    outgoing_mail_id: Mapped[int | None]
