"""Standing approvals: a director gives one and Citizen Engagement countersigns it (R9, R11).

Its terms are never changed: what is to be otherwise is given anew, and the old one ended.
"""

from datetime import datetime
from typing import Final

from engage.core.errors import Conflict, NotAllowed, NotFound
from engage.core.unit import Unit
from engage.governance.conduct.models import StandingApproval
from engage.governance.conduct.rules import (
    COUNTERSIGNING_ROLES,
    ENDING_ROLES,
    GIVING_ROLES,
    Covered,
    Period,
    cleaned_reason,
)
from engage.governance.conduct.service.conflicts import refuse_in_conflict

NO_APPROVAL: Final = "There is no such standing approval, or it belongs to another ministry."
NOT_DIRECTOR: Final = "Only the ministry's communications director gives a standing approval."
NOT_EXECUTIVE: Final = "Only the Executive Director, Citizen Engagement, countersigns this."
NOT_BOTH: Final = "You gave this approval, so somebody else countersigns it."
NOT_TO_END: Final = "Only its signers and administrators end a standing approval."
SAY_WHY: Final = "Say in a few words why single approval is not needed."
SAY_WHY_OVER: Final = "Say in a few words why it ends."
SIGNED: Final = "This approval was countersigned already."
OVER: Final = "This approval is over already."


def give_approval(
    unit: Unit,
    *,
    ministry_id: int,
    engagement_id: int | None,
    period: Period,
    reason: str,
    kind: Covered = Covered.REPLIES,
) -> StandingApproval:
    """Given by the ministry's communications director; it waits for the second signature.

    That the engagement is one of the ministry's, the caller knows.
    """
    given_by = unit.actor.person_id
    if given_by is None or not unit.actor.reaches(GIVING_ROLES, ministry_id):
        raise NotAllowed(NOT_DIRECTOR)
    if engagement_id is not None:
        refuse_in_conflict(unit, engagement_id)
    row = StandingApproval(
        kind=kind,
        ministry_id=ministry_id,
        engagement_id=engagement_id,
        given_by=given_by,
        given_at=unit.now,
        reason=cleaned_reason(reason, SAY_WHY),
        starts_at=period.starts_at,
        ends_at=period.ends_at,
    )
    unit.session.add(row)
    unit.session.flush()
    unit.audit(
        "standing_approval.given",
        _subject(row),
        kind=kind,
        ministry=ministry_id,
        engagement=engagement_id,
        starts=_stamp(period.starts_at),
        ends=_stamp(period.ends_at),
    )
    return row


def countersign(unit: Unit, approval_id: int) -> StandingApproval:
    """The second of two people signs; from then on it is in force in its time."""
    row = _reached(unit, approval_id)
    if unit.actor.person_id is None or not unit.actor.reaches(
        COUNTERSIGNING_ROLES, row.ministry_id
    ):
        raise NotAllowed(NOT_EXECUTIVE)
    if row.given_by == unit.actor.person_id:
        raise NotAllowed(NOT_BOTH)
    if row.engagement_id is not None:
        refuse_in_conflict(unit, row.engagement_id)
    _refuse_if_over(unit, row)
    if row.countersigned_at is not None:
        raise Conflict(SIGNED)
    row.countersigned_at, row.countersigned_by = unit.now, unit.actor.person_id
    unit.session.flush()
    unit.audit(
        "standing_approval.countersigned",
        _subject(row),
        ministry=row.ministry_id,
        engagement=row.engagement_id,
        given_by=row.given_by,
    )
    return row


def end_approval(unit: Unit, approval_id: int, reason: str) -> StandingApproval:
    """Ends it now, or refuses one that waits. What was published under it stays."""
    row = _reached(unit, approval_id)
    if not may_end_approval(unit, row.ministry_id):
        raise NotAllowed(NOT_TO_END)
    _refuse_if_over(unit, row)
    cleaned = cleaned_reason(reason, SAY_WHY_OVER)
    was = "in_force" if row.countersigned_at is not None else "waiting"
    row.ended_at, row.ended_by, row.ended_reason = unit.now, unit.actor.person_id, cleaned
    unit.session.flush()
    unit.audit(
        "standing_approval.ended",
        _subject(row),
        was=was,
        ministry=row.ministry_id,
        engagement=row.engagement_id,
    )
    return row


def may_end_approval(unit: Unit, ministry_id: int) -> bool:
    return unit.actor.reaches(ENDING_ROLES, ministry_id)


def _reached(unit: Unit, approval_id: int) -> StandingApproval:
    """The row, locked; unknown to those who have no part in it there."""
    row = unit.session.get(
        StandingApproval, approval_id, with_for_update=True, populate_existing=True
    )
    if row is None or not unit.actor.reaches(ENDING_ROLES, row.ministry_id):
        raise NotFound(NO_APPROVAL)
    return row


def _refuse_if_over(unit: Unit, row: StandingApproval) -> None:
    if row.ended_at is not None or unit.now >= row.ends_at:
        raise Conflict(OVER)


def _subject(row: StandingApproval) -> str:
    return f"standing_approval:{row.id}"


def _stamp(moment: datetime) -> str:
    return moment.isoformat()
