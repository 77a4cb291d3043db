"""The neutral notice on every public page during an election (R55), asked by the layout itself.

It asks the unit of the request where there is one. An error page has none any more: it asks in a
reading of its own, and goes without the notice where the database does not answer.
"""

from flask import g
from flask.blueprints import BlueprintSetupState
from sqlalchemy.exc import SQLAlchemyError

from engage.core.permissions import CITIZEN
from engage.core.unit import Unit
from engage.governance.elections.notice import Notice, notice_in
from engage.governance.elections.queries import is_on
from engage.governance.elections.web.blueprint import blueprint
from engage.web.transaction import engage_app, request_now


def election_notice(language: str) -> Notice | None:
    """The notice in the page's language; None while no election is on."""
    try:
        return notice_in(language) if _is_on() else None
    except SQLAlchemyError:
        return None


def _is_on() -> bool:
    unit: Unit | None = g.get("unit")
    if unit is not None:
        return is_on(unit.session, unit.now)
    with engage_app().units.reading(CITIZEN) as own:
        return is_on(own.session, request_now())


@blueprint.record_once
def offer_to_templates(state: BlueprintSetupState) -> None:
    state.app.jinja_env.globals["election_notice"] = election_notice
