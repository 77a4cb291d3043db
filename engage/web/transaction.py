"""One request, one transaction: returning a response commits, raising rolls back.

`EngageFlask.dispatch_request` is the one place where a request commits. It does so after the view
has returned and before the response leaves, so a failure at commit is an error page and never a
false success. Views get their unit from `current_unit`; nothing else of Flask travels down.
"""

from datetime import datetime
from typing import Any, cast

from flask import Flask, Response, current_app, g, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from engage.core.permissions import CITIZEN, Actor
from engage.core.unit import Unit, Units
from engage.web.numbers import Addresses
from engage.web.requests import EngageRequest, without_host
from engage.web.writing import PageEnvironment

READING_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


class EngageFlask(Flask):
    """Flask with a transaction around each view."""

    request_class = EngageRequest
    jinja_environment = PageEnvironment
    url_map_class = Addresses
    units: Units

    def dispatch_request(self) -> ResponseReturnValue:
        response = self.make_response(super().dispatch_request())
        unit: Unit | None = g.get("unit")
        if unit is not None and request.method not in READING_METHODS:
            unit.commit()
        return response

    def handle_http_exception(self, e: HTTPException) -> Any:
        # Flask hands a redirect of the router to no error handler.
        return (
            without_host(e) if isinstance(e, RequestRedirect) else super().handle_http_exception(e)
        )

    def handle_user_exception(self, e: Exception) -> Any:
        # What the view began is undone before its error page is made.
        close_unit()
        return super().handle_user_exception(e)


def init_transactions(app: EngageFlask, units: Units) -> None:
    app.units = units
    app.teardown_request(lambda _error: close_unit())


def engage_app() -> EngageFlask:
    """The running application, typed."""
    return cast(EngageFlask, current_app)


def current_unit() -> Unit:
    """This request's unit: the signed-in person or a citizen, at this request's instant."""
    unit: Unit | None = g.get("unit")
    if unit is None:
        actor: Actor = g.get("actor", CITIZEN)
        writes = request.method not in READING_METHODS
        unit = engage_app().units.open(actor, writes=writes, now=request_now())
        g.unit = unit
    return unit


def request_now() -> datetime:
    """The instant of this request, read once."""
    if "now" not in g:
        g.now = engage_app().units.clock.now()
    now: datetime = g.now
    return now


def close_unit() -> None:
    unit: Unit | None = g.pop("unit", None)
    if unit is not None:
        unit.close()


def no_store(response: Response) -> Response:
    """Marks what must not be kept by any cache, the browser's included."""
    response.headers["Cache-Control"] = "no-store"
    return response
