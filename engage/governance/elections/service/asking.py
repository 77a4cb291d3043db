"""What the outbound guard asks: does an election hold this, or did one hold it before?"""

from typing import Final

from engage.core.unit import Unit
from engage.governance.elections import queries
from engage.governance.elections.rules import (
    COMMENT_KINDS,
    HELD_KINDS,
    Outcome,
    Period,
    Ruling,
    item_key,
    judge,
    period_on,
    phase_at,
)
from engage.governance.elections.service.holding import leave_record, settle
from engage.governance.outbound import Action, Verdict

HELD_NOW: Final = (
    "This is held during the election period. It is written down and waits for approval when the"
    " period is over. An exception needs two directors."
)
HELD_AFTER: Final = (
    "This was held during the election period. A communications director approves it again first,"
    " on the page about elections."
)
ALLOWED: Final = Verdict(True)
GOES_OUT: Final = (Ruling.ALLOWED, Ruling.EXCEPTED)


def election_verdict(unit: Unit, action: Action, *, records: bool = True) -> Verdict:
    """Whether an election stands in the way; what a period holds is written down.

    `records` False: for pages that only say how things stand.
    """
    periods = queries.periods(unit.session)
    current = period_on(periods, unit.now)
    ruling = _ruling(unit, action, current)
    if ruling in GOES_OUT and current is not None and records and unit.writes:
        _settle_as_excepted(unit, action, current)
    if ruling is Ruling.HELD_NOW and current is not None:
        if records:
            leave_record(unit, action, current.id)
        return Verdict(False, HELD_NOW, by_election=True)
    if ruling is Ruling.HELD_AFTER:
        return Verdict(False, HELD_AFTER, by_election=True)
    return ALLOWED


def _ruling(unit: Unit, action: Action, current: Period | None) -> Ruling:
    """Asks only what the phase makes a difference of."""
    session, kind, engagement = unit.session, action.kind, action.engagement_id
    if kind not in HELD_KINDS or not queries.periods(session):
        return Ruling.ALLOWED
    phase = phase_at(queries.periods(session), unit.now)
    if current is None:
        key = item_key(kind, engagement, action.subject_id)
        return judge(kind, phase, outcome=queries.last_outcome(session, key))
    if kind in COMMENT_KINDS:
        return judge(kind, phase, shows_comments=queries.shows_comments(session, engagement))
    excepted = queries.exception_in_force(session, current, kind, engagement)
    return judge(kind, phase, is_excepted=excepted is not None)


def _settle_as_excepted(unit: Unit, action: Action, period: Period) -> None:
    """What waited goes out in the period after all: nobody has to approve it again.

    It has an exception, or it was marked as about a service when it was sent once more. Comments go
    out one by one where they are shown, and none of them is the item of all.
    """
    if action.kind in COMMENT_KINDS:
        return
    item = queries.waiting_item(
        unit.session, item_key(action.kind, action.engagement_id, action.subject_id), period.id
    )
    if item is not None:
        settle(unit, item, Outcome.EXCEPTED)
