"""Many engagements at a glance, for lists: what sorts and filters them, and nothing else.

Thousands stand in these lists, and a page shows a few of them: no row of the mapper is made and no
revision is read. The phase stays that of `Timing`, for this instant; what is shown of the few is
asked for afterwards (`titles_of`).

The rows are read with their instants as the database writes them down. What is made of a row
depends on the row alone, so it is kept: most of the time went into reading the same dates. The
whole list is kept as well: while the version of the site's content stays, by which the home page is
kept too, or the very same rows are read, and as long as no instant passes that any of them names.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, Final
from weakref import WeakKeyDictionary

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Engine,
    Select,
    String,
    and_,
    cast,
    func,
    select,
    type_coerce,
)
from sqlalchemy.orm import InstrumentedAttribute, Session

from engage.core.lists import is_in
from engage.engagements.models import Engagement
from engage.engagements.rules import Phase, Timing
from engage.governance.elections.queries import held_opening, periods

BETWEEN_AREAS: Final = "\n"
"""A topic area is one line, so that a line break tells two of them apart."""
ORDER: Final = (Phase.OPEN, Phase.UPCOMING, Phase.RESULTS, Phase.CLOSED)
"""In which order lists show the phases."""
KEPT_ROWS: Final = 16_384
_KEPT: Final[WeakKeyDictionary[Engine, "_Made"]] = WeakKeyDictionary()
"""The list that was made last of each database."""
_PLACES: Final = {phase: place for place, phase in enumerate(ORDER)}
_LAST: Final = datetime.max.replace(tzinfo=UTC)


def areas_text(areas: Collection[str]) -> str:
    """Topic areas as the column keeps them."""
    return BETWEEN_AREAS.join(areas)


@dataclass(frozen=True, slots=True)
class Listed:
    """One engagement; `phase` is that of the instant for which the list was read, and `place` sorts
    by it: open ones by when they close, the soonest first; upcoming ones by when they open; all
    others with the newest first. `last`: its last instant, after which nothing changes."""

    id: int
    slug: str
    title: str
    ministry_id: int
    region: str
    topic_areas: tuple[str, ...]
    timing: Timing
    phase: Phase
    place: tuple[int, float, int]
    last: datetime

    @property
    def scope(self) -> str:
        return f"engagement:{self.id}"


@lru_cache
def _published(dialect: str) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Engagement.id,
            Engagement.slug,
            Engagement.title,
            Engagement.ministry_id,
            Engagement.region,
            Engagement.topic_areas,
            _written(dialect, Engagement.published_at),
            _written(dialect, Engagement.opens_at),
            _written(dialect, Engagement.closes_at),
            _written(dialect, Engagement.results_at),
        )
        .where(Engagement.published_at.is_not(None), Engagement.published_revision_id.is_not(None))
        .order_by(Engagement.id)
    )


def _written(
    dialect: str, column: InstrumentedAttribute[datetime] | InstrumentedAttribute[datetime | None]
) -> ColumnElement[str]:
    """An instant of the database as a text in UTC, which SQLite keeps it as."""
    if dialect == "sqlite":
        return type_coerce(column, String)
    return cast(func.timezone("UTC", column), String)


@dataclass(frozen=True, slots=True)
class _Made:
    """A list, and of which version, rows and instants (`until` is not one of them)."""

    version: int | None
    rows: list[tuple[Any, ...]]
    since: datetime
    until: datetime
    listed: tuple[Listed, ...]


def listed_engagements(
    session: Session, now: datetime, version: int | None = None
) -> tuple[Listed, ...]:
    """Every engagement that the public may know of at this instant, in the order of lists; planned
    ones are left out. `version`: that of the site's content, read before."""
    engine = session.get_bind().engine
    made = _KEPT.get(engine)
    if made is not None and not made.since <= now < made.until:
        made = None
    if made is not None and version is not None and made.version == version:
        return made.listed
    asked = session.connection().execute(_published(engine.dialect.name))
    rows = [tuple(row) for row in asked.all()]
    if periods(session):
        return _in_order(_as_elections_let(session, row, now) for row in rows)
    if made is not None and made.rows == rows:
        _KEPT[engine] = replace(made, version=version)
        return made.listed
    timings = [_timing(*row[6:]) for row in rows]
    changes = (timing.next_change(now) for timing in timings)
    until = min((change for change in changes if change is not None), default=_LAST)
    listed = _in_order(
        _listed(row, timing.phase(now)) for row, timing in zip(rows, timings, strict=True)
    )
    _KEPT[engine] = _Made(version, rows, now, until, listed)
    return listed


