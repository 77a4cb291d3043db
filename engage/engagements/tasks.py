"""Telling others that the clock has opened or closed an engagement.

Nothing waits for these jobs: pages and acceptance ask the clock themselves (R87).
"""

from typing import Final

from sqlalchemy import select

from engage.core.events import EngagementClosed, EngagementOpened
from engage.core.unit import Unit
from engage.engagements.approving import approvable
from engage.engagements.models import Engagement
from engage.engagements.rules import Phase
from engage.engagements.service import touch
from engage.governance.approvals.queries import open_requests
from engage.governance.approvals.service import tell_waiting
from engage.governance.elections.service import hold_opening
from engage.governance.service import Outbound
from engage.jobs.service import Payload

TELL: Final = "engagements.tell_approvers"
RENAMED: Final = "engagements.ministry_renamed"
RELEASED: Final = "engagements.opening_released"


def show_new_name(unit: Unit, payload: Payload) -> None:
    """The public pages of a renamed ministry's engagements, and of its accounts, are made anew."""
    unit.touch("connect")
    of_ministry = Engagement.ministry_id == int(payload["ministry_id"])
    for engagement in unit.session.scalars(select(Engagement).where(of_ministry)):
        touch(unit, engagement)


def announce_released(unit: Unit, payload: Payload) -> None:
    """A launch that an election held was approved again: what was due to open is open now."""
    engagement = unit.session.get(Engagement, int(payload["engagement_id"]))
    if engagement is None or payload["kind"] != Outbound.PUBLISH_ENGAGEMENT:
        return
    if engagement.timing.phase(unit.now) is Phase.OPEN:
        unit.audit("engagement.open", engagement.scope)
        unit.emit(EngagementOpened(engagement.id))
        touch(unit, engagement)


def tell_approvers(unit: Unit, _payload: Payload) -> None:
    """Tells approvers of steps that wait for content that they were not told of: a draft that was
    saved after it was approved, a notice whose file was edited."""
    for row in open_requests(unit.session, None):
        tell_waiting(unit, approvable(unit, row.subject_kind, row.subject_id).subject)


def announce(unit: Unit, payload: Payload) -> None:
    """Emits the event of a phase that has begun; a changed date makes an old job say nothing."""
    engagement = unit.session.get(Engagement, int(payload["engagement_id"]))
    if engagement is None:
        return
    phase = engagement.timing.phase(unit.now)
    if payload["phase"] == "open" and engagement.timing.is_opening_held:
        hold_opening(unit, engagement.id, engagement.opens_at)
    if payload["phase"] == "open" and phase is Phase.OPEN:
        unit.emit(EngagementOpened(engagement.id))
    elif payload["phase"] == "closed" and phase is Phase.CLOSED:
        unit.emit(EngagementClosed(engagement.id))
    else:
        return
    unit.audit(f"engagement.{payload['phase']}", engagement.scope)
    touch(unit, engagement)
