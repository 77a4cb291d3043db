"""Which published words a report holds, and whether all of them are still in public view.

A report is a copy: it must not go on serving what was unpublished, withdrawn, corrected or erased
since it was frozen. What becomes public later does not touch it.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, insert, select
from sqlalchemy.orm import Session

from engage.comments.models import Comment, CommentText
from engage.engagements.models import Topic
from engage.reports.models import Report, ReportComment

Held = tuple[int, int]


def published_words(session: Session, engagement_id: int) -> Sequence[Held]:
    """Number and version of every comment whose words a report made now would hold."""
    question = (
        select(Comment.id, CommentText.version)
        .join(CommentText, _is_public())
        .join(Topic, Topic.id == Comment.topic_id)
        .where(Comment.engagement_id == engagement_id, Topic.published_revision_id.is_not(None))
        .order_by(Comment.id)
    )
    return [(comment_id, version) for comment_id, version in session.execute(question)]


def keep(session: Session, report_id: int, held: Sequence[Held]) -> None:
    rows: list[dict[str, Any]] = [
        {"report_id": report_id, "comment_id": comment_id, "version": version}
        for comment_id, version in held
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
        )
    )
    gone = select(ReportComment.comment_id).where(
        ReportComment.report_id == Report.id, ~still_public.exists()
    )
    question = select(Report.id).where(Report.id.in_(list(report_ids)), gone.exists())
    return set(session.scalars(question))


def _is_public() -> ColumnElement[bool]:
    return (CommentText.comment_id == Comment.id) & (
        CommentText.version == Comment.published_version
    )
