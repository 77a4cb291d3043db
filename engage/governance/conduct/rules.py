"""What a conflict of interest keeps a person off, and for how long an approval may stand. Pure."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from engage.core.errors import Refused
from engage.core.permissions import Role
from engage.core.text import clean_plain

REASON_LENGTH: Final = 1_000
LEAST_OF_A_REASON: Final = 10
# What was typed beyond this is not worth cleaning first: the answer is the same.
ABSURD_LENGTH: Final = 100_000
LEAD_ROLES: Final = (Role.ENGAGEMENT_LEAD, Role.ADMINISTRATOR)
"""Who records a conflict for somebody, reads its reason and ends it (R51)."""
GIVING_ROLES: Final = (Role.COMMUNICATIONS_DIRECTOR,)
"""R9: the ministry's own approval of what it says."""
COUNTERSIGNING_ROLES: Final = (Role.EXECUTIVE_DIRECTOR_ENGAGEMENT,)
"""R11: Citizen Engagement's approval, or its recorded delegation."""
SIGNING_ROLES: Final = (*GIVING_ROLES, *COUNTERSIGNING_ROLES)
SHORTEN: Final = f"Use {REASON_LENGTH:,} characters or fewer."


class Covered(StrEnum):
    """What may be published under a standing approval."""

    REPLIES = "replies"


class Standing(StrEnum):
    """Where a standing approval stands."""

    WAITING = "waiting"
    UPCOMING = "upcoming"
    IN_FORCE = "in_force"
    OVER = "over"
    ENDED = "ended"


@dataclass(frozen=True)
class Conflicts:
    """All that one person keeps off: whole engagements, and topics as (engagement, topic)."""

    engagements: frozenset[int] = frozenset()
    topics: frozenset[tuple[int, int]] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.engagements or self.topics)

    def bars(self, engagement_id: int, topic_id: int | None = None) -> bool:
        """Whether the person keeps off this topic; without one, off anything of the engagement:
        who approves the whole approves its every topic."""
        if engagement_id in self.engagements:
            return True
        if topic_id is None:
            return any(engagement == engagement_id for engagement, _topic in self.topics)
        return (engagement_id, topic_id) in self.topics

    def topics_in(self, engagement_id: int) -> frozenset[int]:
        """The topics of an engagement of which the rest is open to the person."""
        return frozenset(topic for engagement, topic in self.topics if engagement == engagement_id)

    @property
    def topic_ids(self) -> frozenset[int]:
        return frozenset(topic for _engagement, topic in self.topics)


NO_CONFLICTS: Final = Conflicts()


@dataclass(frozen=True)
class Period:
    """From the beginning of one instant until just before another."""

    starts_at: datetime
    ends_at: datetime


def cleaned_reason(raw: str, missing: str, field: str = "reason") -> str:
    """A reason in words; raises Refused with `missing` where it says nothing."""
    reason = clean_plain(raw) if len(raw) <= ABSURD_LENGTH else ""
    if len(reason or raw) > REASON_LENGTH:
        raise Refused(field, SHORTEN)
    if sum(character.isalnum() for character in reason) < LEAST_OF_A_REASON:
        raise Refused(field, missing)
    return reason


def period_of(
    first: date | None, last: date | None, today: date, midnight: Callable[[date], datetime]
) -> Period:
    """From the morning of the first day to the end of the last; at most a year. Raises Refused.

    `midnight` gives the instant at which a day begins there.
    """
    if first is None:
        raise Refused("starts_on", "Give the first day.")
    if last is None:
        raise Refused("ends_on", "Give the last day.")
    if first < today:
        raise Refused("starts_on", "The first day cannot lie in the past.")
    if first > a_year_after(today):
        raise Refused("starts_on", "Choose a first day within the next year.")
    if last < first:
        raise Refused("ends_on", "The last day cannot come before the first.")
    if last >= a_year_after(first):
        raise Refused("ends_on", "Choose a last day within one year from the first.")
    return Period(midnight(first), midnight(date.fromordinal(last.toordinal() + 1)))


def a_year_after(day: date) -> date:
    """The same day a year later; of 29 February, 1 March."""
    try:
        return day.replace(year=day.year + 1)
    except ValueError:
        return date(day.year + 1, 3, 1)


def standing_at(
    now: datetime, period: Period, *, is_countersigned: bool, is_ended: bool
) -> Standing:
    """Where an approval stands; one that nobody countersigned in its time is over."""
    if is_ended:
        return Standing.ENDED
    if now >= period.ends_at:
        return Standing.OVER
    if not is_countersigned:
        return Standing.WAITING
    return Standing.UPCOMING if now < period.starts_at else Standing.IN_FORCE
