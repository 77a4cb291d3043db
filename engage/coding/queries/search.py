"""Comments by their themes: with all of these, any of those, none of others, and words within.

Words are looked for in the index that moderators search. That one holds each comment's newest
text, so it is believed only where the newest text is the public one; of a comment whose correction
waits, the public text itself is looked at. So nothing can be found by a word that is not public.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import Session

from engage.coding.models import CodedComment, CodedTheme
from engage.coding.queries.current import IS_SETTLED, outside, public_texts
from engage.comments.models import Comment, CommentText
from engage.engagements.models import Topic
from engage.moderation.search import Wanted, matching

AT_ONCE: Final = 500


@dataclass(frozen=True)
class Sought:
    """Themes by id; `within` words, None for none; `but_topics` keeps a conflict of interest."""

    engagement_id: int
    all_of: tuple[int, ...] = ()
    any_of: tuple[int, ...] = ()
    none_of: tuple[int, ...] = ()
    within: Wanted | None = None
    but_topics: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Found:
    """A comment that was found, with its published text and its themes."""

    comment_id: int
    public_id: str
    topic_title: str
    received_at: datetime
    body: str
    themes: frozenset[int]


def found(session: Session, sought: Sought, *, after: int, limit: int) -> list[Found]:
    """Settled comments beyond a place in the list, by rising number."""
    rows: Sequence[Any] = session.execute(
        public_texts(
            Comment.id, Comment.public_id, Topic.title, Comment.received_at, CommentText.body
        )
        .join(Topic, Topic.id == Comment.topic_id)
        .join(CodedComment, CodedComment.comment_id == Comment.id)
        .where(Comment.id > after, *_limits(session, sought))
        .order_by(Comment.id)
        .limit(limit)
    ).all()
    themes = _themes(session, [row[0] for row in rows])
    return [
        Found(number, public_id, topic, at, body, frozenset(themes.get(number, ())))
        for number, public_id, topic, at, body in rows
    ]


def all_found(session: Session, sought: Sought) -> Iterator[Found]:
    """Every one, in parts, however many there are."""
    after = 0
    while part := found(session, sought, after=after, limit=AT_ONCE):
        yield from part
        after = part[-1].comment_id


def count_found(session: Session, sought: Sought) -> int:
    question = (
        public_texts(func.count())
        .join(CodedComment, CodedComment.comment_id == Comment.id)
        .where(*_limits(session, sought))
    )
    return session.scalar(question) or 0


def _limits(session: Session, sought: Sought) -> Sequence[ColumnElement[bool]]:
    limits: list[ColumnElement[bool]] = [
        CodedComment.engagement_id == sought.engagement_id,
        IS_SETTLED,
        *outside(sought.but_topics),
        *(_has([theme_id]) for theme_id in sought.all_of),
    ]
    if sought.any_of:
        limits.append(_has(sought.any_of))
    if sought.none_of:
        limits.append(~_has(sought.none_of))
    if sought.within:
        limits.append(_holds(session, sought.within))
    return limits


def _has(theme_ids: Sequence[int]) -> ColumnElement[bool]:
    return exists().where(CodedTheme.comment_id == Comment.id, CodedTheme.theme_id.in_(theme_ids))


def _holds(session: Session, within: Wanted) -> ColumnElement[bool]:
    indexed: Any = matching(session, select(Comment.id).correlate(None), within)
    is_newest = Comment.version == Comment.published_version
    body = func.lower(CommentText.body)
    said = and_(
        *(body.contains(word, autoescape=True) for words in within.phrases for word in words)
    )
    return or_(and_(is_newest, Comment.id.in_(indexed)), and_(~is_newest, said))


def _themes(session: Session, comment_ids: Sequence[int]) -> dict[int, set[int]]:
    rows = session.execute(
        select(CodedTheme.comment_id, CodedTheme.theme_id).where(
            CodedTheme.comment_id.in_(comment_ids)
        )
    )
    themes: dict[int, set[int]] = {}
    for comment_id, theme_id in rows:
        themes.setdefault(comment_id, set()).add(theme_id)
    return themes
