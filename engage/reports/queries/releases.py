"""Releases: what was handed to ministries and what is public, and how each stands."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session, aliased

from engage.accounts.models import Person
from engage.engagements.models import Engagement
from engage.reports.models import (
    Report,
    ReportComment,
    ReportRelease,
    ReportWithdrawal,
    ThresholdSignOff,
)
from engage.reports.queries.built import FileRow, Within
from engage.reports.source import EarlierRelease


@dataclass(frozen=True)
class Released:
    """A release with its report, whose it is, and what became of it."""

    release: ReportRelease
    report: Report
    slug: str
    title: str
    ministry_id: int
    released_by: str
    withdrawn_at: datetime | None
    withdrawn_because: str
    replaced_by: int | None

    @property
    def files(self) -> tuple[FileRow, ...]:
        """As they were when it was released, whether their bytes are still there or not."""
        return files_in(self.release)


@dataclass(frozen=True)
class GivenApproval:
    """Who approved a step of what was released, and in whose place."""

    step: str
    person_id: int
    for_person_id: int | None
    decided_at: str


def files_in(release: ReportRelease) -> tuple[FileRow, ...]:
    """The files of a release by its record."""
    return tuple(
        FileRow(one["name"], one["size"], one["sha256"]) for one in json.loads(release.files)
    )


def approvals_in(release: ReportRelease) -> tuple[GivenApproval, ...]:
    return tuple(
        GivenApproval(one["step"], one["person"], one["instead_of"], one["at"])
        for one in json.loads(release.approvals)
    )


def next_number(session: Session, engagement_id: int) -> int:
    last = session.scalar(
        select(func.max(ReportRelease.number)).where(ReportRelease.engagement_id == engagement_id)
    )
    return (last or 0) + 1


def release_by_id(session: Session, release_id: int) -> ReportRelease | None:
    return session.get(ReportRelease, release_id)


def release_by_number(session: Session, engagement_id: int, number: int) -> ReportRelease | None:
    return session.scalar(
        select(ReportRelease).where(
            ReportRelease.engagement_id == engagement_id, ReportRelease.number == number
        )
    )


def public_release(session: Session, engagement_id: int, number: int) -> ReportRelease | None:
    """A release that was made public, whatever became of it since."""
    found = release_by_number(session, engagement_id, number)
    return found if found is not None and found.is_public else None


def publicly_corrected(session: Session, release: ReportRelease) -> ReportRelease | None:
    """The public release that a public one corrects. What corrects a release to the ministry
    corrects the public one of the same report, if there is one."""
    if release.corrects is None:
        return None
    found = release_by_number(session, release.engagement_id, release.corrects)
    if found is None or found.is_public:
        return found
    return release_of_report(session, found.report_id, is_public=True)


def release_of_report(session: Session, report_id: int, *, is_public: bool) -> ReportRelease | None:
    return session.scalar(
        select(ReportRelease).where(
            ReportRelease.report_id == report_id, ReportRelease.is_public == is_public
        )
    )


def is_withdrawn(session: Session, release_id: int) -> bool:
    return session.get(ReportWithdrawal, release_id) is not None


def was_withdrawn(session: Session, report_id: int) -> bool:
    """Whether a release of the report was withdrawn."""
    asked = exists().where(
        ReportWithdrawal.release_id == ReportRelease.id, ReportRelease.report_id == report_id
    )
    return bool(session.scalar(select(asked)))


def is_in_public_view(session: Session, report_id: int) -> bool:
    """Whether everybody can read the report: released, neither withdrawn nor taken back."""
    report = session.get(Report, report_id)
    if report is None or report.taken_back_at is not None:
        return False
    released = release_of_report(session, report_id, is_public=True)
    return released is not None and not is_withdrawn(session, released.id)


def has_public_release(session: Session, engagement_id: int) -> bool:
    asked = exists().where(
        ReportRelease.engagement_id == engagement_id, ReportRelease.is_public.is_(True)
    )
    return bool(session.scalar(select(asked)))


def releases(
    session: Session,
    *,
    within: Within = None,
    engagement_id: int | None = None,
    only_public: bool = False,
    limit: int = 200,
) -> list[Released]:
    """The newest first. A public release replaces the public ones before it, any release the
    internal ones before it."""
    question = (
        select(ReportRelease, Report, Engagement, Person.name, ReportWithdrawal)
        .join(Report, Report.id == ReportRelease.report_id)
        .join(Engagement, Engagement.id == ReportRelease.engagement_id)
        .outerjoin(Person, Person.id == ReportRelease.released_by)
        .outerjoin(ReportWithdrawal, ReportWithdrawal.release_id == ReportRelease.id)
        .order_by(ReportRelease.released_at.desc(), ReportRelease.id.desc())
        .limit(limit)
    )
    if within is not None:
        question = question.where(Engagement.ministry_id.in_(within))
    if engagement_id is not None:
        question = question.where(ReportRelease.engagement_id == engagement_id)
    if only_public:
        question = question.where(ReportRelease.is_public.is_(True))
    found = []
    newest: dict[tuple[int, bool], int] = {}
    for release, report, engagement, name, withdrawal in session.execute(question):
        replaced_by = newest.get((engagement.id, release.is_public))
        newest[engagement.id, release.is_public] = replaced_by or release.number
        newest.setdefault((engagement.id, False), release.number)
        found.append(
            Released(
                release=release,
                report=report,
                slug=engagement.slug,
                title=engagement.title,
                ministry_id=engagement.ministry_id,
                released_by=name or "the system",
                withdrawn_at=withdrawal.withdrawn_at if withdrawal else None,
                withdrawn_because=withdrawal.reason if withdrawal else "",
                replaced_by=replaced_by,
            )
        )
    return found


def earlier_releases(session: Session, engagement_id: int) -> tuple[EarlierRelease, ...]:
    """Every report of the engagement that was released, oldest first, by its figures: what a later
    one must not differ from in a way that tells of one person (R74)."""
    rows = session.execute(
        select(func.min(ReportRelease.number), Report.threshold, Report.figures)
        .join(Report, Report.id == ReportRelease.report_id)
        .where(ReportRelease.engagement_id == engagement_id, Report.figures.is_not(None))
        .group_by(Report.id, Report.threshold, Report.figures)
        .order_by(func.min(ReportRelease.number))
    )
    return tuple(
        EarlierRelease(number, threshold, figures) for number, threshold, figures in rows if figures
    )


def released_reaches(
    session: Session, engagement_id: int
) -> Sequence[tuple[date | None, datetime]]:
    """Of every report that was released: the last week that it holds (None: it is a final one), and
    when it was asked for."""
    rows = session.execute(
        select(Report.week, Report.requested_at)
        .join(ReportRelease, ReportRelease.report_id == Report.id)
        .where(Report.engagement_id == engagement_id)
        .distinct()
    )
    return [(week, asked_at) for week, asked_at in rows]


def was_another_released(session: Session, report: Report) -> bool:
    """Whether another report of the engagement was released since this one was asked for, so that
    its figures were not compared with that one's (R74)."""
    asked = (
        select(ReportRelease.id)
        .where(
            ReportRelease.engagement_id == report.engagement_id,
            ReportRelease.report_id != report.id,
            ReportRelease.released_at > report.requested_at,
        )
        .limit(1)
    )
    return session.scalar(asked) is not None


def sign_offs_of(session: Session, engagement_id: int) -> Sequence[ThresholdSignOff]:
    """Lower thresholds that were signed off, the newest first."""
    return session.scalars(
        select(ThresholdSignOff)
        .where(ThresholdSignOff.engagement_id == engagement_id)
        .order_by(ThresholdSignOff.id.desc())
    ).all()


def count_held_otherwise(session: Session, before_id: int, after_id: int) -> tuple[int, int]:
    """How many comments only the first of two reports holds (in that version), and how many only
    the second."""
    return _count_only(session, before_id, after_id), _count_only(session, after_id, before_id)


def _count_only(session: Session, one_id: int, other_id: int) -> int:
    other = aliased(ReportComment)
    same = exists().where(
        other.report_id == other_id,
        other.comment_id == ReportComment.comment_id,
        other.version == ReportComment.version,
        other.removals == ReportComment.removals,
    )
    asked = select(func.count()).select_from(ReportComment)
    return session.scalar(asked.where(ReportComment.report_id == one_id, ~same)) or 0


def sign_off_by_id(session: Session, sign_off_id: int | None) -> ThresholdSignOff | None:
    return None if sign_off_id is None else session.get(ThresholdSignOff, sign_off_id)
