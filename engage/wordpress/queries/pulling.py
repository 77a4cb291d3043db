"""Questions of a pull: under which engagement's post a comment stands, and what is known of it."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from engage.comments.models import Comment
from engage.core.lists import is_in
from engage.engagements.models import Engagement, Topic
from engage.notices.models import NoticeVersion
from engage.replies.models import Reply
from engage.wordpress.incoming import Ground
from engage.wordpress.models import WordPressChoice, WordPressLeftOut, WordPressLink
from engage.wordpress.plans import LinkState, Origin, Thing, Trouble
from engage.wordpress.rules import CommentStatus

COMMENTS: Final = (Thing.COMMENT, Thing.REPLY)
"""What stands there as a comment."""


@dataclass(frozen=True)
class Twin:
    """A link as a pull needs it: which comment there it is."""

    link_id: int
    thing: str
    local_id: int
    key: str
    remote_id: int | None
    identity: str
    seen_hash: str


def grounds(session: Session, post_ids: Collection[int]) -> dict[int, Ground]:
    """What is known of those of these posts that are an engagement's, by their ids there."""
    rows = session.execute(
        select(WordPressLink.remote_id, Engagement, WordPressChoice)
        .join(Engagement, Engagement.id == WordPressLink.local_id)
        .outerjoin(WordPressChoice, WordPressChoice.engagement_id == Engagement.id)
        .where(WordPressLink.thing == Thing.ENGAGEMENT, WordPressLink.remote_id.in_(post_ids))
    ).all()
    return {
        post_id: _ground(session, engagement, choice)
        for post_id, engagement, choice in rows
        if post_id is not None
    }


def engagements_taking(session: Session, post_ids: Collection[int]) -> Sequence[int]:
    """Those of these posts' engagements whose visitors may comment there, as far as we know."""
    return session.scalars(
        select(WordPressLink.local_id)
        .join(WordPressChoice, WordPressChoice.engagement_id == WordPressLink.local_id)
        .where(
            WordPressLink.thing == Thing.ENGAGEMENT,
            WordPressLink.remote_id.in_(post_ids),
            WordPressChoice.takes_comments,
            WordPressChoice.notice_hash != "",
        )
        .order_by(WordPressLink.local_id)
    ).all()


def _ground(session: Session, engagement: Engagement, choice: WordPressChoice | None) -> Ground:
    takes = choice is not None and choice.takes_comments
    notice = _notice_shown(session, engagement.id, choice.notice_hash if choice else "")
    return Ground(
        engagement_id=engagement.id,
        timing=engagement.timing,
        takes_comments=takes,
        topic_id=_topic(session, engagement.id, choice.topic_id if choice else None),
        notice_version_id=notice.id if notice else None,
        notice_hash=notice.content_hash if notice else None,
    )


def _notice_shown(session: Session, engagement_id: int, shown: str) -> NoticeVersion | None:
    """The version that the post showed when it was last looked at."""
    if not shown:
        return None
    return session.scalar(
        select(NoticeVersion)
        .where(NoticeVersion.engagement_id == engagement_id, NoticeVersion.content_hash == shown)
        .order_by(NoticeVersion.number.desc())
        .limit(1)
    )


def _topic(session: Session, engagement_id: int, chosen: int | None) -> int | None:
    """The topic under which comments from there stand: the chosen one, or the first."""
    question = select(Topic.id).where(
        Topic.engagement_id == engagement_id, Topic.published_revision_id.is_not(None)
    )
    if chosen is not None:
        found = session.scalar(question.where(Topic.id == chosen))
        if found is not None:
            return found
    return session.scalar(question.order_by(Topic.id).limit(1))


def twins(session: Session, remote_ids: Collection[int], identities: Collection[str]) -> list[Twin]:
    """Links with one of these numbers, or with one of these identities; each once.

    Asked one after the other, each by an index of its own; only comments have an identity.
    """
    link = WordPressLink
    numbered = link.thing.in_(COMMENTS) & is_in(session, link.remote_id, remote_ids)
    found: dict[int, Twin] = {}
    for which in (numbered, is_in(session, link.identity, identities)):
        rows = session.execute(
            select(
                link.id,
                link.thing,
                link.local_id,
                link.key,
                link.remote_id,
                link.identity,
                link.seen_hash,
            ).where(which)
        )
        found |= {row.id: Twin(*row) for row in rows}
    return list(found.values())


def left_out_already(session: Session, keys: Iterable[str]) -> frozenset[str]:
    """Which of these comments were left out before; `keys` as `WordPressLeftOut.identity`."""
    wanted = list(keys)
    if not wanted:
        return frozenset()
    return frozenset(
        session.scalars(
            select(WordPressLeftOut.identity).where(
                is_in(session, WordPressLeftOut.identity, wanted)
            )
        )
    )


def linked_keys(session: Session, keys: Collection[str]) -> frozenset[str]:
    """Which of these aliases a link here has."""
    return frozenset(session.scalars(select(WordPressLink.key).where(WordPressLink.key.in_(keys))))


def public_ids_of(session: Session, engagement_id: int) -> Sequence[str]:
    """Of all comments of an engagement."""
    return session.scalars(
        select(Comment.public_id).where(Comment.engagement_id == engagement_id)
    ).all()


def replies_of(session: Session, engagement_id: int) -> Sequence[int]:
    """Official replies to comments of an engagement."""
    return session.scalars(
        select(Reply.id)
        .join(Comment, Comment.id == Reply.comment_id)
        .where(Comment.engagement_id == engagement_id)
    ).all()


def to_hold(session: Session, limit: int) -> list[int]:
    """Numbers of comments that must not be seen there as they are, and are public there still, as
    far as we know: those that wait here, whoever made them, and those of ours that somebody
    changed there. Whoever found that died before they were held."""
    link = WordPressLink
    question = (
        select(link.remote_id)
        .join(Comment, and_(link.thing == Thing.COMMENT, Comment.id == link.local_id))
        .where(
            link.thing == Thing.COMMENT,
            link.remote_id.is_not(None),
            or_(
                and_(
                    link.origin == Origin.WORDPRESS,
                    link.state == LinkState.SHOWN,
                    _waits(),
                ),
                and_(
                    link.state.in_([LinkState.HELD, LinkState.CONFLICT]),
                    link.remote_status == CommentStatus.APPROVED,
                    or_(link.trouble == Trouble.CHANGED_THERE, _waits()),
                ),
            ),
        )
        .order_by(link.id)
        .limit(limit)
    )
    return [number for number in session.scalars(question) if number is not None]


def _waits() -> ColumnElement[bool]:
    return Comment.published_version.is_(None) & Comment.waiting_since.is_not(None)
