"""What the public may read of replies. A reply never shows where its comment does not."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from engage.comments.models import Comment
from engage.core.lists import is_listed, one_text
from engage.replies.models import Reply, ReplyVersion
from engage.replies.rules import byline, speaker


@dataclass(frozen=True)
class PublicReply:
    """A reply as the public may see it.

    `byline` is '' or, if the speaker wished it, 'reply by' a first name and role; `speaker` is
    these alone.
    `is_to_earlier_text`: the comment's author corrected it since.
    """

    id: int
    comment_id: int
    team: str
    byline: str
    text: str
    published_at: datetime
    corrected_at: datetime | None
    is_to_earlier_text: bool
    speaker: str = ""


# Put together once, as the page of a topic is made often.
@lru_cache
def _replies(dialect: str) -> Select[Reply, ReplyVersion, int | None]:
    return (
        select(Reply, ReplyVersion, Comment.published_version)
        .join(
            ReplyVersion,
            (ReplyVersion.reply_id == Reply.id) & (ReplyVersion.version == Reply.published_version),
        )
        .join(Comment, Comment.id == Reply.comment_id)
        .where(
            is_listed(dialect, Reply.comment_id.expression, "comments"),
            Reply.withdrawn_at.is_(None),
            Comment.published_version.is_not(None),
        )
    )


def public_replies(session: Session, comment_ids: Collection[int]) -> dict[int, PublicReply]:
    """The public reply of each of these comments that has one and is public itself; one SELECT."""
    if not comment_ids:
        return {}
    question = _replies(session.get_bind().dialect.name)
    rows = session.execute(question, {"comments": one_text(list(comment_ids))})
    return {
        reply.comment_id: PublicReply(
            id=reply.id,
            comment_id=reply.comment_id,
            team=written.team,
            byline=byline(written.first_name, written.role_title),
            text=written.body,
            published_at=reply.published_at,
            corrected_at=reply.corrected_at,
            is_to_earlier_text=reply.to_version != shown,
            speaker=speaker(written.first_name, written.role_title),
        )
        for reply, written, shown in rows
        if reply.published_at is not None
    }
