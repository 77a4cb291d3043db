"""In which of the signing roles a person may sign: their own, or an absent colleague's (R13)."""

from collections.abc import Iterable
from dataclasses import dataclass

from engage.accounts.models import Person
from engage.accounts.queries import grants_of
from engage.core.permissions import Role
from engage.core.unit import Unit
from engage.governance.approvals.queries import roles_delegated_to


@dataclass(frozen=True)
class Signature:
    """The role in which the actor signs, and whom they stand in for (None: themselves)."""

    role: Role
    for_person_id: int | None = None


def signature_of(unit: Unit, roles: Iterable[Role], ministry_id: int) -> Signature | None:
    """How the actor may sign there; None: not at all. The system signs nothing."""
    person_id = unit.actor.person_id
    if person_id is None:
        return None
    wanted = tuple(roles)
    for role in wanted:
        if unit.actor.may(role, ministry_id):
            return Signature(role)
    delegated = roles_delegated_to(unit.session, person_id, unit.now)
    for role in wanted:
        for whose in sorted(delegated.get(role, ())):
            if _holds(unit, whose, role, ministry_id):
                return Signature(role, whose)
    return None


def _holds(unit: Unit, person_id: int, role: Role, ministry_id: int) -> bool:
    person = unit.session.get(Person, person_id)
    if person is None or person.disabled_at is not None:
        return False
    return any(
        grant.role is role and grant.ministry_id in (None, ministry_id)
        for grant in grants_of(unit.session, person_id)
    )
