"""Tables of built reports, their files, their releases, and why a build was refused.

What may be public never changes afterwards: from the first release on, triggers refuse any change
of the report's value and of its files' hashes, and a release itself is only ever added. What may
still change is whether files are handed out: that depends on what became of the comments that they
hold. A refused report has no file: only what kind of thing stood where, never the thing itself.
"""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from engage.core.db import Base


class Report(Base):
    """One build of an engagement's report; `content_hash` is there exactly when it was ready.

    `kind`, `week`, `languages` (separated by commas) and `threshold` are what was ordered
    (`order.Order`); `sign_off_id` is the sign-off of a threshold below the usual. `step` and
    `share` (in per cent) tell how far a build is, `attempt` whose it is, and `alive_at` when it
    last gave a sign of life; `is_direct`: a command builds it, and no job will begin anew.
    `figures` is the canonical JSON of its tables. `corrects` is the number of the release that it
    corrects, `correction_by` who said so. `in_view` says how the world stood when all its words
    were seen to be public (`held.mark_of`).
    """

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
    kind: Mapped[str] = mapped_column(default="final", server_default="final")
    week: Mapped[date | None]
    languages: Mapped[str] = mapped_column(default="en", server_default="en")
    sign_off_id: Mapped[int | None]
    step: Mapped[str] = mapped_column(default="", server_default="")
    share: Mapped[int] = mapped_column(default=0, server_default="0")
    attempt: Mapped[int] = mapped_column(default=0, server_default="0")
    alive_at: Mapped[datetime | None]
    is_direct: Mapped[bool] = mapped_column(default=False, server_default="0")
    figures: Mapped[str | None]
    corrects: Mapped[int | None]
    correction: Mapped[str] = mapped_column(default="", server_default="")
    correction_by: Mapped[int | None]
    in_view: Mapped[str] = mapped_column(default="", server_default="")
    taken_back_at: Mapped[datetime | None]


class ReportFile(Base):
    """A finished file that passed the leak gate; its bytes lie in parts, and may be gone."""

    __tablename__ = "report_file"

    report_id: Mapped[int] = mapped_column(ForeignKey("report.id"), primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    media_type: Mapped[str]
    sha256: Mapped[str]
    size: Mapped[int]


class ReportFilePart(Base):
    """A piece of a file, in order from 0: a report of a million comments is never in one piece."""

    __tablename__ = "report_file_part"

    report_id: Mapped[int] = mapped_column(ForeignKey("report.id"), primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    content: Mapped[bytes]


class ReportComment(Base):
    """A published comment whose words, in this version, stand in the files of a report.

    `removals`: how often words had been taken out of that version when its text was read.
    """

    __tablename__ = "report_comment"
    __table_args__ = (Index("ix_report_comment_comment_id", "comment_id"),)

    report_id: Mapped[int] = mapped_column(ForeignKey("report.id"), primary_key=True)
    comment_id: Mapped[int] = mapped_column(ForeignKey("comment.id"), primary_key=True)
    version: Mapped[int]
    removals: Mapped[int] = mapped_column(default=0)


class ReportQuotation(Base):
    """A quotation that stands in a report; `content_hash` is of its words as they stand there."""

    __tablename__ = "report_quotation"

    report_id: Mapped[int] = mapped_column(ForeignKey("report.id"), primary_key=True)
    quotation_id: Mapped[int] = mapped_column(ForeignKey("quotation.id"), primary_key=True)
    content_hash: Mapped[str]


class ReportLeak(Base):
    """A place that refused a build; with `comment_id`, the published comment that it comes from."""

    __tablename__ = "report_leak"

    id: Mapped[int] = mapped_column(primary_key=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("report.id"), index=True)
    file: Mapped[str]
    place: Mapped[str]
    kind: Mapped[str]
    comment_id: Mapped[int | None] = mapped_column(ForeignKey("comment.id"))


class ReportRelease(Base):
    """That a report was handed to the ministry, or made public: numbered, and never changed.

    `approvals` and `files` are JSON: who approved which step and when, and every file with its size
    and SHA-256, so that the record stands alone when files are gone.
    """

    __tablename__ = "report_release"
    __table_args__ = (
        UniqueConstraint("engagement_id", "number"),
        UniqueConstraint("report_id", "is_public"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    engagement_id: Mapped[int] = mapped_column(ForeignKey("engagement.id"))
    number: Mapped[int]
    report_id: Mapped[int] = mapped_column(ForeignKey("report.id"))
    is_public: Mapped[bool]
    released_at: Mapped[datetime]
    released_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    content_hash: Mapped[str]
    corrects: Mapped[int | None]
    correction: Mapped[str]
    approvals: Mapped[str]
    files: Mapped[str]


class ReportWithdrawal(Base):
    """That the files of a release are handed out no more, by whom and why; never changed."""

    __tablename__ = "report_withdrawal"

    release_id: Mapped[int] = mapped_column(
        ForeignKey("report_release.id"), primary_key=True, autoincrement=False
    )
    withdrawn_at: Mapped[datetime]
    withdrawn_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    reason: Mapped[str]


class ThresholdSignOff(Base):
    """That a privacy officer lets the reports of one engagement show smaller counts, and why (R74).

    `signed_for` is whom a delegate stood in for.
    """

    __tablename__ = "threshold_sign_off"

    id: Mapped[int] = mapped_column(primary_key=True)
    engagement_id: Mapped[int] = mapped_column(ForeignKey("engagement.id"), index=True)
    threshold: Mapped[int]
    signed_at: Mapped[datetime]
    signed_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    signed_for: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    reason: Mapped[str]
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
