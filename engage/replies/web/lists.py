"""All replies of the reader's ministries, by where they stand."""

from typing import Final

from flask import request, url_for
from flask.typing import ResponseReturnValue

from engage.replies.queries.staff import Shelf, counts_by_shelf, replies_within
from engage.replies.web.blueprint import asked_number, blueprint, page, within_reach
from engage.web.access import staff
from engage.web.transaction import current_unit

PAGE: Final = 25


@blueprint.get("/staff/replies")
@staff()
def replies() -> ResponseReturnValue:
    unit = current_unit()
    shelf, within = _asked_shelf(), within_reach(unit)
    found = replies_within(
        unit.session, shelf, within=within, limit=PAGE + 1, before_id=asked_number("before")
    )
    rows = found[:PAGE]
    older = rows[-1].id if len(found) > PAGE else None
    return page(
        "replies.html",
        rows=rows,
        shelf=shelf,
        shelves=tuple(Shelf),
        counted=counts_by_shelf(unit.session, within=within),
        older_href=url_for(".replies", show=shelf, before=older) if older else "",
    )


def _asked_shelf() -> Shelf:
    asked = request.args.get("show", "")
    return Shelf(asked) if asked in set(Shelf) else Shelf.DRAFTS
