"""Joining by a link: a password, an authenticator app that is proved, recovery codes, signed in.

Looking at the link changes nothing, as mail scanners open links: what the app is to hold is derived
from the row and stored only once a code proves it. The slow part, hashing, is done between looking
and joining, while no transaction is open.
"""

import base64
import hashlib
import hmac
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import delete, select

from engage.accounts.models import Passkey, Person, SpentToken
from engage.accounts.passwords import Made
from engage.accounts.queries import grants_of
from engage.accounts.rules import SignInMethod
from engage.accounts.service.entering import enter
from engage.accounts.service.inviting import (
    invitation_of,
    joins_by_provider,
    open_invitation,
    sets_anew,
    spend,
)
from engage.accounts.service.recovery import make_recovery_codes
from engage.accounts.service.secrets import enrol_totp, store_password
from engage.accounts.service.sessions import SessionToken
from engage.accounts.totp import matching_step
from engage.core.errors import NotFound, Refused
from engage.core.ledgers import upsert
from engage.core.permissions import Actor, ActorKind
from engage.core.unit import Unit

SECRET_BYTES: Final = 20
APP_PURPOSE: Final = "joining/app-secret"
REMEMBERED: Final = timedelta(hours=1)
NO_LINK: Final = "This link does not work."
WRONG_CODE: Final = (
    "This code is not right. Enter the six digits that your app shows now, and look whether your"
    " phone sets its clock by itself."
)


@dataclass(frozen=True)
class Opened:
    """What a link that works leads to. `secret` is for the authenticator app, in base 32."""

    invitation_id: int
    sets_anew: bool
    email: str = field(repr=False)
    name: str = field(repr=False)
    salt: str | None = field(repr=False)
    secret: str = field(repr=False)


@dataclass(frozen=True)
class Joined:
    """The session that began, and the recovery codes, told once."""

    token: SessionToken
    codes: tuple[str, ...] = field(repr=False)


def opened(unit: Unit, token: str) -> Opened | None:
    """What the link leads to; None alike for any that does not work, or no longer."""
    invitation_id = invitation_of(unit, token)
    found = open_invitation(unit, invitation_id) if invitation_id is not None else None
    if found is None:
        return None
    invitation, person = found
    if joins_by_provider(unit, person):
        return None
    return Opened(
        invitation_id=invitation.id,
        sets_anew=sets_anew(invitation),
        email=person.email,
        name=person.name,
        salt=person.password_salt,
        secret=_secret(unit, invitation.id),
    )


def join(
    unit: Unit, invitation_id: int, made: Made, code: str, *, nonce: str, browser: str = ""
) -> Joined:
    """Takes password and app, uses the link up, and signs in. Refused at `password` or `code`;
    NotFound when the link has ended meanwhile."""
    found = open_invitation(unit, invitation_id)
    if found is None or joins_by_provider(unit, found[1]):
        raise NotFound(NO_LINK)
    invitation, person = found
    secret = _secret(unit, invitation.id)
    step = _proved_step(secret, code, unit.now)
    if not spend(unit, invitation):
        raise NotFound(NO_LINK)
    # From here on the unit acts for the person, who alone holds the link.
    unit.actor = Actor(ActorKind.PERSON, person.id, grants_of(unit.session, person.id))
    store_password(unit, person, made)
    enrol_totp(unit, person, secret, step)
    if sets_anew(invitation):
        _remove_passkeys(unit, person)
    codes = make_recovery_codes(unit, person.id)
    unit.audit(
        "person.joined", f"person:{person.id}", invitation=invitation.id, link=invitation.kind
    )
    _remember(unit, invitation.id, nonce)
    return Joined(enter(unit, person, SignInMethod.PASSWORD, browser), codes)


def refuse_wrong_code(found: Opened, code: str, now: datetime) -> None:
    """Before the password is hashed, so that a form is told of both at once."""
    _proved_step(found.secret, code, now)


def _proved_step(secret: str, code: str, now: datetime) -> int:
    step = matching_step(secret, code, now)
    if step is None:
        raise Refused("code", WRONG_CODE)
    return step


def was_joined_with(unit: Unit, token: str, nonce: str) -> bool:
    """Whether this very form was sent before and its link is used for that reason."""
    invitation_id = invitation_of(unit, token)
    if invitation_id is None or not nonce:
        return False
    row = unit.session.get(SpentToken, _digest(invitation_id, nonce))
    return row is not None and row.expires_at > unit.now


def _secret(unit: Unit, invitation_id: int) -> str:
    """160 bits that nobody without the data keys can work out; the same at each look."""
    key = unit.keyring.purpose_key(APP_PURPOSE)
    made = hmac.new(key, str(invitation_id).encode(), hashlib.sha256).digest()
    return base64.b32encode(made[:SECRET_BYTES]).decode()


def _remove_passkeys(unit: Unit, person: Person) -> None:
    """Who sets everything anew may have lost the device that a passkey lies on."""
    ids = unit.session.scalars(select(Passkey.id).where(Passkey.person_id == person.id)).all()
    if ids:
        unit.session.execute(delete(Passkey).where(Passkey.id.in_(ids)))
        unit.audit("person.passkeys_removed", f"person:{person.id}", passkeys=len(ids))


def _remember(unit: Unit, invitation_id: int, nonce: str) -> None:
    """A second click on the same form finds it and is led on, instead of to a dead link."""
    if nonce:
        unit.session.execute(
            upsert(unit.session.get_bind().dialect, SpentToken)
            .values(digest=_digest(invitation_id, nonce), expires_at=unit.now + REMEMBERED)
            .on_conflict_do_nothing()
        )


def _digest(invitation_id: int, nonce: str) -> str:
    return hashlib.sha256(f"joining {invitation_id} {nonce}".encode(errors="replace")).hexdigest()
