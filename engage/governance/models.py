"""The hold on everything that leaves, set and lifted by staff, and who acknowledged which rules."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from engage.core.db import Base


class OutboundHold(Base):
    """While a row has no `lifted_at`, nothing is published, promoted or pushed."""

    __tablename__ = "outbound_hold"

    id: Mapped[int] = mapped_column(primary_key=True)
    reason: Mapped[str]
    placed_at: Mapped[datetime]
    placed_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    lifted_at: Mapped[datetime | None]
    lifted_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class Acknowledgement(Base):
    """That a person read and acknowledged one version of a document; never changed, only added.

    `has_no_conflict`: they confirmed that every conflict of interest of theirs is declared. None in
    rows from before that was asked.
    """

    __tablename__ = "acknowledgement"
    __table_args__ = (Index("ix_acknowledgement_person", "person_id", "document"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    document: Mapped[str]
    version: Mapped[str]
    content_hash: Mapped[str]
    acknowledged_at: Mapped[datetime]
    has_no_conflict: Mapped[bool | None]
