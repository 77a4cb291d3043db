"""Which phase of an election an instant lies in, and what that holds (R53 to R57). Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from engage.core.permissions import Actor, Role
from engage.governance.outbound import Outbound


class ElectionPhase(StrEnum):
    NONE = "none"
    INTERREGNUM = "interregnum"
    TRANSITION = "transition"
    OVER = "over"


ON: Final = frozenset({ElectionPhase.INTERREGNUM, ElectionPhase.TRANSITION})
SETTING_ROLES: Final = (Role.ADMINISTRATOR, Role.COMMUNICATIONS_DIRECTOR)
"""Held everywhere, not for one ministry: an election is everybody's."""
RELEASING_ROLES: Final = (Role.COMMUNICATIONS_DIRECTOR,)
SHOWING_ROLES: Final = (Role.COMMUNICATIONS_DIRECTOR, Role.ADMINISTRATOR)
GRANTING_ROLES: Final = (Role.COMMUNICATIONS_DIRECTOR, Role.EXECUTIVE_DIRECTOR_ENGAGEMENT)
READING_ROLES: Final = (
    Role.COMMUNICATIONS_DIRECTOR,
    Role.EXECUTIVE_DIRECTOR_ENGAGEMENT,
    Role.ADMINISTRATOR,
    Role.ENGAGEMENT_LEAD,
)
MOMENT: Final = timedelta(microseconds=1)
REASON_LENGTH: Final = 1_000
AUTHORITY_LENGTH: Final = 200

HELD_KINDS: Final = frozenset(
    {
        Outbound.PUBLISH_ENGAGEMENT,
        Outbound.OPEN_ENGAGEMENT,
        Outbound.PUBLISH_CHANGES,
        Outbound.PUBLISH_RESULTS,
        Outbound.PUBLISH_SCHEDULED,
        Outbound.LIST_IN_FEED,
        Outbound.PUSH_POST,
        Outbound.PUSH_COMMENT,
        Outbound.SHOW_COMMENT,
        Outbound.PUBLISH_REPLY,
        Outbound.RELEASE_REPORT,
        Outbound.PROMOTE,
        Outbound.SEND_MAIL,
    }
)
COMMENT_KINDS: Final = frozenset({Outbound.SHOW_COMMENT, Outbound.PUSH_COMMENT})
"""These follow what was decided for the engagement (R55), and no exception."""
EXCEPTED_KINDS: Final = tuple(
    kind
    for kind in Outbound
    if kind in HELD_KINDS - COMMENT_KINDS - {Outbound.OPEN_ENGAGEMENT, Outbound.PUBLISH_SCHEDULED}
)
"""For which an exception can be granted; that for a launch covers the opening by the clock, that
for changes what was planned to become public by itself."""
NEVER_DROPPED: Final = frozenset({Outbound.SHOW_COMMENT, Outbound.PUSH_POST})
"""What people wrote is taken from view by moderators alone, a post by unpublishing."""
_SAME_ITEM: Final = {
    Outbound.OPEN_ENGAGEMENT: Outbound.PUBLISH_ENGAGEMENT,
    Outbound.PUBLISH_SCHEDULED: Outbound.PUBLISH_CHANGES,
    Outbound.PUSH_COMMENT: Outbound.SHOW_COMMENT,
    Outbound.ANSWER_ABOUT_SERVICE: Outbound.PUBLISH_REPLY,
}


class Outcome(StrEnum):
    """What became of a held item. `EXCEPTED`: it went out in the period, under an exception."""

    WAITING = ""
    APPROVED = "approved"
    DROPPED = "dropped"
    EXCEPTED = "excepted"


BLOCKING: Final = frozenset({Outcome.WAITING, Outcome.DROPPED})


class Ground(StrEnum):
    """Why something may go out all the same (R56)."""

    HEALTH = "public_health"
    SAFETY = "safety"
    EMERGENCY = "emergency"
    STATUTORY = "statutory_advertising"


class Ruling(StrEnum):
    ALLOWED = "allowed"
    EXCEPTED = "excepted"
    HELD_NOW = "held_now"
    HELD_AFTER = "held_after"


@dataclass(frozen=True)
class Period:
    """One election: from the call on until the cabinet is sworn in; None: not known yet.

    `known_at`: from when on this call was known here (an early one may be noted an hour late).
    """

    id: int
    called_at: datetime
    voting_ends_at: datetime
    sworn_at: datetime | None
    known_at: datetime

    def phase(self, now: datetime) -> ElectionPhase:
        if now < self.called_at:
            return ElectionPhase.NONE
        if now < self.voting_ends_at:
            return ElectionPhase.INTERREGNUM
        if self.sworn_at is None or now < self.sworn_at:
            return ElectionPhase.TRANSITION
        return ElectionPhase.OVER

    def is_on(self, now: datetime) -> bool:
        return self.phase(now) in ON

    def holds_opening(self, opens_at: datetime) -> bool:
        """Whether an opening by the clock falls into the period; what was open when the call
        became known here is not closed again."""
        start = max(self.called_at, self.known_at)
        return start <= opens_at and (self.sworn_at is None or opens_at < self.sworn_at)

    def overlaps(self, other: "Period") -> bool:
        return not (_ends_before(self, other) or _ends_before(other, self))


