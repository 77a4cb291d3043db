"""Which codes still belong to what is public: put into words of the database once, for everybody.

A code belongs to a version of a comment and to the time since that version is public. One that was
taken from view and shown again may have lost words meanwhile, so it is coded again. Where words are
taken out while the text stays public, `service.following` sets the version of its codes to 0.
"""

from collections.abc import Collection
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, or_, select

from engage.coding.models import CodedComment, CommentCoding
from engage.coding.rules.settling import State
from engage.comments.models import Comment, CommentText


def belongs(row: type[CodedComment] | type[CommentCoding]) -> ColumnElement[bool]:
    """Whether a code is of the text that is public now; for a question joined with comments."""
    return and_(
        row.version == Comment.published_version,
        or_(Comment.published_at.is_(None), Comment.published_at <= row.coded_at),
    )


IS_PUBLIC: Final = Comment.published_version.is_not(None)
IS_SETTLED: Final = and_(CodedComment.state == State.SETTLED, belongs(CodedComment))
TEXT: Final = and_(
    CommentText.comment_id == Comment.id, CommentText.version == Comment.published_version
)


def public_texts(*columns: Any) -> Any:
    """A question about published comments that say something in words: answers alone need no
    codes."""
    return (
        select(*columns)
        .select_from(Comment)
        .join(CommentText, TEXT)
        .where(IS_PUBLIC, CommentText.body != "")
    )


def outside(topics: Collection[int]) -> list[ColumnElement[bool]]:
    """Without the topics that a conflict of interest keeps somebody off."""
    return [Comment.topic_id.not_in(topics)] if topics else []
