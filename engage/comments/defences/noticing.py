"""What is noticed of how a form was sent, from the request to the signals that are stored."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from sqlalchemy.orm import Session

from engage.comments.defences.proofs import Proof, checked_proof, use_up
from engage.comments.defences.rules import MOST_MISSES, Pace, Signal, is_too_quick, pace
from engage.comments.defences.senders import NOBODY, Sender, mark, marks_of, sender_at
from engage.core.settings import Settings
from engage.core.unit import Unit
from engage.engagements.models import Engagement

MISSES: Final = "receipt"


@dataclass(frozen=True)
class Noticed:
    """What is known before the transaction that writes; `NOTHING` for other ways than the form."""

    is_bait_taken: bool = False
    sender: Sender = field(default=NOBODY)
    sent: int = 0
    asks_proof: bool = False
    proof: Proof | None = None

    def is_far_over(self, limit: int) -> bool:
        """Whether one more would be far more than people send."""
        return pace(self.sent + 1, limit) is Pace.FAR_OVER


NOTHING: Final = Noticed()


def notice(
    session: Session,
    settings: Settings,
    now: datetime,
    engagement_id: int,
    *,
    asks_proof: bool,
    address: str,
    bait: str,
    proof: str,
) -> Noticed:
    """Looks at a form before anything is written: two small reads, and no other cost while no
    proof is asked for."""
    has_limit = settings.hourly_comments > 0
    sender = sender_at(session, address, now) if has_limit else NOBODY
    return Noticed(
        is_bait_taken=bool(bait),
        sender=sender,
        sent=marks_of(session, sender, purpose_of(engagement_id)),
        asks_proof=asks_proof,
        proof=checked_proof(settings, now, proof) if asks_proof else None,
    )


def purpose_of(engagement_id: int) -> str:
    return f"comment:{engagement_id}"


def signals_of(
    unit: Unit, engagement: Engagement, noticed: Noticed, opened_at: datetime | None
) -> frozenset[Signal]:
    """The signals of a comment that is being stored now; counts its sender and uses its proof."""
    settings = unit.settings
    found = set()
    if noticed.is_bait_taken:
        found.add(Signal.HONEYPOT)
    if is_too_quick(opened_at, unit.now, settings.quick_seconds):
        found.add(Signal.QUICK)
    sent = mark(unit, noticed.sender, purpose_of(engagement.id))
    if pace(sent, settings.hourly_comments) is not Pace.USUAL:
        found.add(Signal.OFTEN)
    if noticed.asks_proof and not (noticed.proof and use_up(unit, noticed.proof)):
        found.add(Signal.NO_PROOF)
    return frozenset(found)


def guesses_codes(unit: Unit, sender: Sender) -> bool:
    """Whether this address tried more wrong receipt codes within the hour than people do."""
    return marks_of(unit.session, sender, MISSES) >= MOST_MISSES


def note_miss(unit: Unit, sender: Sender) -> None:
    """Counts a receipt code that opened nothing."""
    mark(unit, sender, MISSES)


def sends_far_too_often(unit: Unit, engagement_id: int, sender: Sender) -> bool:
    """Whether one more text from this address would be far more than people send."""
    sent = marks_of(unit.session, sender, purpose_of(engagement_id))
    return pace(sent + 1, unit.settings.hourly_comments) is Pace.FAR_OVER


def signals_of_correction(unit: Unit, engagement_id: int, sender: Sender) -> frozenset[Signal]:
    """A correction counts like a comment; other signals belong to the form alone."""
    limit = unit.settings.hourly_comments
    sent = mark(unit, sender, purpose_of(engagement_id)) if limit else 0
    return frozenset() if pace(sent, limit) is Pace.USUAL else frozenset({Signal.OFTEN})
