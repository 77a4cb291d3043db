"""What following an engagement means: its states, what there is news of, and when it is told. Pure.

The address of a follower serves one purpose: news of that one engagement (R25). When it ends, by
whatever cause, the address is erased at once.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Final

from engage.core.addresses import read_email
from engage.core.dates import zone
from engage.core.errors import Refused
from engage.core.language import gettext as _
from engage.core.language import marked
from engage.engagements.rules import EngagementContent, TopicContent

PENDING_LIFE: Final = timedelta(days=7)
"""How long an address that nobody confirmed is kept."""
GATHERING: Final = timedelta(minutes=10)
"""What happens within this time of the first thing is told in one mail."""
CONFIRMATION_EVERY: Final = timedelta(days=1)
"""One engagement asks one address for confirmation no more often."""
MOST_CONFIRMATIONS: Final = 3
"""To one address within `CONFIRMATION_EVERY`, over all engagements."""
MOST_ASKED: Final = 10
"""From one network within an hour; a household or an office needs no more."""
KEPT_AFTER_RESULTS: Final = timedelta(days=365)
"""Addresses of followers are erased this long after the results, as the notice says."""
FEWEST_SHOWN: Final = 5
"""Below this, pages of the staff do not say how many follow."""
DAILY_AT: Final = time(8)
"""When the day's digest is made, on the clock of the province."""
LANGUAGES: Final = ("en", "fr")
NO_ADDRESS: Final = marked("Enter an e-mail address, such as name@example.ca.")


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
    """Mail to the address came back for good."""
    OVER = "over"
    """The engagement's results were out for long enough."""


class NewsKind(StrEnum):
    OPENED = "opened"
    CLOSING_CHANGED = "closing_changed"
    TOPIC_ADDED = "topic_added"
    TOPIC_CHANGED = "topic_changed"
    CLOSED = "closed"
    RESULTS = "results"
    UPDATE = "update"
    REPORT = "report"


class NoticeChanged(Refused):
    """The collection notice is another one than above the form that was sent (R24)."""


class StaleForm(Refused):
    """The form's token is too old, altered, or of another engagement's form."""


class Fault(Refused):
    """One thing that is wrong with what was sent, at its field."""


class Invalid(Refused):
    """Everything that is wrong with what was sent."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__("", _("This cannot be taken as it is."))
        self.faults = faults


@dataclass(frozen=True)
class Choice:
    """How a follower wants to be told."""

    pace: Pace
    language: str


@dataclass(frozen=True)
class Wanted:
    """Who wants to follow, and how; checked."""

    email: str = field(repr=False)
    choice: Choice


@dataclass(frozen=True)
class Published:
    """What is public of an engagement: its own content and that of its topics, by topic id."""

    engagement: EngagementContent
    topics: Mapping[int, TopicContent]


def checked_choice(pace: str, language: str) -> Choice:
    """Raises Invalid with a fault for each."""
    faults = tuple(_choice_faults(pace, language))
    if faults:
        raise Invalid(faults)
    return Choice(Pace(pace), language)


def checked(email: str, pace: str, language: str) -> Wanted:
    """Raises Invalid with all that is wrong."""
    address = cleaned_email(email)
    faults = [
        *([] if address else [Fault("email", _(NO_ADDRESS))]),
        *_choice_faults(pace, language),
    ]
    if faults:
        raise Invalid(tuple(faults))
    return Wanted(address, Choice(Pace(pace), language))


def cleaned_email(raw: str) -> str:
    """The address in its usual form; '' for one that cannot be written to."""
    found = read_email(raw)
    return found.whole if found else ""


def _choice_faults(pace: str, language: str) -> Iterator[Fault]:
    if pace not in set(Pace):
        yield Fault("pace", _("Choose how often we write to you."))
    if language not in LANGUAGES:
        yield Fault("language", _("Choose the language of our mails."))


def is_lapsed(state: str, asked_at: datetime, now: datetime) -> bool:
    """Whether it was asked for too long ago to be confirmed still."""
    return state == State.PENDING and now >= asked_at + PENDING_LIFE


def is_kept_no_longer(
    closes_at: datetime | None, results_at: datetime | None, now: datetime
) -> bool:
    """Whether the time is over that the notice gives; an ongoing engagement has no such time."""
    if closes_at is None or results_at is None:
        return False
    return now >= results_at + KEPT_AFTER_RESULTS


def may_ask_again(confirmation_at: datetime, now: datetime) -> bool:
    """Whether one more mail with a link may go to the same address for the same engagement."""
    return now >= confirmation_at + CONFIRMATION_EVERY


def closing_changed(before: EngagementContent, after: EngagementContent) -> bool:
    return before.closes_at != after.closes_at


def topic_news(before: Published, after: Published) -> Iterator[tuple[NewsKind, int]]:
    """New topics, and those that ask something else than before; other edits are no news."""
    for topic_id, now in after.topics.items():
        was = before.topics.get(topic_id)
        if was is None:
            yield NewsKind.TOPIC_ADDED, topic_id
        elif _asks(was) != _asks(now):
            yield NewsKind.TOPIC_CHANGED, topic_id


def _asks(topic: TopicContent) -> tuple[object, ...]:
    return topic.title, topic.prompt, topic.questions


def day_to_tell(now: datetime, tz: str) -> date | None:
    """The day whose digest can be made at this instant; None before the hour."""
    local = now.astimezone(zone(tz))
    return local.date() if local.time() >= DAILY_AT else None


def follower_words(count: int) -> str:
    """How many follow, for pages of the staff."""
    return f"fewer than {FEWEST_SHOWN}" if count < FEWEST_SHOWN else f"{count:,}"
