"""Changes to people go one after another, and there is always an administrator (R61).

Without the lock two administrators who disable each other at one moment would each see the other
still there.
"""

from collections.abc import Iterable
from typing import Final

from sqlalchemy import text

from engage.accounts.administrators import LAST, NEEDS_REASON, gains, loses
from engage.accounts.models import Person
from engage.accounts.people_queries import administrators
from engage.core.errors import NotAllowed, Refused
from engage.core.permissions import Grant, Role
from engage.core.unit import Unit

MAXIMUM_REASON: Final = 300
LOCK: Final = text("SELECT pg_advisory_xact_lock(hashtext('engage.accounts.people'))")


def begin_change(unit: Unit) -> None:
    """Waits for other changes to people, and looks again whether the actor may still make one."""
    unit.actor.require(Role.ADMINISTRATOR)
    one_change_at_a_time(unit)
    person_id = unit.actor.person_id
    if person_id is not None and person_id not in administrators(unit.session).in_use:
        raise NotAllowed("You are no longer an administrator.")


def one_change_at_a_time(unit: Unit) -> None:
    """Waits until no other change to people is under way. SQLite has one writer anyway.

    First in the transaction, before any row is locked; what was read before may be old.
    """
    if unit.session.get_bind().dialect.name == "postgresql":
        unit.session.execute(LOCK)


def locked_person(unit: Unit, person_id: int) -> Person:
    """The row as it is now, whatever the session knew of it, held until the transaction ends."""
    return unit.session.get_one(Person, person_id, with_for_update=True, populate_existing=True)


def protect_administrators(
    unit: Unit, person: Person, before: Iterable[Grant], after: Iterable[Grant], reason: str = ""
) -> None:
    """Refuses to take the last administrator away, and a third one without a reason.

    `before` and `after` are the roles of the person as far as the account is in use (none while it
    is disabled). To be called after `one_change_at_a_time`, before anything is changed.
    """
    before, after = frozenset(before), frozenset(after)
    now = administrators(unit.session)
    if loses(before, after) and now.is_last(person.id):
        raise Refused("", LAST)
    if len(reason.strip()) > MAXIMUM_REASON:
        raise Refused("reason", f"Write at most {MAXIMUM_REASON} characters.")
    if gains(before, after) and now.needs_reason(person.id) and not reason.strip():
        raise Refused("reason", NEEDS_REASON)
