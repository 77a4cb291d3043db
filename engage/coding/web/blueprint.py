"""The blueprint, and what its pages share: the engagement, who may what there, themes in words."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from flask import Blueprint, make_response, render_template
from flask.typing import ResponseReturnValue

from engage.coding.models import Theme
from engage.coding.queries.codebook import codebook_of, themes_of
from engage.coding.rules.codebook import CODING_ROLES, KEEPING_ROLES, READING_ROLES
from engage.coding.rules.settling import State
from engage.core.errors import Conflict, NotAllowed, NotFound, Refused
from engage.core.unit import Unit
from engage.engagements.models import Engagement
from engage.engagements.queries import NO_ENGAGEMENT, engagement_by_slug
from engage.engagements.rules import slug_fault
from engage.governance.conduct.queries import conflicts_of
from engage.governance.web import lead_to_acknowledgement
from engage.web.forms import Form
from engage.web.transaction import no_store

blueprint = Blueprint("coding", __name__)
blueprint.before_request(lead_to_acknowledgement)

REFUSED: Final = 422
CONFLICT: Final = 409
COMMENT: Final = "<number:comment_id>"
NUMBER: Final = "<number:number>"
BASE: Final = "/staff/engagements/<slug>/themes"
NO_CODER: Final = "Coding needs the role of a moderator or an engagement lead."
KEPT_OFF: Final = (
    "A conflict of interest keeps you off this engagement, so a colleague codes its comments."
)


@dataclass(frozen=True)
class Room:
    """What every page of themes knows: the engagement, its themes in order, who is there."""

    engagement: Engagement
    themes: tuple[Theme, ...]
    coders: int
    version: int
    but_topics: frozenset[int]
    is_kept_off: bool
    may_keep: bool
    may_code: bool

    @property
    def slug(self) -> str:
        return self.engagement.slug

    @property
    def title(self) -> str:
        return self.engagement.title

    @property
    def labels(self) -> dict[int, str]:
        """Names of themes by id; a sub-theme's with that of its theme before it."""
        plain = {one.id: one.label_en for one in self.themes}
        return {
            one.id: f"{plain[one.parent_id]}: {one.label_en}"
            if one.parent_id in plain
            else one.label_en
            for one in self.themes
        }

    def by_key(self, key: str) -> Theme | None:
        return next((one for one in self.themes if one.key == key), None)


def room_of(unit: Unit, slug: str) -> Room:
    """The engagement of an address with its codebook; NotFound beyond the reader's ministries."""
    if slug_fault(slug, is_topic=False):
        raise NotFound(NO_ENGAGEMENT)
    engagement = engagement_by_slug(unit.session, slug)
    if not unit.actor.reaches(READING_ROLES, engagement.ministry_id):
        raise NotFound(NO_ENGAGEMENT)
    book = codebook_of(unit.session, engagement.id)
    conflicts = conflicts_of(unit.session, unit.actor.person_id)
    return Room(
        engagement=engagement,
        themes=tuple(themes_of(unit.session, engagement.id)),
        coders=book.coders if book is not None else 1,
        version=book.version if book is not None else 0,
        but_topics=conflicts.topics_in(engagement.id),
        is_kept_off=engagement.id in conflicts.engagements,
        may_keep=unit.actor.reaches(KEEPING_ROLES, engagement.ministry_id)
        and not conflicts.bars(engagement.id),
        may_code=unit.actor.reaches(CODING_ROLES, engagement.ministry_id)
        and engagement.id not in conflicts.engagements,
    )


def coders_room(unit: Unit, slug: str) -> Room:
    """The same for who codes there; raises NotAllowed for who may only read."""
    room = room_of(unit, slug)
    if not unit.actor.reaches(CODING_ROLES, room.engagement.ministry_id):
        raise NotAllowed(NO_CODER)
    refuse_kept_off(room)
    return room


def keepers_room(unit: Unit, slug: str) -> Room:
    """The same for who keeps the codebook there."""
    room = room_of(unit, slug)
    if not unit.actor.reaches(KEEPING_ROLES, room.engagement.ministry_id):
        raise NotAllowed("The codebook is kept by the engagement's leads.")
    return room


def refuse_kept_off(room: Room) -> None:
    """Texts of an engagement are not for who keeps off the whole of it (R51)."""
    if room.is_kept_off:
        raise NotAllowed(KEPT_OFF)


def attempted(unit: Unit, form: Form, work: Callable[[], object]) -> tuple[int, str]:
    """Carries a use case out; (0, '') when it is done, else the status and what a conflict says."""
    try:
        with unit.attempt():
            work()
    except Refused as refused:
        form.show_fault(refused)
        return REFUSED, ""
    except Conflict as conflict:
        return CONFLICT, str(conflict)
    return 0, ""


STATE_WORDS: Final = {
    State.OPEN: "Coded by one of two",
    State.DISPUTED: "Coded differently",
    State.SETTLED: "Settled",
}


def page(template: str, status: int = 200, **context: object) -> ResponseReturnValue:
    """A page with words of people on it: no cache keeps it."""
    html = render_template(f"coding/{template}", state_words=STATE_WORDS, **context)
    return no_store(make_response(html, status))
