"""What is asked about reports. `within` is a person's ministries (None: every one)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from sqlalchemy import ColumnElement, Select, and_, exists, func, select
from sqlalchemy.orm import Session

from engage.accounts.queries import names_of
from engage.comments.models import Comment, CommentText
from engage.engagements.models import Engagement, Topic
from engage.governance.conduct.rules import NO_CONFLICTS, Conflicts
from engage.moderation.models import Decision
from engage.moderation.reported.models import CommentReport
from engage.moderation.reported.rules import ReportKind
from engage.moderation.rules import PUBLISHING

Within = frozenset[int] | None
T = TypeVar("T")


@dataclass(frozen=True)
class Report:
    """One report: when, why, which text, whether it hid the comment, who kept it since."""

    id: int
    at: datetime
    version: int
    kind: ReportKind
    note: str
    hid: bool
    kept_at: datetime | None
    kept_by: str


@dataclass(frozen=True)
class Reported:
    """A public comment with the reports that nobody has looked at."""

    comment_id: int
    public_id: str
    text: str
    engagement: str
    slug: str
    topic: str
    reports: tuple[Report, ...]

    @property
    def since(self) -> datetime:
        return self.reports[0].at

    @property
    def last_id(self) -> int:
        return self.reports[-1].id


def reported_comments(
    session: Session,
    *,
    within: Within,
    limit: int,
    after_id: int = 0,
    without: Conflicts = NO_CONFLICTS,
) -> list[Reported]:
    """The comments reported longest ago first; `after_id` is the first report of the last one,
    `without` what the reader keeps off."""
    first = func.min(CommentReport.id)
    question = (
        select(CommentReport.comment_id)
        .join(Comment, Comment.id == CommentReport.comment_id)
        .where(_is_open())
        .group_by(CommentReport.comment_id)
        .having(first > after_id)
        .order_by(first)
        .limit(limit)
    )
    if within is not None:
        question = question.join(Engagement, Engagement.id == Comment.engagement_id).where(
            Engagement.ministry_id.in_(within)
        )
    ids = session.scalars(_beside(question, without)).all()
    reports = _open_reports(session, ids)
    rows = session.execute(
        select(Comment, CommentText.body, Engagement.title, Engagement.slug, Topic.title)
        .join(
            CommentText,
            and_(
                CommentText.comment_id == Comment.id,
                CommentText.version == Comment.published_version,
            ),
        )
        .join(Engagement, Engagement.id == Comment.engagement_id)
        .join(Topic, Topic.id == Comment.topic_id)
        .where(Comment.id.in_(ids))
    )
    found = {
        comment.id: Reported(
            comment.id, comment.public_id, body, title, slug, topic, reports[comment.id]
        )
        for comment, body, title, slug, topic in rows
    }
    return [found[comment_id] for comment_id in ids if comment_id in found]


def counted_reported(session: Session, *, within: Within, without: Conflicts = NO_CONFLICTS) -> int:
    """How many public comments have a report that nobody has looked at."""
    question = (
        select(func.count(func.distinct(CommentReport.comment_id)))
        .join(Comment, Comment.id == CommentReport.comment_id)
        .where(_is_open())
    )
    if within is not None:
        question = question.join(Engagement, Engagement.id == Comment.engagement_id).where(
            Engagement.ministry_id.in_(within)
        )
    return session.scalar(_beside(question, without)) or 0


def oldest_reported(
    session: Session, *, within: Within, without: Conflicts = NO_CONFLICTS
) -> datetime | None:
    """Since when such a report waits; None: there is none."""
    question = (
        select(func.min(CommentReport.reported_at))
        .join(Comment, Comment.id == CommentReport.comment_id)
        .where(_is_open())
    )
    if within is not None:
        question = question.join(Engagement, Engagement.id == Comment.engagement_id).where(
            Engagement.ministry_id.in_(within)
        )
    return session.scalar(_beside(question, without))


def reports_of(session: Session, comment_id: int) -> tuple[Report, ...]:
    """Every report of a comment, for who decides about it; the oldest first."""
    rows = session.scalars(
        select(CommentReport)
        .where(CommentReport.comment_id == comment_id)
        .order_by(CommentReport.id)
    ).all()
    return _as_reports(session, rows)


def _open_reports(session: Session, ids: Sequence[int]) -> dict[int, tuple[Report, ...]]:
    rows = session.scalars(
        select(CommentReport)
        .join(Comment, Comment.id == CommentReport.comment_id)
        .where(CommentReport.comment_id.in_(ids), _is_open())
        .order_by(CommentReport.id)
    ).all()
    found: dict[int, list[CommentReport]] = {}
    for row in rows:
        found.setdefault(row.comment_id, []).append(row)
    return {comment_id: _as_reports(session, those) for comment_id, those in found.items()}


def _is_open() -> ColumnElement[bool]:
    """A report of the text that is public now, which neither hid it nor was looked at since."""
    decided_since = exists().where(
        Decision.comment_id == CommentReport.comment_id,
        Decision.decided_at > CommentReport.reported_at,
        Decision.outcome.in_(sorted(PUBLISHING)),
    )
    return and_(
        CommentReport.reviewed_at.is_(None),
        CommentReport.decision_id.is_(None),
        CommentReport.version == Comment.published_version,
        ~decided_since,
    )


def _beside(question: Select[T], without: Conflicts) -> Select[T]:
    if without.engagements:
        question = question.where(Comment.engagement_id.not_in(without.engagements))
    if without.topics:
        question = question.where(Comment.topic_id.not_in(without.topic_ids))
    return question


def _as_reports(session: Session, rows: Sequence[CommentReport]) -> tuple[Report, ...]:
    names = names_of(session, {row.reviewed_by for row in rows if row.reviewed_by is not None})
    return tuple(
        Report(
            row.id,
            row.reported_at,
            row.version,
            ReportKind(row.kind),
            row.note,
            row.decision_id is not None,
            row.reviewed_at,
            names.get(row.reviewed_by or 0, ""),
        )
        for row in rows
    )
