"""The hold on everything that leaves: an emergency stop that staff set and lift."""

from datetime import datetime

from sqlalchemy import ForeignKey
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
