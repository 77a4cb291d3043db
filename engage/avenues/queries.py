"""What was keyed in lately, and whether something seems to be there already."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engage.accounts.models import Person
from engage.comments.attachments.models import Attachment
from engage.comments.attachments.rules import HolderKind
from engage.comments.models import Comment, CommentText
from engage.comments.provenance.models import KeyedEntry, SocialCapture
from engage.comments.provenance.queries import opened, reference_context
from engage.comments.rules import State
from engage.core.crypto import Keyring
from engage.engagements.models import Topic

SHOWN: Final = 30
ALIKE: Final = 5


@dataclass(frozen=True)
class KeyedRow:
    """A line of the list: no word of what was keyed in."""

    comment_id: int
    channel: str
    state: str
    topic_title: str
    received_at: datetime
    keyed_at: datetime
    keyed_by: str
    keyed_by_id: int | None
    reference: str
    files: int
    is_untouched: bool
    taken_back_at: datetime | None


def keyed_lately(
    session: Session, keyring: Keyring, engagement_id: int, limit: int = SHOWN
) -> list[KeyedRow]:
    """The newest entries of an engagement."""
    files = (
        select(func.count())
        .where(
            Attachment.holder_kind == HolderKind.COMMENT.value, Attachment.holder_id == Comment.id
        )
        .scalar_subquery()
    )
    found = session.execute(
        select(
            KeyedEntry,
            Comment,
            Topic.title.label("topic"),
            Person.name.label("who"),
            files.label("files"),
        )
        .join(Comment, Comment.id == KeyedEntry.comment_id)
        .join(Topic, Topic.id == Comment.topic_id)
        .outerjoin(Person, Person.id == KeyedEntry.keyed_by)
        .where(Comment.engagement_id == engagement_id)
        .order_by(KeyedEntry.comment_id.desc())
        .limit(limit)
    )
    return [_row(keyring, row) for row in found]


def _row(keyring: Keyring, row: Any) -> KeyedRow:
    entry: KeyedEntry = row.KeyedEntry
    comment: Comment = row.Comment
    return KeyedRow(
        comment.id,
        comment.channel,
        comment.state,
        row.topic,
        comment.received_at,
        entry.keyed_at,
        row.who or "",
        entry.keyed_by,
        opened(keyring, entry.reference_cipher, reference_context(comment.id)),
        row.files,
        is_untouched(comment),
        entry.taken_back_at,
    )


def is_untouched(comment: Comment) -> bool:
    """Whether it still waits as it was keyed in: nobody decided on it or corrected it."""
    return (
        comment.state == State.WAITING and comment.version == 1 and comment.decided_version is None
    )


def keyed_by_channel(session: Session, engagement_id: int) -> dict[str, int]:
    """How many were keyed in on each way; what was taken back does not count."""
    rows = session.execute(
        select(Comment.channel, func.count())
        .join(KeyedEntry, KeyedEntry.comment_id == Comment.id)
        .where(Comment.engagement_id == engagement_id, KeyedEntry.taken_back_at.is_(None))
        .group_by(Comment.channel)
    )
    return {channel: count for channel, count in rows}


def comments_with_text(session: Session, engagement_id: int, text: str) -> Sequence[int]:
    """The first comments of an engagement that say exactly this, on whichever way they came."""
    return session.scalars(
        select(Comment.id)
        .join(CommentText, CommentText.comment_id == Comment.id)
        .where(
            Comment.engagement_id == engagement_id,
            Comment.state != State.WITHDRAWN,
            CommentText.version == 1,
            CommentText.body == text,
        )
        .order_by(Comment.id)
        .limit(ALIKE)
    ).all()


def captures_of_address(session: Session, engagement_id: int, address_index: str) -> Sequence[int]:
    """Comments of an engagement that were captured at the same address."""
    return session.scalars(
        select(Comment.id)
        .join(SocialCapture, SocialCapture.comment_id == Comment.id)
        .where(
            SocialCapture.address_index == address_index,
            Comment.engagement_id == engagement_id,
            Comment.state != State.WITHDRAWN,
        )
        .order_by(Comment.id)
        .limit(ALIKE)
    ).all()


def entry_with_nonce(session: Session, nonce_hash: str) -> KeyedEntry | None:
    return session.scalar(select(KeyedEntry).where(KeyedEntry.nonce_hash == nonce_hash))


def first_text(session: Session, comment_id: int) -> str | None:
    """The text as it was keyed in, or as words were taken out of it since."""
    return session.scalar(
        select(CommentText.body).where(
            CommentText.comment_id == comment_id, CommentText.version == 1
        )
    )
