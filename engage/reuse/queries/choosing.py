"""The published text that quotations are chosen from: one comment, or a page of a list."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import Row, Select, select
from sqlalchemy.orm import Session

from engage.comments.models import Comment, CommentText
from engage.comments.queries import marks_of
from engage.core.errors import NotFound
from engage.engagements.models import Topic
from engage.privacy.redaction import Mark

PAGE: Final = 20
NO_COMMENT: Final = "There is no such comment, or it is not public."


@dataclass(frozen=True)
class PublishedText:
    """A comment's public version, as quotations bind to it."""

    comment_id: int
    public_id: str
    version: int
    topic_id: int
    topic_slug: str
    language: str | None
    body: str
    received_at: datetime


_Asked = Select[int, str, int | None, int, str, str | None, str, datetime]


def published_text(session: Session, engagement_id: int, public_id: str) -> PublishedText:
    """Raises NotFound for what the public cannot read, or not under this engagement."""
    row = session.execute(_of(engagement_id).where(Comment.public_id == public_id)).first()
    if row is None:
        raise NotFound(NO_COMMENT)
    return _text(row)


def published_texts(
    session: Session,
    engagement_id: int,
    *,
    words: str = "",
    topic_id: int | None = None,
    before: int | None = None,
) -> tuple[Sequence[PublishedText], int | None]:
    """Newest first, a page at a time; where the next begins (None: there is none)."""
    question = _of(engagement_id).order_by(Comment.id.desc()).limit(PAGE + 1)
    if words:
        question = question.where(CommentText.body.icontains(words, autoescape=True))
    if topic_id is not None:
        question = question.where(Comment.topic_id == topic_id)
    if before is not None:
        question = question.where(Comment.id < before)
    rows = [_text(row) for row in session.execute(question)]
    return rows[:PAGE], rows[PAGE - 1].comment_id if len(rows) > PAGE else None


def marks_of_text(session: Session, text: PublishedText) -> tuple[Mark, ...]:
    return marks_of(session, text.comment_id, text.version)


def _text(row: Row[int, str, int | None, int, str, str | None, str, datetime]) -> PublishedText:
    comment_id, public_id, version, topic_id, topic, language, body, received_at = row
    return PublishedText(
        comment_id, public_id, version or 0, topic_id, topic, language, body, received_at
    )


def _of(engagement_id: int) -> _Asked:
    return (
        select(
            Comment.id,
            Comment.public_id,
            Comment.published_version,
            Comment.topic_id,
            Topic.slug,
            Comment.language,
            CommentText.body,
            Comment.received_at,
        )
        .join(
            CommentText,
            (CommentText.comment_id == Comment.id)
            & (CommentText.version == Comment.published_version),
        )
        .join(Topic, Topic.id == Comment.topic_id)
        .where(
            Comment.engagement_id == engagement_id,
            Topic.published_revision_id.is_not(None),
            CommentText.body != "",
        )
    )
