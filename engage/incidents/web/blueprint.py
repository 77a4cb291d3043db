"""The blueprint, and what every page of incidents shows: whom to tell, and the reporting line."""

from typing import Any, Final

from flask import Blueprint, make_response, render_template, request
from flask.typing import ResponseReturnValue

from engage.core.permissions import Role
from engage.core.unit import Unit
from engage.engagements.reach import COMMENT_READING_ROLES
from engage.incidents.queries import Row, Within, contacts
from engage.incidents.rules import (
    CONTACT_WORDS,
    KIND_WORDS,
    LINE_NUMBERS,
    LINE_OPTION,
    READING_ROLES,
    STATE_WORDS,
    STEP_WORDS,
    Kind,
    State,
)
from engage.web.transaction import no_store

blueprint = Blueprint("incidents", __name__)

REFUSED: Final = 422
# An incident's number in a route; beyond it no database has one.
INCIDENT: Final = "<number:incident_id>"
# The drawing that stands beside a state's words, by the names of the theme's parts.
STATE_DRAWINGS: Final = {State.NEW: "waiting", State.TOLD: "open", State.CLOSED: "closed"}


def readable(unit: Unit) -> Within:
    """The ministries whose incidents the person sees."""
    return unit.actor.ministries(READING_ROLES)


def asked_state() -> State | None:
    asked = request.args.get("state", "")
    return State(asked) if asked in set(State) else None


def asked_kind() -> Kind | None:
    asked = request.args.get("kind", "")
    return Kind(asked) if asked in set(Kind) else None


def whom_to_tell(unit: Unit, within: Within) -> dict[str, Any]:
    """What the panel at the side needs: the people, both numbers, and the option (R48)."""
    return {
        "contacts": contacts(unit.session, within=within),
        "line_numbers": LINE_NUMBERS,
        "line_option": LINE_OPTION,
        "keeps_contacts": unit.actor.ministries((Role.ADMINISTRATOR,)) != frozenset(),
    }


def may_read_comment(unit: Unit, row: Row) -> bool:
    """Whether the page of the comment is open to the reader of the incident."""
    return unit.actor.reaches(COMMENT_READING_ROLES, row.ministry_id)


def page(template: str, status: int = 200, **context: object) -> ResponseReturnValue:
    """A page with notes of people on it: no cache keeps it."""
    html = render_template(
        f"incidents/{template}",
        kind_words=KIND_WORDS,
        state_words=STATE_WORDS,
        state_drawings=STATE_DRAWINGS,
        step_words=STEP_WORDS,
        contact_words=CONTACT_WORDS,
        **context,
    )
    return no_store(make_response(html, status))
