"""What the page of a topic must know of a comment that has replies, without counting them."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from engage.core.db import Base

ANSWERED = text("replies > 0")
ORPHANED = text("replies > 0 AND published_version IS NULL")


class CommentThread(Base):
    """A comment that somebody replied to; the row is there before any of the replies is public.

    `replies` counts the public ones, `published_version` is that of the comment itself: where it is
    not public any more, its replies still are. Both change in the transaction that changes what
    they tell of (`service.follow`). Where the comment stands and when it was received is repeated
    here, so that one index gives the order.
    """

    __tablename__ = "comment_thread"
    __table_args__ = (
        Index(
            "ix_comment_thread_most",
            "topic_id",
            "replies",
            "received_at",
            "public_id",
            sqlite_where=ANSWERED,
            postgresql_where=ANSWERED,
        ),
        Index(
            "ix_comment_thread_orphaned",
            "topic_id",
            "received_at",
            "public_id",
            sqlite_where=ORPHANED,
            postgresql_where=ORPHANED,
        ),
    )

    comment_id: Mapped[int] = mapped_column(
        ForeignKey("comment.id"), primary_key=True, autoincrement=False
    )
    topic_id: Mapped[int] = mapped_column(ForeignKey("topic.id"))
    received_at: Mapped[datetime]
    public_id: Mapped[str]
    published_version: Mapped[int | None]
    replies: Mapped[int]
