"""Where replies stand: which comment one answers, and how many public ones that comment has.

Rows of `comment` are locked by whoever decides on them. The number of replies therefore lies in a
row of its own, so that of two moderators who decide on a comment and on a reply to it, neither
waits for what the other holds. It changes when the transaction commits, in the order of all such
rows: two who decide on many replies at once may do so in any order.
"""

from typing import Final, cast

from sqlalchemy import Table, bindparam, delete, select, update
from sqlalchemy.orm import Session

from engage.comments.models import Comment
from engage.comments.threads.models import CommentThread
from engage.core.ledgers import Late, upsert
from engage.core.unit import Unit

THREAD: Final = cast(Table, CommentThread.__table__)
_FOLLOW: Final = (
    update(THREAD)
    .where(THREAD.c.comment_id == bindparam("of"))
    .values(published_version=bindparam("version"))
)
_COUNT: Final = (
    update(THREAD)
    .where(THREAD.c.comment_id == bindparam("of"))
    .values(replies=THREAD.c.replies + bindparam("delta"))
)
_END: Final = delete(THREAD).where(THREAD.c.comment_id == bindparam("of"))
_ABOVE: Final = (
    select(Comment)
    .where(Comment.public_id == bindparam("public_id"), Comment.topic_id == bindparam("topic"))
    .with_for_update(read=True)
    .execution_options(populate_existing=True)
)


def answered_comment(unit: Unit, topic_id: int, public_id: str) -> int | None:
    """The comment by itself that a reply to this one belongs to, with its thread opened.

    None where what is answered is not public (any more): the reply is then a comment by itself. A
    reply to a reply belongs to the comment above both. The comment is kept from being moved until
    this transaction ends, so that its thread knows whether it is public.
    """
    found = _public_one(unit.session, topic_id, public_id)
    if found is None:
        return None
    if found.parent_id is not None:
        return found.parent_id
    open_thread(unit.session, found)
    return found.id


def open_thread(session: Session, above: Comment) -> None:
    """The row in which replies are counted; `above` is locked by the caller."""
    values = {
        "comment_id": above.id,
        "topic_id": above.topic_id,
        "received_at": above.received_at,
        "public_id": above.public_id,
        "published_version": above.published_version,
        "replies": 0,
    }
    statement = upsert(session.get_bind().dialect, CommentThread).values(values)
    session.execute(statement.on_conflict_do_nothing(index_elements=["comment_id"]))


def follow(unit: Unit, comment: Comment, was_public: int | None) -> None:
    """After a comment became public or ceased to be, or another version of it is: its thread, and
    the one it stands in, say so."""
    is_public = comment.published_version
    if was_public == is_public:
        return
    if comment.parent_id is None:
        unit.late(Late(THREAD.name, comment.id, _FOLLOW, {"version": is_public}))
        return
    _count(unit, comment.parent_id, (is_public is not None) - (was_public is not None))


def hang(unit: Unit, comment: Comment, above: Comment) -> None:
    """Puts a comment under another that it turned out to answer; both are locked by the caller."""
    open_thread(unit.session, above)
    comment.parent_id = above.id
    if comment.published_version is not None:
        _count(unit, above.id, 1)
    unit.session.flush()


def let_go(unit: Unit, comment: Comment) -> None:
    """Before a comment moves to another topic: it stands by itself there, its replies do here."""
    session = unit.session
    if comment.parent_id is not None:
        if comment.published_version is not None:
            _count(unit, comment.parent_id, -1)
        comment.parent_id = None
    if session.get(CommentThread, comment.id) is not None:
        session.execute(
            update(Comment)
            .where(Comment.parent_id == comment.id)
            .values(parent_id=None)
            .execution_options(synchronize_session=False)
        )
        unit.late(Late(THREAD.name, comment.id, _END))
    session.flush()


def _count(unit: Unit, above: int, delta: int) -> None:
    if delta:
        unit.late(Late(THREAD.name, above, _COUNT, {"delta": delta}))


def _public_one(session: Session, topic_id: int, public_id: str) -> Comment | None:
    found = session.scalar(_ABOVE, {"public_id": public_id, "topic": topic_id})
    return found if found is not None and found.published_version is not None else None
