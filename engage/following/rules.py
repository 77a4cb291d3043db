"""What following an engagement means: its states, what there is news of, and when. Pure."""

from datetime import timedelta
from enum import StrEnum
from typing import Final

PENDING_LIFE: Final = timedelta(days=7)
"""How long an address that nobody confirmed is kept."""
GATHERING: Final = timedelta(minutes=10)
"""What happens within this time of the first thing is told in one mail."""
CONFIRMATION_EVERY: Final = timedelta(days=1)
MOST_CONFIRMATIONS: Final = 3
"""To one address within `CONFIRMATION_EVERY`, over all engagements."""
MOST_ASKED: Final = 10
"""From one network within an hour; a household or an office needs no more."""
KEPT_AFTER_RESULTS: Final = timedelta(days=365)
"""Addresses of followers are erased this long after the results, as the notice says."""
FEWEST_SHOWN: Final = 5
"""Below this, pages of the staff do not say how many follow."""
ADDRESS_LENGTH: Final = 254


class State(StrEnum):
    PENDING = "pending"
    """Asked for; whoever reads the mailbox has not confirmed it."""
    ACTIVE = "active"
    ENDED = "ended"
    """The row is empty and stays as a count."""


class Pace(StrEnum):
    AT_ONCE = "at_once"
    DAILY = "daily"


class Ending(StrEnum):
    """Why a subscription ended."""

    OWNER = "owner"
    LAPSED = "lapsed"
    """It was never confirmed."""
    BOUNCED = "bounced"
    OVER = "over"
    """The engagement's results were out for long enough."""


class NewsKind(StrEnum):
    OPENED = "opened"
    CLOSING_CHANGED = "closing_changed"
    TOPIC_ADDED = "topic_added"
    TOPIC_CHANGED = "topic_changed"
    CLOSED = "closed"
    RESULTS = "results"


LANGUAGES: Final = ("en", "fr")
