"""After an election: what was held is approved again, one by one, or dropped (R57).

Nothing is released by the clock and nothing in bulk. What an approval causes elsewhere (pushes to
WordPress, an opening that was due) follows from its event.
"""

from typing import Final

from sqlalchemy import select

from engage.core.errors import Conflict, NotFound, Refused
from engage.core.events import HeldItemDropped, HeldItemReleased
from engage.core.permissions import ActorKind
from engage.core.unit import Unit
from engage.governance.elections.models import HeldItem
from engage.governance.elections.places import place_of
from engage.governance.elections.queries import is_on
from engage.governance.elections.rules import (
    NEVER_DROPPED,
    READING_ROLES,
    RELEASING_ROLES,
    Outcome,
)
from engage.governance.elections.service.holding import settle
from engage.governance.outbound import Outbound

NO_ITEM: Final = "There is no such held item, or it belongs to another ministry."
NOT_YET: Final = "The election period is not over. Approve it afterwards, or ask for an exception."
SETTLED: Final = {
    Outcome.APPROVED: "A colleague approved this meanwhile.",
    Outcome.DROPPED: "A colleague dropped this meanwhile. Read it again before you decide.",
    Outcome.EXCEPTED: "This went out under an exception meanwhile.",
}
NOT_DROPPED: Final = {
    Outbound.SHOW_COMMENT: "Moderators take comments from view, each with a reason.",
    Outbound.PUSH_POST: "Unpublish the engagement if its post shall not be there.",
}


def approve_again(unit: Unit, item_id: int, *, seen: Outcome = Outcome.WAITING) -> HeldItem:
    """Lets the thing go out again; Conflict when something else became of it than was seen."""
    item = _item_to_settle(unit, item_id, seen)
    if is_on(unit.session, unit.now):
        raise Refused("", NOT_YET)
    settle(unit, item, Outcome.APPROVED)
    if item.engagement_id is not None:
        unit.touch(f"engagement:{item.engagement_id}")
        unit.touch("site")
    unit.emit(HeldItemReleased(item.id, item.kind, item.engagement_id or 0, item.subject_id))
    return item


def drop_item(unit: Unit, item_id: int) -> HeldItem:
    """It shall not go out. Whoever tries again needs an approval all the same."""
    item = _item_to_settle(unit, item_id, Outcome.WAITING)
    if item.kind in NEVER_DROPPED:
        raise Refused("", NOT_DROPPED[Outbound(item.kind)])
    settle(unit, item, Outcome.DROPPED)
    unit.emit(HeldItemDropped(item.id, item.kind, item.engagement_id or 0, item.subject_id))
    return item


def _item_to_settle(unit: Unit, item_id: int, seen: Outcome) -> HeldItem:
    """The item, locked: of two who decide at once, the second is told what the first did."""
    item = unit.session.scalar(
        select(HeldItem)
        .where(HeldItem.id == item_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if item is None or not _reaches(unit, item):
        raise NotFound(NO_ITEM)
    place = place_of(unit.session, item.engagement_id)
    unit.actor.require(*RELEASING_ROLES, ministry_id=place.ministry_id if place else None)
    if item.outcome != seen:
        raise Conflict(SETTLED[Outcome(item.outcome)] if item.outcome else "This waits again.")
    return item


def _reaches(unit: Unit, item: HeldItem) -> bool:
    if unit.actor.kind is ActorKind.SYSTEM:
        return True
    place = place_of(unit.session, item.engagement_id)
    if place is None:
        return unit.actor.ministries(READING_ROLES) is None
    return unit.actor.reaches(READING_ROLES, place.ministry_id)
