"""An engagement here that two categories there may feed, without any network."""

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from engage.core.clock import FixedClock
from engage.core.db import Base
from engage.core.permissions import SYSTEM
from engage.core.unit import Unit, Units
from engage.engagements.models import Engagement, Topic
from engage.engagements.queries import engagement_to_change, topic_content
from engage.engagements.rules import TopicContent, UpdateContent
from engage.updates.models import EngagementUpdate
from engage.updates.queries import update_content
from engage.wiring import make_units
from engage.wordpress.models import (
    WordPressCategory,
    WordPressDifference,
    WordPressLink,
    WordPressPostIn,
)
from engage.wordpress.plans import Origin
from engage.wordpress.posts_in import Look, finish_look, look, start_look
from engage.wordpress.service.sources import add_source, end_source
from tests.app_fixtures import build_engagement, settings_for
from tests.updates.writing import publish_update_stamped
from tests.wordpress.posts_in.there import EVENTS, NEWS, There

SETTINGS = {
    "ENGAGE_WORDPRESS_URL": "http://127.0.0.1:9",
    "ENGAGE_WORDPRESS_USER": "engage",
    "ENGAGE_WORDPRESS_PASSWORD": "none",
}
_jobs = itertools.count(20_000)


@dataclass
class Pair:
    """Ours in a database, theirs in memory."""

    units: Units
    clock: FixedClock
    there: There
    slug: str = "night-buses"

    def choose(self, becomes: str = "update", category: int = NEWS, slug: str = "") -> int:
        with self.units.writing(SYSTEM) as unit:
            engagement = engagement_to_change(unit.session, slug or self.slug)
            return add_source(unit, engagement, category, becomes).id

    def end(self, source_id: int) -> None:
        with self.units.writing(SYSTEM) as unit:
            end_source(unit, engagement_to_change(unit.session, self.slug), source_id)

    def look(self) -> dict[str, int]:
        """As the job does it; what came of it, counted."""
        begun = start_look(self.units, next(_jobs))
        assert begun is not None
        seen = Look(self.units, begun.run_id, self.there)
        look(self.there.transport, seen)
        with self.units.writing(SYSTEM) as unit:
            finish_look(unit, begun, seen)
        return dict(seen.counts)

    def do(self, work: Callable[[Unit, Engagement], Any]) -> Any:
        with self.units.writing(SYSTEM) as unit:
            return work(unit, engagement_to_change(unit.session, self.slug))

    def rows(self, model: type[Base]) -> list[Any]:
        with self.units.reading(SYSTEM) as unit:
            return list(unit.session.scalars(select(model).order_by(*model.__table__.primary_key)))

    def updates(self) -> list[EngagementUpdate]:
        return self.rows(EngagementUpdate)

    def topics(self) -> list[Topic]:
        """Those that came from there."""
        return [topic for topic in self.rows(Topic) if topic.slug not in ("routes", "fares")]

    def links(self) -> list[WordPressLink]:
        return [link for link in self.rows(WordPressLink) if link.origin == Origin.WORDPRESS]

    def states(self) -> list[str]:
        return [row.state for row in self.rows(WordPressPostIn)]

    def posts_in(self) -> list[WordPressPostIn]:
        return self.rows(WordPressPostIn)

    def open_differences(self) -> list[WordPressDifference]:
        return [row for row in self.rows(WordPressDifference) if row.settled_at is None]

    def update_says(self, update: EngagementUpdate, *, public: bool = False) -> UpdateContent:
        with self.units.reading(SYSTEM) as unit:
            number = update.published_revision_id if public else update.draft_revision_id
            return update_content(unit.session, number)

    def topic_says(self, topic: Topic) -> TopicContent:
        with self.units.reading(SYSTEM) as unit:
            return topic_content(unit.session, topic.draft_revision_id)


def build_pair(units: Units, clock: FixedClock) -> Pair:
    build_engagement(units)
    with units.writing(SYSTEM) as unit:
        for number, name in ((NEWS, "News"), (EVENTS, "Events")):
            unit.session.add(
                WordPressCategory(id=number, name=name, slug=name.lower(), seen_at=unit.now)
            )
    return Pair(units, clock, There())


@pytest.fixture
def pair(database_url: str, tmp_path: Path, clock: FixedClock) -> Iterator[Pair]:
    units = make_units(settings_for(database_url, tmp_path, **SETTINGS), clock)
    yield build_pair(units, clock)
    units.database.dispose()


def published(unit: Unit, engagement: Engagement) -> None:
    """The only update goes public, through its approvals."""
    (update,) = unit.session.scalars(select(EngagementUpdate))
    publish_update_stamped(unit, engagement, update)
