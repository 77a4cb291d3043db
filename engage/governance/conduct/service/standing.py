"""Standing approvals: a director gives one and Citizen Engagement countersigns it (R9, R11).

Two different people sign, or their recorded delegates. Its terms are never changed: what is to be
otherwise is given anew, and the old one ended.
"""

from typing import Final

from engage.core.errors import Conflict, NotAllowed, NotFound
from engage.core.permissions import Role
from engage.core.unit import Unit
from engage.governance.conduct.models import StandingApproval
from engage.governance.conduct.rules import (
    COUNTERSIGNING_ROLES,
    GIVING_ROLES,
    SIGNING_ROLES,
    Covered,
    Period,
    cleaned_reason,
)
from engage.governance.conduct.service.conflicts import refuse_in_conflict
from engage.governance.conduct.service.signing import Signature, signature_of

NO_APPROVAL: Final = "There is no such standing approval, or it belongs to another ministry."
NOT_DIRECTOR: Final = "Only the ministry's communications director gives a standing approval."
NOT_EXECUTIVE: Final = "Only the Executive Director, Citizen Engagement, countersigns this."
NOT_BOTH: Final = "You gave this approval, so somebody else countersigns it."
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

    That the engagement is one of the ministry's, the caller knows. Raises NotAllowed, InConflict,
    or Refused at 'reason'.
    """
    signature = signature_of(unit, GIVING_ROLES, ministry_id)
    if signature is None:
        raise NotAllowed(NOT_DIRECTOR)
    if engagement_id is not None:
        refuse_in_conflict(unit, engagement_id)
    row = StandingApproval(
        kind=kind,
        ministry_id=ministry_id,
        engagement_id=engagement_id,
        given_by=unit.actor.person_id,
        given_for=signature.for_person_id,
        given_at=unit.now,
        reason=cleaned_reason(reason, SAY_WHY),
        starts_at=period.starts_at,
        ends_at=period.ends_at,
    )
    unit.session.add(row)
    unit.session.flush()
    _note(
        unit,
        row,
        "given",
        starts=period.starts_at.isoformat(),
        ends=period.ends_at.isoformat(),
        signed_for=signature.for_person_id,
    )
    return row


def countersign(unit: Unit, approval_id: int) -> StandingApproval:
    """The second of two people signs; from then on it is in force in its time.

    Raises NotFound, NotAllowed, InConflict, or Conflict when it is signed or over already.
    """
    row = _reached(unit, approval_id)
    signature = signature_of(unit, COUNTERSIGNING_ROLES, row.ministry_id)
    if signature is None:
        raise NotAllowed(NOT_EXECUTIVE)
    if not _are_two(unit, row, signature):
        raise NotAllowed(NOT_BOTH)
    if row.engagement_id is not None:
        refuse_in_conflict(unit, row.engagement_id)
    _refuse_if_over(unit, row)
    if row.countersigned_at is not None:
        raise Conflict(SIGNED)
    row.countersigned_at, row.countersigned_by = unit.now, unit.actor.person_id
    row.countersigned_for = signature.for_person_id
    unit.session.flush()
    _note(unit, row, "countersigned", given_by=row.given_by, signed_for=row.countersigned_for)
    return row


def end_approval(unit: Unit, approval_id: int, reason: str) -> StandingApproval:
    """Ends it now, or refuses one that waits. What was published under it stays.

    Raises NotFound, Refused at 'reason', or Conflict when it is over already.
    """
    row = _reached(unit, approval_id)
    _refuse_if_over(unit, row)
    cleaned = cleaned_reason(reason, SAY_WHY_OVER)
    row.ended_at, row.ended_by, row.ended_reason = unit.now, unit.actor.person_id, cleaned
    unit.session.flush()
    _note(unit, row, "ended", was_countersigned=row.countersigned_at is not None)
    return row


def may_countersign(unit: Unit, row: StandingApproval) -> bool:
    signature = signature_of(unit, COUNTERSIGNING_ROLES, row.ministry_id)
    return signature is not None and _are_two(unit, row, signature)


def may_end_approval(unit: Unit, ministry_id: int) -> bool:
    """Its signers' roles, and administrators: to end one is always safe."""
    if unit.actor.reaches((Role.ADMINISTRATOR,), ministry_id):
        return True
    return signature_of(unit, SIGNING_ROLES, ministry_id) is not None


def _are_two(unit: Unit, row: StandingApproval, signature: Signature) -> bool:
    """Neither the giver nor whom they gave it for signs a second time, by whichever hand."""
    first = {row.given_by, row.given_for} - {None}
    return first.isdisjoint({unit.actor.person_id, signature.for_person_id})


def _reached(unit: Unit, approval_id: int) -> StandingApproval:
    """The row, locked; unknown to those who have no part in it there."""
    row = unit.session.get(
        StandingApproval, approval_id, with_for_update=True, populate_existing=True
    )
    if row is None or not may_end_approval(unit, row.ministry_id):
        raise NotFound(NO_APPROVAL)
    return row


def _refuse_if_over(unit: Unit, row: StandingApproval) -> None:
    if row.ended_at is not None or unit.now >= row.ends_at:
        raise Conflict(OVER)


def _note(unit: Unit, row: StandingApproval, what: str, **more: str | int | bool | None) -> None:
    unit.audit(
        f"standing_approval.{what}",
        f"standing_approval:{row.id}",
        kind=row.kind,
        ministry=row.ministry_id,
        engagement=row.engagement_id,
        **more,
    )
