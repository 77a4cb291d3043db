"""Tables of comments. What a person wrote or is called lies apart and can be erased (R30).

`comment` holds no text. `waiting_since` is set exactly while a moderator has something to decide,
which may also be the correction of a comment that is public in an earlier version. `hold` says in
which part of the queue it waits; `screened_version` is the version that the intake has looked at,
and `signals` (words with commas between) what the form noticed of how it was sent. `published_at`
is when the version that is public became so, as far as that was written down. `notice_hash` is that
of the notice's version; `notice_wording_id` names the wording in which it was read, where that was
not the English one (R24).
"""

from datetime import datetime

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from engage.comments.rules import Hold, State
from engage.core.db import Base

WAITING = text("waiting_since IS NOT NULL")
PUBLIC = text("published_version IS NOT NULL")
PUBLIC_BY_ITSELF = text("published_version IS NOT NULL AND parent_id IS NULL")
PUBLIC_REPLY = text("published_version IS NOT NULL AND parent_id IS NOT NULL")


class Comment(Base):
    """One comment: its place, its state, its versions; no word of its author."""

    __tablename__ = "comment"
    __table_args__ = (
        Index(
            "ix_comment_queue",
            "waiting_since",
            "id",
            sqlite_where=WAITING,
            postgresql_where=WAITING,
        ),
        Index(
            "ix_comment_public",
            "topic_id",
            "received_at",
            "public_id",
            sqlite_where=PUBLIC,
            postgresql_where=PUBLIC,
        ),
        Index(
            "ix_comment_by_itself",
            "topic_id",
            "received_at",
            "public_id",
            sqlite_where=PUBLIC_BY_ITSELF,
            postgresql_where=PUBLIC_BY_ITSELF,
        ),
        Index(
            "ix_comment_replies",
            "parent_id",
            "received_at",
            "public_id",
            sqlite_where=PUBLIC_REPLY,
            postgresql_where=PUBLIC_REPLY,
        ),
        Index("ix_comment_engagement", "engagement_id", "state", "id"),
        Index("ix_comment_engagement_all", "engagement_id", "id"),
        Index(
            "ix_comment_partition",
            "hold",
            "waiting_since",
            "id",
            sqlite_where=WAITING,
            postgresql_where=WAITING,
        ),
        Index(
            "ix_comment_engagement_partition",
            "engagement_id",
            "hold",
            "waiting_since",
            "id",
            sqlite_where=WAITING,
            postgresql_where=WAITING,
        ),
        Index(
            "ix_comment_topic_partition",
            "topic_id",
            "hold",
            "waiting_since",
            "id",
            sqlite_where=WAITING,
            postgresql_where=WAITING,
        ),
        Index(
            "ix_comment_channel_partition",
            "channel",
            "hold",
            "waiting_since",
            "id",
            sqlite_where=WAITING,
            postgresql_where=WAITING,
        ),
        Index(
            "ix_comment_language_partition",
            "language",
            "hold",
            "waiting_since",
            "id",
            sqlite_where=WAITING,
            postgresql_where=WAITING,
        ),
        UniqueConstraint("engagement_id", "source_key"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True)
    engagement_id: Mapped[int] = mapped_column(ForeignKey("engagement.id"))
    topic_id: Mapped[int] = mapped_column(ForeignKey("topic.id"))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("comment.id"))
    channel: Mapped[str]
    state: Mapped[str] = mapped_column(default=State.WAITING)
    hold: Mapped[str] = mapped_column(default=Hold.INTAKE)
    signals: Mapped[str] = mapped_column(default="")
    screened_version: Mapped[int | None]
    language: Mapped[str | None]
    notice_version_id: Mapped[int | None] = mapped_column(ForeignKey("notice_version.id"))
    notice_hash: Mapped[str | None]
    notice_wording_id: Mapped[int | None] = mapped_column(ForeignKey("notice_wording.id"))
    notice_given: Mapped[str]
    terms_version: Mapped[str | None]
    nonce_hash: Mapped[str | None] = mapped_column(unique=True)
    receipt_hash: Mapped[str | None] = mapped_column(unique=True)
    source_key: Mapped[str | None]
    received_at: Mapped[datetime]
    recorded_at: Mapped[datetime]
    waiting_since: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)
    decided_version: Mapped[int | None]
    published_version: Mapped[int | None]
    published_at: Mapped[datetime | None]


class CommentText(Base):
    """One version of what was written, as it may be read now.

    Where a moderator took words out, `body` holds marks in their place and `comment_redaction` says
    where; the words themselves then lie in the quarantine alone. So everything that reads a text
    (pages, search, reports, WordPress) reads the redacted one (R77).
    """

    __tablename__ = "comment_text"

    comment_id: Mapped[int] = mapped_column(ForeignKey("comment.id"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    body: Mapped[str]
    recorded_at: Mapped[datetime]


class CommentRedaction(Base):
    """A mark in the body of a version: code points, the end exclusive."""

    __tablename__ = "comment_redaction"
    __table_args__ = (
        ForeignKeyConstraint(
            ["comment_id", "version"], ["comment_text.comment_id", "comment_text.version"]
        ),
    )

    comment_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    start: Mapped[int] = mapped_column("start_char", primary_key=True, autoincrement=False)
    end: Mapped[int] = mapped_column("end_char")
    label: Mapped[str]


class CommentPerson(Base):
    """Who wrote it, encrypted; the address is found again only by its blind index.

    `language` is that of the page on which they wrote, and of our mail to them; None where the
    comment's own language says it.
    """

    __tablename__ = "comment_person"

    comment_id: Mapped[int] = mapped_column(ForeignKey("comment.id"), primary_key=True)
    name_cipher: Mapped[str | None]
    email_cipher: Mapped[str | None]
    email_index: Mapped[str | None] = mapped_column(index=True)
    purposes: Mapped[str] = mapped_column(default="")
    language: Mapped[str | None]
