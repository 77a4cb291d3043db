"""Tables of what staff keyed in.

`keyed_entry` says whose hands a letter, a call or a talk went through; the comment itself lies with
the others. `social_capture` says where a post was found (R44): address and account are sealed.
"""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from engage.core.db import Base


class KeyedEntry(Base):
    """A comment that was keyed in. `nonce_hash` is that of its form, used once.

    `reference_cipher` is a reference number of a paper file; `taken_back_at` is set where its maker
    took the entry back as a mistake.
    """

    __tablename__ = "keyed_entry"
    __table_args__ = (
        Index("ix_keyed_entry_keyed_by", "keyed_by", "keyed_at"),
        Index("uq_keyed_entry_nonce", "nonce_hash", unique=True),
    )

    comment_id: Mapped[int] = mapped_column(
        ForeignKey("comment.id"), primary_key=True, autoincrement=False
    )
    nonce_hash: Mapped[str]
    keyed_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    keyed_at: Mapped[datetime]
    reference_cipher: Mapped[str | None]
    taken_back_at: Mapped[datetime | None]


class SocialCapture(Base):
    """Where and when a post was found that became a comment, and who captured it."""

    __tablename__ = "social_capture"
    __table_args__ = (Index("ix_social_capture_address", "address_index"),)

    comment_id: Mapped[int] = mapped_column(
        ForeignKey("comment.id"), primary_key=True, autoincrement=False
    )
    platform: Mapped[str]
    address_cipher: Mapped[str]
    address_index: Mapped[str]
    account_cipher: Mapped[str | None]
    posted_at: Mapped[datetime]
    captured_on: Mapped[date]
    captured_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
