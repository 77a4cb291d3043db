"""Sessions kept by the server, so that they can be ended from here: at once and for good.

The browser holds a random token and nothing else; roles are read anew for each request, so a
grant that is taken away is gone with the next click.
"""

import hashlib
import secrets
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import delete, func, select, update

from engage.accounts.models import StaffSession
from engage.accounts.queries import grants_of, session_with_person
from engage.accounts.rules import (
    ABSOLUTE_LIMIT,
    IDLE_LIMIT,
    SESSIONS_KEPT,
    TOUCH_EVERY,
    SignInMethod,
    password_has_expired,
    session_is_live,
    touch_is_due,
)
from engage.core.errors import NotFound
from engage.core.permissions import CITIZEN, Actor, ActorKind
from engage.core.unit import Unit, Units

TOKEN_BYTES = 32


@dataclass(frozen=True)
class SessionToken:
    """What the browser keeps; a type of its own, so that no log line shows it by accident."""

    value: str = field(repr=False)

    @property
    def digest(self) -> str:
        """What the database keeps. A plain hash is enough for 256 random bits."""
        return hashlib.sha256(self.value.encode(errors="replace")).hexdigest()


@dataclass(frozen=True)
class LiveSession:
    """A signed-in person, as one request sees them."""

    session_id: int
    actor: Actor
    name: str = field(repr=False)
    method: str
    last_seen_at: datetime
    confirmed_at: datetime | None
    must_change_password: bool


def begin_session(
    unit: Unit, person_id: int, method: SignInMethod = SignInMethod.PASSWORD, browser: str = ""
) -> SessionToken:
    """A new session; the token is told once, here. `browser`: see `wording.browser_words`."""
    token = _new_token()
    unit.session.add(
        StaffSession(
            token_hash=token.digest,
            person_id=person_id,
            created_at=unit.now,
            confirmed_at=unit.now,
            last_seen_at=unit.now,
            method=method.value,
            browser=browser,
        )
    )
    return token


def confirm_session(unit: Unit, token: SessionToken) -> SessionToken | None:
    """Its owner proved to be there: the session goes on under a new token, and the old one is
    dead at once. None when it has ended meanwhile, or was confirmed by another request, or is
    not the actor's."""
    renewed = _new_token()
    session_id = unit.session.scalar(
        update(StaffSession)
        .where(
            StaffSession.token_hash == token.digest,
            StaffSession.person_id == unit.actor.person_id,
            StaffSession.ended_at.is_(None),
            StaffSession.last_seen_at > unit.now - IDLE_LIMIT,
            StaffSession.created_at > unit.now - ABSOLUTE_LIMIT,
        )
        .values(token_hash=renewed.digest, confirmed_at=unit.now, last_seen_at=unit.now)
        .returning(StaffSession.id)
        .execution_options(synchronize_session=False)
    )
    return renewed if session_id is not None else None


def live_session(unit: Unit, token: SessionToken) -> LiveSession | None:
    """Whose session this is; None when unknown, ended, too old, or of a disabled person."""
    found = session_with_person(unit.session, token.digest)
    if found is None:
        return None
    row, person = found
    if person.disabled_at is not None:
        return None
    if not session_is_live(row.created_at, row.last_seen_at, row.ended_at, unit.now):
        return None
    return LiveSession(
        session_id=row.id,
        actor=Actor(ActorKind.PERSON, person.id, grants_of(unit.session, person.id)),
        name=person.name,
        method=row.method,
        last_seen_at=row.last_seen_at,
        confirmed_at=row.confirmed_at,
        must_change_password=password_has_expired(
            row.method,
            person.password_set_at or person.created_at,
            unit.now,
            unit.settings.password_days,
        ),
    )


def load_session(units: Units, token: SessionToken, *, touches: bool = True) -> LiveSession | None:
    """Reads the session for one request and, when due, notes in a unit of its own that it is used
    (`touches` False: not for what a page asks by itself, or an open tab would never end it).

    A unit of its own, because the request may only read, or may be refused and rolled back.
    """
    with units.reading(CITIZEN) as unit:
        live, now = live_session(unit, token), unit.now
    if touches and live is not None and touch_is_due(live.last_seen_at, now):
        with units.writing(live.actor, now) as unit:
            touch_session(unit, token)
    return live


def touch_session(unit: Unit, token: SessionToken) -> None:
    """Moves the idle limit on. One that ended or ran out meanwhile does not come back."""
    unit.session.execute(
        update(StaffSession)
        .where(
            StaffSession.token_hash == token.digest,
            StaffSession.ended_at.is_(None),
            StaffSession.last_seen_at <= unit.now - TOUCH_EVERY,
            StaffSession.last_seen_at > unit.now - IDLE_LIMIT,
        )
        .values(last_seen_at=unit.now)
    )


def end_session(unit: Unit, token: SessionToken) -> None:
    """Signs out; a session that has ended already stays as it is."""
    person_id = unit.session.scalar(
        update(StaffSession)
        .where(StaffSession.token_hash == token.digest, StaffSession.ended_at.is_(None))
        .values(ended_at=unit.now)
        .returning(StaffSession.person_id)
    )
    if person_id is not None:
        unit.audit("staff.signed_out", f"person:{person_id}")


def end_one_session(unit: Unit, person_id: int, session_id: int) -> None:
    """Ends one session of this person; that of somebody else is not found."""
    ended = unit.session.scalar(
        update(StaffSession)
        .where(
            StaffSession.id == session_id,
            StaffSession.person_id == person_id,
            StaffSession.ended_at.is_(None),
        )
        .values(ended_at=unit.now)
        .returning(StaffSession.id)
    )
    if ended is None:
        raise NotFound("This sign-in has ended already.")
    unit.audit("staff.session_ended", f"person:{person_id}", session=session_id)


def end_all_sessions(unit: Unit, person_id: int, *, but: SessionToken | None = None) -> int:
    """Signs the person out everywhere (`but` here); the number of sessions that this ended."""
    ending = update(StaffSession).where(
        StaffSession.person_id == person_id, StaffSession.ended_at.is_(None)
    )
    if but is not None:
        ending = ending.where(StaffSession.token_hash != but.digest)
    ended = unit.session.scalars(
        ending.values(ended_at=unit.now)
        .returning(StaffSession.id)
        .execution_options(synchronize_session=False)
    ).all()
    if ended:
        unit.audit("staff.sessions_ended", f"person:{person_id}", sessions=len(ended))
    return len(ended)


def forget_sessions(unit: Unit) -> int:
    """Deletes what has long been over, but for each person's last sign-in, by which unused accounts
    are known; a recurring job. The number."""
    newest = select(func.max(StaffSession.id)).group_by(StaffSession.person_id)
    gone = unit.session.scalars(
        delete(StaffSession)
        .where(
            StaffSession.created_at <= unit.now - SESSIONS_KEPT,
            StaffSession.id.not_in(newest.scalar_subquery()),
        )
        .returning(StaffSession.id)
        .execution_options(synchronize_session=False)
    ).all()
    return len(gone)


def _new_token() -> SessionToken:
    return SessionToken(secrets.token_urlsafe(TOKEN_BYTES))
