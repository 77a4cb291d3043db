"""Which engagements a program asked for, where a page of them ends, and what fits. Pure.

The list goes by when each was published, newest first, and by its address where two are as old: a
new one comes in front of every page that was read, so none is met twice and none is missed. A
cursor holds these two and no number of ours.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from engage.engagements.rules import SLUG_LENGTH, Phase

EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND: Final = timedelta(microseconds=1)
CURSOR: Final = re.compile(rf"([0-9]{{1,17}})-([a-z0-9-]{{1,{SLUG_LENGTH}}})")
PUBLIC_PHASES: Final = (Phase.UPCOMING, Phase.OPEN, Phase.CLOSED, Phase.RESULTS)


@dataclass(frozen=True)
class ListCursor:
    """Where a page ends: the last one's instant of publication and its address."""

    published_at: datetime
    slug: str


def cursor_text(cursor: ListCursor) -> str:
    return f"{(cursor.published_at - EPOCH) // MICROSECOND}-{cursor.slug}"


def cursor_from(text: str) -> ListCursor | None:
    """The cursor that a text holds; None for anything that we never gave."""
    found = CURSOR.fullmatch(text)
    return ListCursor(EPOCH + int(found[1]) * MICROSECOND, found[2]) if found else None


@dataclass(frozen=True)
class Range:
    """From `start` on and before `end`; None leaves a side open."""

    start: datetime | None = None
    end: datetime | None = None

    @property
    def is_open(self) -> bool:
        return self.start is None and self.end is None

    def holds(self, moment: datetime | None) -> bool:
        """Whether a moment lies in it; one that is not known lies only in a range without ends."""
        if moment is None:
            return self.is_open
        after = self.start is None or moment >= self.start
        return after and (self.end is None or moment < self.end)


@dataclass(frozen=True)
class Wanted:
    """What an engagement must be: '' and None ask for nothing. Regions and areas as written."""

    phase: Phase | None = None
    ministry: str = ""
    region: str = ""
    topic_area: str = ""
    opens: Range = Range()
    closes: Range = Range()

    def fits(
        self,
        phase: Phase,
        region: str,
        topic_areas: tuple[str, ...],
        opens_at: datetime | None,
        closes_at: datetime | None,
    ) -> bool:
        """Whether one with these facts was asked for; the ministry is looked at elsewhere."""
        areas = {area.casefold() for area in topic_areas}
        return (
            phase in PUBLIC_PHASES
            and self.phase in (None, phase)
            and (not self.region or self.region.casefold() == region.casefold())
            and (not self.topic_area or self.topic_area.casefold() in areas)
            and self.opens.holds(opens_at)
            and self.closes.holds(closes_at)
        )
