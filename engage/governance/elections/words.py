"""Kinds, phases and outcomes of elections in the words of staff."""

from datetime import datetime
from typing import Final

from engage.core.dates import date_words, datetime_words
from engage.governance.elections.rules import (
    MOMENT,
    ElectionPhase,
    Grants,
    Ground,
    Outcome,
    Period,
    period_on,
    phase_at,
)
from engage.governance.outbound import Outbound

KIND_WORDS: Final = {
    Outbound.PUBLISH_ENGAGEMENT: "Launch of the engagement",
    Outbound.PUBLISH_CHANGES: "Changes to the public engagement",
    Outbound.PUBLISH_RESULTS: "The results",
    Outbound.LIST_IN_FEED: "A new item in a feed",
    Outbound.PUSH_POST: "The post on WordPress",
    Outbound.SHOW_COMMENT: "Comments approved during the election",
    Outbound.PUBLISH_REPLY: "An official reply",
    Outbound.RELEASE_REPORT: "Release of a report",
    Outbound.PROMOTE: "Promotion",
    Outbound.SEND_MAIL: "Mail to subscribers",
}
GROUND_WORDS: Final = {
    Ground.HEALTH: "Public health",
    Ground.SAFETY: "Safety",
    Ground.EMERGENCY: "An emergency",
    Ground.STATUTORY: "Advertising that an Act requires",
}
OUTCOME_WORDS: Final = {
    Outcome.WAITING: "Waits",
    Outcome.APPROVED: "Approved again",
    Outcome.DROPPED: "Dropped",
    Outcome.EXCEPTED: "Went out in the period",
}
PHASE_WORDS: Final = {
    ElectionPhase.NONE: "Set, not begun",
    ElectionPhase.INTERREGNUM: "Interregnum, until voting day ends",
    ElectionPhase.TRANSITION: "Transition, until the cabinet is sworn in",
    ElectionPhase.OVER: "Over",
}


def comments_held_words(count: int) -> str:
    """'1 comment approved during the election', '12 comments approved during the election'."""
    return f"{count:,} comment{'' if count == 1 else 's'} approved during the election"


def held_words(count: int) -> str:
    """'1 thing that the election held waits for approval', '3 things ... wait for approval'."""
    return (
        "1 thing that the election held waits for approval"
        if count == 1
        else f"{count:,} things that the election held wait for approval"
    )


def voting_day_words(period: Period, tz: str) -> str:
    """'Saturday, 21 October 2028': the day with whose end the voting ends."""
    return date_words(period.voting_ends_at - MOMENT, tz)


def exception_words(grants: Grants, communications: str, executive: str, *, is_over: bool) -> str:
    """Where an exception stands; the names are those of the two directors."""
    if grants.is_revoked:
        return "Revoked"
    if grants.is_in_force:
        ended = ", until the election period ended" if is_over else ""
        return f"Granted by {communications} and {executive}{ended}"
    if is_over:
        return "Never in force: one director granted it"
    lacking = "communications" if grants.communications_by is None else "executive"
    return f"Waits for the {lacking} director"


def standing_words(periods: tuple[Period, ...], now: datetime, tz: str) -> str:
    """Whether a period is on, and what ends it, as a sentence."""
    current = period_on(periods, now)
    if current is None:
        ahead = next((one for one in periods if one.called_at > now), None)
        if ahead is not None:
            return (
                f"No election period is on. The next begins {datetime_words(ahead.called_at, tz)}."
            )
        return "No election period is on, and none is set for later."
    if phase_at(periods, now) is ElectionPhase.INTERREGNUM:
        return f"An election period is on. Voting day is {voting_day_words(current, tz)}."
    if current.sworn_at is None:
        return "An election period is on, until the cabinet is sworn in. That day is not known yet."
    return f"An election period is on. It ends {datetime_words(current.sworn_at, tz)}."
