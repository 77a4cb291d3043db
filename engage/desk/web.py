"""The desk: the page that opens after signing in."""

from flask import Blueprint, make_response, render_template
from flask.typing import ResponseReturnValue

from engage.desk.queries import waiting_for
from engage.engagements.reach import EDITING_ROLES
from engage.web.access import staff
from engage.web.transaction import current_unit, no_store

blueprint = Blueprint("desk", __name__)


@blueprint.get("/staff/")
@staff()
def desk() -> ResponseReturnValue:
    unit = current_unit()
    html = render_template(
        "desk/desk.html",
        things=waiting_for(unit),
        may_create=unit.actor.ministries(EDITING_ROLES) != frozenset(),
    )
    return no_store(make_response(html))
