"""Recovery codes: ten, each used once, for who has not the authenticator app at hand (R63).

80 random bits each, so a keyed hash is enough to store. Making new ones voids the old.
"""

import secrets

from sqlalchemy import delete, select, update

from engage.accounts.models import Person, RecoveryCode
from engage.accounts.queries import recovery_codes_left
from engage.accounts.rules import (
    RECOVERY_ALPHABET,
    RECOVERY_CODE_LENGTH,
    RECOVERY_CODES,
    grouped,
    plain_recovery_code,
)
from engage.core.errors import NotFound
from engage.core.unit import Unit


def make_recovery_codes(unit: Unit, person_id: int) -> tuple[str, ...]:
    """Ten new codes, told once, here; the person's own affair and nobody else's."""
    if unit.actor.person_id != person_id:
        raise NotFound("There is no such account.")
    # The person's row first: two requests at once would leave twenty codes.
    unit.session.execute(select(Person.id).where(Person.id == person_id).with_for_update())
    before = recovery_codes_left(unit.session, person_id)
    unit.session.execute(delete(RecoveryCode).where(RecoveryCode.person_id == person_id))
    codes = tuple(_new_code() for _ in range(RECOVERY_CODES))
    unit.session.add_all(
        RecoveryCode(
            person_id=person_id, code_hash=_code_hash(unit, person_id, code), made_at=unit.now
        )
        for code in codes
    )
    unit.session.flush()
    unit.audit("person.recovery_codes_made", f"person:{person_id}", before=before, after=len(codes))
    return tuple(grouped(code) for code in codes)


def unused_code(unit: Unit, person_id: int | None, typed: str) -> int | None:
    """The row of this code, when it is one and still good. Asks the same for nobody's code."""
    code = plain_recovery_code(typed) or ""
    return unit.session.scalar(
        select(RecoveryCode.id).where(
            RecoveryCode.code_hash == _code_hash(unit, person_id or 0, code),
            RecoveryCode.used_at.is_(None),
        )
    )


def use_code(unit: Unit, code_id: int) -> bool:
    """Uses it up; False when another request did so first."""
    used = unit.session.scalar(
        update(RecoveryCode)
        .where(RecoveryCode.id == code_id, RecoveryCode.used_at.is_(None))
        .values(used_at=unit.now)
        .returning(RecoveryCode.id)
        .execution_options(synchronize_session=False)
    )
    return used is not None


def _new_code() -> str:
    return "".join(secrets.choice(RECOVERY_ALPHABET) for _ in range(RECOVERY_CODE_LENGTH))


def _code_hash(unit: Unit, person_id: int, code: str) -> str:
    return unit.keyring.blind_index(f"{person_id} {code}", "recovery-code")