def _in_order(every: Iterable[Listed]) -> tuple[Listed, ...]:
    return tuple(sorted((one for one in every if one.phase is not Phase.PLANNED), key=_place))


Instant = datetime | BindParameter[datetime]
"""Of a question that is put together once, a parameter."""


def known_at(now: Instant) -> ColumnElement[bool]:
    """Which rows of engagements `listed_engagements` has, as a condition for other questions; a
    test compares the two."""
    return and_(
        Engagement.published_revision_id.is_not(None),
        Engagement.published_at <= now,
        Engagement.opens_at.is_not(None),
    )


def reported_at(now: Instant) -> ColumnElement[bool]:
    """Those of them whose phase is that of results."""
    return and_(known_at(now), Engagement.results_at <= now)


def first_to_change(listed: Iterable[Listed], now: datetime) -> list[Listed]:
    """The one whose phase may be another the soonest, on which alone depends until when a page is
    true; [] where none will change."""
    soonest: tuple[datetime, Listed] | None = None
    for one in listed:
        change = one.timing.next_change(now) if one.last > now else None
        if change is not None and (soonest is None or change < soonest[0]):
            soonest = change, one
    return [soonest[1]] if soonest else []


def _as_elections_let(session: Session, row: tuple[Any, ...], now: datetime) -> Listed:
    """What `Engagement.timing` says of an opening that fell into an election period."""
    timing = _timing(*row[6:])
    if timing.opens_at is None:
        return _listed(row, timing.phase(now))
    is_held, since = held_opening(session, row[0], timing.opens_at)
    opens_at, is_held = since or timing.opens_at, is_held and since is None
    timing = replace(timing, opens_at=opens_at, is_opening_held=is_held)
    return _made(row, timing, timing.phase(now))


def _place(one: Listed) -> tuple[int, float, int]:
    return one.place


@lru_cache(maxsize=KEPT_ROWS)
def _listed(written: tuple[Any, ...], phase: Phase) -> Listed:
    return _made(written, _timing(*written[6:]), phase)


@lru_cache(maxsize=KEPT_ROWS)
def _timing(
    published: str | None, opens: str | None, closes: str | None, results: str | None
) -> Timing:
    return Timing(_instant(published), _instant(opens), _instant(closes), _instant(results))


def _instant(written: str | None) -> datetime | None:
    return datetime.fromisoformat(written).replace(tzinfo=UTC) if written else None


def _made(written: tuple[Any, ...], timing: Timing, phase: Phase) -> Listed:
    number, slug, title, ministry_id, region, areas, *_instants = written
    instants = (timing.published_at, timing.opens_at, timing.closes_at, timing.results_at)
    return Listed(
        number,
        slug,
        title,
        ministry_id,
        region,
        tuple(areas.split(BETWEEN_AREAS)) if areas else (),
        timing,
        phase,
        _place_of(number, timing, phase),
        max((at for at in instants if at), default=_LAST),
    )


def _place_of(number: int, timing: Timing, phase: Phase) -> tuple[int, float, int]:
    if phase is Phase.OPEN:
        moment = timing.closes_at or _LAST
    elif phase is Phase.UPCOMING:
        moment = timing.opens_at or _LAST
    else:
        moment = (timing.results_at if phase is Phase.RESULTS else timing.closes_at) or _LAST
    seconds = moment.timestamp()
    return (_PLACES.get(phase, 0), seconds if phase in ORDER[:2] else -seconds, number)


def titles_of(session: Session, engagement_ids: Collection[int]) -> dict[int, tuple[str, str]]:
    """Title and summary as they are published, by id."""
    asked = select(Engagement.id, Engagement.title, Engagement.summary)
    rows = session.execute(asked.where(is_in(session, Engagement.id, engagement_ids)))
    return {number: (title, summary) for number, title, summary in rows}
