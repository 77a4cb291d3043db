"""The outbound guard: the one place that all publishing, promotion and sending passes.

Two causes hold: an election (`governance.elections`), which writes down what it held and lets it go
by approval alone, and the stop that an administrator sets. Removing something from public view is
never held: safety is not promotion.
"""

from sqlalchemy import select

from engage.core.errors import Refused
from engage.core.permissions import Role
from engage.core.unit import Unit
from engage.governance.elections.service import election_verdict
from engage.governance.models import OutboundHold
from engage.governance.outbound import NEVER_HELD, Action, Verdict


class Held(Refused):
    """Something may not go out now. It can be sent again, and then perhaps it may."""

    def __init__(self, verdict: Verdict) -> None:
        stop = f"All publishing is on hold: {verdict.reason}"
        super().__init__("", verdict.reason if verdict.by_election else stop)
        self.verdict = verdict


def outbound_guard(unit: Unit, action: Action) -> Verdict:
    """Asks every cause to hold, and has what an election holds written down.

    A job that a stop holds waits and asks again; one that an election holds ends, as the approval
    of what was held begins a new one. A held page says why.
    """
    return _verdict(unit, action, records=True)


def how_it_stands(unit: Unit, action: Action) -> Verdict:
    """The same for pages that only say so: nothing is written down."""
    return _verdict(unit, action, records=False)


def refuse_if_held(unit: Unit, action: Action) -> None:
    """For use cases that a person is waiting for: raises Held with the reason."""
    verdict = outbound_guard(unit, action)
    if not verdict.allowed:
        raise Held(verdict)


def _verdict(unit: Unit, action: Action, *, records: bool) -> Verdict:
    if action.kind in NEVER_HELD:
        return Verdict(True)
    hold = standing_hold(unit)
    verdict = election_verdict(unit, action, records=records)
    if not verdict.allowed:
        return verdict
    return Verdict(True) if hold is None else Verdict(False, hold.reason)


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
