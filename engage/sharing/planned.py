"""The staff's calendar of one person as entries for a calendar program. Pure.

A program reads all of it again each time, so an entry needs a name that stays while its date moves
and no record of what it said before.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from engage.desk.calendar_rules import KIND_LABELS, Entry
from engage.sharing.addresses import tag
from engage.sharing.calendars import Moment

CALENDAR = "/staff/calendar"


def planned_moments(
    entries: Iterable[Entry], ministries: Mapping[int, str], base_url: str, changed: datetime
) -> Iterator[Moment]:
    """In the order of time; `ministries` are names by number, `changed` when this was written."""
    seen: Counter[str] = Counter()
    for one in sorted(entries, key=lambda entry: (entry.day, entry.href, entry.words)):
        known = f"{one.kind}\0{one.href}\0{one.title}"
        seen[known] += 1
        name = hashlib.sha256(f"{known}\0{seen[known]}".encode()).hexdigest()[:24]
        href = base_url + (one.href or CALENDAR)
        about = [ministries.get(one.ministry_id or 0, ""), href]
        yield Moment(
            name=tag(base_url, f"staff/{name}"),
            title=f"{one.words}: {one.title}",
            text="\n\n".join(filter(None, about)),
            href=href,
            at=one.at or one.day,
            changed=changed,
            sequence=0,
            category=KIND_LABELS[one.kind],
            is_private=True,
        )
