"""Tables of codebooks, of who coded what, and of suggestions.

`comment_coding` is what one person chose for one text. `coded_comment` with `coded_theme` is what
came of it (`service.deriving` alone writes them). Both say for which version of the comment; with
the comment's own row that tells whether they still belong to what is public (`queries.current`).
No row holds a word of a comment; a coder's note may, and goes when the text goes.
"""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from engage.core.db import Base


class Codebook(Base):
    """The codebook of an engagement. `version` grows with every change of it or of a theme."""

    __tablename__ = "codebook"

    engagement_id: Mapped[int] = mapped_column(
        ForeignKey("engagement.id"), primary_key=True, autoincrement=False
    )
    coders: Mapped[int] = mapped_column(default=1)
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]
    created_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class Theme(Base):
    """One theme. A retired one has no codes any more; `merged_into_id` says where they went."""

    __tablename__ = "theme"
    __table_args__ = (UniqueConstraint("engagement_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    engagement_id: Mapped[int] = mapped_column(ForeignKey("engagement.id"))
    key: Mapped[str]
    label_en: Mapped[str]
    label_fr: Mapped[str]
    definition: Mapped[str]
    not_for: Mapped[str]
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("theme.id"))
    position: Mapped[int]
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]
    retired_at: Mapped[datetime | None]
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("theme.id"))

    @property
    def scope(self) -> str:
        return f"theme:{self.id}"


class ThemeChange(Base):
    """What happened to a theme: only ever added. `before` and `after` are JSON of its words."""

    __tablename__ = "theme_change"
    __table_args__ = (
        Index("ix_theme_change_theme", "theme_id", "id"),
        Index("ix_theme_change_engagement", "engagement_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    engagement_id: Mapped[int] = mapped_column(ForeignKey("engagement.id"))
    theme_id: Mapped[int] = mapped_column(ForeignKey("theme.id"))
    kind: Mapped[str]
    other_id: Mapped[int | None] = mapped_column(ForeignKey("theme.id"))
    before: Mapped[str]
    after: Mapped[str]
    comments: Mapped[int]
    at: Mapped[datetime]
    by: Mapped[int | None] = mapped_column("by_id", ForeignKey("person.id"))


class CommentCoding(Base):
    """What one person chose for a comment, as a coder or to settle a disagreement.

    `version` 0: the text that was read is no more. `text_mark` is a keyed hash of that text.
    """

    __tablename__ = "comment_coding"
    __table_args__ = (
        UniqueConstraint("comment_id", "person_id", "is_ruling"),
        Index("ix_comment_coding_person", "person_id", "comment_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    comment_id: Mapped[int] = mapped_column(ForeignKey("comment.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    is_ruling: Mapped[bool]
    version: Mapped[int]
    text_mark: Mapped[str]
    fits_none: Mapped[bool]
    note: Mapped[str]
    coded_at: Mapped[datetime]


class CodingTheme(Base):
    """A theme that somebody chose."""

    __tablename__ = "coding_theme"
    __table_args__ = (Index("ix_coding_theme_theme", "theme_id", "coding_id"),)

    coding_id: Mapped[int] = mapped_column(
        ForeignKey("comment_coding.id"), primary_key=True, autoincrement=False
    )
    theme_id: Mapped[int] = mapped_column(
        ForeignKey("theme.id"), primary_key=True, autoincrement=False
    )


class CodingStep(Base):
    """Each choice as it was made, for undoing and for the record: `themes` are ids with commas."""

    __tablename__ = "coding_step"
    __table_args__ = (
        Index("ix_coding_step_person", "person_id", "engagement_id", "id"),
        Index("ix_coding_step_comment", "comment_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    engagement_id: Mapped[int] = mapped_column(ForeignKey("engagement.id"))
    comment_id: Mapped[int] = mapped_column(ForeignKey("comment.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    kind: Mapped[str]
    version: Mapped[int]
    themes: Mapped[str]
    fits_none: Mapped[bool]
    at: Mapped[datetime]
    undone_at: Mapped[datetime | None]


class CodedComment(Base):
    """Where the coding of a comment stands. `revision` grows with every change."""

    __tablename__ = "coded_comment"
    __table_args__ = (Index("ix_coded_comment_engagement", "engagement_id", "state", "comment_id"),)

    comment_id: Mapped[int] = mapped_column(
        ForeignKey("comment.id"), primary_key=True, autoincrement=False
    )
    engagement_id: Mapped[int] = mapped_column(ForeignKey("engagement.id"))
    version: Mapped[int]
    state: Mapped[str]
    how: Mapped[str]
    fits_none: Mapped[bool]
    revision: Mapped[int]
    coded_at: Mapped[datetime]


class CodedTheme(Base):
    """A theme of a comment; it counts while the comment is settled."""

    __tablename__ = "coded_theme"
    __table_args__ = (Index("ix_coded_theme_theme", "theme_id", "comment_id"),)

    comment_id: Mapped[int] = mapped_column(
        ForeignKey("coded_comment.comment_id"), primary_key=True, autoincrement=False
    )
    theme_id: Mapped[int] = mapped_column(
        ForeignKey("theme.id"), primary_key=True, autoincrement=False
    )


class CodingRun(Base):
    """One working out of suggestions: of themes, or of codes from codes already given.

    `figures` is JSON of numbers. `outdated_at`: a text that went into it is not public any more,
    so its words are shown no longer.
    """

    __tablename__ = "coding_run"
    __table_args__ = (Index("ix_coding_run_engagement", "engagement_id", "kind", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    engagement_id: Mapped[int] = mapped_column(ForeignKey("engagement.id"))
    kind: Mapped[str]
    state: Mapped[str]
    wanted: Mapped[int]
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    figures: Mapped[str] = mapped_column(default="{}")
    asked_at: Mapped[datetime]
    asked_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    cancel_asked_at: Mapped[datetime | None]
    outdated_at: Mapped[datetime | None]


class ThemeProposal(Base):
    """A theme that was suggested: leading words, numbers of example comments, both as JSON."""

    __tablename__ = "theme_proposal"
    __table_args__ = (Index("ix_theme_proposal_run", "run_id", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("coding_run.id"))
    position: Mapped[int]
    words: Mapped[str]
    examples: Mapped[str]
    comments: Mapped[int]
    theme_id: Mapped[int | None] = mapped_column(ForeignKey("theme.id"))
    dismissed_at: Mapped[datetime | None]


class CodeSuggestion(Base):
    """A theme that was suggested for one version of a comment; it counts for nothing."""

    __tablename__ = "code_suggestion"
    __table_args__ = (Index("ix_code_suggestion_theme", "theme_id", "comment_id"),)

    comment_id: Mapped[int] = mapped_column(
        ForeignKey("comment.id"), primary_key=True, autoincrement=False
    )
    theme_id: Mapped[int] = mapped_column(
        ForeignKey("theme.id"), primary_key=True, autoincrement=False
    )
    run_id: Mapped[int] = mapped_column(ForeignKey("coding_run.id"))
    version: Mapped[int]
    score: Mapped[float]
    suggested_at: Mapped[datetime]
