"""Updates of an engagement. As with topics, what staff write is in revisions, and the public sees
the published one."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from engage.core.db import Base
from engage.updates.rules import STANDING_PLANS, PlanState


class EngagementUpdate(Base):
    """One update. `withdrawn_at`: it was taken from view, by staff or with its source.

    `plan_state` says whether it shall be published at `planned_at`, and what became of that;
    `plan_number` grows with every change of the plan, so that of two the second is told, and a job
    of an older plan does nothing.
    """

    __tablename__ = "engagement_update"
    __table_args__ = (
        UniqueConstraint("engagement_id", "slug"),
        Index("ix_engagement_update_public", "engagement_id", "published_at"),
        Index("ix_engagement_update_planned", "planned_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    engagement_id: Mapped[int] = mapped_column(ForeignKey("engagement.id"))
    slug: Mapped[str]
    title: Mapped[str]
    draft_revision_id: Mapped[int | None] = mapped_column(ForeignKey("revision.id"))
    published_revision_id: Mapped[int | None] = mapped_column(ForeignKey("revision.id"))
    published_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    created_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    planned_at: Mapped[datetime | None]
    planned_revision_id: Mapped[int | None] = mapped_column(ForeignKey("revision.id"))
    planned_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    plan_state: Mapped[str] = mapped_column(default=PlanState.NONE, server_default="")
    plan_number: Mapped[int] = mapped_column(default=0, server_default="0")

    @property
    def is_planned(self) -> bool:
        """Whether it is to become public by itself."""
        return self.plan_state in STANDING_PLANS

    @property
    def is_public(self) -> bool:
        """Whether the public reads it, as far as it depends on the update itself."""
        return self.published_revision_id is not None and self.withdrawn_at is None

    @property
    def scope(self) -> str:
        return f"update:{self.id}"
