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

from sqlalchemy import delete, func, or_, select, update
from sqlalchemy.orm import Session

from engage.accounts.models import Person, SignInAttempt
from engage.accounts.passwords import Busy, Proof, prove
from engage.accounts.queries import attempts_since, grants_of, person_by_email
from engage.accounts.rules import (
    ATTEMPT_WINDOW,
    MAXIMUM_PASSWORD,
    Throttle,
    folded_email,
    network_of,
    throttle,
)
from engage.accounts.service.secrets import totp_secret
from engage.accounts.service.sessions import SessionToken, begin_session
from engage.accounts.totp import NOBODYS_SECRET, matching_step
from engage.core.errors import Refused
from engage.core.permissions import CITIZEN, Actor, ActorKind
from engage.core.unit import Unit, Units

WRONG: Final = "Those sign-in details are not right."
WAIT: Final = (
    "There were too many sign-in attempts from your network. Wait 15 minutes, then try again."
)
BUSY: Final = "Many people are signing in at this moment. Wait a minute, then try again."


@dataclass(frozen=True)
class Attempt:
    """What was typed, and the address it came from. None of it may show in a log."""

    email: str = field(repr=False)
    password: str = field(repr=False)
    code: str = field(repr=False)
    address: str = field(repr=False)


@dataclass(frozen=True)
class SignInOutcome:
    """A value rather than an exception, so that the attempt stays counted (see above)."""

    token: SessionToken | None = None
    refusal: Refused | None = None
    must_wait: bool = False


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
        token = _conclude(unit, admission, proof, attempt.code)
    if token is None:
        return SignInOutcome(refusal=Refused("", WRONG))
    return SignInOutcome(token=token)


def forget_attempts(unit: Unit) -> int:
    """Deletes attempts that no longer count; a recurring job. The number deleted."""
    gone = unit.session.scalars(
        delete(SignInAttempt)
        .where(SignInAttempt.at <= unit.now - ATTEMPT_WINDOW)
        .returning(SignInAttempt.id)
    ).all()
    return len(gone)


def _admit(unit: Unit, attempt: Attempt) -> _Admission | None:
    """Counts the attempt and finds the account; None when there were too many already."""
    session, email, network = unit.session, folded_email(attempt.email), network_of(attempt.address)
    of_address = unit.keyring.blind_index(network, "sign-in/address")
    of_account = unit.keyring.blind_index(f"{network} {email}", "sign-in/account")
    _one_at_a_time(session, of_address)
    since = unit.now - ATTEMPT_WINDOW
    counts = [attempts_since(session, bucket, since) for bucket in (of_account, of_address)]
    if throttle(*counts) is Throttle.WAIT:
        return None
    rows = [SignInAttempt(bucket=bucket, at=unit.now) for bucket in (of_account, of_address)]
    session.add_all(rows)
    session.flush()
    person = person_by_email(session, email)
    return _Admission(
        person_id=person.id if person else None,
        password_hash=person.password_hash if person else None,
        attempt_ids=tuple(row.id for row in rows),
    )


def _one_at_a_time(session: Session, bucket: str) -> None:
    """Counting and adding must not interleave for one address. SQLite has one writer anyway."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(int(bucket[:15], 16))))


def _conclude(unit: Unit, admission: _Admission, proof: Proof, code: str) -> SessionToken | None:
    """Begins the session, or audits the failure. What was typed is in neither."""
    person = unit.session.get(Person, admission.person_id) if admission.person_id else None
    secret = totp_secret(unit, person) if person else None
    step = matching_step(secret or NOBODYS_SECRET, code, unit.now)
    if (
        person is None
        or secret is None
        or step is None
        or not proof.is_right
        or not _take_step(unit, person, admission, step)
    ):
        unit.audit("staff.sign_in_failed", f"person:{person.id}" if person else "person:unknown")
        return None
    if proof.renewed is not None:
        person.password_hash = proof.renewed
    unit.session.execute(delete(SignInAttempt).where(SignInAttempt.id.in_(admission.attempt_ids)))
    # From here on the unit acts for the person, so the audit names them.
    unit.actor = Actor(ActorKind.PERSON, person.id, grants_of(unit.session, person.id))
    unit.audit("staff.signed_in", f"person:{person.id}")
    return begin_session(unit, person.id)


def _take_step(unit: Unit, person: Person, admission: _Admission, step: int) -> bool:
    """Uses up the code's step, in one UPDATE that also holds what was true when we looked.

    Of two requests with one code, the second waits for the first's row lock and finds the step
    taken. A password changed or a person disabled meanwhile fails here in the same way.
    """
    taken = unit.session.scalar(
        update(Person)
        .where(
            Person.id == person.id,
            Person.disabled_at.is_(None),
            Person.password_hash == admission.password_hash,
            Person.totp_secret_cipher == person.totp_secret_cipher,
            or_(Person.totp_last_step.is_(None), Person.totp_last_step < step),
        )
        .values(totp_last_step=step)
        .returning(Person.id)
        .execution_options(synchronize_session=False)
    )
    return taken is not None
