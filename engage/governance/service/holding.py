"""The outbound guard: the one place that all publishing, promotion and sending passes.

Today it knows one cause to hold, the stop that an administrator sets; election periods come to
this same place. Removing something from public view is never held: safety is not promotion.
"""

from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import select

from engage.core.errors import Refused
from engage.core.permissions import Role
from engage.core.unit import Unit
from engage.governance.models import OutboundHold


class Outbound(StrEnum):
    """What is about to leave or to become public."""

    PUBLISH_ENGAGEMENT = "publish_engagement"
    PUBLISH_RESULTS = "publish_results"
    PUSH_POST = "push_post"
    PUSH_COMMENT = "push_comment"
    PUBLISH_REPLY = "publish_reply"
    RELEASE_REPORT = "release_report"
    SEND_MAIL = "send_mail"


@dataclass(frozen=True)
class Action:
    """One act of publishing or sending, and the engagement that it is for."""

    kind: Outbound
    engagement_id: int | None = None


@dataclass(frozen=True)
class Verdict:
    """Whether the action may go ahead now, and if not, why (for staff)."""

    allowed: bool
    reason: str = ""


def outbound_guard(unit: Unit, action: Action) -> Verdict:
    """Asks every cause to hold. A held job waits and asks again; a held page says why."""
    hold = standing_hold(unit)
    if hold is not None:
        return Verdict(False, hold.reason)
    return Verdict(True)


def refuse_if_held(unit: Unit, action: Action) -> None:
    """For use cases that a person is waiting for: raises Refused with the reason."""
    verdict = outbound_guard(unit, action)
    if not verdict.allowed:
        raise Refused("", f"All publishing is on hold: {verdict.reason}")


def standing_hold(unit: Unit) -> OutboundHold | None:
    return unit.session.scalar(select(OutboundHold).where(OutboundHold.lifted_at.is_(None)))


def place_hold(unit: Unit, reason: str) -> OutboundHold:
    """Stops all that goes out; administrators only, audited."""
    unit.actor.require(Role.ADMINISTRATOR)
    if not reason.strip():
        raise Refused("reason", "Say why everything is held.")
    if standing_hold(unit) is not None:
        raise Refused("", "Everything is on hold already.")
    hold = OutboundHold(reason=reason.strip(), placed_at=unit.now, placed_by=unit.actor.person_id)
    unit.session.add(hold)
    unit.session.flush()
    unit.audit("outbound.held", f"hold:{hold.id}")
    return hold


def lift_hold(unit: Unit) -> None:
    """Lets things go out again."""
    unit.actor.require(Role.ADMINISTRATOR)
    hold = standing_hold(unit)
    if hold is None:
        raise Refused("", "Nothing is on hold.")
    hold.lifted_at = unit.now
    hold.lifted_by = unit.actor.person_id
    unit.audit("outbound.released", f"hold:{hold.id}")
