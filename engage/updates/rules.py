"""What an update needs before the public reads it, its address, and plans to publish it. Pure."""

from collections.abc import Collection, Iterator
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from engage.core.text import is_blank
from engage.engagements.rules import SLUG_LENGTH, UpdateContent, slug_fault
from engage.engagements.slugs import suggested_slug

__all__ = [
    "ENDED_WORDS",
    "RESERVED_SLUGS",
    "STANDING_PLANS",
    "PlanState",
    "UpdateContent",
    "free_slug",
    "gaps",
    "plan_fault",
    "update_slug_fault",
]

RESERVED_SLUGS: Final = frozenset({"new", "feed"})
UNNAMED: Final = "update"
LONGEST_AHEAD: Final = timedelta(days=730)


class PlanState(StrEnum):
    """Whether an update is to be published at a time of its own, and if not any more, why."""

    NONE = ""
    PLANNED = "planned"
    HELD = "held"
    """An election held it when its time came; it waits to be approved again."""
    CHANGED = "changed"
    UNAPPROVED = "unapproved"
    INCOMPLETE = "incomplete"
    NOT_PUBLIC = "not_public"
    DROPPED = "dropped"


STANDING_PLANS: Final = frozenset({PlanState.PLANNED, PlanState.HELD})
ENDED_WORDS: Final = {
    PlanState.CHANGED: "its text was changed, so it has to be approved and planned again",
    PlanState.UNAPPROVED: "an approval no longer stood",
    PlanState.INCOMPLETE: "something was missing by then",
    PlanState.NOT_PUBLIC: "the engagement was not public",
    PlanState.DROPPED: "a communications director dropped it after the election",
}
"""Why a plan ended without publishing: 'It was not published as planned, because ...'."""


def update_slug_fault(slug: str) -> str | None:
    """Why an address cannot be used, as a sentence; None: it can."""
    if slug in RESERVED_SLUGS:
        return f"The address '{slug}' is kept for another page. Choose another."
    return slug_fault(slug, is_topic=False)


def free_slug(title: str, taken: Collection[str]) -> str:
    """An address made of the title that no other update of the engagement has."""
    wanted = suggested_slug(title) or UNNAMED
    refused = RESERVED_SLUGS | set(taken)
    if wanted not in refused:
        return wanted
    number = 2
    while (slug := f"{wanted[: SLUG_LENGTH - 8]}-{number}") in refused:
        number += 1
    return slug


def gaps(content: UpdateContent) -> Iterator[tuple[str, str]]:
    """What has to be written before anybody reads it, as (form field, sentence)."""
    if is_blank(content.title):
        yield "title", "Give the update a title."
    if is_blank(content.summary):
        yield "summary", "Say in one or two sentences what is new: lists show it."
    if is_blank(content.body):
        yield "body", "Write the text of the update."


def plan_fault(planned_at: datetime | None, now: datetime) -> str | None:
    """Why an update cannot be planned for that instant, as a sentence; None: it can."""
    if planned_at is None:
        return "Give the date and the time at which it shall become public."
    if planned_at <= now:
        return "That time has passed. Give one that is still to come, or publish it now."
    if planned_at > now + LONGEST_AHEAD:
        return "Give a time within the next two years."
    return None
