"""Texts for suggestions, read so that memory stays bounded: ids first, texts in parts.

A sample is drawn by a hash of each id, so the same comments give the same sample, whatever came
between.
"""

import hashlib
import heapq
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from engage.coding.models import CodedComment, CodedTheme
from engage.coding.queries.current import IS_PUBLIC, IS_SETTLED, public_texts
from engage.comments.models import Comment, CommentText
from engage.moderation.models import Decision

AT_ONCE = 1_000


@dataclass(frozen=True)
class Text:
    """A published text and the version that it is."""

    comment_id: int
    version: int
    body: str


def sampled(numbers: Iterator[int], most: int) -> list[int]:
    """At most so many of these ids, chosen by their hashes, in rising order."""
    drawn = heapq.nsmallest(most, numbers, key=_lot)
    return sorted(drawn)


def public_numbers(session: Session, engagement_id: int) -> Iterator[int]:
    """Ids of published comments that say something in words; streamed."""
    question = public_texts(Comment.id).where(Comment.engagement_id == engagement_id)
    return iter(session.scalars(question.execution_options(yield_per=AT_ONCE)))


def settled_numbers(session: Session, engagement_id: int) -> Iterator[int]:
    """Ids of comments whose coding is settled; streamed."""
    question = (
        select(CodedComment.comment_id)
        .join(Comment, Comment.id == CodedComment.comment_id)
        .where(CodedComment.engagement_id == engagement_id, IS_PUBLIC, IS_SETTLED)
    )
    return iter(session.scalars(question.execution_options(yield_per=AT_ONCE)))


def texts_with(session: Session, numbers: Sequence[int]) -> list[Text]:
    """The published texts of these comments by rising id; one that is not public now is left
    out."""
    found: list[Text] = []
    for start in range(0, len(numbers), AT_ONCE):
        part = numbers[start : start + AT_ONCE]
        rows: Any = session.execute(
            public_texts(Comment.id, Comment.published_version, CommentText.body)
            .where(Comment.id.in_(part))
            .order_by(Comment.id)
        )
        found += [Text(number, version, body) for number, version, body in rows]
    return found


def codes_with(session: Session, numbers: Sequence[int]) -> dict[int, frozenset[int]]:
    """The themes of these comments by id; none of a comment that none fits."""
    found: dict[int, set[int]] = {}
    for start in range(0, len(numbers), AT_ONCE):
        part = numbers[start : start + AT_ONCE]
        rows = session.execute(
            select(CodedTheme.comment_id, CodedTheme.theme_id).where(
                CodedTheme.comment_id.in_(part)
            )
        )
        for number, theme_id in rows:
            found.setdefault(number, set()).add(theme_id)
    return {number: frozenset(found.get(number, ())) for number in numbers}


def uncoded_after(
    session: Session, engagement_id: int, after: int, limit: int = AT_ONCE
) -> list[Text]:
    """Published texts that nobody has coded yet, by rising id."""
    coded = exists().where(CodedComment.comment_id == Comment.id, IS_SETTLED)
    rows: Any = session.execute(
        public_texts(Comment.id, Comment.published_version, CommentText.body)
        .where(Comment.engagement_id == engagement_id, Comment.id > after, ~coded)
        .order_by(Comment.id)
        .limit(limit)
    )
    return [Text(number, version, body) for number, version, body in rows]


def count_public(session: Session, engagement_id: int) -> int:
    question = public_texts(func.count()).where(Comment.engagement_id == engagement_id)
    return session.scalar(question) or 0


def left_view_since(session: Session, engagement_id: int, since: datetime) -> bool:
    """Whether a text that was public then is public no longer by a decision: its words may stand
    among suggestions."""
    question = (
        select(Decision.id)
        .join(Comment, Comment.id == Decision.comment_id)
        .where(
            Comment.engagement_id == engagement_id,
            Decision.decided_at >= since,
            Decision.from_published_version.is_not(None),
            Decision.from_published_version.is_distinct_from(Comment.published_version),
        )
        .limit(1)
    )
    return session.scalar(question) is not None


def _lot(number: int) -> bytes:
    return hashlib.sha256(b"%d" % number).digest()
