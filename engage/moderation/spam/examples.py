"""Decisions as examples: what moderators published, and what they refused as spam."""

from collections.abc import Collection
from typing import Final

from sqlalchemy import Select, and_, exists, select
from sqlalchemy.orm import Session

from engage.comments.models import Comment, CommentText
from engage.comments.rules import State
from engage.moderation.models import Decision, DecisionReason
from engage.moderation.rules import Reason

MOST: Final = 5_000
OF_SPAM: Final = (Reason.SPAM, Reason.ADVERTISING, Reason.UNSAFE_LINKS)


def published_texts(session: Session) -> Collection[str]:
    """The newest texts that a person published."""
    by_person = exists().where(Decision.comment_id == Comment.id, Decision.decided_by.is_not(None))
    question = _texts().where(Comment.state == State.PUBLISHED, by_person)
    return session.scalars(question).all()


def spam_texts(session: Session) -> Collection[str]:
    """The newest texts that a person refused as spam, advertising or for their links."""
    refused = exists().where(
        Decision.comment_id == Comment.id,
        Decision.decided_by.is_not(None),
        DecisionReason.decision_id == Decision.id,
        DecisionReason.reason.in_(OF_SPAM),
    )
    question = _texts().where(Comment.state == State.NOT_PUBLISHED, refused)
    return session.scalars(question).all()


def _texts() -> Select[str]:
    return (
        select(CommentText.body)
        .join(
            Comment,
            and_(CommentText.comment_id == Comment.id, CommentText.version == Comment.version),
        )
        .where(CommentText.body != "")
        .order_by(Comment.id.desc())
        .limit(MOST)
    )
