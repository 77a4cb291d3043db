"""Which comments the intake still has to look at, and what it needs to know of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Select, and_, or_, select
from sqlalchemy.orm import Session

from engage.comments.answers.queries import labels_of
from engage.comments.answers.rules import without_labels
from engage.comments.defences.rules import Signal, read_signals
from engage.comments.models import Comment, CommentText
from engage.comments.rules import State

UNSCREENED: Final = or_(
    Comment.screened_version.is_(None), Comment.screened_version < Comment.version
)


@dataclass(frozen=True)
class Unscreened:
    """The newest version of a comment, with its text as it may be read now.

    `labels` are the lines in it that are questions of the topic, and nobody's own words.
    """

    comment_id: int
    engagement_id: int
    version: int
    text: str
    signals: frozenset[Signal]
    labels: frozenset[str] = frozenset()

    @property
    def own_text(self) -> str:
        """The text as it is looked at: every letter at its place, labels blanked out."""
        return without_labels(self.text, self.labels)


def unscreened(session: Session, comment_id: int) -> Unscreened | None:
    """The comment, if there is anything to look at; None once looked at or taken back."""
    found = _rows(session, _question().where(Comment.id == comment_id))
    return found[0] if found else None


def unscreened_in(
    session: Session, engagement_id: int, *, after: int, limit: int
) -> Sequence[Unscreened]:
    """The next ones of an engagement by their numbers, decided ones too: an import brings both."""
    question = _question().where(Comment.engagement_id == engagement_id, Comment.id > after)
    return _rows(session, question.order_by(Comment.id).limit(limit))


def _question() -> Select[Comment, str]:
    return (
        select(Comment, CommentText.body)
        .join(
            CommentText,
            and_(CommentText.comment_id == Comment.id, CommentText.version == Comment.version),
        )
        .where(UNSCREENED, Comment.state != State.WITHDRAWN)
    )


def _rows(session: Session, question: Select[Comment, str]) -> list[Unscreened]:
    found = session.execute(question).all()
    labels = labels_of(session, [comment.id for comment, _body in found])
    return [
        Unscreened(
            comment.id,
            comment.engagement_id,
            comment.version,
            body,
            read_signals(comment.signals),
            labels.get(comment.id, frozenset()),
        )
        for comment, body in found
    ]
