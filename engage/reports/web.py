"""Staff pages of reports: ask for one, see what came of it, take its files.

A download is a GET that writes (its audit entry), so it opens a writing unit of its own and is
committed before the first byte leaves.
"""

from typing import Final

from flask import Blueprint, Response, flash, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from engage.core.errors import NotFound, Refused
from engage.engagements.queries import NO_ENGAGEMENT
from engage.engagements.rules import slug_fault
from engage.engagements.web.blueprint import side_of
from engage.reports import held, queries, service
from engage.reports.refusals import WHAT_TO_DO, kind_words
from engage.reports.service import ROLES, UNDER_WAY_STATES, State
from engage.reports.states import size_words
from engage.web.access import staff
from engage.web.transaction import current_unit, engage_app, no_store

blueprint = Blueprint("reports", __name__)

REPORT: Final = "<int(max=2147483647):report_id>"
LONGEST_NAME: Final = 120
STATE_WORDS: Final = {
    State.QUEUED: "Waits to be built",
    State.BUILDING: "Is being built",
    State.READY: "Ready",
    State.REFUSED: "Refused",
    State.FAILED: "Could not be built",
    State.CANCELLED: "Called off",
    State.TAKEN_BACK: "Deleted",
}
# The drawing that stands beside the words, by the names of the theme's parts.
STATE_DRAWINGS: Final = {
    State.QUEUED: "waiting",
    State.BUILDING: "waiting",
    State.READY: "published",
    State.REFUSED: "not_published",
    State.FAILED: "closed",
    State.CANCELLED: "closed",
    State.TAKEN_BACK: "withdrawn",
}


@blueprint.get("/staff/reports")
@staff(*ROLES)
def all_reports() -> ResponseReturnValue:
    unit = current_unit()
    built = queries.reports_built(unit.session, within=service.readable_within(unit))
    return _page("all_reports.html", built=built)


@blueprint.get("/staff/engagements/<slug>/report")
@staff(*ROLES)
def engagement_report(slug: str) -> ResponseReturnValue:
    unit = current_unit()
    _refuse_no_slug(slug)
    engagement = service.readable_engagement(unit, slug)
    built = queries.reports_built(unit.session, within=None, engagement_id=engagement.id)
    last = built[0] if built else None
    is_refused = last is not None and last.report.state == State.REFUSED
    leaks = queries.leaks_of(unit.session, last.report.id) if last and is_refused else ()
    return _page(
        "engagement_report.html",
        side=side_of(unit, engagement),
        engagement=engagement,
        built=built,
        last=last,
        is_under_way=last is not None and last.report.state in UNDER_WAY_STATES,
        places=[leak for leak in leaks if leak.comment_id is None],
        sources=[leak for leak in leaks if leak.comment_id is not None],
        what_to_do=WHAT_TO_DO,
        out_of_date=held.out_of_date(unit.session, [one.report.id for one in built]),
        out_of_date_words=service.TAKEN,
    )


@blueprint.post("/staff/engagements/<slug>/report")
@staff(*ROLES)
def request_report(slug: str) -> ResponseReturnValue:
    unit = current_unit()
    _refuse_no_slug(slug)
    try:
        with unit.attempt():
            report = service.request_report(unit, slug)
        flash(f"Report {report.number} is being built. Load this page again to see it.")
    except Refused as refusal:
        flash(refusal.message, "warning")
    return redirect(url_for(".engagement_report", slug=slug), 303)


@blueprint.get(f"/staff/reports/{REPORT}/<name>")
@staff(*ROLES)
def download(report_id: int, name: str) -> ResponseReturnValue:
    if len(name) > LONGEST_NAME or "\0" in name:
        raise NotFound(queries.NO_REPORT)
    units = engage_app().units
    with units.writing(current_unit().actor) as unit:
        file = service.download(unit, report_id, name)
    response = Response(service.parts_of(units, file), content_type=file.media_type)
    response.content_length = file.size
    # Names are made of the slug (small letters, digits, hyphens): nothing in them needs quoting.
    response.headers["Content-Disposition"] = f'attachment; filename="{file.name}"'
    response.headers["X-Content-Type-Options"] = "nosniff"
    return no_store(response)


def _refuse_no_slug(slug: str) -> None:
    if slug_fault(slug, is_topic=False):
        raise NotFound(NO_ENGAGEMENT)


def _page(template: str, **context: object) -> ResponseReturnValue:
    html = render_template(
        f"reports/{template}",
        state_words=STATE_WORDS,
        state_drawings=STATE_DRAWINGS,
        kind_words=kind_words,
        size_words=size_words,
        **context,
    )
    return no_store(make_response(html))
