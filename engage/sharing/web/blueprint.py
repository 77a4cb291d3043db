"""The blueprint, and how an answer for other programs is kept like a page."""

from datetime import datetime
from typing import Final

from flask import Blueprint, Response, make_response, redirect, request
from flask.typing import ResponseReturnValue

from engage.core.language import TAGS, current
from engage.core.unit import Unit
from engage.governance.elections.queries import next_election_change
from engage.site.cache import KEEP, Keep
from engage.site.queries import kept_until
from engage.web.language import here

blueprint = Blueprint("sharing", __name__, template_folder=None)

ASK_EACH_TIME: Final = "public, max-age=0, must-revalidate"


def kept_answer(
    unit: Unit,
    body: str | bytes,
    content_type: str,
    keep: tuple[str, int],
    change: datetime | None,
) -> Response:
    """An answer that is kept as pages are; `keep` is scope and version, `change` when the clock
    makes it another one.

    What is read by programs may be read from any site: it is public, and nothing personal is sent
    along with the question.
    """
    response = make_response(body)
    response.content_type = content_type
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    response.headers["Content-Language"] = TAGS[current()]
    if request.query_string:
        response.headers["Cache-Control"] = ASK_EACH_TIME
        return response
    ends = [one for one in (change, next_election_change(unit.session, unit.now)) if one]
    until = kept_until([], unit.now, unit.settings.time_zone, min(ends, default=None))
    request.environ[KEEP] = Keep(*keep, until)
    return response


def without_query() -> ResponseReturnValue | None:
    """To the address alone: a query can be varied without end, and these answers cost work."""
    return redirect(here(request.path)) if request.query_string else None
