"""What a person proves themselves with: the password and the authenticator app, set and read.

The person themselves or an administrator of everything (or the system, on the command line).
"""

from engage.accounts.models import Person
from engage.accounts.passwords import hash_password
from engage.accounts.rules import password_fault
from engage.accounts.service.sessions import end_all_sessions
from engage.accounts.totp import new_secret
from engage.core.errors import Refused
from engage.core.permissions import Role
from engage.core.unit import Unit


def set_password(unit: Unit, person: Person, password: str) -> None:
    """Replaces the password, and ends every session that began with the old one."""
    if unit.actor.person_id != person.id:
        unit.actor.require(Role.ADMINISTRATOR)
    refuse_unfit_password(password, person.email, person.name)
    person.password_hash = hash_password(password)
    # The person's row first: a sign-in under way waits for it and then finds another password.
    unit.session.flush()
    unit.audit("person.password_set", f"person:{person.id}")
    end_all_sessions(unit, person.id)


def enrol_totp(unit: Unit, person: Person) -> str:
    """A new second factor; returns the secret, to be shown once, and voids the one before."""
    if unit.actor.person_id != person.id:
        unit.actor.require(Role.ADMINISTRATOR)
    secret = new_secret()
    person.totp_secret_cipher = unit.keyring.encrypt(secret, _totp_context(person))
    person.totp_last_step = None
    unit.session.flush()
    unit.audit("person.totp_enrolled", f"person:{person.id}")
    return secret


def totp_secret(unit: Unit, person: Person) -> str | None:
    """The secret, for checking a code and for the demo's file; None before enrolment."""
    if person.totp_secret_cipher is None:
        return None
    return unit.keyring.decrypt(person.totp_secret_cipher, _totp_context(person))


def refuse_unfit_password(password: str, email: str, name: str) -> None:
    """Raises Refused at the field `password`; asks nothing of the database."""
    fault = password_fault(password, email=email, name=name)
    if fault:
        raise Refused("password", fault)


def _totp_context(person: Person) -> str:
    return f"person.totp:{person.id}"
