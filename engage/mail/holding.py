"""Whether mail that tells the public something may go out now: the outbound guard is asked."""

from engage.core.unit import Unit
from engage.governance.service import Action, Outbound, outbound_guard
from engage.mail.rules import NotNow


def held_back(unit: Unit, engagement_id: int, subject_id: int = 0) -> NotNow | None:
    """None: it may go. `subject_id` tells mailings of one engagement apart; 0 is its results'."""
    verdict = outbound_guard(unit, Action(Outbound.SEND_MAIL, engagement_id, subject_id))
    return None if verdict.allowed else NotNow(verdict.by_election)
