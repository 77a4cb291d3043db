"""Versions of an engagement's collection notice, immutable once made."""

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from engage.core.db import Base


class NoticeVersion(Base):
    """What was shown before the first field; comments point at the version that they saw."""

    __tablename__ = "notice_version"
    __table_args__ = (UniqueConstraint("engagement_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    engagement_id: Mapped[int] = mapped_column(ForeignKey("engagement.id"))
    number: Mapped[int]
    template: Mapped[str]
    title: Mapped[str]
    authority: Mapped[str]
    purpose: Mapped[str]
    contact: Mapped[str]
    body: Mapped[str]
    content_hash: Mapped[str]
    created_at: Mapped[datetime]
    created_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class NoticeWording(Base):
    """A version of the notice in another language, as it was shown; as immutable as the version."""

    __tablename__ = "notice_wording"
    __table_args__ = (UniqueConstraint("notice_version_id", "language"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    notice_version_id: Mapped[int] = mapped_column(ForeignKey("notice_version.id"))
    language: Mapped[str]
    title: Mapped[str]
    authority: Mapped[str]
    purpose: Mapped[str]
    contact: Mapped[str]
    body: Mapped[str]
    content_hash: Mapped[str]
