"""What stands beside a comment in the queue: what was noticed, who reads it, campaign, notes."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import and_, bindparam, func, or_, select
from sqlalchemy.orm import Session

from engage.accounts.models import Person
from engage.comments.models import Comment
from engage.engagements.models import Engagement
from engage.governance.conduct.models import ConflictOfInterest
from engage.governance.conduct.rules import Conflicts
from engage.moderation.flags import Flag, Source
from engage.moderation.models import Claim, CommentFlag, CommentNote
from engage.moderation.queries.comments import Within


@dataclass(frozen=True)
class Note:
    """What a colleague wrote."""

    at: datetime
    by: str
    body: str


def flags_of(session: Session, comment_id: int, version: int) -> tuple[Flag, ...]:
    """What was noticed in a version."""
    rows = session.execute(_FLAGS, {"number": comment_id, "version": version})
    return tuple(
        Flag(start, end, Source(source), kind, whose, reason)
        for start, end, source, kind, whose, reason in rows
    )


def flag_counts(session: Session, comment_ids: Sequence[int]) -> dict[int, int]:
    """How much was noticed in the latest version of each; one without any is missing."""
    if not comment_ids:
        return {}
    rows = session.execute(_FLAG_COUNTS, {"ids": comment_ids})
    return {comment_id: count for comment_id, count in rows}


def readers_of(
    session: Session, comment_ids: Sequence[int], now: datetime, *, but: int | None
) -> dict[int, str]:
    """Who else has each of these comments open at the moment."""
    if not comment_ids:
        return {}
    rows = session.execute(_READERS, {"ids": comment_ids, "now": now, "but": but or 0})
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


def among(session: Session, conflicts: Conflicts, comment_ids: Collection[int]) -> set[int]:
    """Those of these comments that a reader keeps off, for a conflict of interest (R51)."""
    rows = session.execute(
        select(Comment.id, Comment.engagement_id, Comment.topic_id).where(
            Comment.id.in_(comment_ids)
        )
    )
    return {number for number, engagement, topic in rows if conflicts.bars(engagement, topic)}


def keeps_off(session: Session, person_id: int | None, comment_id: int) -> bool:
    """Whether a conflict of interest keeps a person off this comment's topic."""
    values = {"person": person_id or 0, "number": comment_id}
    return session.execute(_CONFLICT, values).first() is not None


def waiting_no_longer(session: Session, comment_id: int, *, within: Within) -> Comment | None:
    """The comment, if it is of the reader's ministries and has nothing to decide any more."""
    question = select(Comment).where(Comment.id == comment_id, Comment.waiting_since.is_(None))
    if within is not None:
        question = question.join(Engagement, Engagement.id == Comment.engagement_id).where(
            Engagement.ministry_id.in_(within)
        )
    return session.scalar(question)


def notes_on(session: Session, comment_id: int) -> Sequence[Note]:
    rows = session.execute(_NOTES, {"number": comment_id})
    return [Note(at, by or "", body) for at, by, body in rows]


# Put together once: every page of the queue asks these.
_FLAGS: Final = (
    select(
        CommentFlag.start,
        CommentFlag.end,
        CommentFlag.source,
        CommentFlag.kind,
        CommentFlag.whose,
        CommentFlag.reason,
    )
    .where(
        CommentFlag.comment_id == bindparam("number"), CommentFlag.version == bindparam("version")
    )
    .order_by(CommentFlag.start, CommentFlag.id)
)
_FLAG_COUNTS: Final = (
    select(CommentFlag.comment_id, func.count())
    .join(
        Comment,
        and_(Comment.id == CommentFlag.comment_id, Comment.version == CommentFlag.version),
    )
    .where(CommentFlag.comment_id.in_(bindparam("ids", expanding=True)))
    .group_by(CommentFlag.comment_id)
)
_READERS: Final = (
    select(Claim.comment_id, Person.name)
    .join(Person, Person.id == Claim.person_id)
    .where(
        Claim.comment_id.in_(bindparam("ids", expanding=True)),
        Claim.expires_at > bindparam("now"),
        Claim.person_id != bindparam("but"),
    )
)
_CONFLICT: Final = (
    select(ConflictOfInterest.id)
    .join(Comment, Comment.engagement_id == ConflictOfInterest.engagement_id)
    .where(
        ConflictOfInterest.person_id == bindparam("person"),
        ConflictOfInterest.ended_at.is_(None),
        or_(ConflictOfInterest.topic_id.is_(None), ConflictOfInterest.topic_id == Comment.topic_id),
        Comment.id == bindparam("number"),
    )
    .limit(1)
)
_NOTES: Final = (
    select(CommentNote.written_at, Person.name, CommentNote.body)
    .outerjoin(Person, Person.id == CommentNote.written_by)
    .where(CommentNote.comment_id == bindparam("number"))
    .order_by(CommentNote.id)
)
