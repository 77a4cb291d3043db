"""The permanent address of a comment, `/c/<public id>`: what stands there while the public sees it.

Whether a comment waits, was taken from view or never was, is told nobody: it is not found.
"""

from dataclasses import dataclass
from typing import Final

from sqlalchemy import select

from engage.comments.models import Comment
from engage.comments.queries import PublicComment, is_hidden, public_comment_by_public_id
from engage.core.errors import NotFound
from engage.core.language import marked
from engage.core.unit import Unit
from engage.engagements.models import Engagement, Topic
from engage.engagements.rules import Phase
from engage.governance.elections.queries import hidden_comments
from engage.governance.elections.rules import Window

NO_COMMENT: Final = marked("There is no such comment, or it is not public.")


@dataclass(frozen=True)
class Placed:
    """A public comment with where it stands; `hidden` is what an election holds back around it."""

    comment: PublicComment
    topic: Topic
    engagement: Engagement
    hidden: tuple[Window, ...]


def placed_comment(unit: Unit, public_id: str) -> Placed:
    """Raises NotFound for what the public does not see now."""
    found = public_comment_by_public_id(unit.session, unit.keyring, public_id)
    topic = unit.session.get_one(Topic, found.topic_id)
    engagement = unit.session.get_one(Engagement, topic.engagement_id)
    if engagement.timing.phase(unit.now) is Phase.PLANNED:
        raise NotFound(NO_COMMENT)
    hidden = hidden_comments(unit.session, engagement.id, unit.now)
    if hidden and is_hidden(unit.session.get_one(Comment, found.id), hidden):
        raise NotFound(NO_COMMENT)
    return Placed(found, topic, engagement, hidden)


def slug_around(unit: Unit, public_id: str) -> str:
    """The engagement whose content version a page of the comment is kept under, whether or not the
    comment is public. Raises NotFound."""
    slug = unit.session.scalar(
        select(Engagement.slug)
        .join(Comment, Comment.engagement_id == Engagement.id)
        .where(Comment.public_id == public_id)
    )
    if slug is None:
        raise NotFound(NO_COMMENT)
    return slug
