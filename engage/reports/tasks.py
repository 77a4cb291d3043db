"""The jobs that build a requested report, and that delete what reports may not keep.

No transaction is open while the report is built: a hundred thousand comments take a while, and an
embedded database would let nobody write meanwhile. When a comment was taken from view in that
time, the report is made again. A worker that dies leaves nothing half done; the next one begins
anew. What it left is deleted first, and by the clock if nobody begins.
"""

from typing import Final

from engage.core.errors import Refused
from engage.core.permissions import SYSTEM
from engage.jobs.handlers import JobContext, Later, LeaseLost
from engage.jobs.rules import is_given_up
from engage.reports import service
from engage.reports import workplace as workplaces
from engage.reports.queries import locked_report, under_way, unswept_reports
from engage.reports.rendering import renderer
from engage.reports.service import SWEEP
from engage.reports.workplace import workplace

__all__ = ["BUILD", "SWEEP", "TAKE_BACK", "build_requested", "sweep_up", "take_back"]

BUILD: Final = "reports.build"
TAKE_BACK: Final = "reports.take_back"
AGAIN_AFTER: Final = 5.0
TRACES_AFTER: Final = 60.0


def build_requested(context: JobContext) -> None:
    """Builds the report of the payload's `report_id`; what cannot be built is marked failed."""
    report_id = int(context.payload["report_id"])
    attempt = service.begin(context.units, report_id)
    if attempt is None:
        return
    try:
        _build(context, attempt)
    except service.Abandoned:
        pass
    except service.OutOfDate:
        raise Later(AGAIN_AFTER) from None
    except Refused:
        with context.recording() as unit:
            service.give_up(unit, locked_report(unit.session, report_id))
    except LeaseLost:
        raise
    except Exception:
        if is_given_up(context.attempt):
            with context.units.writing(SYSTEM) as unit:
                service.give_up(unit, locked_report(unit.session, report_id))
        raise
    service.clear(context.units, report_id)


def _build(context: JobContext, attempt: service.Attempt) -> None:
    units = context.units
    with workplace(units.settings.var_dir, attempt.report_id) as folder:
        render = renderer(units.settings)
        made, mark = service.made_and_stored(attempt, SYSTEM, render, folder, attempt.tell)
        with context.recording() as unit:
            attempt.finish(unit, made, mark)


def take_back(context: JobContext) -> None:
    """Deletes files that hold removed words of the payload's `comment_id`, and their traces."""
    service.take_back(context.units, int(context.payload["comment_id"]))
    if not context.units.database.truncate_log():
        raise Later(TRACES_AFTER)


def sweep_up(context: JobContext) -> None:
    """Gives up builds that hang, and deletes what builds left: of one report, or (by the clock) of
    all of them and on this machine's disk."""
    workplaces.sweep(context.units.settings.var_dir)
    with context.units.writing(SYSTEM) as unit:
        for report in under_way(unit.session):
            if service.hangs(unit, report):
                service.give_up(unit, report)
        left = unswept_reports(unit.session)
    for report_id in left:
        service.clear(context.units, report_id)
