"""Which topic a comment is in."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from engage.comments.models import Comment
from engage.engagements.models import Topic


def topic_of_comment(session: Session, comment_id: int) -> Topic:
    """As it stands now, also where this session read the comment before."""
    question = select(Topic).join(Comment, Comment.topic_id == Topic.id)
    return session.execute(question.where(Comment.id == comment_id)).scalar_one()
