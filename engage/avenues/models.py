"""Tables of what staff keyed in: who did it, where a post stood, and files on their way to import.

`keyed_entry` says whose hands a letter, a call or a talk went through; the comment itself lies with
the others. `social_capture` says where a post was found (R44): address and account are sealed, and
no public page shows them. `import_draft` holds an uploaded file, sealed, while its columns are
chosen; it is deleted when it was imported or left lying.
"""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, LargeBinary
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


class ImportDraft(Base):
    """An uploaded file whose columns are being chosen; `kind` is csv or xlsx."""

    __tablename__ = "import_draft"
    __table_args__ = (Index("ix_import_draft_uploaded", "uploaded_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    engagement_id: Mapped[int] = mapped_column(ForeignKey("engagement.id"))
    kind: Mapped[str]
    size: Mapped[int]
    cipher: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    uploaded_at: Mapped[datetime]
    uploaded_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
