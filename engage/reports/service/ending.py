"""How a build ends: its state and its record, together, and nothing of it left that may not stay.

What a report left behind is deleted in small pieces, each in a transaction of its own: with the
files of a million comments in one, nobody else could write for seconds.
"""

from typing import Final

from sqlalchemy import delete, select, tuple_

from engage.core.permissions import SYSTEM
from engage.core.unit import Unit, Units
from engage.jobs.service import enqueue
from engage.reports import held, queries
from engage.reports.models import Report, ReportFile, ReportFilePart
from engage.reports.states import UNDER_WAY_STATES, WITHOUT_FILES, State

SWEEP: Final = "reports.sweep"
PARTS_AT_ONCE: Final = 8


def finish(unit: Unit, report: Report, state: State, **detail: str | int) -> None:
    """The status and its record, together."""
    before = report.state
    report.state, report.finished_at = state, unit.now
    report.step, report.share = "", 100 if state is State.READY else report.share
    unit.audit(
        f"report.{state}",
        f"report:{report.id}",
        engagement=report.engagement_id,
        before=before,
        **detail,
    )
    unit.session.flush()


def give_up(unit: Unit, report: Report, state: State = State.FAILED) -> None:
    """A build ends without a report, if it has not ended; what it left is deleted by a job.

    Whoever still works at it learns so at the next step, as the attempt is nobody's any more.
    """
    if report.state not in UNDER_WAY_STATES:
        return
    report.attempt += 1
    finish(unit, report, state)
    enqueue(unit, SWEEP, {"report_id": report.id}, key=f"{SWEEP}:{report.id}:{report.attempt}")


def clear(units: Units, report_id: int) -> None:
    """Deletes what a build or a report that was taken back left: parts, files, what it held."""
    while _clear_some(units, report_id):
        pass


def _clear_some(units: Units, report_id: int) -> bool:
    with units.writing(SYSTEM) as unit:
        report = queries.locked_report(unit.session, report_id)
        if report.state not in WITHOUT_FILES:
            return False
        if delete_parts(unit, report_id):
            return True
        if queries.is_released(unit.session, report_id):
            # The hashes of what was released stay for good, and so does which comments it held.
            return False
        unit.session.execute(delete(ReportFile).where(ReportFile.report_id == report_id))
        return held.forget(unit.session, report_id)


def delete_parts(unit: Unit, report_id: int) -> bool:
    """Deletes some parts; False when there were none."""
    key = tuple_(ReportFilePart.name, ReportFilePart.number)
    some = unit.session.execute(
        select(ReportFilePart.name, ReportFilePart.number)
        .where(ReportFilePart.report_id == report_id)
        .limit(PARTS_AT_ONCE)
    ).all()
    if not some:
        return False
    unit.session.execute(
        delete(ReportFilePart)
        .where(ReportFilePart.report_id == report_id, key.in_([tuple(one) for one in some]))
        .execution_options(synchronize_session=False)
    )
    return True
