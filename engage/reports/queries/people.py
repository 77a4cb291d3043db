"""What is stored of people, gone through as a stream, for the leak gate to look for."""

from collections.abc import Iterator, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from engage.accounts.models import Person
from engage.comments.attachments.models import CutPart
from engage.comments.defences.models import SenderCount
from engage.comments.models import Comment
from engage.moderation.reported.models import CommentReport
from engage.replies.models import Reply, ReplyStep, ReplyVersion
from engage.reuse.models import ReuseConsent, ReuseSource

_AT_ONCE = 5_000


def receipts_of_all(session: Session) -> Iterator[str]:
    """Of all engagements: a code opens its comment to whoever reads it, wherever it was pasted."""
    question = select(Comment.receipt_hash).where(Comment.receipt_hash.is_not(None))
    found = session.scalars(question.execution_options(yield_per=_AT_ONCE))
    return (one for one in found if one)


def staff_of_all(session: Session) -> Iterator[tuple[str, str]]:
    """Name and address of everybody who has an account here, or had one."""
    rows = session.execute(select(Person.name, Person.email).order_by(Person.id))
    return ((name, email) for name, email in rows)


def sender_hashes(session: Session) -> Iterator[str]:
    """Under which network addresses are counted; each lives for an hour."""
    question = select(SenderCount.bucket).execution_options(yield_per=_AT_ONCE)
    yield from session.scalars(question)


def readers_notes(session: Session, engagement_id: int) -> Iterator[str]:
    """What readers wrote who reported a comment."""
    question = (
        select(CommentReport.note)
        .join(Comment, Comment.id == CommentReport.comment_id)
        .where(Comment.engagement_id == engagement_id, CommentReport.note != "")
    )
    yield from session.scalars(question.execution_options(yield_per=_AT_ONCE))


def words_about_replies(session: Session, engagement_id: int) -> Iterator[str]:
    """What staff noted about replies, and replies that are not public as they stand."""
    noted = (
        select(ReplyStep.note)
        .join(Reply, Reply.id == ReplyStep.reply_id)
        .where(Reply.engagement_id == engagement_id, ReplyStep.note != "")
    )
    yield from session.scalars(noted)
    drafted = (
        select(ReplyVersion.body)
        .join(Reply, Reply.id == ReplyVersion.reply_id)
        .where(
            Reply.engagement_id == engagement_id,
            ReplyVersion.version.is_distinct_from(Reply.published_version),
        )
    )
    yield from session.scalars(drafted)


def consents_of(session: Session, engagement_id: int) -> Sequence[ReuseConsent]:
    """What people agreed to whose words from elsewhere were brought to this engagement."""
    brought = select(ReuseSource.consent_id).where(ReuseSource.engagement_id == engagement_id)
    question = select(ReuseConsent).where(ReuseConsent.id.in_(brought)).order_by(ReuseConsent.id)
    return session.scalars(question).all()


def cut_parts(session: Session, engagement_id: int) -> Iterator[tuple[int, str]]:
    """What was cut from letters (quoted mail, signatures): comment, and sealed."""
    question = (
        select(CutPart.comment_id, CutPart.cipher)
        .join(Comment, Comment.id == CutPart.comment_id)
        .where(Comment.engagement_id == engagement_id)
        .order_by(CutPart.comment_id)
    )
    return ((number, cipher) for number, cipher in session.execute(question))
