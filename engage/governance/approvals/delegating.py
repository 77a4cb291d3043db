"""Delegates: who stands in for an absent approver, in which role, from when to when (R13)."""

from datetime import datetime, timedelta
from typing import Final

from engage.accounts.models import Person
from engage.accounts.queries import grants_of
from engage.core.errors import NotAllowed, NotFound, Refused
from engage.core.permissions import Role
from engage.core.unit import Unit
from engage.governance.approvals.models import Delegation
from engage.governance.approvals.rules import ROUTES

LONGEST: Final = timedelta(days=183)
DELEGATED: Final = tuple(dict.fromkeys(rule.role for rules in ROUTES.values() for rule in rules))
"""The roles that approve something."""


def delegate(
    unit: Unit,
    *,
    person_id: int,
    delegate_id: int,
    role: Role,
    starts_at: datetime | None,
    ends_at: datetime | None,
    reason: str,
) -> Delegation:
    """Names a delegate; for oneself, or as an administrator for somebody who is away.

    The delegate decides where the approver could, in that role alone, and passes it on to nobody.
    """
    if unit.actor.person_id != person_id:
        unit.actor.require(Role.ADMINISTRATOR)
    if not any(grant.role is role for grant in grants_of(unit.session, person_id)):
        raise Refused("role", "Only a role that the approver holds can be delegated.")
    if role not in DELEGATED:
        raise Refused("role", "This role approves nothing, so there is nothing to delegate.")
    chosen = unit.session.get(Person, delegate_id)
    if chosen is None or chosen.disabled_at is not None or delegate_id == person_id:
        raise Refused("delegate", "Choose another member of staff whose account is in use.")
    if unit.actor.person_id == delegate_id:
        raise Refused("delegate", "Nobody makes themselves somebody's delegate.")
    if starts_at is None:
        raise Refused("starts_at", "Say from when.")
    if ends_at is None:
        raise Refused("ends_at", "Say until when.")
    if ends_at <= starts_at or ends_at <= unit.now:
        raise Refused("ends_at", "The end must be after the start, and in the future.")
    if ends_at - starts_at > LONGEST:
        raise Refused("ends_at", "Choose at most half a year.")
    if not reason.strip():
        raise Refused("reason", "Say why, such as 'On leave'.")
    row = Delegation(
        person_id=person_id,
        delegate_id=delegate_id,
        role=role,
        starts_at=starts_at,
        ends_at=ends_at,
        reason=reason.strip()[:500],
        made_at=unit.now,
        made_by=unit.actor.person_id,
    )
    unit.session.add(row)
    unit.session.flush()
    unit.audit(
        "delegation.made",
        f"person:{person_id}",
        delegate=delegate_id,
        role=role.value,
        starts=starts_at.isoformat(),
        ends=ends_at.isoformat(),
    )
    return row


def end_delegation(unit: Unit, delegation_id: int) -> None:
    """Ends one at once: the approver, the delegate or an administrator may."""
    row = unit.session.get(Delegation, delegation_id)
    if row is None:
        raise NotFound("There is no such delegation.")
    if unit.actor.person_id not in (row.person_id, row.delegate_id) and not unit.actor.may(
        Role.ADMINISTRATOR
    ):
        # As unknown as one that never was: who stands in for whom is not everybody's business.
        raise NotFound("There is no such delegation.")
    if row.ended_at is not None:
        return
    if unit.actor.person_id is None:
        raise NotAllowed("A person has to end this.")
    row.ended_at, row.ended_by = unit.now, unit.actor.person_id
    unit.audit("delegation.ended", f"person:{row.person_id}", delegate=row.delegate_id)
