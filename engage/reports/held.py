"""Which published words a report holds, and whether all of them are still in public view.

A report is a copy: it must not go on serving what was unpublished, withdrawn, corrected or erased
since it was frozen, nor words that were taken out of a text since. What becomes public later does
not touch it.

Going through a million comments takes seconds, and every reader of a file asks. So what was found
is remembered with a mark of how the world stood (`mark_of`): as long as nothing public has changed
in the engagement, the answer is the same.
"""

from array import array
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import islice
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    ScalarSelect,
    delete,
    exists,
    func,
    insert,
    or_,
    select,
    update,
)
from sqlalchemy.orm import Session, aliased

from engage.comments.models import Comment, CommentText
from engage.core.ledgers import content_version
from engage.engagements.models import Topic
from engage.governance.elections.rules import Window
from engage.moderation.models import Decision, Quarantine
from engage.reports.models import Report, ReportComment

Held = tuple[int, int, int]
Undoing = aliased(Decision, name="undoing")
BATCH: Final = 5_000


class HeldWords:
    """Number, version and removals of comments, by rising number: twenty bytes for each, so that
    those of a million comments can be held until the report is kept."""

    def __init__(self) -> None:
        self._numbers, self._versions, self._removals = array("q"), array("i"), array("q")

    def add(self, held: Held) -> None:
        self._numbers.append(held[0])
        self._versions.append(held[1])
        self._removals.append(held[2])

    def __len__(self) -> int:
        return len(self._numbers)

    def __iter__(self) -> Iterator[Held]:
        return zip(self._numbers, self._versions, self._removals, strict=True)


def published_words(
    session: Session, engagement_id: int, until: datetime | None = None
) -> HeldWords:
    """Every comment whose words a report made now would hold; with `until`, of those that were
    received before."""
    question = (
        select(Comment.id, CommentText.version, _removals(CommentText))
        .join(CommentText, _is_public())
        .join(Topic, Topic.id == Comment.topic_id)
        .where(Comment.engagement_id == engagement_id, Topic.published_revision_id.is_not(None))
        .order_by(Comment.id)
        .execution_options(yield_per=BATCH)
    )
    if until is not None:
        question = question.where(Comment.received_at < until)
    found = HeldWords()
    for number, version, removals in session.execute(question):
        found.add((number, version, removals))
    return found


def batches(held: Iterable[Held]) -> Iterator[list[Held]]:
    """What a report holds, in pieces that fit a short transaction."""
    left = iter(held)
    while batch := list(islice(left, BATCH)):
        yield batch


def keep(session: Session, report_id: int, held: Iterable[Held]) -> None:
    rows: list[dict[str, Any]] = [
        {"report_id": report_id, "comment_id": number, "version": version, "removals": removals}
        for number, version, removals in held
    ]
    if rows:
        session.execute(insert(ReportComment.__table__), rows)  # type: ignore[arg-type]


def forget(session: Session, report_id: int) -> bool:
    """Deletes a batch of what a report was noted to hold; False when nothing was left."""
    some = select(ReportComment.comment_id).where(ReportComment.report_id == report_id).limit(BATCH)
    gone = session.execute(
        delete(ReportComment)
        .where(ReportComment.report_id == report_id, ReportComment.comment_id.in_(some))
        .returning(ReportComment.comment_id)
        .execution_options(synchronize_session=False)
    )
    return bool(gone.all())


def mark_of(session: Session, engagement_id: int) -> str:
    """How the world stands, as far as it may matter to a report of the engagement: its content
    version, which grows with whatever leaves public view, and the last removal of words anywhere.

    Read before what it vouches for.
    """
    version = content_version(session, f"engagement:{engagement_id}")
    removals = session.scalar(select(func.max(Quarantine.id))) or 0
    return f"{version}:{removals}"


def is_out_of_date(session: Session, report: Report) -> tuple[bool, str]:
    """Whether the report holds words that are no longer in public view, and the mark under which
    that was found; '' when it was known before."""
    mark = mark_of(session, report.engagement_id)
    if report.in_view == mark:
        return False, ""
    return bool(out_of_date(session, [report.id])), mark


def remember(session: Session, report_id: int, mark: str) -> None:
    """All words of the report were seen to be public under this mark."""
    session.execute(
        update(Report)
        .where(Report.id == report_id)
        .values(in_view=mark)
        .execution_options(synchronize_session=False)
    )


def out_of_date(
    session: Session, report_ids: Iterable[int], comment_id: int | None = None
) -> set[int]:
    """Those of the reports that hold words which are no longer in public view; with `comment_id`,
    words of this comment."""
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
    if comment_id is not None:
        gone = gone.where(ReportComment.comment_id == comment_id)
    question = select(Report.id).where(Report.id.in_(list(report_ids)), gone.exists())
    return set(session.scalars(question))


def holds_hidden(session: Session, report_id: int, windows: Sequence[Window]) -> bool:
    """Whether it holds comments that were approved in one of the windows, so that an election keeps
    them from the public (R55)."""
    at = Comment.published_at
    inside = [
        (at >= one.start) & (at < one.end) if one.end is not None else at >= one.start
        for one in windows
    ]
    if not inside:
        return False
    asked = (
        select(ReportComment.comment_id)
        .join(Comment, Comment.id == ReportComment.comment_id)
        .where(ReportComment.report_id == report_id, or_(*inside))
        .limit(1)
    )
    return session.scalar(asked) is not None


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
