"""Public pages of reports: the files of a release, its hashes, and what a correction changed.

A file is not kept by the cache in front of us: it may be large, and goes out part by part. Shared
caches and browsers ask each time whether it is still the same (its SHA-256 is its tag), so that one
that was withdrawn is gone everywhere at once. Nobody's downloads are counted.
"""

from typing import Final

from flask import Response, make_response, render_template, request
from flask.typing import ResponseReturnValue

from engage.core.errors import NotFound
from engage.engagements import queries as engagements
from engage.reports import queries as reports
from engage.reports import service
from engage.reports.service.recording import record_of
from engage.reports.states import SUMS, ending_of
from engage.reports.verifying import sums_text
from engage.reports.web.files import refuse_no_name, sent
from engage.site import queries
from engage.site.releases import public_releases
from engage.site.web import blueprint, kept, shown_engagement
from engage.web.access import public
from engage.web.transaction import current_unit

NUMBER: Final = "<number:number>"
ASK_EACH_TIME: Final = "public, max-age=0, must-revalidate"

__all__ = ["blueprint"]


@blueprint.get(f"/engagements/<slug>/report/{NUMBER}/<name>")
@public
def report_file(slug: str, number: int, name: str) -> ResponseReturnValue:
    """A file of a public release; a page of it is shown, and can reach nothing."""
    unit = current_unit()
    refuse_no_name(name)
    found, _version = shown_engagement(unit, slug)
    if name == SUMS:
        return _sums(found.id, number)
    file = service.public_file(unit, found, number, name)
    response = sent(file, is_page=ending_of(name) == "html")
    response.headers["Cache-Control"] = ASK_EACH_TIME
    return response.make_conditional(request)


@blueprint.get(f"/engagements/<slug>/report/{NUMBER}/changes")
@public
def report_changes(slug: str, number: int) -> ResponseReturnValue:
    unit = current_unit()
    found, version = shown_engagement(unit, slug)
    release = reports.public_release(unit.session, found.id, number)
    before = reports.publicly_corrected(unit.session, release) if release else None
    if release is None or before is None:
        raise NotFound(reports.NO_REPORT)
    content = engagements.engagement_content(unit.session, found.published_revision_id)
    html = render_template(
        "site/report_changes.html",
        e=queries.engagement_facts(unit, found, content),
        release=next(one for one in public_releases(unit, found) if one.number == number),
        compared=service.compared(unit, before, release),
    )
    return kept(unit, html, found.scope, version, [found])


def _sums(engagement_id: int, number: int) -> Response:
    """The hashes of a release, which stay when its files are gone."""
    release = reports.public_release(current_unit().session, engagement_id, number)
    if release is None:
        raise NotFound(reports.NO_REPORT)
    response = make_response(sums_text(record_of(release).sums))
    response.content_type = "text/plain; charset=utf-8"
    response.headers["Cache-Control"] = ASK_EACH_TIME
    return response
