"""Keeping answers beside their comment, in its transaction, and deleting them with it."""

from collections.abc import Sequence
from typing import Final, cast

from sqlalchemy import Table, delete, insert, select

from engage.comments.answers.models import CommentAnswer
from engage.comments.answers.rules import Answer
from engage.core.unit import Unit
from engage.engagements.models import Topic

# As for comments: mapped objects would hold the write lock longer.
_ANSWER: Final = insert(cast(Table, CommentAnswer.__table__))


def is_still_asked(unit: Unit, topic: Topic, revision_id: int) -> bool:
    """Whether the questions of this revision are those that are public now."""
    now = select(Topic.published_revision_id).where(Topic.id == topic.id)
    return unit.session.scalar(now) == revision_id


def keep(unit: Unit, comment_id: int, answers: Sequence[Answer], revision_id: int) -> None:
    """A row for each answer of a new comment."""
    unit.session.execute(
        _ANSWER,
        [
            {
                "comment_id": comment_id,
                "question_key": answer.key,
                "value": answer.value,
                "topic_revision_id": revision_id,
            }
            for answer in answers
        ],
    )


def forget(unit: Unit, comment_id: int) -> None:
    """Deletes the answers of a comment that its author takes back."""
    unit.session.execute(delete(CommentAnswer).where(CommentAnswer.comment_id == comment_id))
