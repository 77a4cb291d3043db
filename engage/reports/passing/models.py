"""Tables of names that refused a report, and of names that may pass. Neither holds a name.

A name is known by a keyed hash, made for one engagement, and by the row that holds it sealed: when
that row is erased nobody reads the name here either, and the pass still works.
"""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from engage.core.db import Base

STANDING = text("ended_at IS NULL")


class NameHit(Base):
    """A name that stood in a file of a refused report; `places` is in how many places."""

    __tablename__ = "name_hit"
    __table_args__ = (Index("uq_name_hit_name", "report_id", "name_index", unique=True),)

    id: Mapped[int] = mapped_column(primary_key=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("report.id"))
    name_index: Mapped[str]
    held_at: Mapped[str]
    places: Mapped[int]


class NamePass(Base):
    """That a name may stand in reports of one engagement, asked for by one person and granted by
    another. It ends by being declined or revoked; rows are never deleted, and one at a time stands.
    """

    __tablename__ = "name_pass"
    __table_args__ = (
        Index(
            "uq_name_pass_standing",
            "engagement_id",
            "name_index",
            unique=True,
            sqlite_where=STANDING,
            postgresql_where=STANDING,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    engagement_id: Mapped[int] = mapped_column(ForeignKey("engagement.id"), index=True)
    name_index: Mapped[str]
    held_at: Mapped[str]
    ground: Mapped[str]
    reason: Mapped[str]
    asked_at: Mapped[datetime]
    asked_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    granted_at: Mapped[datetime | None]
    granted_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    ended_reason: Mapped[str] = mapped_column(default="")
