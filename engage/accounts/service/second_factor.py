"""The second factor: a code of the authenticator app, or one of the recovery codes.

Finding out which code was typed uses nothing up, and is the same work whoever it is for; using it
up is one UPDATE that also holds what was true when we looked.
"""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, or_, update

from engage.accounts.models import Person
from engage.accounts.queries import recovery_codes_left
from engage.accounts.rules import FEW_RECOVERY_CODES
from engage.accounts.service.recovery import unused_code, use_code
from engage.accounts.service.secrets import totp_secret
from engage.accounts.totp import NOBODYS_SECRET, matching_step
from engage.core.unit import Unit


@dataclass(frozen=True)
class Found:
    """The time step of the app's code, or the row of the recovery code."""

    step: int | None = None
    recovery_id: int | None = None


def find_code(unit: Unit, person: Person | None, typed: str) -> Found | None:
    """What was typed, when it is right; None when it is not."""
    secret = totp_secret(unit, person) if person else None
    step = matching_step(secret or NOBODYS_SECRET, typed, unit.now)
    recovery_id = unused_code(unit, person.id if person else None, typed)
    if person is None:
        return None
    if secret is not None and step is not None:
        return Found(step=step)
    return Found(recovery_id=recovery_id) if recovery_id is not None else None


def use_up(unit: Unit, person: Person, found: Found, *still: ColumnElement[bool]) -> bool:
    """Uses the code up, if what is `still` to hold of the person's row does; False when not.

    Of two requests with one code, the second waits for the first's row lock and finds the code
    taken. A person disabled or a factor changed meanwhile fails here in the same way.
    """
    step = found.step
    taking = update(Person).where(Person.id == person.id, Person.disabled_at.is_(None), *still)
    if step is not None:
        taking = taking.where(
            Person.totp_secret_cipher == person.totp_secret_cipher,
            or_(Person.totp_last_step.is_(None), Person.totp_last_step < step),
        )
    taken = unit.session.scalar(
        taking.values(totp_last_step=step if step is not None else Person.totp_last_step)
        .returning(Person.id)
        .execution_options(synchronize_session=False)
    )
    if taken is None:
        return False
    if found.recovery_id is None:
        return True
    if not use_code(unit, found.recovery_id):
        return False
    left = recovery_codes_left(unit.session, person.id)
    unit.audit("staff.recovery_code_used", f"person:{person.id}", left=left)
    return True


def left_words(left: int) -> str:
    """What to say after a recovery code was used."""
    codes = f"{left} recovery code{'' if left == 1 else 's'}"
    more = " Make new ones on your account page." if left < FEW_RECOVERY_CODES else ""
    return f"You used a recovery code, and have {codes} left.{more}"
