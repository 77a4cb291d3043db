"""Whether newly approved comments of an engagement are shown during elections (R55).

Held is the default. The decision holds for every election until it is changed.
"""

from typing import Final

from sqlalchemy import select

from engage.core.errors import NotFound
from engage.core.unit import Unit
from engage.governance.elections.models import CommentsInElections
from engage.governance.elections.places import place_of
from engage.governance.elections.queries import periods, waiting_item
from engage.governance.elections.rules import SHOWING_ROLES, Outcome, item_key, period_on
from engage.governance.elections.service.holding import hold_shown_since, settle
from engage.governance.outbound import Outbound

NO_ENGAGEMENT: Final = "There is no such engagement."


def show_comments_in_elections(unit: Unit, engagement_id: int, *, shows: bool) -> None:
    """Shows them from now on, or holds those approved since the call; the same again is nothing."""
    place = place_of(unit.session, engagement_id)
    if place is None:
        raise NotFound(NO_ENGAGEMENT)
    unit.actor.require(*SHOWING_ROLES, ministry_id=place.ministry_id)
    row = unit.session.scalar(
        select(CommentsInElections)
        .where(CommentsInElections.engagement_id == engagement_id)
        .with_for_update()
    )
    if shows == (row is not None):
        return
    if row is not None:
        unit.session.delete(row)
    else:
        unit.session.add(
            CommentsInElections(
                engagement_id=engagement_id, set_at=unit.now, set_by=unit.actor.person_id
            )
        )
    unit.session.flush()
    unit.audit(
        "election.comments_shown" if shows else "election.comments_held",
        f"engagement:{engagement_id}",
        before=not shows,
        after=shows,
    )
    unit.touch(f"engagement:{engagement_id}")
    _follow(unit, engagement_id, shows=shows)


def _follow(unit: Unit, engagement_id: int, *, shows: bool) -> None:
    """The item of the period that is on: gone out with this decision, or waiting again."""
    period = period_on(periods(unit.session), unit.now)
    if period is None:
        return
    if not shows:
        hold_shown_since(unit, period, only=engagement_id)
        return
    item = waiting_item(unit.session, item_key(Outbound.SHOW_COMMENT, engagement_id, 0), period.id)
    if item is not None:
        settle(unit, item, Outcome.EXCEPTED)
