"""Tables of built reports, their finished files, and why a build was refused.

A report is never changed once it is ready; whether it may still be handed out depends on what
became of the comments that it holds. A refused one has no file: only what kind of thing stood
where, never the thing itself.
"""

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from engage.core.db import Base


class Report(Base):
    """One build of an engagement's report; `content_hash` is there exactly when it is ready."""

    __tablename__ = "report"
    __table_args__ = (UniqueConstraint("engagement_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    engagement_id: Mapped[int] = mapped_column(ForeignKey("engagement.id"))
    number: Mapped[int]
    state: Mapped[str]
    threshold: Mapped[int]
    content_hash: Mapped[str | None]
    is_final: Mapped[bool | None]
    leak_count: Mapped[int] = mapped_column(default=0)
    requested_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    requested_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]


class ReportFile(Base):
    """A finished file that passed the leak gate."""

    __tablename__ = "report_file"

    report_id: Mapped[int] = mapped_column(ForeignKey("report.id"), primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    media_type: Mapped[str]
    sha256: Mapped[str]
    size: Mapped[int]
    content: Mapped[bytes]


class ReportComment(Base):
    """A published comment whose words, in this version, stand in the files of a report.

    `removals`: how often words had been taken out of that version when its text was read.
    """

    __tablename__ = "report_comment"

    report_id: Mapped[int] = mapped_column(ForeignKey("report.id"), primary_key=True)
    comment_id: Mapped[int] = mapped_column(ForeignKey("comment.id"), primary_key=True)
    version: Mapped[int]
    removals: Mapped[int] = mapped_column(default=0)


class ReportLeak(Base):
    """A place that refused a build; with `comment_id`, the published comment that it comes from."""

    __tablename__ = "report_leak"

    id: Mapped[int] = mapped_column(primary_key=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("report.id"), index=True)
    file: Mapped[str]
    place: Mapped[str]
    kind: Mapped[str]
    comment_id: Mapped[int | None] = mapped_column(ForeignKey("comment.id"))
