"""What stands beside a comment in the queue: what was noticed, who reads it, campaign, notes."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from engage.accounts.models import Person
from engage.comments.models import Comment, CommentRedaction
from engage.engagements.models import Engagement
from engage.moderation.flags import Flag, Source
from engage.moderation.models import CampaignMember, Claim, CommentFlag, CommentNote
from engage.moderation.queries.comments import Within
from engage.privacy.redaction import Mark


@dataclass(frozen=True)
class Note:
    """What a colleague wrote."""

    at: datetime
    by: str
    body: str


@dataclass(frozen=True)
class Membership:
    """The campaign that a comment belongs to, and whether it says something beyond it."""

    campaign_id: int
    adds_something: bool


def flags_of(session: Session, comment_id: int, version: int) -> tuple[Flag, ...]:
    rows = session.execute(
        select(
            CommentFlag.start,
            CommentFlag.end,
            CommentFlag.source,
            CommentFlag.kind,
            CommentFlag.whose,
            CommentFlag.reason,
        )
        .where(CommentFlag.comment_id == comment_id, CommentFlag.version == version)
        .order_by(CommentFlag.start, CommentFlag.id)
    )
    return tuple(
        Flag(start, end, Source(source), kind, whose, reason)
        for start, end, source, kind, whose, reason in rows
    )


def flag_counts(session: Session, comment_ids: Collection[int]) -> dict[int, int]:
    """How much was noticed in the latest version of each; one without any is missing."""
    rows = session.execute(
        select(CommentFlag.comment_id, func.count())
        .join(
            Comment,
            and_(Comment.id == CommentFlag.comment_id, Comment.version == CommentFlag.version),
        )
        .where(CommentFlag.comment_id.in_(comment_ids))
        .group_by(CommentFlag.comment_id)
    )
    return {comment_id: count for comment_id, count in rows}


def marks_of(session: Session, comment_id: int, version: int) -> tuple[Mark, ...]:
    """Where words were taken out of a version before."""
    rows = session.execute(
        select(CommentRedaction.start, CommentRedaction.end, CommentRedaction.label)
        .where(CommentRedaction.comment_id == comment_id, CommentRedaction.version == version)
        .order_by(CommentRedaction.start)
    )
    return tuple(Mark(start, end, label) for start, end, label in rows)


def readers_of(
    session: Session, comment_ids: Collection[int], now: datetime, *, but: int | None
) -> dict[int, str]:
    """Who else has each of these comments open at the moment."""
    rows = session.execute(
        select(Claim.comment_id, Person.name)
        .join(Person, Person.id == Claim.person_id)
        .where(
            Claim.comment_id.in_(comment_ids),
            Claim.expires_at > now,
            Claim.person_id.is_distinct_from(but),
        )
    )
    return {comment_id: name for comment_id, name in rows}


def still_waiting(
    session: Session, comment_ids: Collection[int], *, within: Within
) -> dict[int, int]:
    """Those of these comments that wait, of the reader's ministries, with their versions."""
    question = (
        select(Comment.id, Comment.version)
        .join(Engagement, Engagement.id == Comment.engagement_id)
        .where(Comment.id.in_(comment_ids), Comment.waiting_since.is_not(None))
    )
    if within is not None:
        question = question.where(Engagement.ministry_id.in_(within))
    return {comment_id: version for comment_id, version in session.execute(question)}


def waiting_no_longer(session: Session, comment_id: int, *, within: Within) -> Comment | None:
    """The comment, if it is of the reader's ministries and has nothing to decide any more."""
    question = select(Comment).where(Comment.id == comment_id, Comment.waiting_since.is_(None))
    if within is not None:
        question = question.join(Engagement, Engagement.id == Comment.engagement_id).where(
            Engagement.ministry_id.in_(within)
        )
    return session.scalar(question)


def notes_on(session: Session, comment_id: int) -> Sequence[Note]:
    rows = session.execute(
        select(CommentNote.written_at, Person.name, CommentNote.body)
        .outerjoin(Person, Person.id == CommentNote.written_by)
        .where(CommentNote.comment_id == comment_id)
        .order_by(CommentNote.id)
    )
    return [Note(at, by or "", body) for at, by, body in rows]


def membership_of(session: Session, comment_id: int) -> Membership | None:
    row = session.execute(
        select(CampaignMember.campaign_id, CampaignMember.adds_something).where(
            CampaignMember.comment_id == comment_id
        )
    ).first()
    return Membership(row[0], row[1]) if row else None
