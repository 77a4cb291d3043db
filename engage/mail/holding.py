"""Whether mail that tells the public something may go out now: the outbound guard is asked."""

from typing import Final

from engage.core.unit import Unit
from engage.governance.elections.queries import is_on, last_outcome
from engage.governance.elections.rules import Outcome, item_key
from engage.governance.service import Action, Outbound, outbound_guard
from engage.mail.rules import NotNow

RESULTS_MAILING: Final = 0
"""The subject under which an election writes down that it held the mail about results; mailings to
followers have numbers of their own."""


def held_back(unit: Unit, engagement_id: int, subject_id: int = RESULTS_MAILING) -> NotNow | None:
    """None: it may go. `subject_id` tells mailings of one engagement apart."""
    verdict = outbound_guard(unit, Action(Outbound.SEND_MAIL, engagement_id, subject_id))
    if verdict.allowed:
        return None
    key = item_key(Outbound.SEND_MAIL, engagement_id, subject_id)
    was_dropped = verdict.by_election and last_outcome(unit.session, key) is Outcome.DROPPED
    return NotNow(verdict.by_election, was_dropped and not is_on(unit.session, unit.now))
