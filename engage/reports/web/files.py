"""Files of reports for staff: to take along, or to read in the browser.

A download is a GET that writes (its audit entry), so it opens a writing unit of its own and is
committed before the first byte leaves. The bytes then go out part by part.
"""

from typing import Final

from flask import Response
from flask.typing import ResponseReturnValue

from engage.core.errors import NotFound
from engage.reports import queries, service
from engage.reports.service import Handed
from engage.reports.states import ending_of
from engage.reports.web.blueprint import REPORT, blueprint
from engage.web.access import staff
from engage.web.transaction import current_unit, engage_app, no_store

LONGEST_NAME: Final = 120
PAGE_POLICY: Final = "; ".join(
    (
        "sandbox",
        "default-src 'none'",
        "style-src 'unsafe-inline'",
        "img-src data:",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    )
)
"""For a report that is read as a page: its own style and drawings, and nothing else at all."""


@blueprint.get(f"/staff/reports/{REPORT}/<name>")
@staff()
def download(report_id: int, name: str) -> ResponseReturnValue:
    return no_store(sent(_handed(report_id, name), is_page=False))


@blueprint.get(f"/staff/reports/{REPORT}/read/<name>")
@staff()
def read(report_id: int, name: str) -> ResponseReturnValue:
    """The same as a page; only what is one."""
    if ending_of(name) != "html":
        raise NotFound(queries.NO_REPORT)
    return no_store(sent(_handed(report_id, name), is_page=True))


def _handed(report_id: int, name: str) -> Handed:
    refuse_no_name(name)
    with engage_app().units.writing(current_unit().actor) as unit:
        return service.download(unit, report_id, name)


def refuse_no_name(name: str) -> None:
    if len(name) > LONGEST_NAME or not name.isascii() or not name.isprintable():
        raise NotFound(queries.NO_REPORT)


def sent(file: Handed, *, is_page: bool) -> Response:
    """The file on its way, with its length. Names are made of the slug (small letters, digits,
    hyphens): nothing in them needs quoting."""
    response = Response(service.parts_of(engage_app().units, file), content_type=file.media_type)
    response.content_length = file.size
    how = "inline" if is_page else "attachment"
    response.headers["Content-Disposition"] = f'{how}; filename="{file.name}"'
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = PAGE_POLICY if is_page else "default-src 'none'"
    response.set_etag(file.sha256)
    return response
