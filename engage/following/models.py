"""Who follows an engagement, and what there is to tell them.

A row of a follower is never deleted: when it ends, its address is erased and what stays counts one.
So a number that a waiting mail carries never comes to mean somebody else. Links carry `public_id`,
which says nothing of how many there are.
"""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from engage.core.db import Base
from engage.following.rules import State


class Subscription(Base):
    """One address that follows one engagement, or asked to.

    `notice_hash` is that of the collection notice above the form (R24), in the wording that stood
    there. `confirmation_at` is when the latest mail with a link was owed. `told_item_id` is the
    newest item of news that this row was told, or that was there before it followed.
    """

    __tablename__ = "subscription"
    __table_args__ = (
        UniqueConstraint("engagement_id", "email_index"),
        Index("ix_subscription_told", "engagement_id", "state", "pace", "id"),
        Index("ix_subscription_state", "state", "asked_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True)
    engagement_id: Mapped[int] = mapped_column(ForeignKey("engagement.id"))
    state: Mapped[str] = mapped_column(default=State.PENDING)
    pace: Mapped[str]
    language: Mapped[str]
    email_cipher: Mapped[str | None]
    email_index: Mapped[str | None] = mapped_column(index=True)
    notice_hash: Mapped[str]
    asked_at: Mapped[datetime]
    confirmation_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    ended_why: Mapped[str] = mapped_column(default="", server_default="")
    told_item_id: Mapped[int] = mapped_column(default=0, server_default="0")


class NewsItem(Base):
    """One thing that happened, without a word: what a mail says of it is read when it is sent.

    `subject_id` is a topic's or a revision's number, as the kind has it, or 0. `key` makes a
    repeat of its cause the same item.
    """

    __tablename__ = "news_item"
    __table_args__ = (Index("ix_news_item_engagement", "engagement_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    engagement_id: Mapped[int] = mapped_column(ForeignKey("engagement.id"))
    kind: Mapped[str]
    subject_id: Mapped[int]
    at: Mapped[datetime]
    key: Mapped[str] = mapped_column(unique=True)


class NewsIssue(Base):
    """One mailing to those who follow an engagement at one pace: what the outbound guard is asked
    about, and what each mail is about.

    `last_item_id` is the newest item in it; None while it still gathers. `owed_at` is when its
    mails began to be owed; None while it gathers, or as long as the guard holds it. `key` makes the
    day's issue one.
    """

    __tablename__ = "news_issue"
    __table_args__ = (Index("ix_news_issue_engagement", "engagement_id", "pace", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    engagement_id: Mapped[int] = mapped_column(ForeignKey("engagement.id"))
    pace: Mapped[str]
    key: Mapped[str] = mapped_column(unique=True)
    begun_at: Mapped[datetime]
    last_item_id: Mapped[int | None]
    owed_at: Mapped[datetime | None]


class NewsBaseline(Base):
    """The revision that was public when changes were last looked for: of a topic, or of the
    engagement itself, whose `topic_id` is 0. What differs from it is news."""

    __tablename__ = "news_baseline"

    engagement_id: Mapped[int] = mapped_column(ForeignKey("engagement.id"), primary_key=True)
    topic_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    revision_id: Mapped[int] = mapped_column(ForeignKey("revision.id"))
