"""The blueprint, and how addresses of these pages are read: numbers and places, never text."""

import re
from typing import Final

from flask import Blueprint, make_response, render_template, request
from flask.typing import ResponseReturnValue

from engage.comments.queries import Cursor, cursor_from_address
from engage.core.errors import NotFound
from engage.core.unit import Unit
from engage.engagements.models import Engagement
from engage.engagements.queries import NO_ENGAGEMENT, engagement_by_slug
from engage.engagements.rules import slug_fault
from engage.governance.web import lead_to_acknowledgement
from engage.web.transaction import no_store

blueprint = Blueprint("moderation", __name__)
blueprint.before_request(lead_to_acknowledgement)

NUMBER: Final = re.compile(r"[0-9]{1,9}")
# A comment's number in a route; beyond it no database has one.
COMMENT: Final = "<number:comment_id>"


def asked_place(name: str) -> Cursor | None:
    """The cursor in the address; one that cannot be read is as none."""
    return cursor_from_address(request.args.get(name, ""))


def asked_number(name: str) -> int | None:
    text = request.args.get(name, "")
    return int(text) if NUMBER.fullmatch(text) else None


def engagement_named(unit: Unit, slug: str) -> Engagement:
    """The engagement of an address; what cannot be a slug is not sent to the database at all."""
    if slug_fault(slug, is_topic=False):
        raise NotFound(NO_ENGAGEMENT)
    return engagement_by_slug(unit.session, slug)


def page(template: str, status: int = 200, **context: object) -> ResponseReturnValue:
    """A page with words of people on it: no cache keeps it."""
    return no_store(make_response(render_template(f"moderation/{template}", **context), status))
