"""Reports that were asked for and built: their rows, files and parts."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import delete, exists, func, select
from sqlalchemy.orm import Session

from engage.accounts.models import Person
from engage.core.errors import NotFound
from engage.core.language import marked
from engage.engagements.models import Engagement
from engage.reports.models import (
    Report,
    ReportFile,
    ReportFilePart,
    ReportLeak,
    ReportRelease,
    ThresholdSignOff,
)
from engage.reports.order import Kind, Language, Order
from engage.reports.states import UNDER_WAY_STATES, WITHOUT_FILES, State

NO_REPORT = marked("There is no such report, or it belongs to another ministry.")
Within = frozenset[int] | None


@dataclass(frozen=True)
class FileRow:
    name: str
    size: int
    sha256: str


@dataclass(frozen=True)
class Built:
    """A report in a list, without its files' content."""

    report: Report
    slug: str
    title: str
    requested_by: str
    files: tuple[FileRow, ...]


def report_by_id(session: Session, report_id: int) -> Report:
    found = session.get(Report, report_id)
    if found is None:
        raise NotFound(NO_REPORT)
    return found


def locked_report(session: Session, report_id: int) -> Report:
    """The same, locked and as it is now."""
    found = session.get(Report, report_id, with_for_update=True, populate_existing=True)
    if found is None:
        raise NotFound(NO_REPORT)
    return found


def report_by_number(session: Session, engagement_id: int, number: int) -> Report:
    found = session.scalar(
        select(Report).where(Report.engagement_id == engagement_id, Report.number == number)
    )
    if found is None:
        raise NotFound(NO_REPORT)
    return found


def order_of(report: Report) -> Order:
    """What was asked for."""
    languages = tuple(Language(one) for one in report.languages.split(","))
    return Order(Kind(report.kind), report.week, languages, report.threshold)


def last_report(session: Session, engagement_id: int) -> Report | None:
    return session.scalar(
        select(Report)
        .where(Report.engagement_id == engagement_id)
        .order_by(Report.number.desc())
        .limit(1)
    )


def reports_built(
    session: Session, *, within: Within, engagement_id: int | None = None, limit: int = 200
) -> list[Built]:
    """Newest first, with the files of each."""
    question = (
        select(Report, Engagement.slug, Engagement.title, Person.name)
        .join(Engagement, Engagement.id == Report.engagement_id)
        .outerjoin(Person, Person.id == Report.requested_by)
        .order_by(Report.id.desc())
        .limit(limit)
    )
    if within is not None:
        question = question.where(Engagement.ministry_id.in_(within))
    if engagement_id is not None:
        question = question.where(Report.engagement_id == engagement_id)
    rows = session.execute(question).all()
    files = files_of(session, [report.id for report, *_ in rows])
    return [
        Built(report, slug, title, name or "the system", tuple(files.get(report.id, ())))
        for report, slug, title, name in rows
    ]


def files_of(session: Session, report_ids: Sequence[int]) -> dict[int, list[FileRow]]:
    """The files of reports, by the report's id, as they are called."""
    found: dict[int, list[FileRow]] = {}
    question = (
        select(ReportFile.report_id, ReportFile.name, ReportFile.size, ReportFile.sha256)
        .where(ReportFile.report_id.in_(report_ids))
        .order_by(ReportFile.name)
    )
    for report_id, name, size, sha256 in session.execute(question):
        found.setdefault(report_id, []).append(FileRow(name, size, sha256))
    return found


def leaks_of(session: Session, report_id: int) -> Sequence[ReportLeak]:
    """Places in files first, then the comments that they come from."""
    return session.scalars(
        select(ReportLeak).where(ReportLeak.report_id == report_id).order_by(ReportLeak.id)
    ).all()


def file_of(session: Session, report_id: int, name: str) -> ReportFile:
    found = session.get(ReportFile, (report_id, name))
    if found is None:
        raise NotFound(NO_REPORT)
    return found


def part_of(session: Session, report_id: int, name: str, number: int) -> bytes | None:
    """One part of a file; None when it is gone."""
    return session.scalar(
        select(ReportFilePart.content).where(
            ReportFilePart.report_id == report_id,
            ReportFilePart.name == name,
            ReportFilePart.number == number,
        )
    )


def count_parts(session: Session, report_id: int) -> int:
    return (
        session.scalar(
            select(func.count())
            .select_from(ReportFilePart)
            .where(ReportFilePart.report_id == report_id)
        )
        or 0
    )


def delete_files(session: Session, report_id: int) -> None:
    """The rows of files whose parts are gone."""
    session.execute(delete(ReportFile).where(ReportFile.report_id == report_id))


def is_released(session: Session, report_id: int) -> bool:
    asked = exists().where(ReportRelease.report_id == report_id)
    return bool(session.scalar(select(asked)))


def is_signed_off(session: Session, sign_off_id: int) -> bool:
    """Whether a sign-off of a lower threshold is in force."""
    found = session.get(ThresholdSignOff, sign_off_id, populate_existing=True)
    return found is not None and found.ended_at is None


def unswept_reports(session: Session) -> Sequence[int]:
    """Reports without files to hand out, of which parts are left all the same."""
    kept = exists().where(ReportFilePart.report_id == Report.id)
    return session.scalars(
        select(Report.id).where(Report.state.in_(WITHOUT_FILES), kept).order_by(Report.id)
    ).all()


def under_way(session: Session) -> Sequence[Report]:
    """Every build that waits or goes on."""
    return session.scalars(
        select(Report).where(Report.state.in_(UNDER_WAY_STATES)).order_by(Report.id)
    ).all()


def refused_last(session: Session, *, within: Within) -> list[Built]:
    """The engagements in these ministries whose newest report the leak gate refused."""
    newest = select(func.max(Report.id)).group_by(Report.engagement_id).scalar_subquery()
    question = (
        select(Report, Engagement.slug, Engagement.title)
        .join(Engagement, Engagement.id == Report.engagement_id)
        .where(Report.id.in_(newest), Report.state == State.REFUSED)
        .order_by(Report.id)
    )
    if within is not None:
        question = question.where(Engagement.ministry_id.in_(within))
    return [Built(*row, "", ()) for row in session.execute(question)]
