"""Disagreements that wait for somebody to settle them, for the desk."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import exists, func, or_, select
from sqlalchemy.orm import Session

from engage.coding.models import Codebook, CodedComment, CommentCoding
from engage.coding.queries.current import IS_PUBLIC, belongs
from engage.coding.rules.settling import State
from engage.comments.models import Comment
from engage.engagements.models import Engagement
from engage.governance.conduct.rules import Conflicts


@dataclass(frozen=True)
class Disputed:
    """How many comments of an engagement two people coded differently, and since when."""

    slug: str
    title: str
    comments: int
    since: datetime


def disputed_within(
    session: Session,
    within: frozenset[int] | None,
    but: Conflicts,
    *,
    person_id: int | None,
    leads: frozenset[int] | None,
) -> list[Disputed]:
    """Engagements of these ministries (None: of all) in which something waits, without what the
    reader keeps off, and without what they coded themselves unless they lead there (`leads`)."""
    question = (
        select(Engagement.slug, Engagement.title, func.count(), func.min(CodedComment.coded_at))
        .join(Codebook, Codebook.engagement_id == Engagement.id)
        .join(CodedComment, CodedComment.engagement_id == Engagement.id)
        .join(Comment, Comment.id == CodedComment.comment_id)
        .where(CodedComment.state == State.DISPUTED, IS_PUBLIC, belongs(CodedComment))
        .group_by(Engagement.id, Engagement.slug, Engagement.title)
        .order_by(Engagement.id)
    )
    if within is not None:
        question = question.where(Engagement.ministry_id.in_(within))
    if leads is not None:
        own = exists().where(
            CommentCoding.comment_id == Comment.id,
            CommentCoding.person_id == person_id,
            CommentCoding.is_ruling.is_(False),
            belongs(CommentCoding),
        )
        question = question.where(or_(Engagement.ministry_id.in_(leads), ~own))
    if but.engagements:
        question = question.where(Engagement.id.not_in(but.engagements))
    if but.topics:
        question = question.where(Comment.topic_id.not_in(but.topic_ids))
    rows: Sequence[Any] = session.execute(question).all()
    return [Disputed(slug, title, count, since) for slug, title, count, since in rows]
