"""Tables of conflicts of interest and of standing approvals. Rows end; none is ever deleted.

Why somebody is in conflict is personal information, of the person and often of a family: it lies
encrypted here and nowhere else, so that neither a log nor the audit can tell it.
"""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from engage.core.db import Base

ON_TOPIC = text("ended_at IS NULL AND topic_id IS NOT NULL")
ON_ENGAGEMENT = text("ended_at IS NULL AND topic_id IS NULL")


class ConflictOfInterest(Base):
    """A person keeps off a topic, or (`topic_id` None) off a whole engagement, until it ends.

    `declared_by` is somebody else where a lead recorded it; `seen_at` is when the person was told.
    Two unique indexes, as NULL equals nothing in the first.
    """

    __tablename__ = "conflict_of_interest"
    __table_args__ = (
        Index(
            "uq_conflict_of_interest_topic",
            "person_id",
            "topic_id",
            unique=True,
            sqlite_where=ON_TOPIC,
            postgresql_where=ON_TOPIC,
        ),
        Index(
            "uq_conflict_of_interest_engagement",
            "person_id",
            "engagement_id",
            unique=True,
            sqlite_where=ON_ENGAGEMENT,
            postgresql_where=ON_ENGAGEMENT,
        ),
        Index("ix_conflict_of_interest_engagement", "engagement_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    engagement_id: Mapped[int] = mapped_column(ForeignKey("engagement.id"))
    topic_id: Mapped[int | None] = mapped_column(ForeignKey("topic.id"))
    reason_cipher: Mapped[str]
    declared_at: Mapped[datetime]
    declared_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    seen_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    ended_reason_cipher: Mapped[str | None]


class StandingApproval(Base):
    """That a kind of content may be published for a while without being approved one by one.

    It is in force once Citizen Engagement has countersigned what the ministry's director gave, from
    `starts_at` until `ends_at` or until somebody ended it. Without `engagement_id` it is for the
    whole ministry. `given_for` and `countersigned_for` are whom a delegate signed for.
    """

    __tablename__ = "standing_approval"
    __table_args__ = (Index("ix_standing_approval_ministry", "ministry_id", "kind", "ends_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    ministry_id: Mapped[int] = mapped_column(ForeignKey("ministry.id"))
    engagement_id: Mapped[int | None] = mapped_column(ForeignKey("engagement.id"))
    given_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    given_for: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    given_at: Mapped[datetime]
    reason: Mapped[str]
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    countersigned_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    countersigned_for: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    countersigned_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    ended_reason: Mapped[str | None]
