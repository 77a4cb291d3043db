"""Election periods, what was held in one, exceptions, and whose new comments are shown meanwhile.

Instants are stored, never phases: `rules.Period.phase` says what they mean at a given one.
"""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from engage.core.db import Base


class ElectionPeriod(Base):
    """One general election: the call, the end of voting day, and, once known, the swearing-in.

    `known_at` is from when on this call was known here: what had opened before stays open.
    `version` grows with every change: of two who change it at once, the second is told.
    """

    __tablename__ = "election_period"

    id: Mapped[int] = mapped_column(primary_key=True)
    called_at: Mapped[datetime]
    voting_ends_at: Mapped[datetime]
    sworn_at: Mapped[datetime | None]
    known_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)
    set_at: Mapped[datetime]
    set_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class HeldItem(Base):
    """One thing that a period held. `key` is kind, engagement and subject: once per period.

    `engagement_id` is None for what belongs to no engagement. `outcome` is '' while it waits.
    """

    __tablename__ = "held_item"
    __table_args__ = (
        UniqueConstraint("key", "period_id"),
        Index(
            "ix_held_item_waiting",
            "held_at",
            "id",
            sqlite_where=text("outcome = ''"),
            postgresql_where=text("outcome = ''"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    period_id: Mapped[int] = mapped_column(ForeignKey("election_period.id"))
    key: Mapped[str]
    kind: Mapped[str]
    engagement_id: Mapped[int | None] = mapped_column(ForeignKey("engagement.id"), index=True)
    subject_id: Mapped[int]
    held_at: Mapped[datetime]
    held_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    outcome: Mapped[str] = mapped_column(default="")
    settled_at: Mapped[datetime | None]
    settled_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class ElectionException(Base):
    """What may go out in a period all the same (R56): one kind of one engagement.

    It is in force once both directors granted it, each with a reason, and until it is revoked.
    """

    __tablename__ = "election_exception"
    __table_args__ = (Index("ix_election_exception_of", "engagement_id", "kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    period_id: Mapped[int] = mapped_column(ForeignKey("election_period.id"))
    kind: Mapped[str]
    engagement_id: Mapped[int] = mapped_column(ForeignKey("engagement.id"))
    ground: Mapped[str]
    authority: Mapped[str] = mapped_column(default="")
    program: Mapped[str] = mapped_column(default="")
    asked_at: Mapped[datetime]
    communications_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    communications_at: Mapped[datetime | None]
    communications_reason: Mapped[str] = mapped_column(default="")
    executive_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    executive_at: Mapped[datetime | None]
    executive_reason: Mapped[str] = mapped_column(default="")
    revoked_at: Mapped[datetime | None]
    revoked_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class CommentsInElections(Base):
    """R55: the engagements whose newly approved comments are shown during an election period.

    One without a row holds them.
    """

    __tablename__ = "comments_in_elections"

    engagement_id: Mapped[int] = mapped_column(ForeignKey("engagement.id"), primary_key=True)
    set_at: Mapped[datetime]
    set_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
