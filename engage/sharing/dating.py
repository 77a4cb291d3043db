"""When public engagements open and close, for calendars."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Final
from urllib.parse import urlsplit

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from engage.core.dates import datetime_words
from engage.core.language import ENGLISH, current, gettext
from engage.core.unit import Unit
from engage.engagements import queries as engagements
from engage.engagements.models import Engagement, Revision
from engage.engagements.rules import Phase
from engage.sharing.addresses import absolute
from engage.sharing.calendars import Moment
from engage.sharing.happened import title_and_summary_of

KEPT: Final = timedelta(days=90)
"""What closed longer ago is part of nobody's plans."""
MOST: Final = 1_000
"""Engagements of the site's calendar, those that close first before the others."""


def moments_of_site(unit: Unit) -> tuple[Moment, ...]:
    """Of all public engagements that are not long over, the earliest first."""
    since = unit.now - KEPT
    rows = unit.session.scalars(
        select(Engagement)
        .where(
            Engagement.published_at <= unit.now,
            Engagement.published_revision_id.is_not(None),
            or_(Engagement.closes_at >= since, Engagement.opens_at >= since),
        )
        .order_by(Engagement.closes_at < unit.now, Engagement.closes_at, Engagement.id)
        .limit(MOST)
    ).all()
    return moments(unit, rows)


def moments(unit: Unit, rows: Sequence[Engagement]) -> tuple[Moment, ...]:
    """The openings and closings of these, the earliest first."""
    written = _revisions(unit.session, rows)
    found = [moment for row in rows for moment in _moments(unit, row, written)]
    return tuple(sorted(found, key=lambda one: (one.at, one.name)))


def _revisions(session: Session, rows: Sequence[Engagement]) -> Mapping[int, Revision]:
    return engagements.revisions_by_id(session, (row.published_revision_id for row in rows))


def _moments(unit: Unit, row: Engagement, written: Mapping[int, Revision]) -> Iterator[Moment]:
    timing, revision = row.timing, written[row.published_revision_id or 0]
    if timing.phase(unit.now) is Phase.PLANNED:
        return
    href = absolute(unit.settings.base_url, f"/engagements/{row.slug}", current())
    title, summary = title_and_summary_of(unit, row)
    closes = timing.closes_at and datetime_words(timing.closes_at, unit.settings.time_zone)
    until = gettext("You can take part until %(closes)s.", closes=closes) if closes else ""
    text = "\n\n".join(words for words in (summary, until, href) if words)
    changed = max(revision.created_at, row.published_at or revision.created_at)
    if timing.opens_at is not None and not timing.is_opening_held:
        # One that an election held opens later than its revision says: that is one more change.
        is_moved = timing.opens_at != row.opens_at
        yield Moment(
            name=_uid(unit, row, "opens"),
            title=gettext("Opens for comments: %(title)s", title=title),
            text=text,
            href=href,
            at=timing.opens_at,
            changed=max(changed, timing.opens_at) if is_moved else changed,
            sequence=revision.number + is_moved,
            category=gettext("Opening"),
        )
    if timing.closes_at is not None:
        yield Moment(
            name=_uid(unit, row, "closes"),
            title=gettext("Closes for comments: %(title)s", title=title),
            text=text,
            href=href,
            at=timing.closes_at,
            changed=changed,
            sequence=revision.number,
            category=gettext("Closing"),
        )


def _uid(unit: Unit, row: Engagement, what: str) -> str:
    """Unlike every other in the world, and the same for good (RFC 7986, 5.3)."""
    other = "" if current() == ENGLISH else f"-{current()}"
    host = urlsplit(unit.settings.base_url).hostname or "localhost"
    return f"{row.slug}-{what}{other}@{host}"
