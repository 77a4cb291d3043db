"""What the address of the queue asks for, and how the next address is made from it.

Whatever cannot be read is as if it were not there, except an engagement: that is not found.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cached_property
from typing import Final

from flask import request, url_for

from engage.comments.queries import Cursor, cursor_in_address
from engage.comments.rules import Channel, Hold
from engage.core.dates import local_week, next_midnight, zone
from engage.core.errors import NotFound
from engage.core.unit import Unit
from engage.engagements.models import Engagement, Topic
from engage.engagements.queries import NO_ENGAGEMENT, topics_of
from engage.governance.conduct.queries import conflicts_of
from engage.moderation.clock import response_clock
from engage.moderation.queries.waiting import Filters
from engage.moderation.rules import MODERATING_ROLES
from engage.moderation.search import wanted
from engage.moderation.web.blueprint import asked_place, engagement_named
from engage.moderation.web.sought import sought_words

AGES: Final = ("overdue", "today", "week")
LANGUAGES: Final = ("en", "fr")
SINGLE: Final = "single"
ALL: Final = "all"
KEPT: Final = ("part", "engagement", "topic", "channel", "language", "age", "find", "view", "after")


@dataclass(frozen=True)
class Asked:
    """The list that an address asks for. `args` are those parts of the address that were read;
    `query` are the words searched for, which stand in `args` encrypted only."""

    part: Hold | None
    engagement: Engagement | None
    topics: Sequence[Topic]
    filters: Filters
    after: Cursor | None
    args: dict[str, str]
    query: str = ""

    @property
    def is_single(self) -> bool:
        return self.args.get("view") == SINGLE

    def href(self, **changes: str | int | None) -> str:
        """The same list, changed; another list begins at its start."""
        kept = dict(self.args)
        if any(name in KEPT and name != "after" for name in changes):
            kept.pop("after", None)
        if "engagement" in changes:
            kept.pop("topic", None)
        return url_for(".queue", **{**kept, **changes})  # type: ignore[arg-type]

    @cached_property
    def _start(self) -> str:
        here = self.href()
        return f"{here}{'&' if '?' in here else '?'}item="

    def item_href(self, number: int) -> str:
        """The same list with this comment: asked for each row, so put together by hand."""
        return f"{self._start}{number}"

    def action(self, endpoint: str, **values: str | int) -> str:
        """Where a form of this list is sent to, so that the answer finds back."""
        return url_for(endpoint, **{**self.args, **values})  # type: ignore[arg-type]


def asked_list(unit: Unit) -> Asked:
    given = {name: request.args.get(name, "").strip() for name in KEPT}
    engagement = asked_engagement(unit)
    topics = topics_of(unit.session, engagement.id) if engagement else ()
    topic = next((one for one in topics if one.slug == given["topic"]), None)
    words, sealed = sought_words(unit.keyring)
    sought = wanted(words)
    after = asked_place("after")
    part = _part(given["part"], may_be_all=bool(sought))
    filters = Filters(
        part=part,
        engagement_id=engagement.id if engagement else None,
        topic_id=topic.id if topic else None,
        channel=given["channel"] if given["channel"] in set(Channel) else None,
        language=given["language"] if given["language"] in LANGUAGES else None,
        sought=sought or None,
        without=conflicts_of(unit.session, unit.actor.person_id),
    )
    age = given["age"] if given["age"] in AGES else ""
    args = {
        "part": ALL if part is None else "" if part is Hold.ORDINARY else part.value,
        "engagement": engagement.slug if engagement else "",
        "topic": topic.slug if topic else "",
        "channel": filters.channel or "",
        "language": filters.language or "",
        "age": age,
        "find": sealed if sought else "",
        "view": SINGLE if given["view"] == SINGLE else "",
        "after": cursor_in_address(after) if after else "",
    }
    kept = {name: value for name, value in args.items() if value}
    return Asked(part, engagement, topics, _aged(unit, filters, age), after, kept, words)


def asked_engagement(unit: Unit) -> Engagement | None:
    """The engagement of the list; raises NotFound beyond the reader's ministries."""
    slug = request.args.get("engagement", "")
    if not slug:
        return None
    found = engagement_named(unit, slug)
    if not unit.actor.reaches(MODERATING_ROLES, found.ministry_id):
        raise NotFound(NO_ENGAGEMENT)
    return found


def _part(given: str, *, may_be_all: bool) -> Hold | None:
    if given == ALL and may_be_all:
        return None
    return Hold(given) if given in set(Hold) else Hold.ORDINARY


def _aged(unit: Unit, filters: Filters, age: str) -> Filters:
    tz = unit.settings.time_zone
    if age == "overdue":
        return replace(filters, until=response_clock(unit.settings).overdue_before(unit.now))
    if age == "today":
        return replace(filters, since=next_midnight(unit.now, tz) - timedelta(days=1))
    if age == "week":
        monday = local_week(unit.now, tz)
        today = unit.now.astimezone(zone(tz)).date()
        ago = timedelta(days=(today - monday).days + 1)
        return replace(filters, since=next_midnight(unit.now, tz) - ago)
    return filters
