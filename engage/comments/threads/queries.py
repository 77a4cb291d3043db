"""A page of a discussion: comments by themselves in one of three orders, and their first replies.

A page costs the same in a topic of ten comments and of fifty thousand: each question goes along an
index from where the last page ended. What stands by itself is a public comment that answers none,
or one that was public and has public replies: these stay where they are, under a line that says so.
Threads of such comments are few, so they are asked for apart and put among the others.

Elections: comments approved in the `hidden` windows are left out (R55), and replies are counted
then and not read from `comment_thread`, which counts them all.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, Final, NamedTuple, cast

from sqlalchemy import (
    ColumnElement,
    Select,
    Table,
    and_,
    bindparam,
    func,
    literal_column,
    select,
    true,
    tuple_,
)
from sqlalchemy.orm import Session

from engage.comments.models import Comment
from engage.comments.queries import (
    COMMENT,
    PublicComment,
    approved_outside,
    as_public,
    display_name,
    public_rows,
)
from engage.comments.threads.models import CommentThread
from engage.comments.threads.rules import FIRST_REPLIES, Cursor, Order
from engage.core.crypto import Keyring
from engage.core.db import UtcDateTime
from engage.core.lists import is_listed, one_text
from engage.governance.elections.rules import Window

THREAD: Final = cast(Table, CommentThread.__table__)
REPLY: Final = COMMENT.alias("reply")
_IS_ANSWERED: Final = THREAD.c.replies > literal_column("0")
"""Not as a parameter: the indexes are of those rows alone, and a database must see that."""


class Head(NamedTuple):
    """What stands by itself in a discussion; `comment` is None where it is not public any more."""

    id: int
    public_id: str
    received_at: datetime
    replies: int
    comment: PublicComment | None


@dataclass(frozen=True)
class Question:
    """Which page of which discussion, and how much of it."""

    topic_id: int
    order: Order
    limit: int
    after: Cursor | None = None
    hidden: tuple[Window, ...] = ()


def heads(session: Session, keyring: Keyring, asked: Question) -> list[Head]:
    """The comments by themselves, in order; one more than a page tells of a next one."""
    if asked.order is Order.MOST_REPLIED:
        found = _most_replied(session, keyring, asked)
    else:
        found = _by_time(session, keyring, asked)
    if not asked.hidden:
        return found
    told = _counted(session, [head.id for head in found if head.replies], asked.hidden)
    return [head._replace(replies=told.get(head.id, 0)) for head in found]


def first_replies(
    session: Session, keyring: Keyring, parents: Collection[int], hidden: Sequence[Window]
) -> dict[int, list[PublicComment]]:
    """The oldest replies under each of these comments, a few of each."""
    if not parents:
        return {}
    question = _first_replies(session.get_bind().dialect.name, tuple(hidden))
    found: dict[int, list[PublicComment]] = {}
    for row in session.execute(question, {"parents": one_text(list(parents))}):
        reply = as_public(row, keyring)
        found.setdefault(reply.parent_id or 0, []).append(reply)
    return found


def replies_to(
    session: Session,
    keyring: Keyring,
    parent_id: int,
    *,
    limit: int,
    after: Cursor | None = None,
    hidden: Sequence[Window] = (),
) -> list[PublicComment]:
    """Public replies to one comment, oldest first."""
    question = _REPLIES if after is None else _REPLIES.where(_beyond(COMMENT, Order.OLDEST))
    for window in hidden:
        question = question.where(approved_outside(window))
    values = {"parent": parent_id, "limit": limit} | _values_of(after)
    return [as_public(row, keyring) for row in session.execute(question, values)]


def head_of_thread(session: Session, keyring: Keyring, thread: CommentThread) -> Head:
    """The comment above replies, as the page of a topic has it."""
    row = session.execute(public_rows().where(COMMENT.c.id == thread.comment_id)).first()
    comment = as_public(row, keyring) if row else None
    return Head(thread.comment_id, thread.public_id, thread.received_at, thread.replies, comment)


def thread_of(
    session: Session, topic_id: int, public_id: str, hidden: Sequence[Window] = ()
) -> CommentThread | None:
    """The thread under a comment of this topic, while it has public replies."""
    found = session.scalar(
        select(CommentThread)
        .join(Comment, Comment.id == CommentThread.comment_id)
        .where(
            Comment.public_id == public_id,
            CommentThread.topic_id == topic_id,
            CommentThread.replies > 0,
        )
    )
    if found is None or not hidden or _counted(session, [found.comment_id], hidden):
        return found
    return None


def is_among_first(session: Session, reply: PublicComment, hidden: Sequence[Window]) -> bool:
    """Whether a reply is one of those that stand under their comment."""
    before = (
        select(COMMENT.c.id)
        .where(
            COMMENT.c.parent_id == reply.parent_id,
            COMMENT.c.published_version.is_not(None),
            tuple_(COMMENT.c.received_at, COMMENT.c.public_id)
            < tuple_(reply.received_at, reply.public_id),
            *[approved_outside(window) for window in hidden],
        )
        .limit(FIRST_REPLIES)
    )
    return len(session.execute(before).all()) < FIRST_REPLIES


def _by_time(session: Session, keyring: Keyring, asked: Question) -> list[Head]:
    question = _by_itself(asked.order, is_first=asked.after is None)
    for window in asked.hidden:
        question = question.where(approved_outside(window))
    values = {"topic": asked.topic_id, "limit": asked.limit} | _values_of(asked.after)
    rows = session.connection().execute(question, values).all()  # it needs nothing of the ORM
    found = [_head(row, keyring) for row in rows]
    alone = _orphaned(asked.order, is_first=asked.after is None)
    if asked.hidden:
        alone = alone.where(_is_answered_outside(asked.hidden))
    orphaned = session.execute(alone, values).all()
    if not orphaned:
        return found
    found += [_thread_alone(row, None) for row in orphaned]
    found.sort(key=_instant, reverse=asked.order is Order.NEWEST)
    return found[: asked.limit]


def _is_answered_outside(hidden: Sequence[Window]) -> ColumnElement[bool]:
    """Whether a thread has a reply that is not held: else the line above it would tell of one."""
    return (
        select(COMMENT.c.id)
        .where(
            COMMENT.c.parent_id == THREAD.c.comment_id,
            COMMENT.c.published_version.is_not(None),
            *[approved_outside(window) for window in hidden],
        )
        .correlate(THREAD)
        .exists()
    )


def _instant(head: Head) -> tuple[datetime, str]:
    return head.received_at, head.public_id


def _most_replied(session: Session, keyring: Keyring, asked: Question) -> list[Head]:
    """Threads by their replies, then what nobody replied to, newest first."""
    after, found = asked.after, []
    if after is None or after.replies:
        question = _answered(is_first=after is None)
        values = {"topic": asked.topic_id, "limit": asked.limit} | _values_of(after)
        rows = session.execute(question, values | {"replies": after.replies if after else 0}).all()
        listed = one_text([row.comment_id for row in rows])
        comments = {
            row[0]: as_public(row, keyring)
            for row in session.execute(
                _of_ids(session.get_bind().dialect.name), {"comments": listed}
            )
        }
        found = [_thread_alone(row, comments.get(row.comment_id)) for row in rows]
        after = None
    wanted = asked.limit - len(found)
    if wanted:
        question = _unanswered(is_first=after is None)
        values = {"topic": asked.topic_id, "limit": wanted} | _values_of(after)
        found += [_head(row, keyring) for row in session.execute(question, values)]
    return found


def _counted(
    session: Session, parents: Collection[int], hidden: Sequence[Window]
) -> dict[int, int]:
    if not parents:
        return {}
    question = (
        select(COMMENT.c.parent_id, func.count())
        .where(
            COMMENT.c.parent_id.in_(parents),
            COMMENT.c.published_version.is_not(None),
            *[approved_outside(window) for window in hidden],
        )
        .group_by(COMMENT.c.parent_id)
    )
    return {int(parent): int(count) for parent, count in session.execute(question)}  # type: ignore[call-overload]


def _head(row, keyring: Keyring) -> Head:  # type: ignore[no-untyped-def]
    number, public_id, topic_id, channel, cipher, text, received_at, parent, language, replies = row
    name = display_name(keyring, number, cipher)
    comment = PublicComment(
        number, public_id, topic_id, channel, name, text, received_at, parent, language
    )
    return Head(number, public_id, received_at, replies or 0, comment)


def _thread_alone(row, comment: PublicComment | None) -> Head:  # type: ignore[no-untyped-def]
    number, public_id, received_at, replies = row
    return Head(number, public_id, received_at, replies, comment)


def _values_of(after: Cursor | None) -> dict[str, object]:
    return {"at": after.at, "public_id": after.public_id} if after else {}


def _beyond(table: Any, order: Order) -> ColumnElement[bool]:
    here = tuple_(table.c.received_at, table.c.public_id)
    there = tuple_(bindparam("at", type_=UtcDateTime()), bindparam("public_id"))
    return here < there if order is Order.NEWEST else here > there


def _in_order(table: Table, order: Order) -> tuple[ColumnElement[Any], ColumnElement[Any]]:
    if order is Order.NEWEST:
        return table.c.received_at.desc(), table.c.public_id.desc()
    return table.c.received_at.asc(), table.c.public_id.asc()


# What follows is put together once: that takes longer than asking.


@lru_cache
def _by_itself(order: Order, *, is_first: bool) -> Select[Any]:
    question = (
        public_rows()
        .add_columns(THREAD.c.replies)
        .outerjoin(THREAD, THREAD.c.comment_id == COMMENT.c.id)
        .where(COMMENT.c.topic_id == bindparam("topic"), COMMENT.c.parent_id.is_(None))
        .order_by(*_in_order(COMMENT, order))
        .limit(bindparam("limit"))
    )
    return question if is_first else question.where(_beyond(COMMENT, order))


@lru_cache
def _unanswered(*, is_first: bool) -> Select[Any]:
    """With NOT EXISTS: behind an outer join PostgreSQL expects next to none, and sorts them all."""
    answered = select(THREAD.c.comment_id).where(THREAD.c.comment_id == COMMENT.c.id, _IS_ANSWERED)
    question = (
        public_rows()
        .add_columns(literal_column("0"))
        .where(
            COMMENT.c.topic_id == bindparam("topic"),
            COMMENT.c.parent_id.is_(None),
            ~answered.correlate(COMMENT).exists(),
        )
        .order_by(*_in_order(COMMENT, Order.NEWEST))
        .limit(bindparam("limit"))
    )
    return question if is_first else question.where(_beyond(COMMENT, Order.NEWEST))


@lru_cache
def _orphaned(order: Order, *, is_first: bool) -> Select[Any]:
    question = (
        select(*_OF_THREAD)
        .where(
            THREAD.c.topic_id == bindparam("topic"),
            _IS_ANSWERED,
            THREAD.c.published_version.is_(None),
        )
        .order_by(*_in_order(THREAD, order))
        .limit(bindparam("limit"))
    )
    return question if is_first else question.where(_beyond(THREAD, order))


@lru_cache
def _answered(*, is_first: bool) -> Select[Any]:
    question = (
        select(*_OF_THREAD)
        .where(THREAD.c.topic_id == bindparam("topic"), _IS_ANSWERED)
        .order_by(THREAD.c.replies.desc(), *_in_order(THREAD, Order.NEWEST))
        .limit(bindparam("limit"))
    )
    if is_first:
        return question
    return question.where(
        tuple_(THREAD.c.replies, THREAD.c.received_at, THREAD.c.public_id)
        < tuple_(bindparam("replies"), bindparam("at", type_=UtcDateTime()), bindparam("public_id"))
    )


@lru_cache
def _of_ids(dialect: str) -> Select[Any]:
    return public_rows().where(is_listed(dialect, COMMENT.c.id, "comments"))


@lru_cache
def _first_replies(dialect: str, hidden: tuple[Window, ...]) -> Select[Any]:
    """Along the index from each parent. PostgreSQL does that with LATERAL, which SQLite lacks;
    SQLite asks anew for each parent what its first ones are. What is held takes nobody's place."""
    first = (
        select(REPLY.c.id)
        .where(
            REPLY.c.parent_id == THREAD.c.comment_id,
            REPLY.c.published_version.is_not(None),
            *[approved_outside(window, REPLY.c.published_at) for window in hidden],
        )
        .order_by(REPLY.c.received_at, REPLY.c.public_id)
        .limit(FIRST_REPLIES)
    )
    if dialect == "postgresql":
        few = first.correlate(THREAD).lateral("few")
        found = select(few.c.id).select_from(THREAD.join(few, true()))
    else:
        one = COMMENT.alias("one")
        found = select(one.c.id).join_from(THREAD, one, one.c.id.in_(first.correlate(THREAD)))
    wanted = found.where(is_listed(dialect, THREAD.c.comment_id, "parents"))
    return (
        public_rows()
        .where(COMMENT.c.id.in_(wanted))
        .order_by(COMMENT.c.parent_id, COMMENT.c.received_at, COMMENT.c.public_id)
    )


_OF_THREAD: Final = (
    THREAD.c.comment_id,
    THREAD.c.public_id,
    THREAD.c.received_at,
    THREAD.c.replies,
)
_REPLIES: Final = (
    public_rows()
    .where(and_(COMMENT.c.parent_id == bindparam("parent")))
    .order_by(*_in_order(COMMENT, Order.OLDEST))
    .limit(bindparam("limit"))
)
