"""What the form and the intake may notice about a comment, in words that are stored. Pure."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final


class Signal(StrEnum):
    """One thing that was noticed; `Comment.signals` holds them with commas between."""

    HONEYPOT = "honeypot"
    """A field was filled that no person sees."""
    QUICK = "quick"
    """The form came back sooner than anybody writes."""
    OFTEN = "often"
    """One network address sent many comments within the hour."""
    NO_PROOF = "no_proof"
    """The engagement asks browsers for a proof of work, and none came."""
    SPAM_ELSEWHERE = "spam_elsewhere"
    """The platform on which it was left took it for spam."""
    LINKS = "links"
    WORDS = "words"
    """A word of the list of banned words."""
    LEARNED = "learned"
    """It resembles what moderators called spam before."""
    UNREAD = "unread"
    """The automatic check failed over this text: nothing was looked for in it."""
    NO_NAMES = "no_names"
    """Names were not looked for, because the model of names could not be loaded."""


OF_THE_FORM: Final = frozenset(
    {Signal.HONEYPOT, Signal.QUICK, Signal.OFTEN, Signal.NO_PROOF, Signal.SPAM_ELSEWHERE}
)
"""What was noticed on its way here: no look at the text can say it again."""
SUSPICIOUS: Final = OF_THE_FORM | {Signal.LINKS, Signal.WORDS, Signal.LEARNED}


def written(signals: Iterable[Signal]) -> str:
    """As they are stored, in the order of the list above."""
    chosen = frozenset(signals)
    return ",".join(signal for signal in Signal if signal in chosen)


def read_signals(stored: str) -> frozenset[Signal]:
    """What `written` stored; a word that is not known any more is passed over."""
    known = {signal.value: signal for signal in Signal}
    return frozenset(known[word] for word in stored.split(",") if word in known)


FAR: Final = 10
"""So many times the hourly number is more than people send, also from one library or town hall."""

MOST_MISSES: Final = 20
"""Codes that open nothing, from one address within an hour: more is guessing."""


class Pace(StrEnum):
    """How often one address sends, beside what an hour may bring."""

    USUAL = "usual"
    OFTEN = "often"
    FAR_OVER = "far_over"


def pace(sent: int, limit: int) -> Pace:
    """`sent` counts this one too; a limit of 0 is none."""
    if limit == 0 or sent <= limit:
        return Pace.USUAL
    return Pace.OFTEN if sent <= FAR * limit else Pace.FAR_OVER


def is_too_quick(opened_at: datetime | None, now: datetime, seconds: int) -> bool:
    """Whether nobody could have read and written in that time; unknown times are no reason."""
    return opened_at is not None and now - opened_at < timedelta(seconds=seconds)