def _ends_before(one: Period, other: Period) -> bool:
    return one.sworn_at is not None and one.sworn_at <= other.called_at


@dataclass(frozen=True)
class Window:
    """A stretch of time, its end excluded; None: it lasts."""

    start: datetime
    end: datetime | None

    def holds(self, instant: datetime) -> bool:
        return self.start <= instant and (self.end is None or instant < self.end)


def period_on(periods: Iterable[Period], now: datetime) -> Period | None:
    return next((one for one in periods if one.is_on(now)), None)


def phase_at(periods: Sequence[Period], now: datetime) -> ElectionPhase:
    """The phase of the period that is on; over after one, none before any."""
    phases = {one.phase(now) for one in periods}
    return next((one for one in (*ON, ElectionPhase.OVER) if one in phases), ElectionPhase.NONE)


def next_change(periods: Iterable[Period], now: datetime) -> datetime | None:
    """The next instant at which a phase may differ, for pages that are kept."""
    instants = [
        instant
        for one in periods
        for instant in (one.called_at, one.voting_ends_at, one.sworn_at)
        if instant is not None and instant > now
    ]
    return min(instants, default=None)


def period_fault(
    called_at: datetime,
    voting_ends_at: datetime,
    sworn_at: datetime | None,
    others: Iterable[Period],
) -> tuple[str, str] | None:
    """The field and the words of what is wrong with a period; None: it can be set."""
    if voting_ends_at <= called_at:
        return "voting_day", "Voting day must come after the call."
    if sworn_at is not None and sworn_at < voting_ends_at:
        return "sworn_on", "The cabinet is sworn in after voting day."
    wanted = Period(0, called_at, voting_ends_at, sworn_at, called_at)
    for other in others:
        if wanted.overlaps(other):
            if other.sworn_at is None and other.called_at <= called_at:
                words = "Say first when the cabinet of the election before was sworn in."
            else:
                words = "Another election period lies within these dates."
            return "called_on", words
    return None


def item_kind(kind: Outbound) -> Outbound:
    """The kind under which something is written down, and excepted, and approved again."""
    return _SAME_ITEM.get(kind, kind)


def item_key(kind: Outbound, engagement_id: int | None, subject_id: int) -> str:
    return f"{item_kind(kind)}:{engagement_id or 0}:{subject_id}"


def judge(
    kind: Outbound,
    phase: ElectionPhase,
    *,
    outcome: Outcome | None = None,
    is_excepted: bool = False,
    shows_comments: bool = False,
) -> Ruling:
    """What the election, or the last one, says to one act.

    `outcome` is that of the last time when this very thing was held; None: never.
    """
    if kind not in HELD_KINDS:
        return Ruling.ALLOWED
    if phase in ON:
        if kind in COMMENT_KINDS:
            return Ruling.ALLOWED if shows_comments else Ruling.HELD_NOW
        return Ruling.EXCEPTED if is_excepted else Ruling.HELD_NOW
    return Ruling.HELD_AFTER if outcome in BLOCKING else Ruling.ALLOWED


@dataclass(frozen=True)
class Grants:
    """Who granted an exception so far, and whether it was revoked."""

    communications_by: int | None
    executive_by: int | None
    is_revoked: bool

    @property
    def is_in_force(self) -> bool:
        return (
            not self.is_revoked
            and self.communications_by is not None
            and self.executive_by is not None
        )


def lacks_grant_of(grants: Grants, actor: Actor, ministry_id: int) -> bool:
    """Whether this person is the second director that an exception waits for."""
    if grants.is_revoked or grants.is_in_force:
        return False
    is_another = actor.person_id not in {grants.communications_by, grants.executive_by}
    missing = GRANTING_ROLES[0 if grants.communications_by is None else 1]
    return is_another and actor.may(missing, ministry_id)


def exception_fault(ground: str, authority: str, kind: str, reason: str) -> tuple[str, str] | None:
    """What is wrong with the asking for an exception: the field and the words."""
    if kind not in EXCEPTED_KINDS:
        return "kind", "Choose what shall go out."
    if ground not in {one.value for one in Ground}:
        return "ground", "Choose why it cannot wait."
    if ground == Ground.STATUTORY and not authority:
        return "authority", "Name the section and the Act that require the advertising."
    if len(authority) > AUTHORITY_LENGTH:
        return "authority", f"Use {AUTHORITY_LENGTH} characters or fewer."
    return reason_fault(reason)


def reason_fault(reason: str) -> tuple[str, str] | None:
    if not reason:
        return "reason", "Give your reason."
    if len(reason) > REASON_LENGTH:
        return "reason", f"Use {REASON_LENGTH:,} characters or fewer."
    return None
