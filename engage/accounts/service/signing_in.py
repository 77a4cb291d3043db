"""Signing in: one answer to every kind of wrong, and no transaction open while argon2 works.

Three steps, of which the first and last write. `_admit` counts the attempt before anything is
checked, so that many guesses at once cannot all pass a count that none has raised yet, and so
that a refused attempt stays counted. `prove` then takes its quarter of a second with no
transaction open. `_conclude` uses up the code, begins the session, and forgives the attempt.
That is why `sign_in` takes the maker of units rather than one unit: the request's own would be
rolled back by a refusal, or would keep the database locked while the password is checked.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from engage.accounts.models import Person
from engage.accounts.passwords import Busy, Proof, prove
from engage.accounts.queries import person_by_email
from engage.accounts.rules import MAXIMUM_PASSWORD, SignInMethod
from engage.accounts.service.alarm import note_failure
from engage.accounts.service.entering import enter
from engage.accounts.service.second_factor import Found, find_code, use_up
from engage.accounts.service.sessions import SessionToken
from engage.accounts.service.throttling import admit, forgive
from engage.core.errors import Refused
from engage.core.permissions import CITIZEN
from engage.core.settings import LocalSignIn, Settings
from engage.core.unit import Unit, Units

WRONG: Final = "Those sign-in details are not right."
WAIT: Final = (
    "There were too many sign-in attempts from your network. Wait 15 minutes, then try again."
)
BUSY: Final = "Many people are signing in at this moment. Wait a minute, then try again."


@dataclass(frozen=True)
class Attempt:
    """What was typed, the address it came from, and words for the browser (`wording`). None of
    what was typed may show in a log. `code`: of the app, or a recovery code."""

    email: str = field(repr=False)
    password: str = field(repr=False)
    code: str = field(repr=False)
    address: str = field(repr=False)
    browser: str = ""


@dataclass(frozen=True)
class SignInOutcome:
    """A value rather than an exception, so that the attempt stays counted (see above)."""

    token: SessionToken | None = None
    refusal: Refused | None = None
    must_wait: bool = False
    method: SignInMethod = SignInMethod.PASSWORD


@dataclass(frozen=True)
class _Admission:
    person_id: int | None
    password_hash: str | None = field(repr=False)
    attempt_ids: tuple[int, ...] = ()


def sign_in(units: Units, attempt: Attempt, now: datetime | None = None) -> SignInOutcome:
    """Signs in by password and code; opens and commits units of its own (see above)."""
    with units.writing(CITIZEN, now) as unit:
        admission = _admit(unit, attempt)
    if admission is None:
        return SignInOutcome(refusal=Refused("", WAIT), must_wait=True)
    try:
        proof = prove(admission.password_hash, attempt.password[: MAXIMUM_PASSWORD + 1])
    except Busy:
        # The attempt stays counted: who keeps the slots busy should run out of attempts.
        return SignInOutcome(refusal=Refused("", BUSY), must_wait=True)
    with units.writing(CITIZEN, now) as unit:
        return _conclude(unit, admission, proof, attempt)


def may_sign_in_here(settings: Settings, person: Person) -> bool:
    """Whether this account needs no identity provider; who may not is told what strangers are."""
    return settings.local_sign_in is LocalSignIn.EVERYONE or person.is_break_glass


def _admit(unit: Unit, attempt: Attempt) -> _Admission | None:
    """Counts the attempt and finds the account; None when there were too many already."""
    attempt_ids = admit(unit, attempt.email, attempt.address)
    if attempt_ids is None:
        return None
    person = person_by_email(unit.session, attempt.email)
    if person is None or not may_sign_in_here(unit.settings, person):
        return _Admission(None, None, attempt_ids)
    return _Admission(person.id, person.password_hash, attempt_ids)


def _conclude(unit: Unit, admission: _Admission, proof: Proof, attempt: Attempt) -> SignInOutcome:
    """Begins the session, or notes the failure. What was typed is in neither."""
    # Nobody has the number 0: for a stranger the same question is asked.
    person = unit.session.get(Person, admission.person_id or 0)
    found = find_code(unit, person, attempt.code)
    if (
        person is None
        or found is None
        or not proof.is_right
        # A password that changed meanwhile fails here.
        or not use_up(unit, person, found, Person.password_hash == admission.password_hash)
    ):
        note_failure(unit, admission.person_id)
        return SignInOutcome(refusal=Refused("", WRONG))
    if proof.renewed is not None:
        person.password_hash = proof.renewed
    forgive(unit, admission.attempt_ids)
    method = _method(found)
    return SignInOutcome(enter(unit, person, method, attempt.browser), method=method)


def _method(found: Found) -> SignInMethod:
    return SignInMethod.PASSWORD if found.recovery_id is None else SignInMethod.RECOVERY
