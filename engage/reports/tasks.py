"""The jobs that build a requested report, and that delete what reports may not keep; and the
renderer that reports are built with.

No transaction is open while the report is built: a hundred thousand comments take a while, and an
embedded database would let nobody write meanwhile. When a comment was taken from view in that
time, the report is made again. A worker that dies leaves nothing half done; the next one begins
anew.
"""

from typing import Final

from jinja2 import Environment, FileSystemLoader

from engage.core.errors import Refused
from engage.core.permissions import SYSTEM
from engage.core.settings import Settings
from engage.jobs.handlers import JobContext, Later
from engage.jobs.rules import is_given_up
from engage.reports import rules, service
from engage.reports.making import Render, make
from engage.reports.renderers import render_files

BUILD: Final = "reports.build"
TAKE_BACK: Final = "reports.take_back"
AGAIN_AFTER: Final = 5.0
TRACES_AFTER: Final = 60.0


def renderer(settings: Settings) -> Render:
    """Renders with the templates of the configured theme."""
    folder = settings.themes_dir / settings.theme / "templates"
    templates = Environment(loader=FileSystemLoader(folder), autoescape=True)

    def render(report: rules.Report) -> dict[str, bytes]:
        return render_files(report, templates)

    return render


def build_requested(context: JobContext) -> None:
    """Builds the report of the payload's `report_id`; what cannot be built is marked failed."""
    report_id = int(context.payload["report_id"])
    with context.units.writing(SYSTEM) as unit:
        engagement_id = service.begin(unit, report_id)
    if engagement_id is None:
        return
    try:
        made = make(context.units, SYSTEM, engagement_id, renderer(context.units.settings))
    except Refused:
        with context.recording() as unit:
            service.give_up(unit, report_id)
        return
    except Exception:
        if is_given_up(context.attempt):
            with context.units.writing(SYSTEM) as unit:
                service.give_up(unit, report_id)
        raise
    try:
        with context.recording() as unit:
            service.finish_requested(unit, report_id, made)
    except service.OutOfDate:
        raise Later(AGAIN_AFTER) from None


def take_back(context: JobContext) -> None:
    """Deletes files that hold removed words of the payload's `comment_id`, and their traces."""
    with context.units.writing(SYSTEM) as unit:
        service.take_back(unit, int(context.payload["comment_id"]))
    if not context.units.database.truncate_log():
        raise Later(TRACES_AFTER)
