"""What the two sides disagree on, open and settled."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import Session

from engage.engagements.models import Engagement
from engage.moderation.models import Decision
from engage.moderation.rules import Outcome
from engage.wordpress.models import WordPressDifference
from engage.wordpress.plans import Settling, Thing, Trouble

DOWN = (Trouble.TAKEN_DOWN_THERE, Trouble.DELETED_THERE)
LISTED = 200

Within = frozenset[int] | None


@dataclass(frozen=True)
class DifferenceRow:
    """One for a list: whose it is and what happened, never what was written."""

    id: int
    thing: str
    local_id: int
    trouble: str
    found_at: datetime
    settled_at: datetime | None
    how: str | None
    title: str
    slug: str


def open_difference(session: Session, link_id: int) -> WordPressDifference | None:
    """The one that waits for a person; there is at most one for a link."""
    return session.scalar(
        select(WordPressDifference).where(
            WordPressDifference.link_id == link_id, WordPressDifference.settled_at.is_(None)
        )
    )


def last_difference(session: Session, link_id: int) -> WordPressDifference | None:
    return session.scalar(
        select(WordPressDifference)
        .where(WordPressDifference.link_id == link_id)
        .order_by(WordPressDifference.id.desc())
        .limit(1)
    )


def decided_since(session: Session) -> Sequence[WordPressDifference]:
    """Differences about comments that a moderator has decided about after they were found."""
    decided = exists().where(
        Decision.comment_id == WordPressDifference.local_id,
        Decision.decided_at > WordPressDifference.found_at,
        Decision.outcome != Outcome.REOPENED,
        Decision.decided_by.is_not(None),
    )
    return session.scalars(
        select(WordPressDifference).where(
            WordPressDifference.settled_at.is_(None),
            WordPressDifference.thing == Thing.COMMENT,
            decided,
        )
    ).all()


def waiting_differences(
    session: Session, posts: Within, comments: Within, limit: int = LISTED
) -> Sequence[DifferenceRow]:
    """Those that somebody with this reach settles, oldest first; `posts` and `comments` are the
    ministries whose posts and whose comments they answer for."""
    question = _rows().where(WordPressDifference.settled_at.is_(None), _within(posts, comments))
    return _listed(session, question.order_by(WordPressDifference.id).limit(limit))


def kept_down(
    session: Session, posts: Within, comments: Within, limit: int = LISTED
) -> Sequence[DifferenceRow]:
    """What people took down there and somebody here left so, where nothing came after it."""
    later = (
        select(func.max(WordPressDifference.id))
        .group_by(WordPressDifference.link_id)
        .scalar_subquery()
    )
    question = _rows().where(
        WordPressDifference.how == Settling.THEIRS,
        WordPressDifference.trouble.in_(DOWN),
        WordPressDifference.thing == Thing.ENGAGEMENT,
        WordPressDifference.id.in_(later),
        _within(posts, comments),
    )
    return _listed(session, question.order_by(WordPressDifference.id.desc()).limit(limit))


def count_waiting(session: Session, posts: Within, comments: Within) -> tuple[int, datetime | None]:
    """How many wait, and since when."""
    row = session.execute(
        select(func.count(), func.min(WordPressDifference.found_at))
        .select_from(WordPressDifference)
        .join(Engagement, Engagement.id == WordPressDifference.engagement_id)
        .where(WordPressDifference.settled_at.is_(None), _within(posts, comments))
    ).one()
    return row[0], row[1]


def _rows() -> Select[WordPressDifference, str, str]:
    return select(WordPressDifference, Engagement.title, Engagement.slug).join(
        Engagement, Engagement.id == WordPressDifference.engagement_id
    )


def _listed(
    session: Session, question: Select[WordPressDifference, str, str]
) -> Sequence[DifferenceRow]:
    return [
        DifferenceRow(
            row.id,
            row.thing,
            row.local_id,
            row.trouble,
            row.found_at,
            row.settled_at,
            row.how,
            title,
            slug,
        )
        for row, title, slug in session.execute(question)
    ]


def _within(posts: Within, comments: Within) -> ColumnElement[bool]:
    is_comment = WordPressDifference.thing.in_([Thing.COMMENT, Thing.REPLY])
    return or_(and_(~is_comment, _of(posts)), and_(is_comment, _of(comments)))


def _of(within: Within) -> ColumnElement[bool]:
    ministries: Collection[int] = within or ()
    every = Engagement.id == Engagement.id
    return every if within is None else Engagement.ministry_id.in_(ministries)
