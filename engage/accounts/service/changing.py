"""One's own password and authenticator app, changed by their owner.

Both end every other session of the account, and let this one go on under a new id. The current
password is asked and counted like a sign-in, so an unattended desk is no place to guess at it.
"""

import hashlib
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from engage.accounts.models import Person
from engage.accounts.passwords import Busy, Made, is_same, prove
from engage.accounts.rules import MAXIMUM_PASSWORD
from engage.accounts.service.alarm import note_failure
from engage.accounts.service.confirming import acting
from engage.accounts.service.earlier import USED_BEFORE
from engage.accounts.service.secrets import (
    enrol_totp,
    prepare_password,
    refuse_unfit_password,
    store_password,
)
from engage.accounts.service.sessions import SessionToken, confirm_session, end_all_sessions
from engage.accounts.service.signing_in import BUSY, WAIT
from engage.accounts.service.throttling import admit, forgive
from engage.accounts.totp import matching_step, new_secret
from engage.core.crypto import Undecryptable
from engage.core.errors import Conflict, NotFound, Refused
from engage.core.permissions import Actor
from engage.core.tokens import BadToken, signer
from engage.core.unit import Unit, Units

WRONG_PASSWORD: Final = "This is not your current password."  # noqa: S105
NO_PASSWORD: Final = "This account has no password here."  # noqa: S105
WRONG_CODE: Final = "This is not the code that the new app shows. Wait for the next one."
ENROLMENT_LASTS: Final = timedelta(minutes=30)
_PURPOSE: Final = "totp-enrolment"


@dataclass(frozen=True)
class PasswordChange:
    """What was typed, by whom, and where from."""

    actor: Actor
    token: SessionToken
    current: str = field(repr=False)
    password: str = field(repr=False)
    address: str = field(repr=False)


@dataclass(frozen=True)
class _Seen:
    person_id: int
    email: str = field(repr=False)
    name: str = field(repr=False)
    password_hash: str = field(repr=False)
    salt: str | None = field(repr=False)
    attempt_ids: tuple[int, ...]


class MustWait(Exception):
    """Too many attempts, or too many at this moment; the text is for the person."""


def change_password(units: Units, change: PasswordChange, now: datetime) -> SessionToken:
    """The session's new token. Raises Refused, MustWait, or Conflict when it changed meanwhile.

    In steps like signing in, so that no transaction is open while argon2 works.
    """
    with units.writing(change.actor, now) as unit:
        seen = _admit(unit, change)
    if seen is None:
        raise MustWait(WAIT)
    try:
        is_right = prove(seen.password_hash, change.current[: MAXIMUM_PASSWORD + 1]).is_right
        with units.writing(change.actor, now) as unit:
            _judge(unit, seen, is_right=is_right)
        if not is_right:
            raise Refused("current", WRONG_PASSWORD)
        if is_same(change.current, change.password):
            # Accounts that were made before there was a history have none.
            raise Refused("password", USED_BEFORE)
        made = prepare_password(seen.salt, change.password, seen.email, seen.name)
    except Busy:
        raise MustWait(BUSY) from None
    with units.writing(change.actor, now) as unit:
        return _store(unit, seen, made, change.token)


def _admit(unit: Unit, change: PasswordChange) -> _Seen | None:
    person = acting(unit)
    if person.password_hash is None:
        raise NotFound(NO_PASSWORD)
    refuse_unfit_password(change.password, person.email, person.name)
    attempt_ids = admit(unit, person.email, change.address)
    if attempt_ids is None:
        return None
    return _Seen(
        person.id,
        person.email,
        person.name,
        person.password_hash,
        person.password_salt,
        attempt_ids,
    )


def _judge(unit: Unit, seen: _Seen, *, is_right: bool) -> None:
    if is_right:
        forgive(unit, seen.attempt_ids)
    else:
        note_failure(unit, seen.person_id)


def _store(unit: Unit, seen: _Seen, made: Made, token: SessionToken) -> SessionToken:
    person = unit.session.get_one(Person, seen.person_id, with_for_update=True)
    if person.password_hash != seen.password_hash:
        raise Conflict("The password was changed in another window meanwhile.")
    store_password(unit, person, made, but=token)
    return _renewed(unit, token)


def begin_enrolment(unit: Unit) -> tuple[str, str]:
    """A secret for a new app, and the token that carries it through the page. Nothing is stored:
    the old app works until a code of the new one was typed."""
    person, secret = acting(unit), new_secret()
    sealed = unit.keyring.encrypt(secret, _context(person))
    return secret, signer(unit.settings, _PURPOSE).sign(
        unit.now, person=person.id, secret=sealed, over=_state_of(person)
    )


def enrolling_secret(unit: Unit, token: str) -> str:
    """The secret in the token; raises BadToken when it is not this person's, too old, altered, or
    the app was changed since."""
    person = acting(unit)
    values = signer(unit.settings, _PURPOSE).read(token, unit.now, ENROLMENT_LASTS)
    if values.get("person") != person.id or values.get("over") != _state_of(person):
        raise BadToken
    try:
        return unit.keyring.decrypt(str(values.get("secret")), _context(person))
    except Undecryptable:
        raise BadToken from None


def finish_enrolment(unit: Unit, token: str, code: str, session: SessionToken) -> SessionToken:
    """The new app counts from now on; the session's new token. Raises Refused at `code`."""
    person = acting(unit)
    unit.session.refresh(person, with_for_update=True)
    secret = enrolling_secret(unit, token)
    step = matching_step(secret, code, unit.now)
    if step is None:
        raise Refused("code", WRONG_CODE)
    enrol_totp(unit, person, secret, used_step=step)
    end_all_sessions(unit, person.id, but=session)
    return _renewed(unit, session)


def _renewed(unit: Unit, token: SessionToken) -> SessionToken:
    renewed = confirm_session(unit, token)
    if renewed is None:
        raise Conflict("You were signed out in another window meanwhile.")
    return renewed


def _state_of(person: Person) -> str:
    return hashlib.sha256((person.totp_secret_cipher or "").encode()).hexdigest()[:16]


def _context(person: Person) -> str:
    return f"person.totp-new:{person.id}"
