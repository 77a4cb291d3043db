"""What a person may still make of a message, as it stands. Pure."""

from datetime import datetime
from typing import Final, Protocol

from engage.comments.rules import LETTER_LENGTH
from engage.mail.incoming.rules import Outcome
from engage.mail.incoming.words import KEYED_IN, NOT_COMMENTS, Settled

PLACEABLE: Final = frozenset({Outcome.UNROUTED, Outcome.FILED, Outcome.CORRESPONDENCE})
SEEN: Final = frozenset({Outcome.QUARANTINED, Outcome.CORRESPONDENCE})


class Standing(Protocol):
    """A message's row, or what a page shows of it."""

    @property
    def outcome(self) -> str: ...
    @property
    def reason(self) -> str: ...
    @property
    def settled_as(self) -> str: ...
    @property
    def settled_at(self) -> datetime | None: ...


def may_be_placed(one: Standing) -> bool:
    """A comment or correspondence can be made of it.

    Of correspondence too that somebody dealt with: an engagement's dates may have been put right.
    """
    is_settled = one.settled_at is not None and one.outcome != Outcome.CORRESPONDENCE
    return one.outcome in PLACEABLE and not is_settled


def may_be_set_aside(one: Standing) -> bool:
    return one.outcome == Outcome.UNROUTED and one.settled_at is None


def may_be_seen(one: Standing) -> bool:
    return one.outcome in SEEN and one.settled_as != Settled.SEEN


def may_be_put_back(one: Standing) -> bool:
    """What was set aside or seen; a comment, or an answer that left, stays."""
    return one.settled_as in {*NOT_COMMENTS, Settled.SEEN}


def asks_text(one: Standing, text: str) -> bool:
    """Whether a person writes what the comment says: its own text cannot be one."""
    return one.reason in KEYED_IN or not text.strip() or len(text) > LETTER_LENGTH
