"""Handing files out, and taking back those that hold what left public view.

A file goes out part by part, each read in a moment's transaction of its own: neither a whole file
nor an open session is held while somebody with a slow line takes it. Parts that are deleted
meanwhile end the download before its announced length, so that nobody takes half for the whole.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from engage.core.errors import Conflict, NotFound
from engage.core.permissions import SYSTEM
from engage.core.unit import Unit, Units
from engage.engagements.models import Engagement
from engage.engagements.queries import engagement_by_id
from engage.reports import held, queries
from engage.reports.approving import may_decide_report
from engage.reports.models import Report
from engage.reports.queries import NO_REPORT
from engage.reports.service import ending
from engage.reports.service.building import OutOfDate
from engage.reports.service.reach import RELEASE_ROLES, ROLES
from engage.reports.states import State

GONE: Final = "This report was withdrawn for correction. Its files are handed out no more."


class Withdrawn(Conflict):
    """Somebody stopped the files of a released report from being handed out."""

    def __init__(self) -> None:
        super().__init__(GONE)


@dataclass(frozen=True)
class Handed:
    """A file that may be handed out, without its bytes."""

    report_id: int
    name: str
    media_type: str
    sha256: str
    size: int


def download(unit: Unit, report_id: int, name: str) -> Handed:
    """A file for staff, audited (R86): drafts for their authors and for who decides about them,
    released ones for the ministry. NotFound for others.

    Raises OutOfDate when a comment in the report is no longer in public view, Withdrawn when a
    release of it was withdrawn.
    """
    report = queries.report_by_id(unit.session, report_id)
    engagement = engagement_by_id(unit.session, report.engagement_id)
    if not may_read(unit, report, engagement):
        raise NotFound(NO_REPORT)
    handed = _handed(unit, report, name)
    unit.audit("report.downloaded", f"report:{report_id}", sha256=handed.sha256)
    return handed


def may_read(unit: Unit, report: Report, engagement: Engagement) -> bool:
    """Whether the person may take the files of a report."""
    if unit.actor.reaches(ROLES, engagement.ministry_id):
        return True
    if unit.actor.reaches(RELEASE_ROLES, engagement.ministry_id) and queries.is_released(
        unit.session, report.id
    ):
        return True
    return report.state == State.READY and may_decide_report(unit, engagement, report)


def public_file(unit: Unit, engagement: Engagement, number: int, name: str) -> Handed:
    """A file of a public release for anybody; NotFound once it is withdrawn, or holds words that
    left public view."""
    release = queries.public_release(unit.session, engagement.id, number)
    if release is None:
        raise NotFound(NO_REPORT)
    try:
        return _handed(unit, queries.report_by_id(unit.session, release.report_id), name)
    except Conflict:
        raise NotFound(NO_REPORT) from None


def _handed(unit: Unit, report: Report, name: str) -> Handed:
    file = queries.file_of(unit.session, report.id, name)
    if queries.was_withdrawn(unit.session, report.id):
        raise Withdrawn
    if report.state != State.READY:
        raise OutOfDate if report.state == State.TAKEN_BACK else NotFound(NO_REPORT)
    if is_stale(unit, report):
        raise OutOfDate
    return Handed(report.id, file.name, file.media_type, file.sha256, file.size)


def is_stale(unit: Unit, report: Report) -> bool:
    """Whether a ready report holds words that are no longer public; what was found is remembered,
    on pages that only read too."""
    stale, mark = held.is_out_of_date(unit.session, report)
    if not stale and mark:
        report_id = report.id
        unit.leave_behind(lambda later: held.remember(later.session, report_id, mark))
    return stale


def parts_of(units: Units, handed: Handed) -> Iterator[bytes]:
    """The bytes, part by part; raises NotFound where one is gone."""
    sent, number = 0, 0
    while sent < handed.size:
        with units.reading(SYSTEM) as unit:
            content = queries.part_of(unit.session, handed.report_id, handed.name, number)
        if content is None:
            raise NotFound(NO_REPORT)
        yield content
        sent, number = sent + len(content), number + 1


def take_back(units: Units, comment_id: int) -> int:
    """Deletes the files of reports that hold words of this comment which were taken from view or
    out of its text; how many reports. They were handed out no more already."""
    with units.writing(SYSTEM) as unit:
        reports = held.reports_with(unit.session, comment_id)
        stale = held.out_of_date(unit.session, reports, comment_id)
        for report_id in sorted(stale):
            report = queries.locked_report(unit.session, report_id)
            if report.state == State.READY:
                mark_taken_back(unit, report)
    for report_id in sorted(stale):
        ending.clear(units, report_id)
    return len(stale)


def mark_taken_back(unit: Unit, report: Report) -> None:
    """Its files are to be deleted for good, and are handed out no more."""
    report.state, report.taken_back_at = State.TAKEN_BACK, unit.now
    unit.audit(
        "report.taken_back",
        f"report:{report.id}",
        engagement=report.engagement_id,
        before=State.READY.value,
    )
    unit.touch(f"engagement:{report.engagement_id}")
    unit.touch("site")
