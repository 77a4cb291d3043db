"""The blueprint, and what its pages share: the engagement, and files that came with a form."""

from typing import Final

from flask import Blueprint, make_response, render_template, request
from flask.typing import ResponseReturnValue

from engage.comments.attachments.rules import FILE_BYTES, FILES, HeldFile
from engage.core.errors import NotAllowed, NotFound
from engage.core.unit import Unit
from engage.engagements.models import Engagement
from engage.engagements.queries import NO_ENGAGEMENT
from engage.engagements.reach import COMMENT_READING_ROLES, READING_ROLES
from engage.engagements.web.blueprint import readable
from engage.moderation.rules import IMPORTING_ROLES
from engage.moderation.web.blueprint import engagement_named
from engage.web.transaction import no_store

blueprint = Blueprint("avenues", __name__)

REFUSED: Final = 422
CONFLICT: Final = 409


def page(template: str, status: int = 200, **context: object) -> ResponseReturnValue:
    """A page with words of people on it: no cache keeps it."""
    return no_store(make_response(render_template(f"avenues/{template}", **context), status))


def keyable(unit: Unit, slug: str) -> Engagement:
    """The engagement, for who reads its comments; NotFound beyond the own ministries."""
    found = readable(unit, slug)
    if not unit.actor.reaches(COMMENT_READING_ROLES, found.ministry_id):
        raise NotAllowed("Comments are keyed in by who reads them.")
    return found


def sent_files(name: str) -> tuple[HeldFile, ...]:
    """The files of a field; of one too many or too large no more is read than tells so."""
    sent = [one for one in request.files.getlist(name) if one.filename]
    found = []
    for one in sent[: FILES + 1]:
        content = one.stream.read(FILE_BYTES + 1)
        found.append(HeldFile(one.filename or "", one.mimetype, len(content), content))
    return tuple(found)


def importable(unit: Unit, slug: str, *, to_change: bool = True) -> Engagement:
    """The engagement, for who may import into it; `to_change`: locked as the request's method asks.

    NotFound beyond the own ministries.
    """
    if to_change:
        found = readable(unit, slug)
    else:
        found = engagement_named(unit, slug)
        if not unit.actor.reaches(READING_ROLES, found.ministry_id):
            raise NotFound(NO_ENGAGEMENT)
    if not unit.actor.reaches(IMPORTING_ROLES, found.ministry_id):
        raise NotAllowed("Comments are imported by who answers for the engagement.")
    return found
