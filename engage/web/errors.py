"""Every error once: to a status, to a page in the theme, and to a log line without its text.

Exception texts may hold what a person typed (a database error quotes its parameters), so the log
gets the class and the place, never the message, and the public gets neither.
"""

import logging
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final

from flask import Response, make_response, render_template, request
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from engage.core.errors import Conflict, EngageError, NotAllowed, NotFound, Refused
from engage.core.language import gettext as _
from engage.core.language import marked
from engage.core.trouble import origin
from engage.web.access import most_bytes_here
from engage.web.addresses import init_addresses, moved
from engage.web.problems import BadParameter, bad_parameter, is_for_programs, problem
from engage.web.transaction import EngageFlask, engage_app

log = logging.getLogger("engage.web")


@dataclass(frozen=True)
class ErrorWords:
    """What the person reads: what happened, and what to do; translated when it is shown."""

    title: str
    message: str
    advice: str


WORDS: Final = {
    400: ErrorWords(
        marked("We could not read that request"),
        marked("The request was not complete, or it was changed on its way."),
        marked("Go back, load the page again and try once more."),
    ),
    403: ErrorWords(
        marked("You cannot open this page"),
        marked("This page is not open to you."),
        marked("If you think that it should be, write to the Citizen Engagement team."),
    ),
    404: ErrorWords(
        marked("We cannot find that page"),
        marked(
            "There is no page at this address. It may have moved, or the address has a slip in it."
        ),
        marked("Check the address, or start from the list of engagements."),
    ),
    405: ErrorWords(
        marked("This page does not take that request"),
        marked("The page is here, but it cannot be used in this way."),
        marked("Go back and use the form or the link on the page."),
    ),
    409: ErrorWords(
        marked("This has changed"),
        marked("Someone else changed it while you were looking at it."),
        marked("Load the page again to see how it stands now."),
    ),
    413: ErrorWords(
        marked("That is too much text"),
        marked("What you sent is larger than we can take."),
        marked("Go back to your text, shorten it to 5,000 characters or fewer, and send it again."),
    ),
    422: ErrorWords(
        marked("Something needs to be put right"),
        marked("We could not accept what was sent."),
        marked("Go back, check the form and send it again."),
    ),
    429: ErrorWords(
        marked("Too many tries"),
        marked("There were many tries from your network in a short time."),
        marked("Wait some minutes and try again."),
    ),
    500: ErrorWords(
        marked("Something went wrong on our side"),
        marked("We could not finish what you asked for. Nothing was half done."),
        marked(
            "Try again in some minutes. If it happens again, write to the Citizen Engagement team."
        ),
    ),
}
TOO_LARGE_A_FILE: Final = ErrorWords(
    "That file is too large",
    "What you sent is larger than we can take here.",
    "Go back, save the file smaller or choose another one, and send it again.",
)
"""413 where staff send files."""
STATUSES: Final[tuple[tuple[type[EngageError], int], ...]] = (
    (NotFound, 404),
    (NotAllowed, 403),
    (Refused, 422),
    (Conflict, 409),
)


def init_errors(app: EngageFlask) -> None:
    app.register_error_handler(EngageError, engage_error)
    app.register_error_handler(CSRFError, csrf_error)
    app.register_error_handler(HTTPException, http_error)
    app.register_error_handler(BadParameter, bad_parameter)
    app.register_error_handler(Exception, unexpected_error)
    init_addresses(app)


def error_page(status: int, message: str = "") -> Response:
    """The error page in the theme, or what programs get; needs no database and no session."""
    words = WORDS.get(status, WORDS[500] if status >= 500 else WORDS[400])
    if status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE and most_bytes_here(engage_app()):
        words = TOO_LARGE_A_FILE
    if is_for_programs():
        return problem(status, _(message or words.message))
    html = render_template(
        "error.html",
        status=status,
        title=_(words.title),
        message=_(message or words.message),
        advice=_(words.advice),
    )
    response = make_response(html, status)
    response.headers["Cache-Control"] = "no-store"
    return response


def engage_error(error: EngageError) -> Response:
    status = next(code for kind, code in STATUSES if isinstance(error, kind))
    elsewhere = moved() if status == HTTPStatus.NOT_FOUND else None
    return elsewhere or error_page(status, str(error))


def csrf_error(_error: CSRFError) -> Response:
    return error_page(
        400, marked("This page was open for too long, or it was not sent from our site.")
    )


def http_error(error: HTTPException) -> Response:
    status = error.code or 500
    elsewhere = moved() if status == HTTPStatus.NOT_FOUND else None
    if elsewhere is not None:
        return elsewhere
    page = error_page(status)
    for name in ("Allow", "Retry-After"):
        for key, value in error.get_headers(request.environ):
            if key == name:
                page.headers[name] = value
    return page


def unexpected_error(error: Exception) -> Response:
    """Logs class and place (the route, not the address asked for) and shows the 500 page."""
    rule = request.url_rule.rule if request.url_rule else "none"
    log.error("unhandled trouble=%s rule=%s", origin(error), rule)
    return error_page(500)
