"""Tables of decisions, of what was taken out of texts, and of who reads what at the moment.

A trigger refuses UPDATE and DELETE on `decision` and `decision_reason`.

The note lies apart: it is written by hand, may quote a person, and can be erased without breaking
the row that says what was decided.
"""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from engage.core.db import Base


class Decision(Base):
    """One decision about one version of a comment.

    Refusing a correction leaves the earlier text public: then `outcome` is `not_publish` while
    `from_state` and `to_state` are both `published`. The `from_...` columns are what undoing puts
    back; the undoing is a decision of its own, with `undoes_id`.
    """

    __tablename__ = "decision"
    __table_args__ = (
        Index("ix_decision_when", "decided_at", "id"),
        Index("uq_decision_undone", "undoes_id", unique=True),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    comment_id: Mapped[int] = mapped_column(ForeignKey("comment.id"), index=True)
    version: Mapped[int]
    from_state: Mapped[str]
    to_state: Mapped[str]
    outcome: Mapped[str]
    decided_at: Mapped[datetime]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    from_hold: Mapped[str | None]
    from_published_version: Mapped[int | None]
    from_waiting_since: Mapped[datetime | None]
    referred_to: Mapped[str | None]
    campaign_id: Mapped[int | None]
    undoes_id: Mapped[int | None] = mapped_column(ForeignKey("decision.id"))


class DecisionReason(Base):
    """Why, by the policy; a decision not to publish has at least one."""

    __tablename__ = "decision_reason"

    decision_id: Mapped[int] = mapped_column(ForeignKey("decision.id"), primary_key=True)
    reason: Mapped[str] = mapped_column(primary_key=True)


class DecisionNote(Base):
    """What the moderator wrote for colleagues."""

    __tablename__ = "decision_note"

    decision_id: Mapped[int] = mapped_column(ForeignKey("decision.id"), primary_key=True)
    text: Mapped[str]


class AuthorMessage(Base):
    """What the author is told of a decision: by receipt, and by mail where they ticked that.

    It is queued with its decision and not told before `due_at`, so that undoing takes it back.
    """

    __tablename__ = "author_message"

    id: Mapped[int] = mapped_column(primary_key=True)
    comment_id: Mapped[int] = mapped_column(ForeignKey("comment.id"), index=True)
    decision_id: Mapped[int] = mapped_column(ForeignKey("decision.id"), unique=True)
    body: Mapped[str]
    created_at: Mapped[datetime]
    created_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    due_at: Mapped[datetime] = mapped_column(index=True)
    by_mail: Mapped[bool]
    cancelled_at: Mapped[datetime | None]


class CommentNote(Base):
    """What moderators tell each other about a comment, apart from any decision."""

    __tablename__ = "comment_note"

    id: Mapped[int] = mapped_column(primary_key=True)
    comment_id: Mapped[int] = mapped_column(ForeignKey("comment.id"), index=True)
    written_at: Mapped[datetime]
    written_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    body: Mapped[str]


class Quarantine(Base):
    """A version of a comment as it was before words were taken out, encrypted (R30).

    Its `cipher` is emptied on `purge_at`, or at once when the removal is undone.
    """

    __tablename__ = "quarantine"
    __table_args__ = (
        Index(
            "ix_quarantine_purge",
            "purge_at",
            sqlite_where=text("cipher IS NOT NULL"),
            postgresql_where=text("cipher IS NOT NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    comment_id: Mapped[int] = mapped_column(ForeignKey("comment.id"), index=True)
    version: Mapped[int]
    decision_id: Mapped[int] = mapped_column(ForeignKey("decision.id"), index=True)
    cipher: Mapped[str | None]
    removed_at: Mapped[datetime]
    purge_at: Mapped[datetime]
    emptied_at: Mapped[datetime | None]


class QuarantineReveal(Base):
    """Who read what had been taken out, when and why."""

    __tablename__ = "quarantine_reveal"

    id: Mapped[int] = mapped_column(primary_key=True)
    quarantine_id: Mapped[int] = mapped_column(ForeignKey("quarantine.id"), index=True)
    revealed_at: Mapped[datetime]
    revealed_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    reason: Mapped[str]


class Claim(Base):
    """Who has a comment open, until when; an expired claim is as none."""

    __tablename__ = "claim"

    comment_id: Mapped[int] = mapped_column(
        ForeignKey("comment.id"), primary_key=True, autoincrement=False
    )
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    claimed_at: Mapped[datetime]
    expires_at: Mapped[datetime]


class QueuePreference(Base):
    """How a moderator works the queue: whether single keys act, and which (`action=key` words)."""

    __tablename__ = "queue_preference"

    person_id: Mapped[int] = mapped_column(
        ForeignKey("person.id"), primary_key=True, autoincrement=False
    )
    has_keys: Mapped[bool]
    keys: Mapped[str]


class CommentFlag(Base):
    """A stretch of a version's text that the intake noticed, and why; it holds no text."""

    __tablename__ = "comment_flag"
    __table_args__ = (Index("ix_comment_flag_comment", "comment_id", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    comment_id: Mapped[int] = mapped_column(ForeignKey("comment.id"))
    version: Mapped[int]
    start: Mapped[int] = mapped_column("start_char")
    end: Mapped[int] = mapped_column("end_char")
    source: Mapped[str]
    kind: Mapped[str]
    whose: Mapped[str]
    reason: Mapped[str]


class Campaign(Base):
    """A letter that several people sent; its template is worked out from its members' texts."""

    __tablename__ = "campaign"

    id: Mapped[int] = mapped_column(primary_key=True)
    engagement_id: Mapped[int] = mapped_column(ForeignKey("engagement.id"), index=True)
    first_comment_id: Mapped[int] = mapped_column(ForeignKey("comment.id"))
    found_at: Mapped[datetime]


class CampaignMember(Base):
    """One comment of a campaign; `adds_something` ones are decided singly (R79)."""

    __tablename__ = "campaign_member"

    comment_id: Mapped[int] = mapped_column(
        ForeignKey("comment.id"), primary_key=True, autoincrement=False
    )
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"), index=True)
    adds_something: Mapped[bool]


class CommentSketch(Base):
    """Numbers by which near-duplicates of a comment are found; no words can be read from them."""

    __tablename__ = "comment_sketch"
    __table_args__ = (Index("ix_comment_sketch_band", "engagement_id", "band"),)

    comment_id: Mapped[int] = mapped_column(
        ForeignKey("comment.id"), primary_key=True, autoincrement=False
    )
    band: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    engagement_id: Mapped[int] = mapped_column(ForeignKey("engagement.id"))
