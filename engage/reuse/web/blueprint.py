"""The blueprint, and what its pages share: the engagement, the choices of a place, list rows."""

from dataclasses import dataclass
from typing import Final

from flask import Blueprint, make_response, render_template
from flask.typing import ResponseReturnValue

from engage.coding.queries import told_themes
from engage.core.errors import NotAllowed
from engage.core.unit import Unit
from engage.engagements.models import Engagement
from engage.engagements.queries import public_topics_of
from engage.engagements.web.blueprint import editable, readable
from engage.reuse.forms import PlaceForm
from engage.reuse.queries.standing import StandingQuotation
from engage.reuse.reach import READING_ROLES
from engage.reuse.words import STATE_DRAWINGS, STATE_WORDS
from engage.web.transaction import no_store

blueprint = Blueprint("reuse", __name__)
REFUSED: Final = 422
CONFLICT: Final = 409

__all__ = ["CONFLICT", "REFUSED", "blueprint", "editable"]


@dataclass(frozen=True)
class Standing:
    """For the word and shape of a state."""

    phase: str
    words: str


def page(template: str, status: int = 200, **context: object) -> ResponseReturnValue:
    """A staff page: no cache keeps it."""
    return no_store(make_response(render_template(f"reuse/{template}", **context), status))


def for_readers(unit: Unit, slug: str) -> Engagement:
    """The engagement of an address for who chooses or decides quotations there."""
    found = readable(unit, slug)
    if not unit.actor.reaches(READING_ROLES, found.ministry_id):
        raise NotAllowed("Quotations are chosen by leads and read by the privacy officer.")
    return found


def standing(one: StandingQuotation) -> Standing:
    return Standing(STATE_DRAWINGS[one.state], STATE_WORDS[one.state])


def topics_of(unit: Unit, engagement: Engagement) -> list[tuple[int, str]]:
    found = public_topics_of(unit.session, engagement.id)
    return [(topic.id, topic.title) for topic in found]


def offer_places(unit: Unit, engagement: Engagement, form: PlaceForm) -> None:
    themes = told_themes(unit.session, engagement.id)
    form.offer(topics_of(unit, engagement), [(theme.key, theme.label_en) for theme in themes])
