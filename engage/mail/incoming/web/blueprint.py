"""The blueprint of the mail room, and what its pages share."""

import re
from typing import Final

from flask import Blueprint, make_response, render_template, request
from flask.typing import ResponseReturnValue

from engage.core.permissions import Role
from engage.core.unit import Unit
from engage.governance.web import lead_to_acknowledgement
from engage.mail.incoming.words import reason_words, settled_words
from engage.web.transaction import no_store

blueprint = Blueprint("incoming", __name__)
blueprint.before_request(lead_to_acknowledgement)

PAGE: Final = 25
NUMBER: Final = re.compile(r"[0-9]{1,9}")
MESSAGE: Final = "<number:mail_id>"


def asked_number(name: str) -> int | None:
    text = request.args.get(name, "")
    return int(text) if NUMBER.fullmatch(text) else None


def page(unit: Unit, template: str, status: int = 200, **context: object) -> ResponseReturnValue:
    """A page with words of people on it: no cache keeps it."""
    html = render_template(
        f"incoming/{template}",
        reason_words=reason_words,
        settled_words=settled_words,
        sees_outgoing=unit.actor.may(Role.ADMINISTRATOR),
        **context,
    )
    return no_store(make_response(html, status))
