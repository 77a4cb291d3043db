"""Questions about comments. What is public is asked in one place: `public_rows`.

The page of a topic is made anew for each change of any comment on it, so what it asks is put
together once, on the tables rather than the mapped classes, and a comment is a tuple.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any, Final, NamedTuple, cast

from sqlalchemy import ColumnElement, Select, Table, bindparam, or_, select, tuple_
from sqlalchemy.orm import Session

from engage.comments.models import Comment, CommentPerson, CommentRedaction, CommentText
from engage.core.crypto import Keyring
from engage.core.errors import NotFound
from engage.core.lists import is_listed, one_text
from engage.governance.elections.rules import Window
from engage.privacy.redaction import Mark

# What a browser could have sent at all: instants within the calendar, ids that a database has.
IN_ADDRESS: Final = re.compile(r"([0-9]{1,17})-([0-9]{1,10})")
PUBLIC_IN_ADDRESS: Final = re.compile(r"([0-9]{1,17})-([0-9a-z]{1,12})")
LARGEST_ID: Final = 2**31 - 1
EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND: Final = timedelta(microseconds=1)
COMMENT: Final = cast(Table, Comment.__table__)
TEXT: Final = cast(Table, CommentText.__table__)
PERSON: Final = cast(Table, CommentPerson.__table__)


class PublicComment(NamedTuple):
    """A comment as the public may see it: published text, the name its author chose or ''.

    `marks` says where words were taken out, for pages; whoever reads all comments of an engagement
    gets the same text and no places.
    """

    id: int
    public_id: str
    topic_id: int
    channel: str
    name: str
    text: str
    received_at: datetime
    parent_id: int | None
    language: str | None
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True)
class Cursor:
    """Where a page ends: the last row's instant and id (keyset paging; nothing is counted)."""

    at: datetime
    id: int


def cursor_in_address(cursor: Cursor) -> str:
    """A cursor as it stands in an address: microseconds since 1970, and the id."""
    return f"{(cursor.at - EPOCH) // MICROSECOND}-{cursor.id}"


def cursor_from_address(text: str) -> Cursor | None:
    """The cursor that an address holds; None for anything else that somebody typed there."""
    found = IN_ADDRESS.fullmatch(text)
    if found is None or int(found[2]) > LARGEST_ID:
        return None
    return Cursor(EPOCH + int(found[1]) * MICROSECOND, int(found[2]))


@dataclass(frozen=True)
class PublicCursor:
    """Where a public page ends. It holds the public id: from ids that count up, readers could
    work out how many comments between two published ones are not."""

    at: datetime
    public_id: str


def public_cursor_in_address(cursor: PublicCursor) -> str:
    return f"{(cursor.at - EPOCH) // MICROSECOND}-{cursor.public_id}"


def public_cursor_from_address(text: str) -> PublicCursor | None:
    found = PUBLIC_IN_ADDRESS.fullmatch(text)
    return PublicCursor(EPOCH + int(found[1]) * MICROSECOND, found[2]) if found else None


def public_comments(
    session: Session,
    keyring: Keyring,
    topic_id: int,
    *,
    limit: int,
    after: PublicCursor | None = None,
    hidden: Sequence[Window] = (),
) -> Sequence[PublicComment]:
    """Published comments of a topic, newest first; one row more than a page tells of a next one.

    Those approved in the `hidden` windows are left out (R55); outside of elections there is none.
    """
    question, values = _OF_TOPIC, {"topic": topic_id, "limit": limit}
    if after is not None:
        question = question.where(
            tuple_(Comment.received_at, Comment.public_id) < tuple_(after.at, after.public_id)
        )
    for window in hidden:
        question = question.where(approved_outside(window))
    return with_marks(
        session, [as_public(row, keyring) for row in session.execute(question, values)]
    )


def public_comments_of_engagement(
    session: Session, keyring: Keyring, engagement_id: int
) -> Iterator[PublicComment]:
    """Every published comment of an engagement, for reports; streamed."""
    question = (
        public_rows()
        .where(Comment.engagement_id == engagement_id)
        .order_by(Comment.id)
        .execution_options(yield_per=1000)
    )
    for row in session.execute(question):
        yield as_public(row, keyring)


def public_comment(session: Session, keyring: Keyring, comment_id: int) -> PublicComment | None:
    """One comment as the public sees it; None when it is not public now."""
    row = session.execute(public_rows().where(Comment.id == comment_id)).first()
    return as_public(row, keyring) if row else None


