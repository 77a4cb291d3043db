"""Alarms about signing in: told to administrators, and locking nobody.

Who guesses from a thousand addresses stays under every count of an address. The count of all
failures within the window shows it, once in a window; and because it locks nothing, nobody can
use it to keep the staff out.
"""

import hashlib
from datetime import datetime

from sqlalchemy import select, update

from engage.accounts.models import Person, SignInAlarm
from engage.accounts.queries import alarm_since, failures_since
from engage.accounts.rules import ATTEMPT_WINDOW, AlarmKind, failures_are_alarming
from engage.accounts.service.throttling import one_at_a_time
from engage.core.errors import Conflict, NotFound
from engage.core.permissions import Role
from engage.core.unit import Unit

_TURN = hashlib.sha256(b"sign-in/alarm").hexdigest()


def note_failure(unit: Unit, person_id: int | None) -> None:
    """Audits a failed sign-in (what was typed is not in it), and raises the alarm when all
    failures together are too many. Call it after the attempt was counted."""
    unit.audit("staff.sign_in_failed", f"person:{person_id}" if person_id else "person:unknown")
    since = unit.now - ATTEMPT_WINDOW
    if _is_raised(unit, since) or not failures_are_alarming(failures_since(unit.session, since)):
        return
    one_at_a_time(unit.session, _TURN)
    if not _is_raised(unit, since):
        _raise_alarm(unit, AlarmKind.FAILURES, failures=failures_since(unit.session, since))


def note_break_glass(unit: Unit, person: Person) -> None:
    """An account for emergencies was used: administrators should know why."""
    unit.audit("staff.break_glass_used", f"person:{person.id}")
    _raise_alarm(unit, AlarmKind.BREAK_GLASS, person_id=person.id)


def note_copied_passkey(unit: Unit, person_id: int, passkey_id: int) -> None:
    """A passkey whose count did not go up: there are two of it, and one is not the owner's."""
    unit.audit("staff.passkey_copied", f"person:{person_id}", passkey=passkey_id)
    _raise_alarm(unit, AlarmKind.COPIED_PASSKEY, person_id=person_id)


def see_alarm(unit: Unit, alarm_id: int) -> None:
    """An administrator of everything has looked at it."""
    unit.actor.require(Role.ADMINISTRATOR)
    seen = unit.session.scalar(
        update(SignInAlarm)
        .where(SignInAlarm.id == alarm_id, SignInAlarm.seen_at.is_(None))
        .values(seen_at=unit.now, seen_by=unit.actor.person_id)
        .returning(SignInAlarm.id)
        .execution_options(synchronize_session=False)
    )
    if seen is not None:
        unit.audit("staff.sign_in_alarm_seen", f"sign_in_alarm:{alarm_id}")
        return
    if unit.session.scalar(select(SignInAlarm.id).where(SignInAlarm.id == alarm_id)) is None:
        raise NotFound("There is no such alarm.")
    raise Conflict("Another administrator has looked at this alarm already.")


def _is_raised(unit: Unit, since: datetime) -> bool:
    return alarm_since(unit.session, AlarmKind.FAILURES, since)


def _raise_alarm(
    unit: Unit, kind: AlarmKind, *, failures: int = 0, person_id: int | None = None
) -> None:
    alarm = SignInAlarm(kind=kind.value, raised_at=unit.now, failures=failures, person_id=person_id)
    unit.session.add(alarm)
    unit.session.flush()
    unit.audit(
        "staff.sign_in_alarm", f"sign_in_alarm:{alarm.id}", kind=kind.value, failures=failures
    )
