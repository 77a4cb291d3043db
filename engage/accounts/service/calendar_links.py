"""The secret address of a person's staff calendar, for programs that cannot sign in.

It is a right to read and to nothing else. What stands in it is signed, so that a guess does not
even reach the database, and holds two numbers and a random key, nothing of the person. It ends when
its owner says so or makes another one, when the account is disabled or its password is set by
somebody else, and after a year. What it shows follows from the roles that the person has when it is
read.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select, update

from engage.accounts.models import CalendarLink, Person
from engage.accounts.queries import grants_of
from engage.accounts.service.protecting import locked_person
from engage.core.permissions import Actor, ActorKind
from engage.core.tokens import BadToken, Signer, signer
from engage.core.unit import Unit

LASTS: Final = timedelta(days=365)
KEY_BYTES: Final = 24
PATH: Final = "/staff/calendar/feed/{token}.ics"


@dataclass(frozen=True)
class LiveLink:
    """The link that a person has: since when, and until when it works."""

    made_at: datetime
    ends_at: datetime


def calendar_link_of(unit: Unit, person_id: int) -> LiveLink | None:
    made_at = unit.session.scalar(
        select(CalendarLink.made_at).where(
            CalendarLink.person_id == person_id, CalendarLink.ended_at.is_(None)
        )
    )
    if made_at is None or made_at + LASTS < unit.now:
        return None
    return LiveLink(made_at, made_at + LASTS)


def make_calendar_link(unit: Unit, person_id: int) -> str:
    """A new address, told here and never again; the one before works no more."""
    locked_person(unit, person_id)
    end_calendar_link(unit, person_id)
    key = secrets.token_urlsafe(KEY_BYTES)
    row = CalendarLink(person_id=person_id, key_hash=_hashed(key), made_at=unit.now, ended_at=None)
    unit.session.add(row)
    unit.session.flush()
    unit.audit("person.calendar_link_made", f"person:{person_id}", link=row.id)
    token = _signer(unit).sign(unit.now, link=row.id, key=key)
    return unit.settings.base_url + PATH.format(token=token)


def end_calendar_link(unit: Unit, person_id: int) -> bool:
    """Whether there was one."""
    ended = unit.session.scalar(
        update(CalendarLink)
        .where(CalendarLink.person_id == person_id, CalendarLink.ended_at.is_(None))
        .values(ended_at=unit.now)
        .returning(CalendarLink.id)
        .execution_options(synchronize_session=False)
    )
    if ended is not None:
        unit.audit("person.calendar_link_ended", f"person:{person_id}", link=ended)
    return ended is not None


def reader_by_calendar_link(unit: Unit, token: str) -> Actor | None:
    """Whose calendar an address is, with the roles that they have now; None for one that does not
    work, whatever the reason."""
    try:
        values = _signer(unit).read(token, unit.now, LASTS)
    except BadToken:
        return None
    row = unit.session.execute(
        select(CalendarLink.key_hash, Person.id)
        .join(Person, Person.id == CalendarLink.person_id)
        .where(
            CalendarLink.id == values.get("link"),
            CalendarLink.ended_at.is_(None),
            Person.disabled_at.is_(None),
        )
    ).one_or_none()
    if row is None or not secrets.compare_digest(row.key_hash, _hashed(str(values.get("key")))):
        return None
    return Actor(ActorKind.PERSON, row.id, grants_of(unit.session, row.id))


def _hashed(key: str) -> str:
    """A plain hash is enough for 192 random bits."""
    return hashlib.sha256(key.encode()).hexdigest()


def _signer(unit: Unit) -> Signer:
    return signer(unit.settings, "calendar link")
