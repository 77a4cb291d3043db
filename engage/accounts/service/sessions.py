"""Sessions kept by the server, so that they can be ended from here: at once and for good.

The browser holds a random token and nothing else; roles are read anew for each request, so a
grant that is taken away is gone with the next click.
"""

import hashlib
import secrets
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import update

from engage.accounts.models import StaffSession
from engage.accounts.queries import grants_of, session_with_person
from engage.accounts.rules import IDLE_LIMIT, TOUCH_EVERY, session_is_live, touch_is_due
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

    actor: Actor
    name: str = field(repr=False)
    last_seen_at: datetime


def begin_session(unit: Unit, person_id: int) -> SessionToken:
    """A new session; the token is told once, here."""
    token = SessionToken(secrets.token_urlsafe(TOKEN_BYTES))
    unit.session.add(
        StaffSession(
            token_hash=token.digest,
            person_id=person_id,
            created_at=unit.now,
            last_seen_at=unit.now,
        )
    )
    return token


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
    actor = Actor(ActorKind.PERSON, person.id, grants_of(unit.session, person.id))
    return LiveSession(actor, person.name, row.last_seen_at)


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


def end_all_sessions(unit: Unit, person_id: int) -> int:
    """Signs the person out everywhere; the number of sessions that this ended."""
    ended = unit.session.scalars(
        update(StaffSession)
        .where(StaffSession.person_id == person_id, StaffSession.ended_at.is_(None))
        .values(ended_at=unit.now)
        .returning(StaffSession.id)
    ).all()
    if ended:
        unit.audit("staff.sessions_ended", f"person:{person_id}", sessions=len(ended))
    return len(ended)
