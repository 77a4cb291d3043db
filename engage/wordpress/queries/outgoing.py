"""Which comments and official replies WordPress lacks, has otherwise, or has still: what a push
would do something about. Nothing is answered of which a job is in charge already."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, bindparam, exists, func, not_, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from engage.comments.models import Comment
from engage.engagements.models import Engagement, Topic
from engage.jobs.models import Job
from engage.jobs.rules import JobState
from engage.moderation.models import Decision
from engage.replies.models import Reply
from engage.wordpress.models import WordPressLink, WordPressMark
from engage.wordpress.plans import LinkState, Origin, Thing, Trouble
from engage.wordpress.rules import CommentStatus, PostStatus

CANNOT_CREATE: Final = "cannot_create"
"""The mark that holds since when comments wait, as the transport creates none."""


def comments_to_show(
    session: Session,
    now: datetime,
    limit: int,
    engagement_id: int | None = None,
    left_out: Collection[int] = (),
    after: int = 0,
) -> Sequence[tuple[int, str]]:
    """Ids and public ids of public comments that WordPress lacks, has in an earlier version or out
    of view, above `after`. Those of the engagements in `left_out` wait for something else."""
    question = _SHOWN_NEXT if engagement_id is None else _SHOWN_NEXT_OF
    if left_out:
        question = question.where(Comment.engagement_id.not_in(left_out))
    values = {"now": now, "after": after, "limit": limit, "engagement": engagement_id}
    return [(row.id, row.public_id) for row in session.execute(question, values)]


def engagements_to_show(session: Session, now: datetime) -> Sequence[int]:
    """Engagements of which WordPress lacks comments or official replies."""
    found: set[int] = set()
    for question in (_TO_SHOW, _REPLIES_TO_PUSH):
        numbers = question.with_only_columns(Comment.engagement_id).distinct()
        found.update(session.scalars(numbers, {"now": now}))
    return sorted(found)


def comments_missing(session: Session, now: datetime) -> int:
    """How many public comments WordPress lacks, for pages."""
    return session.scalar(_TO_SHOW.with_only_columns(func.count()), {"now": now}) or 0


def replies_to_push(
    session: Session, now: datetime, limit: int, engagement_id: int, after: int = 0
) -> Sequence[int]:
    """Comments, above `after`, that are there with an official reply missing or outdated there."""
    values = {"now": now, "after": after, "limit": limit, "engagement": engagement_id}
    return session.scalars(_REPLIES_NEXT_OF, values).all()


def comments_to_remove(session: Session, limit: int) -> Sequence[tuple[int, str]]:
    """Ids and keys of comments that are, or may be, on WordPress and are public no more.

    What waits here and is kept from view there waits there too.
    """
    link = WordPressLink
    waits_there = or_(
        link.state.in_([LinkState.HELD, LinkState.CONFLICT]),
        and_(link.origin == Origin.WORDPRESS, link.fields_hash == ""),
    )
    question = (
        select(link.local_id, link.key)
        .outerjoin(Comment, Comment.id == link.local_id)
        .where(
            link.thing == Thing.COMMENT,
            or_(link.remote_id.is_not(None), link.attempted != ""),
            Comment.published_version.is_(None),
            or_(Comment.waiting_since.is_(None), not_(waits_there)),
            _nobody_in_charge(link.job_id),
        )
        .order_by(link.local_id)
        .limit(limit)
    )
    return [(row.local_id, row.key) for row in session.execute(question)]


def replies_to_remove(session: Session, limit: int) -> Sequence[tuple[int, int, str]]:
    """Ids, comments and keys of official replies that are, or may be, there and public no more, or
    whose comment is not there."""
    own, link = aliased(WordPressLink), aliased(WordPressLink)
    question = (
        select(own.local_id, Reply.comment_id, own.key)
        .join(Reply, Reply.id == own.local_id)
        .join(Comment, Comment.id == Reply.comment_id)
        .outerjoin(link, and_(link.thing == Thing.COMMENT, link.local_id == Comment.id))
        .where(
            own.thing == Thing.REPLY,
            or_(own.remote_id.is_not(None), own.attempted != ""),
            or_(
                Reply.withdrawn_at.is_not(None),
                Comment.published_version.is_(None),
                link.state.in_([LinkState.HIDDEN, LinkState.CONFLICT]),
            ),
            _nobody_in_charge(own.job_id),
        )
        .order_by(own.local_id)
        .limit(limit)
    )
    return [(row.local_id, row.comment_id, row.key) for row in session.execute(question)]


def replies_there(session: Session, comment_ids: Collection[int]) -> Sequence[int]:
    """Public answers to these comments that are there, or may be."""
    if not comment_ids:
        return []
    link = WordPressLink
    return session.scalars(
        select(Comment.id)
        .join(link, and_(link.thing == Thing.COMMENT, link.local_id == Comment.id))
        .where(
            Comment.parent_id.in_(comment_ids),
            Comment.published_version.is_not(None),
            or_(link.remote_id.is_not(None), link.attempted != ""),
        )
        .order_by(Comment.id)
    ).all()


def cannot_create_since(session: Session) -> datetime | None:
    """Since when comments wait because this way to WordPress creates none; None: it does."""
    mark = session.get(WordPressMark, CANNOT_CREATE)
    return mark.instant if mark is not None else None


def _nobody_in_charge(job_id: InstrumentedAttribute[int | None]) -> ColumnElement[bool]:
    return ~exists().where(Job.id == job_id, Job.state != JobState.DONE)


# Put together once: a job asks these for each of its batches, and putting them together takes
# longer than asking.
_POST, _LINK, _OWN = aliased(WordPressLink), aliased(WordPressLink), aliased(WordPressLink)
_PUBLIC_WITH_POST: Final[Select[Any]] = (
    select(Comment)
    .join(Engagement, Engagement.id == Comment.engagement_id)
    .join(Topic, Topic.id == Comment.topic_id)
    .join(_POST, and_(_POST.thing == Thing.ENGAGEMENT, _POST.local_id == Engagement.id))
    .where(
        Comment.published_version.is_not(None),
        Engagement.published_at <= bindparam("now"),
        Topic.published_revision_id.is_not(None),
        _POST.remote_id.is_not(None),
        _POST.remote_status == PostStatus.PUBLISH,
        _POST.state.in_([LinkState.SHOWN, LinkState.CONFLICT]),
    )
)
_OUT_OF_STEP: Final = or_(
    _LINK.state.in_([LinkState.NEW, LinkState.HIDDEN, LinkState.HELD]),
    and_(
        _LINK.state == LinkState.SHOWN,
        or_(
            _LINK.version.is_distinct_from(Comment.published_version),
            _LINK.remote_status == CommentStatus.OTHER,
            # A decision may have taken words out of the very version that is there (R77).
            exists().where(
                Decision.comment_id == Comment.id, Decision.decided_at > _LINK.pushed_at
            ),
        ),
    ),
)
_TO_SHOW: Final[Select[Any]] = _PUBLIC_WITH_POST.outerjoin(
    _LINK, and_(_LINK.thing == Thing.COMMENT, _LINK.local_id == Comment.id)
).where(
    or_(
        _LINK.id.is_(None),
        and_(or_(_LINK.gone_at.is_(None), _LINK.gone_at < Comment.published_at), _OUT_OF_STEP),
    ),
    _nobody_in_charge(_LINK.job_id),
)
_SHOWN_NEXT: Final = (
    _TO_SHOW.with_only_columns(Comment.id, Comment.public_id)
    .where(Comment.id > bindparam("after"))
    .order_by(Comment.id)
    .limit(bindparam("limit"))
)
_SHOWN_NEXT_OF: Final = _SHOWN_NEXT.where(Comment.engagement_id == bindparam("engagement"))
_REPLIES_TO_PUSH: Final[Select[Any]] = (
    _PUBLIC_WITH_POST.join(_LINK, and_(_LINK.thing == Thing.COMMENT, _LINK.local_id == Comment.id))
    .join(Reply, Reply.comment_id == Comment.id)
    .outerjoin(_OWN, and_(_OWN.thing == Thing.REPLY, _OWN.local_id == Reply.id))
    .where(
        _LINK.state == LinkState.SHOWN,
        _LINK.remote_id.is_not(None),
        Reply.withdrawn_at.is_(None),
        Reply.published_version.is_not(None),
        or_(
            _OWN.id.is_(None),
            and_(_OWN.gone_at.is_(None), _OWN.state.in_([LinkState.NEW, LinkState.HIDDEN])),
            _OWN.state == LinkState.HELD,
            and_(
                _OWN.version.is_distinct_from(Reply.published_version),
                or_(_OWN.trouble.is_(None), _OWN.trouble != Trouble.CHANGED_THERE),
            ),
        ),
        _nobody_in_charge(_OWN.job_id),
    )
)
_REPLIES_NEXT_OF: Final = (
    _REPLIES_TO_PUSH.with_only_columns(Comment.id)
    .where(Comment.engagement_id == bindparam("engagement"), Comment.id > bindparam("after"))
    .distinct()
    .order_by(Comment.id)
    .limit(bindparam("limit"))
)
