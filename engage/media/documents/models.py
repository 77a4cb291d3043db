"""Documents that an engagement's page offers. What is stored was made anew from what came."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from engage.core.db import Base


class Document(Base):
    """One PDF; `name`, a hash of its bytes and its engagement, is the middle of its address.

    `faults` (words of `limits.Fault`) is what some people miss in it, `reason` why it is shown
    anyway. What the public reads of it stands in the engagement's revisions.
    """

    __tablename__ = "document"
    __table_args__ = (Index("ix_document_engagement", "engagement_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    engagement_id: Mapped[int] = mapped_column(ForeignKey("engagement.id"))
    size: Mapped[int]
    pages: Mapped[int]
    faults: Mapped[str] = mapped_column(default="", server_default="")
    figures: Mapped[int] = mapped_column(default=0, server_default="0")
    content: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    title: Mapped[str]
    language: Mapped[str]
    description: Mapped[str] = mapped_column(default="", server_default="")
    owner: Mapped[str] = mapped_column(default="", server_default="")
    licence: Mapped[str] = mapped_column(default="", server_default="")
    proof: Mapped[str] = mapped_column(default="", server_default="")
    reason: Mapped[str] = mapped_column(default="", server_default="")
    added_at: Mapped[datetime]
    added_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    removed_at: Mapped[datetime | None]
    removed_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
