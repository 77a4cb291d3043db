"""Files on their way to import: an uploaded file lies here, sealed, while its columns are chosen.

It is deleted when it was imported, thrown away, or left lying.
"""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from engage.core.db import Base


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
