"""Staff accounts: made, given roles, disabled and enabled again.

Only an administrator of everything (or the system, on the command line) does any of this, and
nobody to the own account.
"""

from collections.abc import Iterable
from typing import Final

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from engage.accounts.administrators import grant_key, role_names
from engage.accounts.models import Ministry, Person, PersonRole
from engage.accounts.people_queries import roles_of
from engage.accounts.queries import (
    first_administrator,
    grants_of,
    ministry_by_code,
    person_by_email,
)
from engage.accounts.rules import folded_email, is_staff_email
from engage.accounts.service.calendar_links import end_calendar_link
from engage.accounts.service.earlier import remember
from engage.accounts.service.inviting import end_invitations
from engage.accounts.service.protecting import (
    begin_change,
    locked_person,
    protect_administrators,
)
from engage.accounts.service.secrets import prepare_password
from engage.accounts.service.sessions import end_all_sessions
from engage.core.errors import Conflict, NotFound, Refused
from engage.core.events import MinistryRenamed
from engage.core.permissions import Actor, ActorKind, Grant, Role
from engage.core.unit import Unit

MAXIMUM_NAME: Final = 120
LOCAL: Final = "local"
OWN_ROLES: Final = "You cannot change your own roles. Ask another administrator."
OWN_ACCOUNT: Final = "You cannot disable your own account. Ask another administrator."


def create_person(
    unit: Unit,
    email: str,
    name: str,
    password: str | None,
    grants: Iterable[Grant] = (),
    *,
    reason: str = "",
    is_break_glass: bool = False,
) -> Person:
    """A new account without second factor; it cannot sign in until `enrol_totp`.

    Without a password its owner joins by a link. `reason` is why there is a third administrator.
    """
    begin_change(unit)
    email, name = folded_email(email), " ".join(name.split())
    if not is_staff_email(email, unit.settings.staff_domains):
        raise Refused("email", "Use a government e-mail address.")
    if not name.isprintable() or not 1 <= len(name) <= MAXIMUM_NAME:
        raise Refused("name", f"Enter a name of at most {MAXIMUM_NAME} characters.")
    made = None if password is None else prepare_password(None, password, email, name)
    person = Person(
        email=email,
        name=name,
        password_hash=made.password_hash if made else None,
        password_salt=made.salt if made else None,
        password_set_at=unit.now if made else None,
        is_break_glass=is_break_glass,
        created_at=unit.now,
    )
    try:
        with unit.attempt():
            unit.session.add(person)
            unit.session.flush()
    except IntegrityError:
        # `from None`: the database's message quotes the address.
        raise Refused("email", "There is an account with this address already.") from None
    if made:
        remember(unit, person.id, made.digest)
    unit.audit("person.created", f"person:{person.id}", break_glass=is_break_glass)
    set_grants(unit, person, grants, reason=reason)
    return person


def set_grants(
    unit: Unit,
    person: Person,
    grants: Iterable[Grant],
    *,
    reason: str = "",
    seen: Iterable[Grant] | None = None,
) -> None:
    """Makes these the roles that administrators gave the person; audited with before and after.

    Roles that the provider of single sign-on keeps stay as they are. `seen` are the others, as the
    administrator had them on the page: Conflict when they are no longer so.
    """
    begin_change(unit)
    if unit.actor.person_id == person.id:
        raise Refused("", OWN_ROLES)
    person = locked_person(unit, person.id)
    held = {_grant(row): row for row in roles_of(unit.session, person.id)}
    of_others = {grant for grant, row in held.items() if row.source != LOCAL}
    if seen is not None and frozenset(seen) != frozenset(held) - of_others:
        raise Conflict("These roles were changed by somebody else meanwhile. Look at them again.")
    wanted = frozenset(grants) | of_others
    if wanted == frozenset(held):
        return
    _refuse_unknown_ministries(unit, wanted)
    if person.disabled_at is None:
        protect_administrators(unit, person, held, wanted, reason)
    _write_grants(unit, person, held, wanted, reason.strip())
    unit.audit(
        "person.roles_changed",
        f"person:{person.id}",
        before=role_names(held),
        after=role_names(wanted),
        reason_given=bool(reason.strip()),
    )


def _write_grants(
    unit: Unit, person: Person, held: dict[Grant, PersonRole], wanted: Iterable[Grant], reason: str
) -> None:
    wanted = frozenset(wanted)
    gone = [row.id for grant, row in held.items() if grant not in wanted]
    unit.session.execute(delete(PersonRole).where(PersonRole.id.in_(gone)))
    for grant in sorted(wanted - frozenset(held), key=grant_key):
        is_administrator = grant.role is Role.ADMINISTRATOR
        unit.session.add(
            PersonRole(
                person_id=person.id,
                role=grant.role,
                ministry_id=grant.ministry_id,
                source=LOCAL,
                reason=reason if is_administrator else "",
            )
        )
    unit.session.flush()


def disable_person(unit: Unit, person: Person) -> None:
    """A leaver: no sign-in from now on, and every session ends at once (R61)."""
    begin_change(unit)
    if unit.actor.person_id == person.id:
        raise Refused("", OWN_ACCOUNT)
    person = locked_person(unit, person.id)
    if person.disabled_at is not None:
        return
    protect_administrators(unit, person, grants_of(unit.session, person.id), ())
    person.disabled_at = unit.now
    unit.session.flush()
    unit.audit("person.disabled", f"person:{person.id}")
    end_invitations(unit, person.id)
    end_all_sessions(unit, person.id)
    end_calendar_link(unit, person.id)


def enable_person(unit: Unit, person: Person, *, reason: str = "") -> None:
    """The account again, with the roles that it had; its owner's password and app still work."""
    begin_change(unit)
    person = locked_person(unit, person.id)
    if person.disabled_at is None:
        return
    held = grants_of(unit.session, person.id)
    protect_administrators(unit, person, (), held, reason)
    person.disabled_at = None
    if reason.strip():
        for row in roles_of(unit.session, person.id):
            if row.role == Role.ADMINISTRATOR:
                row.reason = reason.strip()
    unit.session.flush()
    unit.audit("person.enabled", f"person:{person.id}", roles=role_names(held))


def person_of(unit: Unit, person_id: int) -> Person:
    """Raises NotFound."""
    person = unit.session.get(Person, person_id)
    if person is None:
        raise NotFound("There is no such person.")
    return person


def acting_person(unit: Unit, email: str | None) -> Actor:
    """Who a command acts for (`--as EMAIL`); without an address the first administrator."""
    session = unit.session
    person = person_by_email(session, email) if email else first_administrator(session)
    if person is None or person.disabled_at is not None:
        raise Refused("as", "There is no such staff account in use.")
    return Actor(ActorKind.PERSON, person.id, grants_of(session, person.id))


def ensure_ministry(unit: Unit, code: str, name: str) -> Ministry:
    """The ministry of this code, made or renamed where needed. Its French name stays: see
    `ministries`."""
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


def _grant(row: PersonRole) -> Grant:
    return Grant(Role(row.role), row.ministry_id)


def _refuse_unknown_ministries(unit: Unit, grants: Iterable[Grant]) -> None:
    wanted = {grant.ministry_id for grant in grants} - {None}
    known = unit.session.scalars(select(Ministry.id).where(Ministry.id.in_(wanted))).all()
    if len(known) != len(wanted):
        raise Refused("", "There is no such ministry.")
