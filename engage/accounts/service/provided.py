"""Whom the provider of single sign-on names: found, made, linked, and kept as it says.

The provider decides who somebody is (the GUID) and which of its roles they hold; the settings
decide what those give here. Roles that an administrator gave here stay beside them. An address
links nobody to an account in use: addresses are handed on.
"""

from collections.abc import Collection

from sqlalchemy import delete, update
from sqlalchemy.exc import IntegrityError

from engage.accounts.administrators import EVERYTHING
from engage.accounts.models import Invitation, Person, PersonRole
from engage.accounts.people_queries import administrators, roles_of
from engage.accounts.queries import person_by_email
from engage.accounts.rules import is_staff_email
from engage.accounts.service.protecting import one_change_at_a_time
from engage.accounts.service.sessions import end_all_sessions
from engage.accounts.sso_queries import is_invited, ministries_by_code, person_by_subject
from engage.accounts.sso_rules import Identity, Standing, mapped, may_be_linked, may_be_made
from engage.core.permissions import Grant, Role
from engage.core.unit import Unit

SSO = "sso"


class _NoAccess(Exception):
    """Why, for the audit, and whose account it was about, if any."""

    def __init__(self, why: str, person: Person | None = None) -> None:
        super().__init__(why)
        self.why = why
        self.person = person


def followed(unit: Unit, identity: Identity) -> Person | None:
    """The account of whom the provider names, brought up to what it says; None: no access.

    Everything about it is audited and stays, refusals too.
    """
    one_change_at_a_time(unit)
    try:
        return _followed(unit, identity)
    except _NoAccess as refusal:
        person = refusal.person
        # With a hash of the GUID an administrator can tell one stranger from another.
        unit.audit(
            "staff.sign_in_failed",
            f"person:{person.id}" if person else "person:unknown",
            method=SSO,
            why=refusal.why,
            sso=_hashed(unit, identity.subject),
        )
        return None


def _followed(unit: Unit, identity: Identity) -> Person:
    given = _given(unit, identity)
    person = person_by_subject(unit.session, identity.subject) or _joined(unit, identity, given)
    if person.disabled_at is not None:
        raise _NoAccess("disabled", person)
    _follow_name(unit, person, identity.name)
    _follow_email(unit, person, identity.email)
    _follow_roles(unit, person, given)
    if not roles_of(unit.session, person.id):
        # Whatever else is open with this account ends too: the provider says that they left.
        end_all_sessions(unit, person.id)
        raise _NoAccess("no_role", person)
    return person


def connected(unit: Unit, identity: Identity) -> bool:
    """Joins the actor's own account with whom the provider names; whether that could be.

    Both sides were proved by one browser: the account by its session, confirmed lately, the GUID
    by the provider, which was made to ask. The roles follow at the next sign-in by it.
    """
    one_change_at_a_time(unit)
    person = unit.session.get_one(Person, unit.actor.person_id, with_for_update=True)
    is_free = person_by_subject(unit.session, identity.subject) is None
    fits = person.sso_subject is None and person.disabled_at is None and not person.is_break_glass
    action = "person.sso_linked" if is_free and fits else "person.sso_not_linked"
    if is_free and fits:
        person.sso_subject = identity.subject
        unit.session.flush()
    unit.audit(action, f"person:{person.id}", sso=_hashed(unit, identity.subject))
    return is_free and fits


def _given(unit: Unit, identity: Identity) -> frozenset[Grant]:
    """What the provider's roles give. A ministry that is not here gives nothing, not everything."""
    oidc = unit.settings.oidc
    wanted = mapped(identity.roles, oidc.roles if oidc else ())
    known = ministries_by_code(unit.session, {code for _, code in wanted if code is not None})
    for role, code in sorted(wanted, key=str):
        if code is not None and code not in known:
            unit.audit("sso.ministry_unknown", "sso", role=role.value, ministry=code)
    return frozenset(
        Grant(role, None if code is None else known[code])
        for role, code in wanted
        if code is None or code in known
    )


def _joined(unit: Unit, identity: Identity, given: Collection[Grant]) -> Person:
    """The account of somebody whom the provider has not named before."""
    account = person_by_email(unit.session, identity.email) if identity.email else None
    if account is not None:
        return _linked(unit, identity, account)
    if not may_be_made(identity, unit.settings.staff_domains):
        raise _NoAccess("address")
    if not _allowed(unit, given, person_id=0):
        raise _NoAccess("no_role")
    person = Person(
        email=identity.email,
        name=identity.name or identity.email.partition("@")[0],
        sso_subject=identity.subject,
        created_at=unit.now,
    )
    try:
        with unit.attempt():
            unit.session.add(person)
            unit.session.flush()
    except IntegrityError:
        raise _NoAccess("taken_meanwhile") from None
    unit.audit("person.created", f"person:{person.id}", source=SSO)
    return person


