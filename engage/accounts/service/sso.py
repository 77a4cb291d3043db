"""Signing in by the government's single sign-on: what is ours to decide, with no network open.

An attempt is a random `state` in the browser's own session. The nonce and the PKCE verifier are
computed from it with our secret key, so neither is kept anywhere: a stolen code is worth nothing
without this server, and this server uses it only for the browser that holds the state, once
(`SpentToken`). The edge asks the provider in between.
"""

import secrets
from dataclasses import dataclass, field
from datetime import datetime

from engage.accounts.models import Person
from engage.accounts.queries import grants_of
from engage.accounts.rules import SignInMethod
from engage.accounts.service import spending
from engage.accounts.service.entering import enter as begin
from engage.accounts.service.provided import connected, followed
from engage.accounts.service.sessions import (
    LiveSession,
    SessionToken,
    end_session,
    live_session,
)
from engage.accounts.sso_rules import ATTEMPT_LIFE, Identity, SsoFailed, Trouble
from engage.core.crypto import keyed_hash
from engage.core.permissions import CITIZEN, SYSTEM, Actor
from engage.core.settings import Settings
from engage.core.tokens import BadToken
from engage.core.unit import Unit, Units


@dataclass(frozen=True)
class Attempt:
    """One attempt of one browser, and what only we can compute for it."""

    state: str = field(repr=False)
    nonce: str = field(repr=False)
    verifier: str = field(repr=False)


@dataclass(frozen=True)
class Entered:
    """Who came in by the provider, and the session that began."""

    token: SessionToken
    live: LiveSession


def new_state() -> str:
    return secrets.token_urlsafe(32)


def attempt_of(settings: Settings, state: str) -> Attempt:
    key = settings.secret_key.encode()
    return Attempt(
        state=state,
        nonce=keyed_hash(key, "sso/nonce", state),
        verifier=keyed_hash(key, "sso/verifier", state),
    )


def spend(units: Units, state: str, now: datetime) -> None:
    """Uses the attempt up, before the provider is asked; raises SsoFailed the second time."""
    try:
        with units.writing(CITIZEN, now) as unit:
            spending.spend(unit, f"sso:{state}", ATTEMPT_LIFE)
    except BadToken:
        raise SsoFailed(Trouble.USED_BEFORE) from None


def enter(
    units: Units,
    identity: Identity,
    now: datetime,
    *,
    browser: str = "",
    before: SessionToken | None = None,
) -> Entered:
    """Begins a session of whom the provider names; raises SsoFailed, after that is audited.

    `before`: what this browser was signed in to. Two units: what the provider says about the
    account is followed by the system, and signing in is the person's own act.
    """
    with units.writing(SYSTEM, now) as unit:
        person = followed(unit, identity)
        person_id = person.id if person else None
    if person_id is not None:
        with units.writing(CITIZEN, now) as unit:
            entered = _begun(unit, person_id, browser, before)
        if entered is not None:
            return entered
    raise SsoFailed(Trouble.NO_ACCESS)


def connect(units: Units, actor: Actor, identity: Identity, now: datetime) -> None:
    """Joins the actor's account with whom the provider names; raises SsoFailed, audited."""
    with units.writing(actor, now) as unit:
        is_done = connected(unit, identity)
    if not is_done:
        raise SsoFailed(Trouble.NOT_CONNECTED)


def _begun(unit: Unit, person_id: int, browser: str, before: SessionToken | None) -> Entered | None:
    """Looks again, under a lock: the account may have been disabled a moment ago."""
    person = unit.session.get(Person, person_id, with_for_update=True)
    has_role = bool(grants_of(unit.session, person_id))
    if person is None or person.disabled_at is not None or not has_role:
        unit.audit("staff.sign_in_failed", f"person:{person_id}", method=SignInMethod.SSO.value)
        return None
    token = begin(unit, person, SignInMethod.SSO, browser)
    if before is not None:
        end_session(unit, before)
    unit.session.flush()
    live = live_session(unit, token)
    return Entered(token, live) if live else None
