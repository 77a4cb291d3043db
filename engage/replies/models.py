"""Tables of official replies, of questions that somebody owns, and of who speaks on what.

Triggers refuse UPDATE and DELETE on `reply_version`, `reply_spot`, `reply_answer` and `reply_step`:
what the Province said, or was about to say, stays as it was written. The row of a reply only says
which version is the newest and which one is public.
"""

from datetime import datetime

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from engage.core.db import Base
from engage.replies.rules import Standing, standing_of

STANDING = text("withdrawn_at IS NULL")
OPEN = text("answered_at IS NULL")


class Reply(Base):
    """The reply to one comment. A correction is a new version, so a comment has one that stands.

    `to_version` is the version of the comment that was public when the reply was published.
    """

    __tablename__ = "reply"
    __table_args__ = (
        Index(
            "uq_reply_standing",
            "comment_id",
            unique=True,
            sqlite_where=STANDING,
            postgresql_where=STANDING,
        ),
        Index("ix_reply_engagement", "engagement_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    comment_id: Mapped[int] = mapped_column(ForeignKey("comment.id"), index=True)
    engagement_id: Mapped[int] = mapped_column(ForeignKey("engagement.id"))
    topic_id: Mapped[int] = mapped_column(ForeignKey("topic.id"))
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    version: Mapped[int]
    published_version: Mapped[int | None]
    published_at: Mapped[datetime | None]
    corrected_at: Mapped[datetime | None]
    to_version: Mapped[int | None]
    held_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]

    @property
    def standing(self) -> Standing:
        return standing_of(
            version=self.version,
            published_version=self.published_version,
            is_held=self.held_at is not None,
            is_withdrawn=self.withdrawn_at is not None,
        )


class ReplyVersion(Base):
    """One wording of a reply, signed by the team and, if its speaker wishes, a first name.

    `authority` is the law that lets the text speak of other people; `names_checked` tells whether
    the detector of names could run.
    """

    __tablename__ = "reply_version"

    reply_id: Mapped[int] = mapped_column(ForeignKey("reply.id"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    body: Mapped[str]
    team: Mapped[str]
    first_name: Mapped[str]
    role_title: Mapped[str]
    authority: Mapped[str]
    names_checked: Mapped[bool]
    written_at: Mapped[datetime]
    written_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class ReplySpot(Base):
    """Where the detector saw another person in a version; code points, the end exclusive."""

    __tablename__ = "reply_spot"
    __table_args__ = (
        ForeignKeyConstraint(
            ["reply_id", "version"], ["reply_version.reply_id", "reply_version.version"]
        ),
    )

    reply_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    start: Mapped[int] = mapped_column("start_char", primary_key=True, autoincrement=False)
    end: Mapped[int] = mapped_column("end_char", primary_key=True, autoincrement=False)
    reason: Mapped[str]


class ReplyAnswer(Base):
    """'I checked this, because ...': what the speaker wrote to one rule of the check.

    `about` is the fingerprint of the words that it was written about: other words ask again.
    """

    __tablename__ = "reply_answer"
    __table_args__ = (
        ForeignKeyConstraint(
            ["reply_id", "version"], ["reply_version.reply_id", "reply_version.version"]
        ),
    )

    reply_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    rule: Mapped[str] = mapped_column(primary_key=True)
    about: Mapped[str]
    reason: Mapped[str]


class ReplyStep(Base):
    """What happened to a reply: who did what with which version, and what they noted."""

    __tablename__ = "reply_step"

    id: Mapped[int] = mapped_column(primary_key=True)
    reply_id: Mapped[int] = mapped_column(ForeignKey("reply.id"), index=True)
    version: Mapped[int]
    action: Mapped[str]
    taken_at: Mapped[datetime]
    taken_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    note: Mapped[str]


class ReplyApproval(Base):
    """One of the two signatures under the exact words of one version, where no approval stands.

    `role` is in which of the two roles it was given, `approved_for` whom a delegate signed for,
    `body_hash` the SHA-256 of the text that its giver read. A trigger refuses UPDATE and DELETE.
    """

    __tablename__ = "reply_approval"
    __table_args__ = (
        ForeignKeyConstraint(
            ["reply_id", "version"], ["reply_version.reply_id", "reply_version.version"]
        ),
    )

    reply_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    role: Mapped[str] = mapped_column(primary_key=True)
    body_hash: Mapped[str]
    approved_at: Mapped[datetime]
    approved_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    approved_for: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class ReplyTeam(Base):
    """The name under which an engagement's team speaks; without a row the ministry's name."""

    __tablename__ = "reply_team"

    engagement_id: Mapped[int] = mapped_column(
        ForeignKey("engagement.id"), primary_key=True, autoincrement=False
    )
    name: Mapped[str]


class SpeakerTopic(Base):
    """A member of staff may answer for the team on this topic (R66)."""

    __tablename__ = "speaker_topic"

    person_id: Mapped[int] = mapped_column(
        ForeignKey("person.id"), primary_key=True, autoincrement=False
    )
    topic_id: Mapped[int] = mapped_column(
        ForeignKey("topic.id"), primary_key=True, autoincrement=False, index=True
    )
    assigned_at: Mapped[datetime]
    assigned_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class Question(Base):
    """A published comment that asks something, its owner, and when the answer is due (R70)."""

    __tablename__ = "question"
    __table_args__ = (
        Index("ix_question_open", "due_at", sqlite_where=OPEN, postgresql_where=OPEN),
    )

    comment_id: Mapped[int] = mapped_column(
        ForeignKey("comment.id"), primary_key=True, autoincrement=False
    )
    owner_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    marked_at: Mapped[datetime]
    marked_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    due_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    reply_id: Mapped[int | None] = mapped_column(ForeignKey("reply.id"))


class Referral(Base):
    """A comment was handed on, because somebody else should answer it or nobody here may."""

    __tablename__ = "referral"

    id: Mapped[int] = mapped_column(primary_key=True)
    comment_id: Mapped[int] = mapped_column(ForeignKey("comment.id"), index=True)
    destination: Mapped[str]
    referred_at: Mapped[datetime]
    referred_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    taken_back_at: Mapped[datetime | None]
    taken_back_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
