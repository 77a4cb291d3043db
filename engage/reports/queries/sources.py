"""What reports are built from: the facts of comments, and what is known of their people."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from engage.comments.attachments.models import Attachment
from engage.comments.attachments.rules import HolderKind
from engage.comments.models import Comment, CommentPerson, CommentText
from engage.comments.provenance.models import SocialCapture
from engage.following.models import Subscription
from engage.moderation.models import (
    AuthorMessage,
    CommentNote,
    Decision,
    DecisionNote,
    Quarantine,
)


@dataclass(frozen=True)
class TextRow:
    """One version of a comment's words; `is_public` if it is the one that readers see."""

    comment_id: int
    text: str
    is_public: bool
    hold: str


@dataclass(frozen=True)
class PersonRow:
    """Who wrote a comment; with a name, and where it is public, its words too."""

    comment_id: int
    name_cipher: str | None
    email_cipher: str | None
    text: str | None = None


def texts_of(session: Session, engagement_id: int) -> Iterator[TextRow]:
    """Every version of every comment, whatever became of it."""
    question = (
        select(
            CommentText.comment_id,
            CommentText.body,
            CommentText.version,
            Comment.published_version,
            Comment.hold,
        )
        .join(Comment, Comment.id == CommentText.comment_id)
        .where(Comment.engagement_id == engagement_id)
        .execution_options(yield_per=1000)
    )
    for comment_id, text, version, published_version, hold in session.execute(question):
        yield TextRow(comment_id, text, version == published_version, hold)


def people_of(
    session: Session, engagement_id: int, until: datetime | None = None
) -> Iterator[PersonRow]:
    """By rising number; with `until`, words only of what was received before."""
    is_public = (
        (CommentText.comment_id == Comment.id)
        & (CommentText.version == Comment.published_version)
        & CommentPerson.name_cipher.is_not(None)
    )
    if until is not None:
        is_public &= Comment.received_at < until
    question = (
        select(
            CommentPerson.comment_id,
            CommentPerson.name_cipher,
            CommentPerson.email_cipher,
            CommentText.body,
        )
        .join(Comment, Comment.id == CommentPerson.comment_id)
        .outerjoin(CommentText, is_public)
        .where(Comment.engagement_id == engagement_id)
        .order_by(CommentPerson.comment_id)
        .execution_options(yield_per=1000)
    )
    for row in session.execute(question):
        yield PersonRow(*row)


def notes_of(session: Session, engagement_id: int) -> Sequence[str]:
    """What moderators wrote about these comments, for colleagues and to their authors."""
    decided = (
        select(DecisionNote.text)
        .join(Decision, Decision.id == DecisionNote.decision_id)
        .join(Comment, Comment.id == Decision.comment_id)
    )
    noted = select(CommentNote.body).join(Comment, Comment.id == CommentNote.comment_id)
    told = select(AuthorMessage.body).join(Comment, Comment.id == AuthorMessage.comment_id)
    return [
        words
        for question in (decided, noted, told)
        for words in session.scalars(question.where(Comment.engagement_id == engagement_id))
    ]


def removed_of(session: Session, engagement_id: int) -> Sequence[Quarantine]:
    """What was taken out of texts and is not purged yet, sealed."""
    return session.scalars(
        select(Quarantine)
        .join(Comment, Comment.id == Quarantine.comment_id)
        .where(Comment.engagement_id == engagement_id, Quarantine.cipher.is_not(None))
        .order_by(Quarantine.id)
    ).all()


def followers_of(session: Session, engagement_id: int) -> Iterator[Subscription]:
    """Whose address is kept: who follows, and who has yet to confirm it."""
    yield from session.scalars(
        select(Subscription)
        .where(Subscription.engagement_id == engagement_id, Subscription.email_cipher.is_not(None))
        .order_by(Subscription.id)
        .execution_options(yield_per=1000)
    )


def captures_of(session: Session, engagement_id: int) -> Sequence[SocialCapture]:
    """Where posts were found that became comments."""
    return session.scalars(
        select(SocialCapture)
        .join(Comment, Comment.id == SocialCapture.comment_id)
        .where(Comment.engagement_id == engagement_id)
        .order_by(SocialCapture.comment_id)
    ).all()


def file_names_of(session: Session, engagement_id: int) -> Sequence[tuple[int, str]]:
    """The files that came with comments: number, and sealed name."""
    rows = session.execute(
        select(Attachment.id, Attachment.name_cipher)
        .join(Comment, Comment.id == Attachment.holder_id)
        .where(
            Attachment.holder_kind == HolderKind.COMMENT,
            Comment.engagement_id == engagement_id,
            Attachment.name_cipher != "",
        )
        .order_by(Attachment.id)
    )
    return [(number, cipher) for number, cipher in rows]
