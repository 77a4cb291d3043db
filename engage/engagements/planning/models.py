"""Tables around the planning record; the record itself is a revision like other drafts.

What Citizen Engagement answered and what officers found are rows that nothing changes (a trigger
refuses it): an amended assessment is another row, and the newest counts.
"""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from engage.core.db import Base


class IdeaStep(Base):
    """R8: the idea was put to Citizen Engagement, or Citizen Engagement answered, in words."""

    __tablename__ = "idea_step"
    __table_args__ = (Index("ix_idea_step_engagement", "engagement_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    engagement_id: Mapped[int] = mapped_column(ForeignKey("engagement.id"))
    step: Mapped[str]
    words: Mapped[str]
    planning_revision_id: Mapped[int | None] = mapped_column(ForeignKey("revision.id"))
    taken_at: Mapped[datetime]
    taken_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class SharedContent(Base):
    """R8: content that was sent to the shop instead, and later what came of it."""

    __tablename__ = "shared_content"

    id: Mapped[int] = mapped_column(primary_key=True)
    engagement_id: Mapped[int] = mapped_column(ForeignKey("engagement.id"), index=True)
    sent_on: Mapped[date]
    sent_to: Mapped[str]
    content: Mapped[str]
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    outcome: Mapped[str | None]
    outcome_at: Mapped[datetime | None]
    outcome_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class Assessment(Base):
    """R19, R47: a Privacy Impact Assessment or a security assessment, with its signatures.

    `covers` is a hash of what was assessed: once that differs, the assessment counts no more.
    The planning revision keeps settings and site terms as the officer read them.
    """

    __tablename__ = "assessment"
    __table_args__ = (Index("ix_assessment_engagement", "engagement_id", "kind", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    engagement_id: Mapped[int] = mapped_column(ForeignKey("engagement.id"))
    kind: Mapped[str]
    number: Mapped[str]
    decided_on: Mapped[date]
    signatories: Mapped[str]
    conditions: Mapped[str]
    decision: Mapped[str]
    covers: Mapped[str]
    planning_revision_id: Mapped[int | None] = mapped_column(ForeignKey("revision.id"))
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
