"""Tables of the audit. Triggers in the migration refuse UPDATE and DELETE on `audit_entry`."""

from datetime import datetime

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from engage.core.db import Base


class AuditEntry(Base):
    """One link of the chain; ids and keyed hashes only, so that erasing a person breaks nothing."""

    __tablename__ = "audit_entry"
    __table_args__ = (
        Index("ix_audit_entry_actor_seq", "actor", "seq"),
        Index("ix_audit_entry_at", "at"),
    )

    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    actor: Mapped[str]
    action: Mapped[str] = mapped_column(index=True)
    subject: Mapped[str] = mapped_column(index=True)
    detail: Mapped[str]
    key_id: Mapped[str]
    previous: Mapped[str]
    seal: Mapped[str]


class AuditHead(Base):
    """The single row that is locked to append: the last entry's number and seal.

    It is sealed itself: else entries could be cut off at the end and an earlier one made the last.
    """

    __tablename__ = "audit_head"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    seq: Mapped[int]
    seal: Mapped[str]
    key_id: Mapped[str]
    head_seal: Mapped[str]
