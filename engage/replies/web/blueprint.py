"""The blueprint, and what its pages share."""

import re
from typing import Any, Final

from flask import Blueprint, make_response, render_template, request
from flask.typing import ResponseReturnValue

from engage.core.unit import Unit
from engage.engagements.reach import READING_ROLES
from engage.replies.words import ACTION_WORDS, DESTINATION_WORDS, STANDING_WORDS
from engage.web.transaction import no_store

blueprint = Blueprint("replies", __name__)

REFUSED: Final = 422
CONFLICT: Final = 409
NUMBER: Final = re.compile(r"[0-9]{1,9}")
# Numbers in routes; beyond them no database has one.
COMMENT: Final = "<number:comment_id>"
REPLY: Final = "<number:reply_id>"


def page(template: str, status: int = 200, **context: Any) -> ResponseReturnValue:
    """A page with words of people on it: no cache keeps it."""
    html = render_template(
        f"replies/{template}",
        standing_words=STANDING_WORDS,
        action_words=ACTION_WORDS,
        destination_words=DESTINATION_WORDS,
        **context,
    )
    return no_store(make_response(html, status))


def within_reach(unit: Unit) -> frozenset[int] | None:
    """The ministries whose replies the signed-in person may read; None: all."""
    return unit.actor.ministries(READING_ROLES)


def asked_number(name: str) -> int | None:
    text = request.args.get(name, "")
    return int(text) if NUMBER.fullmatch(text) else None
