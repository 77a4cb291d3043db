"""How often something comes from one network address, without keeping the address.

An address is counted under a keyed hash whose salt is made anew each hour and deleted when the hour
has passed (`forget`). So marks of different hours cannot be joined, and those of a past hour cannot
be traced by anyone. The price is that each hour begins at nought.
"""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from engage.accounts.rules import network_of
from engage.comments.defences.models import SenderCount, SenderSalt, UsedProof
from engage.core.ledgers import upsert
from engage.core.unit import Unit

HOUR: Final = timedelta(hours=1)


@dataclass(frozen=True)
class Sender:
    """One network address within one hour. `salt` is None before the first mark of the hour."""

    network: str
    hour: datetime
    salt: str | None

    @property
    def is_known(self) -> bool:
        """A socket of this machine has no address: nothing is counted then."""
        return bool(self.network)


NOBODY: Final = Sender("", datetime.min.replace(tzinfo=UTC), None)


def hour_of(now: datetime) -> datetime:
    return now.replace(minute=0, second=0, microsecond=0)


def sender_at(session: Session, address: str, now: datetime) -> Sender:
    """Who is at this address; one read."""
    hour = hour_of(now)
    salt = session.scalar(select(SenderSalt.salt).where(SenderSalt.hour == hour))
    return Sender(network_of(address), hour, salt)


def marks_of(session: Session, sender: Sender, purpose: str) -> int:
    """How often `mark` was called for this sender and purpose within the hour."""
    if not sender.is_known or sender.salt is None:
        return 0
    bucket = _bucket(sender.salt, sender.network, purpose)
    return session.scalar(select(SenderCount.count).where(SenderCount.bucket == bucket)) or 0


def mark(unit: Unit, sender: Sender, purpose: str) -> int:
    """Counts one more in this transaction, and says how many that makes."""
    if not sender.is_known:
        return 0
    salt = sender.salt or _salt_of(unit, sender.hour)
    bucket = _bucket(salt, sender.network, purpose)
    statement = upsert(unit.session.get_bind().dialect, SenderCount).values(
        bucket=bucket, count=1, expires_at=sender.hour + HOUR
    )
    counted = statement.on_conflict_do_update(
        index_elements=["bucket"], set_={"count": SenderCount.count + 1}
    ).returning(SenderCount.count)
    return unit.session.execute(counted).scalar_one()


def forget(unit: Unit) -> None:
    """Deletes the salts and counts of past hours, and what is remembered of used proofs."""
    session = unit.session
    session.execute(delete(SenderSalt).where(SenderSalt.hour <= unit.now - HOUR))
    session.execute(delete(SenderCount).where(SenderCount.expires_at <= unit.now))
    session.execute(delete(UsedProof).where(UsedProof.expires_at <= unit.now))


def _salt_of(unit: Unit, hour: datetime) -> str:
    """The salt of the hour: whoever comes first makes it, and everybody uses that one."""
    made = upsert(unit.session.get_bind().dialect, SenderSalt).values(
        hour=hour, salt=secrets.token_hex(32)
    )
    unit.session.execute(made.on_conflict_do_nothing(index_elements=["hour"]))
    return unit.session.scalars(select(SenderSalt.salt).where(SenderSalt.hour == hour)).one()


def _bucket(salt: str, network: str, purpose: str) -> str:
    return hmac.new(salt.encode(), f"{purpose}|{network}".encode(), hashlib.sha256).hexdigest()
