"""Calendars of openings and closings (RFC 5545). Pure.

An engagement lasts for weeks, and a bar across all of them would hide what a person has to do. So
it is two entries without length: when it opens, and the moment by which one must have written. They
are instants in UTC, right in every zone, and leave whoever subscribes free at that time.

A calendar is read again and again as a whole: what moved has a higher SEQUENCE, and what is no
longer public is not in it any more. It is not sent as cancelled: that would tell its title after it
was taken from view.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Final

from icalendar import Calendar, Event, vDuration, vText, vUri

from engage.core.xml_text import visible

CALENDAR_TYPE: Final = "text/calendar; charset=utf-8"
_END: Final = b"END:VCALENDAR\r\n"
REFRESH: Final = timedelta(hours=6)
"""How often programs are asked to come again; many do as they like."""


@dataclass(frozen=True)
class Moment:
    """One entry. `name` is its own for good; `sequence` rises when it says something else. `at` is
    a day where no time of it is known; what `is_private` is not shown to who looks at the reader's
    calendar."""

    name: str
    title: str
    text: str
    href: str
    at: datetime | date
    changed: datetime
    sequence: int
    category: str
    is_private: bool = False


def calendar(name: str, text: str, href: str, producer: str, moments: tuple[Moment, ...]) -> bytes:
    """A whole calendar with its entries; `producer` names the site (PRODID)."""
    whole = Calendar()
    whole.add("prodid", f"-//{producer}//Engage//EN")
    whole.add("version", "2.0")
    whole.add("calscale", "GREGORIAN")
    whole.add("method", "PUBLISH")
    for key in ("name", "x-wr-calname"):
        whole.add(key, vText(visible(name)))
    for key in ("description", "x-wr-caldesc"):
        whole.add(key, vText(visible(text)))
    whole.add("url", vUri(href))
    whole.add("refresh-interval", vDuration(REFRESH), parameters={"VALUE": "DURATION"})
    whole.add("x-published-ttl", vDuration(REFRESH))
    head, end, _ = whole.to_ical().partition(_END)
    written: bytes = b"".join((head, *map(_event, moments), end))
    return written


@lru_cache(maxsize=4_096)
def _event(moment: Moment) -> bytes:
    """An entry as it is written, which takes a millisecond: most are as they were a minute ago."""
    event = Event()
    event.add("uid", moment.name)
    event.add("dtstamp", moment.changed)
    event.add("last-modified", moment.changed)
    event.add("sequence", moment.sequence)
    event.add("dtstart", moment.at)
    event.add("summary", visible(moment.title))
    event.add("description", visible(moment.text))
    event.add("url", vUri(moment.href))
    event.add("categories", [moment.category])
    event.add("status", "CONFIRMED")
    event.add("transp", "TRANSPARENT")
    if moment.is_private:
        event.add("class", "PRIVATE")
    written: bytes = event.to_ical()
    return written
