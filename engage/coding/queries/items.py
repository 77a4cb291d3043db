"""Comments to be coded, one after another, and one comment with its codes as a coder may see them.

Lists go by rising number from a place in them, so that the next comment costs the same however many
were coded before. Until a comment is settled, a coder sees no choice but their own.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import Session

from engage.coding.models import CodedComment, CodedTheme, CodingTheme, CommentCoding
from engage.coding.queries.current import IS_SETTLED, belongs, outside, public_texts
from engage.coding.rules.settling import State
from engage.comments.models import Comment, CommentText
from engage.engagements.models import Topic


class Show(StrEnum):
    """Which comments are gone through."""

    UNCODED = "uncoded"
    MINE = "mine"
    CODED = "coded"
    DISPUTED = "disputed"
    ALL = "all"


@dataclass(frozen=True)
class Filters:
    """A list: of an engagement, for a person, without the topics they keep off."""

    engagement_id: int
    person_id: int | None
    coders: int
    show: Show = Show.UNCODED
    topic_id: int | None = None
    theme_id: int | None = None
    but_topics: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Mine:
    """What a person chose for a comment; not `is_current`: for an earlier text, or before."""

    themes: frozenset[int]
    fits_none: bool
    note: str
    is_current: bool
    at: datetime


@dataclass(frozen=True)
class Item:
    """One published comment as it is coded."""

    comment_id: int
    public_id: str
    topic_id: int
    topic_title: str
    version: int
    body: str = field(repr=False)
    received_at: datetime
    language: str | None
    channel: str
    coded: CodedComment | None
    themes: frozenset[int]
    mine: Mine | None = None

    @property
    def revision(self) -> int:
        return self.coded.revision if self.coded is not None else 0

    @property
    def is_settled(self) -> bool:
        return self.coded is not None and self.coded.state == State.SETTLED


CURRENT: Final = belongs(CodedComment)


def numbers(
    session: Session, filters: Filters, *, after: int = 0, limit: int, backwards: bool = False
) -> list[int]:
    """Ids of the list beyond a place in it, in rising order (`backwards`: falling)."""
    number = Comment.id
    question = (
        public_texts(number)
        .outerjoin(CodedComment, and_(CodedComment.comment_id == number, CURRENT))
        .where(Comment.engagement_id == filters.engagement_id, *_limits(filters))
        .where(number < after if backwards else number > after)
        .order_by(number.desc() if backwards else number)
        .limit(limit)
    )
    return list(session.scalars(question))


def count_disputed(session: Session, filters: Filters) -> int:
    """Comments that two coded differently and nobody settled yet."""
    question = (
        public_texts(func.count())
        .join(CodedComment, and_(CodedComment.comment_id == Comment.id, CURRENT))
        .where(
            CodedComment.engagement_id == filters.engagement_id,
            CodedComment.state == State.DISPUTED,
            *outside(filters.but_topics),
        )
    )
    return session.scalar(question) or 0


def item(session: Session, engagement_id: int, comment_id: int) -> Item | None:
    """A comment as the public reads it; None when it is not public or says nothing in words."""
    row = session.execute(
        public_texts(Comment, Topic.title, CommentText.body, CodedComment)
        .join(Topic, Topic.id == Comment.topic_id)
        .outerjoin(CodedComment, and_(CodedComment.comment_id == Comment.id, CURRENT))
        .where(Comment.id == comment_id, Comment.engagement_id == engagement_id)
    ).first()
    return _item(session, row) if row is not None else None


def mine(session: Session, comment_id: int, person_id: int | None, mark: str) -> Mine | None:
    """What a person chose for this comment, last time. `mark` tells whether its text is the one
    that is public now; a note about another text is not shown."""
    row = session.execute(
        select(CommentCoding, belongs(CommentCoding))
        .join(Comment, Comment.id == CommentCoding.comment_id)
        .where(
            CommentCoding.comment_id == comment_id,
            CommentCoding.person_id == person_id,
            CommentCoding.is_ruling.is_(False),
        )
    ).first()
    if row is None:
        return None
    coding, is_of_version = row
    themes = session.scalars(select(CodingTheme.theme_id).where(CodingTheme.coding_id == coding.id))
    is_current = bool(is_of_version) and coding.text_mark == mark
    note = coding.note if is_current else ""
    return Mine(frozenset(themes), coding.fits_none, note, is_current, coding.coded_at)


def notes_about(session: Session, comment_id: int, mark: str) -> dict[int, str]:
    """What its coders noted about the text that is public now, by person."""
    rows = session.execute(
        select(CommentCoding.person_id, CommentCoding.note)
        .join(Comment, Comment.id == CommentCoding.comment_id)
        .where(
            CommentCoding.comment_id == comment_id,
            CommentCoding.text_mark == mark,
            CommentCoding.note != "",
            belongs(CommentCoding),
        )
    )
    return {person_id: note for person_id, note in rows}


def _item(session: Session, row: Any) -> Item:
    comment, topic_title, body, coded = row
    themes = session.scalars(select(CodedTheme.theme_id).where(CodedTheme.comment_id == comment.id))
    return Item(
        comment_id=comment.id,
        public_id=comment.public_id,
        topic_id=comment.topic_id,
        topic_title=topic_title,
        version=comment.published_version,
        body=body,
        received_at=comment.received_at,
        language=comment.language,
        channel=comment.channel,
        coded=coded,
        themes=frozenset(themes) if coded is not None else frozenset(),
    )


def _limits(filters: Filters) -> Sequence[ColumnElement[bool]]:
    found = [*_shown(filters), *outside(filters.but_topics)]
    if filters.topic_id is not None:
        found.append(Comment.topic_id == filters.topic_id)
    if filters.theme_id is not None:
        settled = exists().where(
            CodedTheme.comment_id == Comment.id, CodedTheme.theme_id == filters.theme_id
        )
        mine_too = _own(filters).where(
            exists().where(
                CodingTheme.coding_id == CommentCoding.id, CodingTheme.theme_id == filters.theme_id
            )
        )
        found.append(or_(and_(IS_SETTLED, settled), mine_too))
    return found


def _shown(filters: Filters) -> list[ColumnElement[bool]]:
    if filters.show is Show.MINE:
        return [_own(filters)]
    if filters.show is Show.CODED:
        return [CodedComment.state == State.SETTLED]
    if filters.show is Show.DISPUTED:
        return [CodedComment.state == State.DISPUTED]
    if filters.show is Show.UNCODED:
        # Without a row nobody has coded it; with an open one, the first of two has.
        waits: ColumnElement[bool] = CodedComment.comment_id.is_(None)
        if filters.coders > 1:
            waits = or_(waits, CodedComment.state == State.OPEN)
            return [waits, ~_own(filters)]
        return [waits]
    return []


def _own(filters: Filters) -> Any:
    """Whether the person chose something for the text that is public."""
    return exists().where(
        CommentCoding.comment_id == Comment.id,
        CommentCoding.person_id == filters.person_id,
        CommentCoding.is_ruling.is_(False),
        belongs(CommentCoding),
    )
