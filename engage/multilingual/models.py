"""Translations of engagements. As with updates, what staff write is in revisions, and the public
reads the published one."""

from datetime import datetime
from typing import Final

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from engage.core.db import Base

TRANSLATED: Final = "translations"
"""The scope whose content version moves with everything that becomes public here, or no longer
is."""


class EngagementTranslation(Base):
    """One language of one engagement; `language` is its tag (BCP 47), such as 'zh-Hans'.

    `withdrawn_at`: it was taken from public view.
    """

    __tablename__ = "engagement_translation"
    __table_args__ = (UniqueConstraint("engagement_id", "language"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    engagement_id: Mapped[int] = mapped_column(ForeignKey("engagement.id"))
    language: Mapped[str]
    draft_revision_id: Mapped[int | None] = mapped_column(ForeignKey("revision.id"))
    published_revision_id: Mapped[int | None] = mapped_column(ForeignKey("revision.id"))
    published_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    created_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    @property
    def is_public(self) -> bool:
        """Whether the public reads it, as far as it depends on the translation itself."""
        return self.published_revision_id is not None and self.withdrawn_at is None

    @property
    def scope(self) -> str:
        return f"translation:{self.id}"


class TextInLanguage(Base):
    """One text of a translation that was published: an engagement, a topic, an update, results.

    The words are in the revision. These rows are what looks texts up one by one, as the search
    does, knows them by: `kind` and `subject_id` name what is translated (of results, too, the
    engagement), `key` is that in the revision.
    """

    __tablename__ = "text_in_language"
    __table_args__ = (
        UniqueConstraint("translation_id", "key"),
        Index("ix_text_in_language_of", "kind", "subject_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    translation_id: Mapped[int] = mapped_column(ForeignKey("engagement_translation.id"))
    engagement_id: Mapped[int] = mapped_column(ForeignKey("engagement.id"))
    key: Mapped[str]
    kind: Mapped[str]
    subject_id: Mapped[int]
