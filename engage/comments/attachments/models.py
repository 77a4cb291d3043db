"""Tables of what came with a comment and is read by its moderators alone.

A file belongs to a comment, or to a mail of which nobody has decided yet what it is: `holder_kind`
says which, `holder_id` is its row. `cipher` is empty where the file was only listed: it was too
large, one too many, or has been erased since; `why_empty` says which.
"""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from engage.core.db import Base


class Attachment(Base):
    """One file, encrypted as it came; its name too, as names of files often name people."""

    __tablename__ = "attachment"
    __table_args__ = (Index("ix_attachment_holder", "holder_kind", "holder_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    holder_kind: Mapped[str]
    holder_id: Mapped[int]
    source: Mapped[str]
    name_cipher: Mapped[str]
    media_type: Mapped[str]
    size: Mapped[int]
    sha256: Mapped[str]
    cipher: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    why_empty: Mapped[str] = mapped_column(default="", server_default="")
    added_at: Mapped[datetime]
    added_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class CutPart(Base):
    """What was cut from a mail as quoted or as a signature, for its moderators to see."""

    __tablename__ = "cut_part"

    comment_id: Mapped[int] = mapped_column(
        ForeignKey("comment.id"), primary_key=True, autoincrement=False
    )
    cipher: Mapped[str]
