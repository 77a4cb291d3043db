"""What is asked about outgoing mail."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from engage.comments.models import Comment, CommentPerson
from engage.comments.rules import State
from engage.jobs.models import OPEN, Job
from engage.jobs.rules import JobState
from engage.mail.models import OutgoingMail
from engage.mail.rules import MailKind, MailState, RecipientKind, spoken
from engage.moderation.models import AuthorMessage

_LANGUAGE: Final = func.coalesce(CommentPerson.language, Comment.language)
"""That of the page on which somebody wrote, where they chose one; else that of what they wrote."""


def refused_mail(session: Session) -> tuple[int, datetime | None]:
    """How many were given up, and since when the oldest is owed."""
    row = session.execute(
        select(func.count(), func.min(OutgoingMail.created_at)).where(
            OutgoingMail.state == MailState.REFUSED
        )
    ).one()
    return row[0], row[1]


def last_sent_at(session: Session) -> datetime | None:
    """When the server last took one: that shows that the way is clear."""
    return session.scalar(
        select(OutgoingMail.sent_at)
        .where(OutgoingMail.sent_at.is_not(None))
        .order_by(OutgoingMail.id.desc())
        .limit(1)
    )


@dataclass(frozen=True)
class Author:
    """A comment that was not taken back, with an address by its blind index."""

    comment_id: int
    email_index: str = field(repr=False)
    purposes: frozenset[str]
    language: str


def authors_with_address(
    session: Session, engagement_id: int, after: int, limit: int
) -> list[Author]:
    """Those of an engagement, in the order of their numbers."""
    rows = session.execute(
        select(Comment.id, CommentPerson.email_index, CommentPerson.purposes, _LANGUAGE)
        .join(CommentPerson, CommentPerson.comment_id == Comment.id)
        .where(
            Comment.engagement_id == engagement_id,
            Comment.id > after,
            Comment.state != State.WITHDRAWN,
            CommentPerson.email_index.is_not(None),
            CommentPerson.purposes != "",
        )
        .order_by(Comment.id)
        .limit(limit)
    )
    return [
        Author(comment_id, index or "", frozenset(purposes.split(",")), spoken(language))
        for comment_id, index, purposes, language in rows
    ]


def language_of_comment(session: Session, comment_id: int) -> str:
    """The language in which its author is written to."""
    asked = (
        select(_LANGUAGE)
        .select_from(Comment)
        .outerjoin(CommentPerson, CommentPerson.comment_id == Comment.id)
        .where(Comment.id == comment_id)
    )
    return spoken(session.scalar(asked))


def message_of_decision(session: Session, decision_id: int) -> AuthorMessage | None:
    return session.scalar(select(AuthorMessage).where(AuthorMessage.decision_id == decision_id))


def decisions_to_tell(session: Session, comment_id: int, since: datetime) -> int:
    """How many mails about decisions wait for the address of this comment, or went there since."""
    index = select(CommentPerson.email_index).where(CommentPerson.comment_id == comment_id)
    question = (
        select(func.count())
        .select_from(OutgoingMail)
        .join(CommentPerson, CommentPerson.comment_id == OutgoingMail.recipient_id)
        .where(
            OutgoingMail.recipient_kind == RecipientKind.AUTHOR,
            OutgoingMail.kind == MailKind.DECISION,
            CommentPerson.email_index == index.scalar_subquery(),
            (OutgoingMail.state == MailState.WAITING) | (OutgoingMail.sent_at > since),
        )
    )
    return session.scalar(question) or 0


def is_delivering(session: Session, kind: str, now: datetime, but: int) -> bool:
    """Whether a job of this kind, but that one, is being carried out by a worker that lives."""
    running = select(Job.id).where(
        Job.kind == kind, text(OPEN), Job.state == JobState.RUNNING,
        Job.lease_until > now, Job.id != but,
    )  # fmt: skip
    return session.scalar(running.limit(1)) is not None


def any_due(session: Session, now: datetime) -> bool:
    """Whether mail is due that nobody has in hand."""
    due = select(OutgoingMail.id).where(
        OutgoingMail.state == MailState.WAITING,
        OutgoingMail.next_at <= now,
        (OutgoingMail.leased_until.is_(None)) | (OutgoingMail.leased_until <= now),
    )
    return session.scalar(due.limit(1)) is not None
