"""What is owed to whom by mail. No address, no subject line and no text stands here: they are made
from the ids when the mail is sent, so nothing of it has to be erased and no link lies about."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from engage.core.db import Base
from engage.mail.rules import MailState


class OutgoingMail(Base):
    """One mail to one member of staff.

    `subject_kind`, `subject_id` and `step` say what it is about. `key` makes a repeat the same
    mail. `attempts` counts how often sending began: after a crash it says that the mail may be
    with its reader already, who can tell by the Message-ID, which is derived from the row.
    """

    __tablename__ = "outgoing_mail"
    __table_args__ = (
        Index("ix_outgoing_mail_subject", "subject_kind", "subject_id"),
        Index(
            "ix_outgoing_mail_unsent",
            "state",
            sqlite_where=text("state IN ('waiting', 'refused')"),
            postgresql_where=text("state IN ('waiting', 'refused')"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    subject_kind: Mapped[str]
    subject_id: Mapped[int]
    step: Mapped[str] = mapped_column(default="", server_default="")
    key: Mapped[str] = mapped_column(unique=True)
    state: Mapped[str] = mapped_column(default=MailState.WAITING)
    trouble: Mapped[str] = mapped_column(default="", server_default="")
    attempts: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
