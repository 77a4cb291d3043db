"""Replies as staff see them: lists by where they stand, and one whole with its history."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session

from engage.accounts.queries import names_of
from engage.comments.models import Comment
from engage.engagements.models import Engagement, Topic
from engage.governance.wording import Rule
from engage.replies.models import Reply, ReplyAnswer, ReplyStep, ReplyVersion
from engage.replies.rules import Action, Standing, signature
from engage.replies.settling import Answer

EXCERPT: Final = 200
Within = frozenset[int] | None


class Shelf(StrEnum):
    """The lists of the replies' page."""

    DRAFTS = "drafts"
    HELD = "held"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class ReplyRow:
    """A reply in a list, with the start of its newest text; nothing of it shows while its comment
    is not public."""

    id: int
    comment_id: int
    standing: Standing
    is_comment_public: bool
    engagement_title: str
    topic_title: str
    signed: str
    excerpt: str
    written_by: str
    changed_at: datetime


@dataclass(frozen=True)
class Step:
    """One step of a reply's history."""

    action: Action
    version: int
    at: datetime
    by: str
    note: str


def replies_within(
    session: Session, shelf: Shelf, *, within: Within, limit: int, before_id: int | None = None
) -> Sequence[ReplyRow]:
    """Newest first; one row more than a page tells of a next page."""
    question = (
        select(
            Reply,
            ReplyVersion,
            Engagement.title,
            Topic.title,
            func.substr(ReplyVersion.body, 1, EXCERPT),
            Comment.published_version,
        )
        .join(
            ReplyVersion,
            and_(ReplyVersion.reply_id == Reply.id, ReplyVersion.version == Reply.version),
        )
        .join(Engagement, Engagement.id == Reply.engagement_id)
        .join(Comment, Comment.id == Reply.comment_id)
        .join(Topic, Topic.id == Reply.topic_id)
        .where(*_on(shelf))
        .order_by(Reply.id.desc())
        .limit(limit)
    )
    if within is not None:
        question = question.where(Engagement.ministry_id.in_(within))
    if before_id is not None:
        question = question.where(Reply.id < before_id)
    rows: Sequence[Any] = session.execute(question).all()
    writers = {row[1].written_by for row in rows}
    names = names_of(session, {one for one in writers if one is not None})
    return [
        ReplyRow(
            id=reply.id,
            comment_id=reply.comment_id,
            standing=reply.standing,
            is_comment_public=shown is not None,
            engagement_title=title,
            topic_title=topic,
            signed=signature(written.team, written.first_name, written.role_title),
            excerpt=excerpt,
            written_by=names.get(written.written_by or 0, ""),
            changed_at=reply.changed_at,
        )
        for reply, written, title, topic, excerpt, shown in rows
    ]


def counts_by_shelf(session: Session, *, within: Within) -> dict[Shelf, int]:
    """How many replies stand on each shelf."""
    return {shelf: _count(session, shelf, within) for shelf in Shelf}


def held_since(session: Session, *, within: Within) -> datetime | None:
    """Since when the longest waiting reply has waited for a privacy officer; None: none does."""
    question = select(func.min(Reply.held_at)).where(*_on(Shelf.HELD))
    if within is not None:
        question = question.join(Engagement, Engagement.id == Reply.engagement_id).where(
            Engagement.ministry_id.in_(within)
        )
    return session.scalar(question)


def reply_by_id(session: Session, reply_id: int, *, within: Within) -> Reply | None:
    question = select(Reply).where(Reply.id == reply_id)
    if within is not None:
        question = question.join(Engagement, Engagement.id == Reply.engagement_id).where(
            Engagement.ministry_id.in_(within)
        )
    return session.scalar(question)


def standing_reply_of(session: Session, comment_id: int) -> Reply | None:
    """The reply of a comment that was not withdrawn."""
    return session.scalar(
        select(Reply).where(Reply.comment_id == comment_id, Reply.withdrawn_at.is_(None))
    )


def versions_of(session: Session, reply_id: int) -> Sequence[ReplyVersion]:
    """Every wording, newest first."""
    return session.scalars(
        select(ReplyVersion)
        .where(ReplyVersion.reply_id == reply_id)
        .order_by(ReplyVersion.version.desc())
    ).all()


def answers_to(session: Session, reply_id: int, version: int) -> dict[Rule, Answer]:
    """What was written to the check of one version, by rule."""
    rows = session.scalars(
        select(ReplyAnswer).where(ReplyAnswer.reply_id == reply_id, ReplyAnswer.version == version)
    )
    return {Rule(row.rule): Answer(row.reason, row.about) for row in rows}


def history_of(session: Session, reply_id: int) -> tuple[Step, ...]:
    """What happened to a reply, oldest first, with the names that colleagues know."""
    rows = session.scalars(
        select(ReplyStep).where(ReplyStep.reply_id == reply_id).order_by(ReplyStep.id)
    ).all()
    names = names_of(session, {row.taken_by for row in rows if row.taken_by is not None})
    return tuple(
        Step(
            Action(row.action),
            row.version,
            row.taken_at,
            names.get(row.taken_by or 0, ""),
            row.note,
        )
        for row in rows
    )


def role_last_used(session: Session, person_id: int | None) -> str:
    """The role under which a speaker was named last, to be offered again."""
    found = session.scalar(
        select(ReplyVersion.role_title)
        .where(ReplyVersion.written_by == person_id, ReplyVersion.role_title != "")
        .order_by(ReplyVersion.written_at.desc(), ReplyVersion.reply_id.desc())
        .limit(1)
    )
    return found or ""


def _count(session: Session, shelf: Shelf, within: Within) -> int:
    question = select(func.count()).select_from(Reply).where(*_on(shelf))
    if within is not None:
        question = question.join(Engagement, Engagement.id == Reply.engagement_id).where(
            Engagement.ministry_id.in_(within)
        )
    return session.scalar(question) or 0


def _on(shelf: Shelf) -> tuple[ColumnElement[bool], ...]:
    stands, is_held = Reply.withdrawn_at.is_(None), Reply.held_at.is_not(None)
    match shelf:
        case Shelf.WITHDRAWN:
            return (Reply.withdrawn_at.is_not(None),)
        case Shelf.HELD:
            return (stands, is_held)
        case Shelf.PUBLISHED:
            return (stands, Reply.published_version.is_not(None))
        case _:
            return (
                stands,
                ~is_held,
                Reply.published_version.is_distinct_from(Reply.version),
            )
