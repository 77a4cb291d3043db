"""The table of reports. Nothing in it says who reported: nobody was asked, and no address is kept.

A report that hid its comment is dealt with by the next decision about it, like anything else that
waits. One that did not stands in a list until a moderator kept the comment or took it down.
"""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from engage.core.db import Base

LISTED = text("reviewed_at IS NULL AND decision_id IS NULL")


class CommentReport(Base):
    """One report about the version that was public then.

    `decision_id` is the decision by which it hid the comment, if it did; `note` is what the reader
    wrote, and is erased with the comment's own removed words.
    """

    __tablename__ = "comment_report"
    __table_args__ = (
        Index("ix_comment_report_comment", "comment_id", "id"),
        Index(
            "ix_comment_report_listed",
            "reported_at",
            "id",
            sqlite_where=LISTED,
            postgresql_where=LISTED,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    comment_id: Mapped[int] = mapped_column(ForeignKey("comment.id"))
    version: Mapped[int]
    kind: Mapped[str]
    note: Mapped[str] = mapped_column(default="")
    reported_at: Mapped[datetime]
    decision_id: Mapped[int | None] = mapped_column(ForeignKey("decision.id"))
    reviewed_at: Mapped[datetime | None]
    reviewed_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
