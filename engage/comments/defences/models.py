"""Tables of the defences. Nothing in them names anybody, and nothing stays longer than it counts.

A sender is known for at most two hours by a hash whose salt is deleted: afterwards nobody, not even
who holds every key, can say from which address a mark came.
"""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from engage.core.db import Base


class SenderSalt(Base):
    """The salt of one hour; it is deleted when the hour has passed."""

    __tablename__ = "sender_salt"

    hour: Mapped[datetime] = mapped_column(primary_key=True)
    salt: Mapped[str]


class SenderCount(Base):
    """How often something came from one network address within the hour of its salt."""

    __tablename__ = "sender_count"

    bucket: Mapped[str] = mapped_column(primary_key=True)
    count: Mapped[int]
    expires_at: Mapped[datetime] = mapped_column(index=True)


class EngagementDefence(Base):
    """An engagement whose form asks browsers for a proof of work, while it is under attack."""

    __tablename__ = "engagement_defence"

    engagement_id: Mapped[int] = mapped_column(
        ForeignKey("engagement.id"), primary_key=True, autoincrement=False
    )
    proof_since: Mapped[datetime]
    switched_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class UsedProof(Base):
    """A proof that was used, by its hash, until it would expire anyway."""

    __tablename__ = "used_proof"

    digest: Mapped[str] = mapped_column(primary_key=True)
    expires_at: Mapped[datetime] = mapped_column(index=True)
