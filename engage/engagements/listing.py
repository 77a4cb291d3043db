"""Many engagements at a glance, for lists: what sorts and filters them, and nothing else.

Thousands stand in these lists, and a page shows a few of them: no row of the mapper is made and no
revision is read. The phase stays that of `Timing`, for this instant; what is shown of the few is
asked for afterwards (`titles_of`).
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from engage.core.lists import is_in
from engage.engagements.models import Engagement
from engage.engagements.rules import Phase, Timing
from engage.governance.elections.queries import held_opening, periods

BETWEEN_AREAS: Final = "\n"
"""A topic area is one line, so that a line break tells two of them apart."""
_PUBLISHED: Final = (
    select(
        Engagement.id,
        Engagement.slug,
        Engagement.ministry_id,
        Engagement.region,
        Engagement.topic_areas,
        Engagement.published_at,
        Engagement.opens_at,
        Engagement.closes_at,
        Engagement.results_at,
    )
    .where(Engagement.published_at.is_not(None), Engagement.published_revision_id.is_not(None))
    .order_by(Engagement.id)
)


def areas_text(areas: Collection[str]) -> str:
    """Topic areas as the column keeps them."""
    return BETWEEN_AREAS.join(areas)


@dataclass(frozen=True, slots=True)
class Listed:
    """One engagement; `phase` is that of the instant for which the list was read."""

    id: int
    slug: str
    ministry_id: int
    region: str
    topic_areas: tuple[str, ...]
    timing: Timing
    phase: Phase

    @property
    def scope(self) -> str:
        return f"engagement:{self.id}"


def listed_engagements(session: Session, now: datetime) -> list[Listed]:
    """Every engagement that the public may know of at this instant; planned ones are left out."""
    has_elections = bool(periods(session))
    found = []
    rows = session.execute(_PUBLISHED)
    for number, slug, ministry, region, areas, published, opens, closes, results in rows:
        timing = Timing(published, opens, closes, results)
        if has_elections and timing.opens_at is not None:
            timing = _as_elections_let(session, number, timing, timing.opens_at)
        found.append(
            Listed(
                number,
                slug,
                ministry,
                region,
                tuple(areas.split(BETWEEN_AREAS)) if areas else (),
                timing,
                timing.phase(now),
            )
        )
    return [one for one in found if one.phase is not Phase.PLANNED]


def _as_elections_let(
    session: Session, engagement_id: int, timing: Timing, opens_at: datetime
) -> Timing:
    """What `Engagement.timing` says of an opening that fell into an election period."""
    is_held, since = held_opening(session, engagement_id, opens_at)
    return replace(timing, opens_at=since or opens_at, is_opening_held=is_held and since is None)


def titles_of(session: Session, engagement_ids: Collection[int]) -> dict[int, tuple[str, str]]:
    """Title and summary as they are published, by id."""
    asked = select(Engagement.id, Engagement.title, Engagement.summary)
    rows = session.execute(asked.where(is_in(session, Engagement.id, engagement_ids)))
    return {number: (title, summary) for number, title, summary in rows}
