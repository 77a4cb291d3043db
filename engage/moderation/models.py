"""Tables of decisions. A trigger refuses UPDATE and DELETE on `decision` and `decision_reason`.

The note lies apart: it is written by hand, may quote a person, and can be erased without breaking
the row that says what was decided.
"""

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from engage.core.db import Base


class Decision(Base):
    """One decision about one version of a comment.

    Refusing a correction leaves the earlier text public: then `outcome` is `not_publish` while
    `from_state` and `to_state` are both `published`.
    """

    __tablename__ = "decision"
    __table_args__ = (Index("ix_decision_when", "decided_at", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    comment_id: Mapped[int] = mapped_column(ForeignKey("comment.id"), index=True)
    version: Mapped[int]
    from_state: Mapped[str]
    to_state: Mapped[str]
    outcome: Mapped[str]
    decided_at: Mapped[datetime]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class DecisionReason(Base):
    """Why, by the policy; a decision not to publish has at least one."""

    __tablename__ = "decision_reason"

    decision_id: Mapped[int] = mapped_column(ForeignKey("decision.id"), primary_key=True)
    reason: Mapped[str] = mapped_column(primary_key=True)


class DecisionNote(Base):
    """What the moderator wrote for colleagues."""

    __tablename__ = "decision_note"

    decision_id: Mapped[int] = mapped_column(ForeignKey("decision.id"), primary_key=True)
    text: Mapped[str]
