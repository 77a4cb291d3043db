"""Asking again who is there, before what is sensitive: the session goes on under a new id.

Throttled like signing in, in the same buckets. It is a value rather than an exception, so that a
refused attempt stays counted when the request's transaction commits.
"""

from dataclasses import dataclass
from typing import Final

from engage.accounts.models import Person
from engage.accounts.rules import SignInMethod
from engage.accounts.service.alarm import note_failure
from engage.accounts.service.second_factor import find_code, use_up
from engage.accounts.service.sessions import SessionToken, confirm_session
from engage.accounts.service.signing_in import WAIT
from engage.accounts.service.throttling import admit, forgive
from engage.core.errors import NotAllowed, Refused
from engage.core.unit import Unit

WRONG: Final = "This code is not right, or it was used already. Wait for the next one."


@dataclass(frozen=True)
class ConfirmOutcome:
    """The session's new token; or why there is none."""

    token: SessionToken | None = None
    refusal: Refused | None = None
    must_wait: bool = False
    by_recovery_code: bool = False


def confirm_by_code(unit: Unit, token: SessionToken, code: str, address: str) -> ConfirmOutcome:
    """Confirms the actor's session by a code of the app or a recovery code."""
    person = acting(unit)
    attempt_ids = admit(unit, person.email, address)
    if attempt_ids is None:
        return ConfirmOutcome(refusal=Refused("", WAIT), must_wait=True)
    found = find_code(unit, person, code)
    if found is None or not use_up(unit, person, found):
        note_failure(unit, person.id)
        return ConfirmOutcome(refusal=Refused("code", WRONG))
    forgive(unit, attempt_ids)
    renewed = confirm_session(unit, token)
    if renewed is None:
        return ConfirmOutcome(refusal=Refused("code", WRONG))
    method = SignInMethod.PASSWORD if found.recovery_id is None else SignInMethod.RECOVERY
    unit.audit("staff.confirmed", f"person:{person.id}", method=method.value)
    return ConfirmOutcome(renewed, by_recovery_code=found.recovery_id is not None)


def acting(unit: Unit) -> Person:
    """The person whom the unit acts for, with every column."""
    person = unit.session.get(Person, unit.actor.person_id) if unit.actor.person_id else None
    if person is None:
        raise NotAllowed("This page needs a signed-in person.")
    return person
