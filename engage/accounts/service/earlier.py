"""Earlier passwords, which may not come back (R63): the last 24 of each person, as fingerprints.

A fingerprint is the argon2 digest under the person's own salt, keyed with a data key: who reads
the database alone can try no password on it.
"""

from typing import Final

from sqlalchemy import delete, select

from engage.accounts.models import EarlierPassword
from engage.accounts.rules import EARLIER_PASSWORDS
from engage.core.errors import Refused
from engage.core.unit import Unit

USED_BEFORE: Final = (
    f"You have used this password before. The last {EARLIER_PASSWORDS} cannot be used again."
)


def refuse_earlier(unit: Unit, person_id: int, digest: str) -> None:
    """Raises Refused at the field `password` when it is one of the last 24, today's included."""
    known = unit.session.scalar(
        select(EarlierPassword.id).where(
            EarlierPassword.person_id == person_id,
            EarlierPassword.fingerprint == _fingerprint(unit, person_id, digest),
        )
    )
    if known is not None:
        raise Refused("password", USED_BEFORE)


def remember(unit: Unit, person_id: int, digest: str) -> None:
    """Keeps the new one with the 23 before it."""
    unit.session.add(
        EarlierPassword(
            person_id=person_id,
            fingerprint=_fingerprint(unit, person_id, digest),
            set_at=unit.now,
        )
    )
    unit.session.flush()
    kept = (
        select(EarlierPassword.id)
        .where(EarlierPassword.person_id == person_id)
        .order_by(EarlierPassword.id.desc())
        .limit(EARLIER_PASSWORDS)
    )
    unit.session.execute(
        delete(EarlierPassword)
        .where(EarlierPassword.person_id == person_id, EarlierPassword.id.not_in(kept))
        .execution_options(synchronize_session=False)
    )


def _fingerprint(unit: Unit, person_id: int, digest: str) -> str:
    return unit.keyring.blind_index(f"{person_id} {digest}", "earlier-password")
