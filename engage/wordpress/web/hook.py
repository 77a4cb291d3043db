"""Our plugin on WordPress says "look now".

Whoever is not our plugin causes nothing but the check of a signature over at most 2 KB: no
session, no transaction, no page. Who repeats a call of ours makes us look again, which changes
nothing.
"""

from flask import Response, make_response, request
from werkzeug.exceptions import RequestEntityTooLarge

from engage.web.access import public
from engage.web.transaction import current_unit, engage_app, no_store, request_now
from engage.wordpress.calls import MOST_BYTES, event_of, is_ours
from engage.wordpress.service.called import look_soon
from engage.wordpress.web.blueprint import blueprint


@blueprint.post("/wordpress/hook")
@public
def hook() -> Response:
    settings = engage_app().units.settings.wordpress
    if settings is None or not settings.hook_secret:
        return _answer(404)
    request.max_content_length = MOST_BYTES
    try:
        body = request.get_data(cache=False)
    except RequestEntityTooLarge:
        return _answer(413)
    header = request.headers.get("X-Engage-Signature", "")
    if not is_ours(header, body, settings.hook_secret, request_now()):
        return _answer(403)
    look_soon(current_unit(), event_of(body))
    return _answer(202)


def _answer(status: int) -> Response:
    """Nothing to read: it is a program that called."""
    return no_store(make_response("", status))
