"""What a person proves themselves with: the password and the authenticator app, set and read.

The person themselves or an administrator of everything (or the system, on the command line).
"""

from engage.accounts.models import Person
from engage.accounts.passwords import Made, make_password, new_salt
from engage.accounts.rules import password_fault
from engage.accounts.service.calendar_links import end_calendar_link
from engage.accounts.service.earlier import refuse_earlier, remember
from engage.accounts.service.sessions import SessionToken, end_all_sessions
from engage.accounts.totp import new_secret
from engage.core.errors import Conflict, Refused
from engage.core.permissions import Role
from engage.core.unit import Unit


def prepare_password(salt: str | None, password: str, email: str, name: str) -> Made:
    """The slow part, to be done while no transaction is open: refuses what is unfit, and hashes.

    `salt` is that of the person (`Person.password_salt`), None when there is none yet.
    """
    refuse_unfit_password(password, email, name)
    return make_password(password, salt or new_salt())


def store_password(
    unit: Unit, person: Person, made: Made, *, but: SessionToken | None = None
) -> None:
    """The quick part: refuses an earlier password, replaces the old one, and ends every session
    that began with it (`but` this one)."""
    if unit.actor.person_id != person.id:
        unit.actor.require(Role.ADMINISTRATOR)
    unit.session.refresh(person, ["password_salt"], with_for_update=True)
    if person.password_salt not in (None, made.salt):
        raise Conflict("The password was changed by somebody else meanwhile.")
    refuse_earlier(unit, person.id, made.digest)
    person.password_salt = made.salt
    person.password_hash = made.password_hash
    person.password_set_at = unit.now
    # The person's row first: a sign-in under way waits for it and then finds another password.
    unit.session.flush()
    remember(unit, person.id, made.digest)
    unit.audit("person.password_set", f"person:{person.id}")
    end_all_sessions(unit, person.id, but=but)
    if unit.actor.person_id != person.id:
        end_calendar_link(unit, person.id)


def set_password(unit: Unit, person: Person, password: str) -> None:
    """Both parts at once, for commands: pages must not keep the database locked so long."""
    made = prepare_password(person.password_salt, password, person.email, person.name)
    store_password(unit, person, made)


def enrol_totp(
    unit: Unit, person: Person, secret: str | None = None, used_step: int | None = None
) -> str:
    """A new second factor; returns the secret, to be shown once, and voids the one before.

    `secret`: one that its owner has proved already, with the code of `used_step`.
    """
    if unit.actor.person_id != person.id:
        unit.actor.require(Role.ADMINISTRATOR)
    secret = secret or new_secret()
    person.totp_secret_cipher = unit.keyring.encrypt(secret, _totp_context(person))
    person.totp_last_step = used_step
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
