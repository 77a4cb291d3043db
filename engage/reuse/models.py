"""Tables of quotations, who decided them, where they were used, and what allows it.

A quotation of a comment holds no text: a version, a stretch of it, and the edits. Where the text is
erased or changed, the quotation is gone with it. `text_hash` is of the body that the stretch was
chosen in, so that a redaction in place is seen. What was brought from elsewhere has its text here,
as it has no other home.
"""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from engage.core.db import Base


class ReuseConsent(Base):
    """What somebody agreed to (R36). Nothing of it is changed later but its withdrawal.

    `effective_at` and `ends_at` (exclusive; None: until it is withdrawn) are midnights of the
    province. The person's name is sealed, or not kept at all.
    """

    __tablename__ = "reuse_consent"

    id: Mapped[int] = mapped_column(primary_key=True)
    ministry_id: Mapped[int] = mapped_column(ForeignKey("ministry.id"), index=True)
    what: Mapped[str]
    purpose: Mapped[str]
    to_whom: Mapped[str]
    proof: Mapped[str]
    name_cipher: Mapped[str | None]
    effective_at: Mapped[datetime]
    ends_at: Mapped[datetime | None]
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    withdrawn_reason: Mapped[str] = mapped_column(default="")


class ReuseSource(Base):
    """Words from elsewhere, with what allows their use: a consent, or an act and section (R35)."""

    __tablename__ = "reuse_source"

    id: Mapped[int] = mapped_column(primary_key=True)
    engagement_id: Mapped[int] = mapped_column(ForeignKey("engagement.id"), index=True)
    kind: Mapped[str]
    origin: Mapped[str]
    body: Mapped[str]
    consent_id: Mapped[int | None] = mapped_column(ForeignKey("reuse_consent.id"), index=True)
    act: Mapped[str] = mapped_column(default="")
    section: Mapped[str] = mapped_column(default="")
    brought_at: Mapped[datetime]
    brought_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class Quotation(Base):
    """A stretch chosen for a report: of a comment's version, or of a text from elsewhere.

    `edits` is JSON (`rules.edits_to_json`); `revision` grows with each change, so that two people
    do not write over each other; `proposed_hash` is of the content that a second person was asked
    to read.
    """

    __tablename__ = "quotation"
    __table_args__ = (Index("ix_quotation_engagement", "engagement_id", "position", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    engagement_id: Mapped[int] = mapped_column(ForeignKey("engagement.id"))
    topic_id: Mapped[int] = mapped_column(ForeignKey("topic.id"))
    theme_key: Mapped[str | None]
    position: Mapped[int]
    comment_id: Mapped[int | None] = mapped_column(ForeignKey("comment.id"), index=True)
    comment_version: Mapped[int | None]
    source_id: Mapped[int | None] = mapped_column(ForeignKey("reuse_source.id"), index=True)
    language: Mapped[str]
    text_hash: Mapped[str]
    start: Mapped[int] = mapped_column("start_char")
    end: Mapped[int] = mapped_column("end_char")
    edits: Mapped[str] = mapped_column(default="[]")
    revision: Mapped[int] = mapped_column(default=1)
    proposed_hash: Mapped[str] = mapped_column(default="")
    proposed_at: Mapped[datetime | None]
    proposed_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    chosen_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]

    @property
    def scope(self) -> str:
        return f"quotation:{self.id}"


class QuotationAuthor(Base):
    """Who chose or changed a quotation, and so cannot be its second person."""

    __tablename__ = "quotation_author"

    quotation_id: Mapped[int] = mapped_column(ForeignKey("quotation.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)


class QuotationDecision(Base):
    """What a second person said, for exactly the content of this hash."""

    __tablename__ = "quotation_decision"

    id: Mapped[int] = mapped_column(primary_key=True)
    quotation_id: Mapped[int] = mapped_column(ForeignKey("quotation.id"), index=True)
    is_approved: Mapped[bool]
    content_hash: Mapped[str]
    reason: Mapped[str]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime]


class ReuseRecord(Base):
    """One use of somebody's words elsewhere (R33): of identifiers only kinds and counts.

    `target_number` is the report's number in the system where the register was written by itself.
    `basis` with `consent_id`, or `act` and `section`, is what allowed it then. A record written by
    mistake is struck with a reason and stays.
    """

    __tablename__ = "reuse_record"
    __table_args__ = (
        UniqueConstraint("quotation_id", "target_kind", "target_number"),
        Index("ix_reuse_record_engagement", "engagement_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    engagement_id: Mapped[int] = mapped_column(ForeignKey("engagement.id"))
    quotation_id: Mapped[int] = mapped_column(ForeignKey("quotation.id"))
    comment_id: Mapped[int | None] = mapped_column(ForeignKey("comment.id"))
    comment_version: Mapped[int | None]
    source_id: Mapped[int | None] = mapped_column(ForeignKey("reuse_source.id"))
    target_kind: Mapped[str]
    target: Mapped[str]
    target_number: Mapped[int | None]
    removed: Mapped[str]
    kept: Mapped[str]
    reviewer_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    basis: Mapped[str]
    consent_id: Mapped[int | None] = mapped_column(ForeignKey("reuse_consent.id"), index=True)
    act: Mapped[str] = mapped_column(default="")
    section: Mapped[str] = mapped_column(default="")
    content_hash: Mapped[str]
    used_at: Mapped[datetime]
    recorded_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    struck_at: Mapped[datetime | None]
    struck_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    struck_reason: Mapped[str] = mapped_column(default="")
