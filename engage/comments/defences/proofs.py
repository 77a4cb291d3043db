"""Proofs of work (ALTCHA) that browsers give while an engagement is under attack.

The challenge is signed with a key of its own, says until when it counts, and is used once. A
browser without JavaScript gives no proof: its comment is sorted as suspected spam and read by a
person like any other, never refused.
"""

import base64
import binascii
import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import altcha
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from engage.comments.defences.models import EngagementDefence, UsedProof
from engage.core.crypto import derive_key
from engage.core.ledgers import upsert
from engage.core.settings import Settings
from engage.core.unit import Unit
from engage.engagements.models import Engagement

ALGORITHM: Final = "PBKDF2/SHA-256"
COST: Final = 5_000
"""Iterations of one attempt. About 256 attempts find a proof: one or two seconds on a telephone;
checking takes one attempt, some milliseconds."""

LIFE: Final = timedelta(hours=1)
LONGEST: Final = 4_000


@dataclass(frozen=True)
class Proof:
    """A proof that is right; whether it is the first use is known when it is used up."""

    digest: str
    expires_at: datetime


def is_asked(session: Session, engagement_id: int) -> bool:
    """Whether this engagement's form asks for a proof."""
    return session.get(EngagementDefence, engagement_id) is not None


def new_challenge(settings: Settings, now: datetime) -> dict[str, Any]:
    """What the widget fetches: JSON that tells nothing and costs nothing to make."""
    made = altcha.create_challenge(
        ALGORITHM,
        COST,
        data={"until": int((now + LIFE).timestamp())},
        hmac_secret=_key(settings),
    )
    return dict(made.to_dict())


def checked_proof(settings: Settings, now: datetime, given: str) -> Proof | None:
    """The proof in a form's field; None for none, a wrong one, or one that is too old.

    The library would ask the machine's clock; the time is part of the signed data instead.
    """
    if not given or len(given) > LONGEST or not given.isascii():
        return None
    until = _until(given)
    if until is None or until < now:
        return None
    if not altcha.verify_solution(given, _key(settings)).verified:
        return None
    return Proof(_digest(given), until)


def use_up(unit: Unit, proof: Proof) -> bool:
    """Remembers the proof; False when it was used before."""
    statement = upsert(unit.session.get_bind().dialect, UsedProof).values(
        digest=proof.digest, expires_at=proof.expires_at
    )
    kept = statement.on_conflict_do_nothing(index_elements=["digest"]).returning(UsedProof.digest)
    return unit.session.scalar(kept) is not None


def switch(unit: Unit, engagement: Engagement, *, on: bool) -> None:
    """Asks browsers for proofs from now on, or no longer; switching twice changes nothing."""
    is_on = is_asked(unit.session, engagement.id)
    if is_on == on:
        return
    if on:
        unit.session.add(
            EngagementDefence(
                engagement_id=engagement.id,
                proof_since=unit.now,
                switched_by=unit.actor.person_id,
            )
        )
    else:
        unit.session.execute(
            delete(EngagementDefence).where(EngagementDefence.engagement_id == engagement.id)
        )
    unit.session.flush()
    unit.audit("defence.switched", engagement.scope, proof=on)


def proof_since(session: Session, engagement_id: int) -> datetime | None:
    return session.scalar(
        select(EngagementDefence.proof_since).where(
            EngagementDefence.engagement_id == engagement_id
        )
    )


def _key(settings: Settings) -> bytes:
    return derive_key(settings.secret_key.encode(), "proof-of-work")


def _read(given: str) -> Any:
    try:
        return json.loads(base64.b64decode(given, validate=True))
    except (binascii.Error, ValueError, RecursionError):
        return None


def _until(given: str) -> datetime | None:
    """The end that the challenge names, not yet trusted: its signature is checked afterwards."""
    try:
        until = _read(given)["challenge"]["parameters"]["data"]["until"]
        return datetime.fromtimestamp(until, UTC) if type(until) is int else None
    except (KeyError, TypeError, ValueError, OverflowError, OSError):
        return None


def _digest(given: str) -> str:
    """By the challenge alone, so that one challenge cannot be solved twice."""
    signature = _read(given)["challenge"]["signature"]
    return hashlib.sha256(str(signature).encode()).hexdigest()
