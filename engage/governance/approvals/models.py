"""What was asked for, decided, delegated and named minor. Rows of decisions are never changed."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from engage.core.db import Base

OPEN = text("withdrawn_at IS NULL AND completed_at IS NULL")


class ApprovalRequest(Base):
    """That the approvals of a subject were asked for; done once it was published."""

    __tablename__ = "approval_request"
    __table_args__ = (
        Index(
            "uq_approval_request_open",
            "subject_kind",
            "subject_id",
            unique=True,
            sqlite_where=OPEN,
            postgresql_where=OPEN,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    subject_kind: Mapped[str]
    subject_id: Mapped[int]
    ministry_id: Mapped[int] = mapped_column(ForeignKey("ministry.id"))
    requested_at: Mapped[datetime]
    requested_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    note: Mapped[str]
    withdrawn_at: Mapped[datetime | None]
    completed_at: Mapped[datetime | None]


class OptionalStep(Base):
    """A step that the lead asked for besides the ones that always apply (R12)."""

    __tablename__ = "approval_optional_step"
    __table_args__ = (Index("ix_approval_optional_step_subject", "subject_kind", "subject_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    subject_kind: Mapped[str]
    subject_id: Mapped[int]
    step: Mapped[str]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    reason: Mapped[str]
    added_at: Mapped[datetime]
    added_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    dropped_at: Mapped[datetime | None]
    dropped_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class Approval(Base):
    """One decision of one step, with hashes of exactly what was decided about (R9, R13).

    `for_person_id` is the approver whom a delegate stood in for. `parts` and `snapshot` are JSON.
    """

    __tablename__ = "approval"
    __table_args__ = (Index("ix_approval_subject", "subject_kind", "subject_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    subject_kind: Mapped[str]
    subject_id: Mapped[int]
    step: Mapped[str]
    verdict: Mapped[str]
    reason: Mapped[str]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    for_person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime]
    content_hash: Mapped[str]
    parts: Mapped[str]
    snapshot: Mapped[str]


class MinorEdit(Base):
    """An edit that its writer named minor: told to the director, who can contest it (R13)."""

    __tablename__ = "minor_edit"
    __table_args__ = (Index("ix_minor_edit_subject", "subject_kind", "subject_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    subject_kind: Mapped[str]
    subject_id: Mapped[int]
    ministry_id: Mapped[int] = mapped_column(ForeignKey("ministry.id"))
    part: Mapped[str]
    before_hash: Mapped[str]
    after_hash: Mapped[str]
    before_snapshot: Mapped[str]
    after_snapshot: Mapped[str]
    reason: Mapped[str]
    made_at: Mapped[datetime]
    made_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    seen_at: Mapped[datetime | None]
    seen_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    contested_at: Mapped[datetime | None]


class Delegation(Base):
    """Who stands in for an approver, in one role, from one date to another (R13)."""

    __tablename__ = "delegation"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    delegate_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    role: Mapped[str]
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    reason: Mapped[str]
    made_at: Mapped[datetime]
    made_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class ApprovalTold(Base):
    """That approvers were told of a step that waits, once for each content."""

    __tablename__ = "approval_told"

    subject_kind: Mapped[str] = mapped_column(primary_key=True)
    subject_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    step: Mapped[str] = mapped_column(primary_key=True)
    content_hash: Mapped[str] = mapped_column(primary_key=True)
    told_at: Mapped[datetime]
