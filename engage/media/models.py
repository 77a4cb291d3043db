"""Files that public pages show. What is stored was made anew from what came: its pixels alone."""

from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from engage.core.db import Base


class Media(Base):
    """One file; `name` (a hash of its bytes and its engagement, and its size) is, with the ending,
    its public address.

    `owner`, `licence` and `proof` say why we may show it (R37 to R39). `source` is where a file
    was fetched from, '' for one that staff uploaded.
    """

    __tablename__ = "media"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    media_type: Mapped[str]
    size: Mapped[int]
    width: Mapped[int | None]
    height: Mapped[int | None]
    content: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    alt: Mapped[str] = mapped_column(default="", server_default="")
    owner: Mapped[str] = mapped_column(default="", server_default="")
    licence: Mapped[str] = mapped_column(default="", server_default="")
    proof: Mapped[str] = mapped_column(default="", server_default="")
    source: Mapped[str] = mapped_column(default="", server_default="")
    engagement_id: Mapped[int | None] = mapped_column(ForeignKey("engagement.id"))
    added_at: Mapped[datetime]
    added_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    removed_at: Mapped[datetime | None]
    removed_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
