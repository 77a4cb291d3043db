"""Questions of a comparison: what we believe to be there, and since when nobody looked."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Select, and_, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from engage.comments.models import Comment
from engage.jobs.models import Job
from engage.jobs.rules import JobState
from engage.replies.models import Reply
from engage.wordpress.incoming import Known
from engage.wordpress.models import WordPressLink
from engage.wordpress.plans import LinkState, Origin, Thing, Trouble
from engage.wordpress.queries.pulling import COMMENTS

THERE: Final = (LinkState.SHOWN, LinkState.HELD, LinkState.CONFLICT)
ASKED_TOGETHER: Final = 1_000
LIVE: Final = (JobState.WAITING, JobState.RUNNING)


@dataclass(frozen=True)
class Post:
    """A post of ours with comments that both sides know."""

    engagement_id: int
    remote_id: int
    linked: int
    oldest: datetime | None


@dataclass(frozen=True)
class Linked:
    """One comment there that we know, and whether the text of its author is ours to change."""

    link_id: int
    thing: str
    local_id: int
    remote_id: int
    origin: str
    lacks_parent: bool
    pushed_at: datetime | None
    known: Known


def posts_to_compare(session: Session) -> list[Post]:
    """The one that was not looked at for the longest first."""
    post, link = aliased(WordPressLink), aliased(WordPressLink)
    # What is in conflict waits for a person and is looked at whenever its post is.
    oldest = func.min(link.seen_at).filter(link.state != LinkState.CONFLICT)
    rows = session.execute(
        select(post.local_id, post.remote_id, func.count(link.id), oldest)
        .outerjoin(
            link,
            and_(
                link.thing.in_(COMMENTS),
                link.post_id == post.remote_id,
                link.remote_id.is_not(None),
                link.state.in_(THERE),
            ),
        )
        .where(post.thing == Thing.ENGAGEMENT, post.remote_id.is_not(None))
        .group_by(post.local_id, post.remote_id)
        .order_by(oldest.nulls_first(), post.local_id)
    )
    return [
        Post(engagement_id, number, linked, since)
        for engagement_id, number, linked, since in rows
        if number is not None
    ]


def linked_under(session: Session, post_id: int) -> list[Linked]:
    """All comments of a post that should be there, but those that a push has in hand."""
    return _linked(session, _links().where(WordPressLink.post_id == post_id))


def longest_unseen(session: Session, post_id: int, limit: int) -> list[Linked]:
    """So many of them that were not looked at for the longest."""
    question = _links().where(WordPressLink.post_id == post_id)
    return _linked(
        session,
        question.order_by(WordPressLink.seen_at.nulls_first(), WordPressLink.id).limit(limit),
    )


def linked_numbers(session: Session, numbers: Sequence[int]) -> list[Linked]:
    """Those of these comments that should be there, wherever they stand."""
    found: list[Linked] = []
    for start in range(0, len(numbers), ASKED_TOGETHER):
        some = numbers[start : start + ASKED_TOGETHER]
        found += _linked(session, _links().where(WordPressLink.remote_id.in_(some)))
    return found


def numbers_in_hand(session: Session, post_id: int) -> frozenset[int]:
    """Numbers of comments that a push has in hand: nobody judges them meanwhile."""
    link = WordPressLink
    return frozenset(
        number
        for number in session.scalars(
            select(link.remote_id)
            .join(Job, Job.id == link.job_id)
            .where(link.thing.in_(COMMENTS), link.post_id == post_id, Job.state.in_(LIVE))
        )
        if number is not None
    )


def links_by_key(session: Session, keys: Collection[str]) -> dict[str, WordPressLink]:
    rows = session.scalars(
        select(WordPressLink).where(WordPressLink.thing.in_(COMMENTS), WordPressLink.key.in_(keys))
    )
    return {row.key: row for row in rows}


def public_ids(session: Session, engagement_id: int) -> Sequence[tuple[int, str, bool]]:
    """Number, public id, and whether it is public now, of an engagement's comments."""
    rows = session.execute(
        select(Comment.id, Comment.public_id, Comment.published_version).where(
            Comment.engagement_id == engagement_id
        )
    )
    return [(number, public_id, version is not None) for number, public_id, version in rows]


def deleted_unfollowed(session: Session, limit: int) -> list[Linked]:
    """Comments that are public here and that a push found deleted there: nobody was told yet."""
    link = WordPressLink
    question = _of_links().where(
        link.remote_id.is_(None),
        link.state == LinkState.CONFLICT,
        link.trouble == Trouble.DELETED_THERE,
        Comment.published_version.is_not(None),
        Comment.published_at <= link.gone_at,
    )
    return _linked(session, question.order_by(link.id).limit(limit))


def is_in_hand(session: Session, job_id: int | None) -> bool:
    """Whether a push of it runs or is about to."""
    if job_id is None:
        return False
    live = exists().where(Job.id == job_id, Job.state.in_(LIVE))
    return bool(session.scalar(select(live)))


def _links() -> Select[*tuple[Any, ...]]:
    return _of_links().where(WordPressLink.remote_id.is_not(None), WordPressLink.state.in_(THERE))


def _of_links() -> Select[*tuple[Any, ...]]:
    link = WordPressLink
    return (
        select(
            link.id, link.thing, link.local_id, link.remote_id, link.origin, link.pushed_at,
            link.key, link.state, link.post_id, link.remote_status, link.seen_hash, link.identity,
            link.fields_hash, link.trouble,
            Comment.parent_id, Comment.published_version, Comment.waiting_since,
            Comment.received_at, Comment.published_at, link.seen_at, link.gone_at,
            Reply.published_at.label("replied_at"),
        )
        .outerjoin(Comment, and_(link.thing == Thing.COMMENT, Comment.id == link.local_id))
        .outerjoin(Reply, and_(link.thing == Thing.REPLY, Reply.id == link.local_id))
        .outerjoin(Job, Job.id == link.job_id)
        .where(
            link.thing.in_(COMMENTS),
            or_(Job.id.is_(None), Job.state.not_in(LIVE)),
        )
    )  # fmt: skip


def _linked(session: Session, question: Select[*tuple[Any, ...]]) -> list[Linked]:
    return [
        Linked(
            link_id=row.id,
            thing=row.thing,
            local_id=row.local_id,
            remote_id=row.remote_id or 0,
            origin=row.origin,
            lacks_parent=row.parent_id is None and row.origin == Origin.WORDPRESS,
            pushed_at=row.pushed_at,
            known=Known(
                key=row.key,
                state=LinkState(row.state),
                post_id=row.post_id or 0,
                remote_status=row.remote_status,
                seen_hash=row.seen_hash,
                identity=row.identity,
                fields_hash=row.fields_hash,
                is_public=row.published_version is not None or row.thing == Thing.REPLY,
                waits=row.waiting_since is not None and row.published_version is None,
                received_at=row.received_at or row.replied_at,
                trouble=row.trouble,
                is_answered=_is_answered(row.published_at, row.gone_at or row.seen_at),
            ),
        )
        for row in session.execute(question)
    ]


def _is_answered(decided_at: datetime | None, since: datetime | None) -> bool:
    return decided_at is not None and since is not None and decided_at > since
