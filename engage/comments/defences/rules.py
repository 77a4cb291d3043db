"""What the form and the intake may notice about a comment, in words that are stored. Pure."""

from collections.abc import Iterable
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
    LINKS = "links"
    WORDS = "words"
    """A word of the list of banned words."""
    LEARNED = "learned"
    """It resembles what moderators called spam before."""
    UNREAD = "unread"
    """The automatic check failed over this text: nothing was looked for in it."""
    NO_NAMES = "no_names"
    """Names were not looked for, because the model of names could not be loaded."""


OF_THE_FORM: Final = frozenset({Signal.HONEYPOT, Signal.QUICK, Signal.OFTEN, Signal.NO_PROOF})
SUSPICIOUS: Final = OF_THE_FORM | {Signal.LINKS, Signal.WORDS, Signal.LEARNED}


def written(signals: Iterable[Signal]) -> str:
    """As they are stored, in the order of the list above."""
    chosen = frozenset(signals)
    return ",".join(signal for signal in Signal if signal in chosen)


def read_signals(stored: str) -> frozenset[Signal]:
    """What `written` stored; a word that is not known any more is passed over."""
    known = {signal.value: signal for signal in Signal}
    return frozenset(known[word] for word in stored.split(",") if word in known)
