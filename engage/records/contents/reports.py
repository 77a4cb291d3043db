"""Releases of the report, with their files as far as they may still be handed out."""

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from engage.records.contents.lines import rows
from engage.reports.held import out_of_date
from engage.reports.models import (
    Report,
    ReportFile,
    ReportFilePart,
    ReportRelease,
    ReportWithdrawal,
    ThresholdSignOff,
)
from engage.reports.states import State

Members = Iterator[tuple[str, Iterator[bytes]]]


def report_members(session: Session, engagement_id: int) -> Members:
    columns = (
        ReportRelease.number, ReportRelease.id, ReportRelease.is_public, ReportRelease.released_at,
        ReportRelease.released_by, ReportRelease.content_hash, ReportRelease.corrects,
        ReportRelease.correction, ReportRelease.approvals, ReportRelease.files,
    )  # fmt: skip
    mine = ReportRelease.engagement_id == engagement_id
    yield "report/releases.jsonl", rows(session, columns, mine)
    withdrawn = (
        ReportWithdrawal.release_id, ReportWithdrawal.withdrawn_at, ReportWithdrawal.withdrawn_by,
        ReportWithdrawal.reason,
    )  # fmt: skip
    of_it = select(ReportRelease.id).where(mine)
    yield (
        "report/withdrawals.jsonl",
        rows(session, withdrawn, ReportWithdrawal.release_id.in_(of_it)),
    )
    signed = (
        ThresholdSignOff.id, ThresholdSignOff.threshold, ThresholdSignOff.signed_at,
        ThresholdSignOff.signed_by, ThresholdSignOff.signed_for, ThresholdSignOff.reason,
        ThresholdSignOff.ended_at, ThresholdSignOff.ended_by,
    )  # fmt: skip
    yield (
        "report/threshold_sign_offs.jsonl",
        rows(session, signed, ThresholdSignOff.engagement_id == engagement_id),
    )
    withdrawn_ids = set(session.scalars(select(ReportWithdrawal.release_id)))
    releases = session.execute(
        select(ReportRelease.id, ReportRelease.number, ReportRelease.report_id)
        .where(mine)
        .order_by(ReportRelease.number)
    ).all()
    seen: set[int] = set()
    for release_id, number, report_id in releases:
        if release_id in withdrawn_ids or report_id in seen:
            continue
        seen.add(report_id)
        if not _is_handed_out(session, report_id):
            continue
        names = select(ReportFile.name).where(ReportFile.report_id == report_id)
        for name in sorted(session.scalars(names)):
            yield f"report/{number}/{name}", _parts(session, report_id, name)


def _is_handed_out(session: Session, report_id: int) -> bool:
    """Not where its bytes were deleted, nor where words in it left public view since."""
    state = session.scalar(select(Report.state).where(Report.id == report_id))
    return state == State.READY and not out_of_date(session, [report_id])


def _parts(session: Session, report_id: int, name: str) -> Iterator[bytes]:
    question = (
        select(ReportFilePart.content)
        .where(ReportFilePart.report_id == report_id, ReportFilePart.name == name)
        .order_by(ReportFilePart.number)
    )
    yield from session.scalars(question, execution_options={"yield_per": 1})