def _linked(unit: Unit, identity: Identity, account: Person) -> Person:
    """An account that waits for this owner; the link to join it by a password ends with that."""
    unit.session.refresh(account, with_for_update=True)
    standing = Standing(
        has_password=account.password_hash is not None,
        has_subject=account.sso_subject is not None,
        is_disabled=account.disabled_at is not None,
        is_break_glass=account.is_break_glass,
        is_invited=is_invited(unit.session, account.id, unit.now),
    )
    if not may_be_linked(standing):
        raise _NoAccess("address_in_use", account)
    account.sso_subject = identity.subject
    unit.session.execute(
        update(Invitation)
        .where(Invitation.person_id == account.id, Invitation.used_at.is_(None))
        .where(Invitation.revoked_at.is_(None))
        .values(used_at=unit.now)
    )
    unit.session.flush()
    unit.audit("person.sso_linked", f"person:{account.id}", sso=_hashed(unit, identity.subject))
    return account


def _follow_name(unit: Unit, person: Person, name: str) -> None:
    if not name or name == person.name:
        return
    before, person.name = person.name, name
    unit.session.flush()
    unit.audit(
        "person.name_changed",
        f"person:{person.id}",
        before=_hashed(unit, before),
        after=_hashed(unit, name),
        source=SSO,
    )


def _follow_email(unit: Unit, person: Person, email: str) -> None:
    """The new address, unless it is no government one or another account has it."""
    if not email or email == person.email:
        return
    before, after = _hashed(unit, person.email), _hashed(unit, email)
    why_not = ""
    if not is_staff_email(email, unit.settings.staff_domains):
        why_not = "address"
    else:
        try:
            with unit.attempt():
                person.email = email
                unit.session.flush()
        except IntegrityError:
            unit.session.refresh(person)
            why_not = "address_in_use"
    action = "person.email_kept" if why_not else "person.email_changed"
    unit.audit(action, f"person:{person.id}", before=before, after=after, why=why_not, source=SSO)


def _follow_roles(unit: Unit, person: Person, given: Collection[Grant]) -> None:
    """What the provider gives, exactly; each role given or taken is audited."""
    rows = {
        Grant(Role(row.role), row.ministry_id): row for row in roles_of(unit.session, person.id)
    }
    theirs = {grant: row.id for grant, row in rows.items() if row.source == SSO}
    wanted = _allowed(unit, given, person.id)
    kept = _kept(unit, person, theirs.keys() - wanted)
    for grant in sorted(kept, key=str):
        _audit_role(unit, "person.role_kept", person, grant)
    for grant in sorted(theirs.keys() - wanted - kept, key=str):
        unit.session.execute(delete(PersonRole).where(PersonRole.id == theirs[grant]))
        _audit_role(unit, "person.role_taken", person, grant)
    # What an administrator gave as well stays the administrator's.
    for grant in sorted(wanted - rows.keys(), key=str):
        unit.session.add(
            PersonRole(
                person_id=person.id, role=grant.role, ministry_id=grant.ministry_id, source=SSO
            )
        )
        _audit_role(unit, "person.role_given", person, grant)
    for grant in sorted(set(given) - wanted, key=str):
        _audit_role(unit, "person.role_refused", person, grant)
    unit.session.flush()


def _allowed(unit: Unit, given: Collection[Grant], person_id: int) -> frozenset[Grant]:
    """Without an administrator too many (R61): a third one is made here, with a reason."""
    held = administrators(unit.session)
    if EVERYTHING in given and person_id not in held.in_use and held.needs_reason(person_id):
        return frozenset(given) - {EVERYTHING}
    return frozenset(given)


def _kept(unit: Unit, person: Person, leaving: Collection[Grant]) -> frozenset[Grant]:
    """What stays although the provider gives it no longer: there is always an administrator (R61).

    Until another one is there and this person signs in again; after that nothing keeps it.
    """
    is_last = EVERYTHING in leaving and administrators(unit.session).is_last(person.id)
    return frozenset({EVERYTHING}) if is_last else frozenset()


def _audit_role(unit: Unit, action: str, person: Person, grant: Grant) -> None:
    unit.audit(
        action,
        f"person:{person.id}",
        role=grant.role.value,
        ministry=grant.ministry_id,
        source=SSO,
    )


def _hashed(unit: Unit, text: str) -> str:
    return unit.keyring.blind_index(text, "audit/person")[:16]