def public_comments_with(
    session: Session, keyring: Keyring, comment_ids: Collection[int]
) -> dict[int, PublicComment]:
    """Those of these comments that are public now, by id, for what leaves in batches."""
    rows = session.execute(_OF_IDS, {"comments": list(comment_ids)})
    return {row.id: as_public(row, keyring) for row in rows}


def is_hidden(comment: Comment, windows: Sequence[Window]) -> bool:
    """Whether a public comment was approved in one of the windows, so that nobody sees it yet."""
    at = comment.published_at
    return at is not None and any(one.holds(at) for one in windows)


def approved_outside(
    window: Window, published_at: ColumnElement[datetime] | None = None
) -> ColumnElement[bool]:
    """Of comments, or of what stands for them with this column."""
    at = Comment.published_at if published_at is None else published_at
    outside = or_(at.is_(None), at < window.start)
    return outside if window.end is None else or_(outside, at >= window.end)


def public_comment_by_public_id(
    session: Session, keyring: Keyring, public_id: str
) -> PublicComment:
    row = session.execute(public_rows().where(Comment.public_id == public_id)).first()
    if row is None:
        raise NotFound("There is no such comment, or it is not public.")
    return with_marks(session, [as_public(row, keyring)])[0]


def marks_of(session: Session, comment_id: int, version: int) -> tuple[Mark, ...]:
    """Where words were taken out of one version, in the order of the text."""
    rows = session.execute(
        select(CommentRedaction.start, CommentRedaction.end, CommentRedaction.label)
        .where(CommentRedaction.comment_id == comment_id, CommentRedaction.version == version)
        .order_by(CommentRedaction.start)
    )
    return tuple(Mark(start, end, label) for start, end, label in rows)


# Put together once: that takes longer than asking.
@lru_cache
def _marks(dialect: str) -> Select[int, int, int, str]:
    return (
        select(
            CommentRedaction.comment_id,
            CommentRedaction.start,
            CommentRedaction.end,
            CommentRedaction.label,
        )
        .join(
            Comment,
            (Comment.id == CommentRedaction.comment_id)
            & (Comment.published_version == CommentRedaction.version),
        )
        .where(is_listed(dialect, CommentRedaction.comment_id.expression, "comments"))
        .order_by(CommentRedaction.comment_id, CommentRedaction.start)
    )


def with_marks(session: Session, comments: Sequence[PublicComment]) -> list[PublicComment]:
    """Adds the marks of their public versions: one question for all of them."""
    listed = one_text([comment.id for comment in comments])
    rows = session.execute(_marks(session.get_bind().dialect.name), {"comments": listed})
    found: dict[int, list[Mark]] = {}
    for comment_id, start, end, label in rows:
        found.setdefault(comment_id, []).append(Mark(start, end, label))
    if not found:
        return list(comments)
    return [
        comment._replace(marks=tuple(found[comment.id])) if comment.id in found else comment
        for comment in comments
    ]


def display_name(keyring: Keyring, comment_id: int, cipher: str | None) -> str:
    return keyring.decrypt(cipher, f"comment_person:{comment_id}.name") if cipher else ""


def public_rows() -> Select[Any]:
    """The public text of comments with the name that goes with it; for `as_public`."""
    return (
        select(
            COMMENT.c.id,
            COMMENT.c.public_id,
            COMMENT.c.topic_id,
            COMMENT.c.channel,
            PERSON.c.name_cipher,
            TEXT.c.body,
            COMMENT.c.received_at,
            COMMENT.c.parent_id,
            COMMENT.c.language,
        )
        .join_from(
            COMMENT,
            TEXT,
            (TEXT.c.comment_id == COMMENT.c.id) & (TEXT.c.version == COMMENT.c.published_version),
        )
        .outerjoin(PERSON, PERSON.c.comment_id == COMMENT.c.id)
        .where(COMMENT.c.published_version.is_not(None))
    )


_OF_TOPIC: Final = (
    public_rows()
    .where(Comment.topic_id == bindparam("topic"))
    .order_by(Comment.received_at.desc(), Comment.public_id.desc())
    .limit(bindparam("limit"))
)


_OF_IDS: Final = public_rows().where(Comment.id.in_(bindparam("comments", expanding=True)))


def as_public(row, keyring: Keyring) -> PublicComment:  # type: ignore[no-untyped-def]
    """A row of `public_rows`."""
    (number, public_id, topic_id, channel, cipher, text, received_at, parent, language) = row
    name = keyring.decrypt(cipher, f"comment_person:{number}.name") if cipher else ""
    return PublicComment(
        number, public_id, topic_id, channel, name, text, received_at, parent, language
    )
