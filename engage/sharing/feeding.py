"""Feeds of the site and of one engagement, from what happened to them."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from engage.core.dates import next_midnight
from engage.core.language import TAGS, current, gettext
from engage.core.unit import Unit
from engage.engagements import queries as engagements
from engage.engagements.models import Engagement
from engage.sharing.addresses import absolute, tag
from engage.sharing.feeds import Entry, Feed, with_absolute_links
from engage.sharing.happened import Happening, happenings, title_of


def site_feed(unit: Unit, title: str, organization: str) -> Feed:
    """What happened to all public engagements."""
    return _feed(unit, title, organization, "", happenings(unit))


def engagement_feed(unit: Unit, engagement: Engagement, organization: str) -> Feed:
    """What happened to one."""
    path = f"/engagements/{engagement.slug}"
    title = title_of(unit, engagement)
    return _feed(unit, title, organization, path, happenings(unit, engagement))


def _feed(
    unit: Unit, title: str, organization: str, below: str, happened: Iterable[Happening]
) -> Feed:
    base, language = unit.settings.base_url, current()
    ministries = engagements.ministries_named(unit.session, None)
    entries = tuple(_entry(base, one, ministries[one.row.ministry_id]) for one in happened)
    return Feed(
        name=tag(base, below.removeprefix("/") or "site", language),
        title=title,
        subtitle=gettext("What is new: openings, updates, closings, results and reports."),
        home=absolute(base, below or "/", language),
        atom=absolute(base, f"{below}/feed.atom", language),
        json=absolute(base, f"{below}/feed.json", language),
        author=organization,
        author_href=absolute(base, "/", language),
        language=TAGS[language],
        updated=_updated(unit, entries),
        entries=entries,
    )


def _entry(base: str, one: Happening, ministry: str) -> Entry:
    path, language = f"/engagements/{one.row.slug}", current()
    href = absolute(base, path + one.page, language)
    return Entry(
        name=tag(base, f"{path[1:]}/{one.name}", language),
        href=href,
        title=one.title,
        summary=one.summary,
        html=with_absolute_links(one.body, href),
        author=ministry,
        category=one.category,
        published=one.at,
        updated=one.updated,
        language=TAGS.get(one.tag, one.tag),
    )


def _updated(unit: Unit, entries: Iterable[Entry]) -> datetime:
    """When a feed last said something new; an empty one has said so since the day began."""
    today = next_midnight(unit.now, unit.settings.time_zone) - timedelta(days=1)
    return max((one.updated for one in entries), default=today)
