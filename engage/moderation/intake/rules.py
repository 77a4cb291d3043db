"""Where the intake sends a comment, and what it may say of it. Pure.

The order, from the first that applies:

1. *strongly suspected spam*: the hidden field was filled, or two different things are suspicious;
2. *privacy*: something in it is about another person, or it could not be looked at;
3. *campaign*: it was written after a letter that others sent too;
4. *suspected spam*: one thing is suspicious;
5. *ordinary*.

Spam stands first because it is full of names and numbers that would fill the privacy review; a
letter that names somebody goes there before it goes to its campaign, since nobody may publish it
with the others (R77). A form that came back quickly says little alone: people paste what they wrote
elsewhere, and browsers fill in the rest.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Final

from engage.comments.defences.rules import SUSPICIOUS, Signal
from engage.comments.rules import Hold

LATE: Final = timedelta(minutes=5)
"""A comment that waits longer for its check is late: the worker is down, or far behind."""


def hold_for(signals: Collection[Signal], *, names_others: bool, is_in_campaign: bool) -> Hold:
    """The part of the queue in which a comment waits, by the order above."""
    suspicions = SUSPICIOUS.intersection(signals)
    if Signal.HONEYPOT in suspicions or len(suspicions) > 1:
        return Hold.SPAM
    if names_others or Signal.UNREAD in signals:
        return Hold.PRIVACY
    if is_in_campaign:
        return Hold.CAMPAIGN
    return Hold.SPAM if suspicions - {Signal.QUICK} else Hold.ORDINARY


def hold_of_first(hold: Hold, signals: Collection[Signal], *, names_others: bool) -> Hold:
    """Where a waiting comment belongs when a second one shows that it was a campaign's first.

    What stands in privacy review, was referred, or is not checked yet stays there.
    """
    if hold not in {Hold.ORDINARY, Hold.SPAM}:
        return hold
    return hold_for(signals, names_others=names_others, is_in_campaign=True)


def is_late(oldest: datetime | None, now: datetime) -> bool:
    """Whether what waits longest for its check waits too long."""
    return oldest is not None and now - oldest > LATE
