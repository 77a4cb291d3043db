"""Use cases of governance: the hold on all that goes out, and who acknowledged the rules they
work under."""

from engage.governance.outbound import Action, Outbound, Verdict
from engage.governance.service.acknowledging import (
    NotAcknowledged,
    acknowledge,
    has_acknowledged,
    must_acknowledge,
    require_acknowledged,
)
from engage.governance.service.holding import (
    Held,
    how_it_stands,
    lift_hold,
    outbound_guard,
    place_hold,
    refuse_if_held,
    standing_hold,
)

__all__ = [
    "Action",
    "Held",
    "NotAcknowledged",
    "Outbound",
    "Verdict",
    "acknowledge",
    "has_acknowledged",
    "how_it_stands",
    "lift_hold",
    "must_acknowledge",
    "outbound_guard",
    "place_hold",
    "refuse_if_held",
    "require_acknowledged",
    "standing_hold",
]
