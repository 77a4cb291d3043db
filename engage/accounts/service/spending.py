"""Tokens that work once: what was signed for one use is written down when it is used."""

import hashlib
from datetime import timedelta

from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError

from engage.accounts.models import SpentToken
from engage.core.tokens import BadToken
from engage.core.unit import Unit


def spend(unit: Unit, token: str, lasts: timedelta) -> None:
    """Uses the token up; raises BadToken the second time, also when both come at once.

    `lasts`: how long it would be taken for good, which is how long it has to be remembered.
    """
    digest = hashlib.sha256(token.encode(errors="replace")).hexdigest()
    try:
        with unit.attempt():
            # Twice as long: two machines' clocks never agree.
            unit.session.add(SpentToken(digest=digest, expires_at=unit.now + 2 * lasts))
            unit.session.flush()
    except IntegrityError:
        raise BadToken from None


def forget_spent(unit: Unit) -> int:
    """Deletes what nobody could use any more, spent or not; a recurring job. The number."""
    gone = unit.session.scalars(
        delete(SpentToken).where(SpentToken.expires_at <= unit.now).returning(SpentToken.digest)
    ).all()
    return len(gone)
