"""Staff accounts: made, given roles, and disabled.

Only an administrator of everything (or the system, on the command line) does any of this.
"""

from collections.abc import Iterable

from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError

from engage.accounts.models import Ministry, Person, PersonRole
from engage.accounts.passwords import hash_password
from engage.accounts.queries import (
    first_administrator,
    grants_of,
    ministry_by_code,
    person_by_email,
)
from engage.accounts.rules import folded_email, is_staff_email
from engage.accounts.service.secrets import refuse_unfit_password
from engage.accounts.service.sessions import end_all_sessions
from engage.core.errors import Refused
from engage.core.events import MinistryRenamed
from engage.core.permissions import Actor, ActorKind, Grant, Role
from engage.core.unit import Unit

MAXIMUM_NAME = 120


def create_person(
    unit: Unit, email: str, name: str, password: str, grants: Iterable[Grant] = ()
) -> Person:
    """A new account without second factor; it cannot sign in until `enrol_totp`."""
    unit.actor.require(Role.ADMINISTRATOR)
    email, name = folded_email(email), " ".join(name.split())
    if not is_staff_email(email, unit.settings.staff_domains):
        raise Refused("email", "Use a government e-mail address.")
    if not name.isprintable() or not 1 <= len(name) <= MAXIMUM_NAME:
        raise Refused("name", f"Enter a name of at most {MAXIMUM_NAME} characters.")
    refuse_unfit_password(password, email, name)
    person = Person(
        email=email, name=name, password_hash=hash_password(password), created_at=unit.now
    )
    try:
        with unit.attempt():
            unit.session.add(person)
            unit.session.flush()
    except IntegrityError:
        # `from None`: the database's message quotes the address.
        raise Refused("email", "There is an account with this address already.") from None
    unit.audit("person.created", f"person:{person.id}")
    set_grants(unit, person, grants)
    return person


def set_grants(unit: Unit, person: Person, grants: Iterable[Grant]) -> None:
    """Makes these the person's roles; each one given or taken away is audited."""
    unit.actor.require(Role.ADMINISTRATOR)
    held, wanted = grants_of(unit.session, person.id), frozenset(grants)
    for grant in sorted(held - wanted, key=_order):
        unit.session.execute(
            delete(PersonRole).where(
                PersonRole.person_id == person.id,
                PersonRole.role == grant.role,
                PersonRole.ministry_id.is_not_distinct_from(grant.ministry_id),
            )
        )
        _audit_grant(unit, "person.role_taken", person, grant)
    for grant in sorted(wanted - held, key=_order):
        unit.session.add(
            PersonRole(person_id=person.id, role=grant.role, ministry_id=grant.ministry_id)
        )
        _audit_grant(unit, "person.role_given", person, grant)
    unit.session.flush()


def disable_person(unit: Unit, person: Person) -> None:
    """A leaver: no sign-in from now on, and every session ends at once (R61)."""
    unit.actor.require(Role.ADMINISTRATOR)
    if person.disabled_at is not None:
        return
    person.disabled_at = unit.now
    unit.session.flush()
    unit.audit("person.disabled", f"person:{person.id}")
    end_all_sessions(unit, person.id)


def acting_person(unit: Unit, email: str | None) -> Actor:
    """Who a command acts for (`--as EMAIL`); without an address the first administrator."""
    session = unit.session
    person = person_by_email(session, email) if email else first_administrator(session)
    if person is None or person.disabled_at is not None:
        raise Refused("as", "There is no such staff account in use.")
    return Actor(ActorKind.PERSON, person.id, grants_of(session, person.id))


def ensure_ministry(unit: Unit, code: str, name: str) -> Ministry:
    """The ministry of this code, made or renamed where needed."""
    unit.actor.require(Role.ADMINISTRATOR)
    ministry = ministry_by_code(unit.session, code)
    if ministry is None:
        ministry = Ministry(code=code, name=name)
        unit.session.add(ministry)
    elif ministry.name != name:
        ministry.name = name
        # Public pages name it; engagements stand above and follow by a job.
        unit.emit(MinistryRenamed(ministry.id))
    unit.session.flush()
    return ministry


def _order(grant: Grant) -> tuple[str, int]:
    return grant.role.value, grant.ministry_id or 0


def _audit_grant(unit: Unit, action: str, person: Person, grant: Grant) -> None:
    unit.audit(action, f"person:{person.id}", role=grant.role.value, ministry=grant.ministry_id)
