"""Tables of engagements, topics and their revisions.

What the public sees is the published revision. The columns beside it (title, dates, kind) are
copies that lists and acceptance read; `service._apply` is the only place that sets them.
"""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, object_session

from engage.core.db import Base
from engage.engagements.rules import Timing
from engage.governance.elections.queries import held_opening


class Engagement(Base):
    """One consultation. `title` is the draft's until it is first published."""

    __tablename__ = "engagement"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(unique=True)
    ministry_id: Mapped[int] = mapped_column(ForeignKey("ministry.id"), index=True)
    title: Mapped[str]
    summary: Mapped[str] = mapped_column(default="")
    kind: Mapped[str]
    created_at: Mapped[datetime]
    created_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    draft_revision_id: Mapped[int | None] = mapped_column(ForeignKey("revision.id"))
    published_revision_id: Mapped[int | None] = mapped_column(ForeignKey("revision.id"))
    results_draft_revision_id: Mapped[int | None] = mapped_column(ForeignKey("revision.id"))
    results_revision_id: Mapped[int | None] = mapped_column(ForeignKey("revision.id"))
    planning_revision_id: Mapped[int | None] = mapped_column(ForeignKey("revision.id"))
    published_at: Mapped[datetime | None] = mapped_column(index=True)
    opens_at: Mapped[datetime | None]
    closes_at: Mapped[datetime | None]
    results_at: Mapped[datetime | None]
    region: Mapped[str] = mapped_column(default="", server_default="")
    topic_areas: Mapped[str] = mapped_column(default="", server_default="")
    languages: Mapped[str] = mapped_column(default="", server_default="")
    """Tags of its public translations, with spaces between; `multilingual` keeps it."""

    @property
    def timing(self) -> Timing:
        """What decides the phase. An opening by the clock that an election holds is no opening; one
        that was let go again is as late as that (R54). A row apart from its session knows nothing
        of elections."""
        session, opens_at, is_held = object_session(self), self.opens_at, False
        if session is not None and opens_at is not None and self.published_at is not None:
            held, since = held_opening(session, self.id, opens_at)
            opens_at, is_held = since or opens_at, held and since is None
        return Timing(self.published_at, opens_at, self.closes_at, self.results_at, is_held)

    @property
    def scope(self) -> str:
        """The name under which its counters and content version are kept."""
        return f"engagement:{self.id}"


class Topic(Base):
    """A post or question to comment on; shown once the engagement published a revision of it."""

    __tablename__ = "topic"
    __table_args__ = (UniqueConstraint("engagement_id", "slug"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    engagement_id: Mapped[int] = mapped_column(ForeignKey("engagement.id"))
    slug: Mapped[str]
    title: Mapped[str]
    position: Mapped[int]
    draft_revision_id: Mapped[int | None] = mapped_column(ForeignKey("revision.id"))
    published_revision_id: Mapped[int | None] = mapped_column(ForeignKey("revision.id"))

    @property
    def scope(self) -> str:
        return f"topic:{self.id}"


class Revision(Base):
    """What staff wrote, once and for all: a trigger refuses UPDATE. Content is canonical JSON."""

    __tablename__ = "revision"
    __table_args__ = (
        UniqueConstraint("subject", "subject_id", "number"),
        Index("ix_revision_subject", "subject", "subject_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    subject: Mapped[str]
    subject_id: Mapped[int]
    number: Mapped[int]
    content: Mapped[str]
    content_hash: Mapped[str]
    created_at: Mapped[datetime]
    created_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
