"""Which published words a report holds, and whether all of them are still in public view.

A report is a copy: it must not go on serving what was unpublished, withdrawn, corrected or erased
since it was frozen, nor words that were taken out of a text since. What becomes public later does
not touch it.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, exists, func, insert, select
from sqlalchemy.orm import Session, aliased

from engage.comments.models import Comment, CommentText
from engage.engagements.models import Topic
from engage.moderation.models import Decision, Quarantine
from engage.reports.models import Report, ReportComment

Held = tuple[int, int, int]
Undoing = aliased(Decision, name="undoing")


def published_words(session: Session, engagement_id: int) -> Sequence[Held]:
    """Number, version and removals of every comment whose words a report made now would hold."""
    question = (
        select(Comment.id, CommentText.version, _removals(CommentText))
        .join(CommentText, _is_public())
        .join(Topic, Topic.id == Comment.topic_id)
        .where(Comment.engagement_id == engagement_id, Topic.published_revision_id.is_not(None))
        .order_by(Comment.id)
    )
    return [(number, version, removals) for number, version, removals in session.execute(question)]


def keep(session: Session, report_id: int, held: Sequence[Held]) -> None:
    rows: list[dict[str, Any]] = [
        {"report_id": report_id, "comment_id": number, "version": version, "removals": removals}
        for number, version, removals in held
    ]
    if rows:
        session.execute(insert(ReportComment.__table__), rows)  # type: ignore[arg-type]


def out_of_date(session: Session, report_ids: Iterable[int]) -> set[int]:
    """Those of the reports that hold words which are no longer in public view."""
    still_public = (
        select(Comment.id)
        .join(CommentText, _is_public())
        .where(
            Comment.id == ReportComment.comment_id,
            Comment.published_version == ReportComment.version,
            _removals(ReportComment) <= ReportComment.removals,
        )
    )
    gone = select(ReportComment.comment_id).where(
        ReportComment.report_id == Report.id, ~still_public.exists()
    )
    question = select(Report.id).where(Report.id.in_(list(report_ids)), gone.exists())
    return set(session.scalars(question))


def reports_with(session: Session, comment_id: int) -> Sequence[int]:
    """Every report that holds words of this comment."""
    question = select(ReportComment.report_id).where(ReportComment.comment_id == comment_id)
    return session.scalars(question.order_by(ReportComment.report_id)).all()


def _removals(of: type[CommentText] | type[ReportComment]) -> ScalarSelect[int]:
    """How often words were taken out of a version, without what was undone."""
    is_undone = exists().where(Undoing.undoes_id == Quarantine.decision_id)
    return (
        select(func.count())
        .select_from(Quarantine)
        .where(Quarantine.comment_id == of.comment_id, Quarantine.version == of.version, ~is_undone)
        .correlate(of)
        .scalar_subquery()
    )


def _is_public() -> ColumnElement[bool]:
    return (CommentText.comment_id == Comment.id) & (
        CommentText.version == Comment.published_version
    )
