"""The standing approval of the sample: without one its replies would wait for two signatures."""

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import Final

from engage.core.dates import from_local, zone
from engage.core.permissions import Actor, Role
from engage.core.unit import Units
from engage.governance.conduct.rules import a_year_after, period_of
from engage.governance.conduct.service import countersign, give_approval

WHY: Final = (
    "Speakers answer questions about what is published already. The check and the privacy officer"
    " stand before each reply."
)


def approve_replies(
    units: Units, officers: Mapping[Role, Actor], ministry_id: int, at: datetime
) -> None:
    """Given and countersigned at that instant, for every engagement of the ministry, for a year."""
    tz = units.settings.time_zone
    first = at.astimezone(zone(tz)).date()
    last = a_year_after(first) - timedelta(days=1)
    period = period_of(first, last, first, lambda day: from_local(day, time(), tz))
    with units.writing(officers[Role.COMMUNICATIONS_DIRECTOR], now=at) as unit:
        given = give_approval(
            unit, ministry_id=ministry_id, engagement_id=None, period=period, reason=WHY
        )
    with units.writing(officers[Role.EXECUTIVE_DIRECTOR_ENGAGEMENT], now=at) as unit:
        countersign(unit, given.id)
