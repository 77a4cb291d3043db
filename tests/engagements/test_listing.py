"""Lists say the same phase as pages do, at any instant, with and without an election."""

from datetime import datetime, timedelta
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import event, select

from engage.accounts.service.people import ensure_ministry
from engage.core.clock import FixedClock
from engage.core.ledgers import content_version
from engage.core.permissions import SYSTEM
from engage.core.unit import Units
from engage.engagements.listing import areas_text, known_at, listed_engagements, reported_at
from engage.engagements.models import Engagement, Revision
from engage.engagements.queries import engagement_by_slug
from engage.engagements.rules import EngagementContent, Phase, content_hash, to_json
from engage.engagements.service import SITE_SCOPE, unpublish
from engage.governance.outbound import Outbound
from engage.wiring import make_units
from tests.app_fixtures import NOON, build_engagement, settings_for
from tests.governance.elections.calendar import CALL, DATES, SWORN, granted, set_election

FIRST, LAST = CALL - timedelta(days=60), SWORN + timedelta(days=60)


def some_instant(chosen: Random) -> datetime | None:
    away = timedelta(hours=chosen.randrange(0, int((LAST - FIRST) / timedelta(hours=1))))
    return FIRST + away if chosen.random() < 0.8 else None


@pytest.fixture(scope="module")
def world(migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Units:
    """Engagements with instants of every kind and order, some of which an election holds."""
    folder = tmp_path_factory.mktemp("listed")
    (folder / "engage.db").write_bytes(migrated_sqlite.read_bytes())
    units = make_units(settings_for(f"sqlite:///{folder / 'engage.db'}", folder), FixedClock(NOON))
    chosen = Random(3)
    content = EngagementContent(title="What now?")
    with units.writing(SYSTEM) as unit:
        ministry = ensure_ministry(unit, "TRAN", "Ministry of Transportation").id
        for number in range(120):
            revision = Revision(
                subject="engagement",
                subject_id=number + 1,
                number=1,
                content=to_json(content),
                content_hash=content_hash(content),
                created_at=unit.now,
            )
            unit.session.add(revision)
            unit.session.flush()
            made = Engagement(
                slug=f"one-{number}",
                ministry_id=ministry,
                title="What now?",
                kind="time_limited",
                created_at=unit.now,
                published_revision_id=revision.id,
                published_at=some_instant(chosen),
                opens_at=some_instant(chosen),
                closes_at=some_instant(chosen),
                results_at=some_instant(chosen) if number % 3 == 0 else None,
            )
            unit.session.add(made)
    period = set_election(units, DATES)
    for number in range(1, 120, 9):
        granted(units, period, number, Outbound.PUBLISH_ENGAGEMENT)
    return units


@settings(max_examples=40)
@given(st.datetimes(FIRST.replace(tzinfo=None), LAST.replace(tzinfo=None)))
def test_a_list_says_the_phase_that_pages_say(world: Units, moment: datetime) -> None:
    now = moment.replace(tzinfo=NOON.tzinfo)
    with world.reading(SYSTEM) as unit:
        listed = {one.id: (one.timing, one.phase) for one in listed_engagements(unit.session, now)}
        rows = unit.session.scalars(
            select(Engagement).where(Engagement.published_at.is_not(None))
        ).all()
        known = set(unit.session.scalars(select(Engagement.id).where(known_at(now))))
        reported = set(unit.session.scalars(select(Engagement.id).where(reported_at(now))))
        expected = {one.id: (one.timing, one.timing.phase(now)) for one in rows}
    assert listed == {
        number: said for number, said in expected.items() if said[1] is not Phase.PLANNED
    }
    assert known == set(listed)
    assert reported == {one for one, (_timing, phase) in listed.items() if phase is Phase.RESULTS}


def test_region_and_topic_areas_are_those_that_were_published(both_units: Units) -> None:
    build_engagement(both_units, region="Peace River", topic_areas=("Roads", "Rural life"))
    build_engagement(both_units, "everywhere")
    with both_units.reading(SYSTEM) as unit:
        said = [(one.region, one.topic_areas) for one in listed_engagements(unit.session, NOON)]
    assert said == [("Peace River", ("Roads", "Rural life")), ("", ())]
    assert areas_text(("Roads", "Rural life")) == "Roads\nRural life"


def test_a_list_is_read_again_with_the_version_and_made_again_when_an_instant_passes(
    both_units: Units,
) -> None:
    made = build_engagement(both_units, topic_areas=("Roads",))
    asked: list[str] = []
    event.listen(
        both_units.database.engine, "before_cursor_execute", lambda *call: asked.append(call[2])
    )
    assert made.closes_at is not None

    def listed(now: datetime = NOON) -> list[tuple[str, Phase]]:
        with both_units.reading(SYSTEM) as unit:
            version = content_version(unit.session, SITE_SCOPE)
            asked.clear()
            return [(one.slug, one.phase) for one in listed_engagements(unit.session, now, version)]

    first = listed()
    assert asked and first == [("night-buses", Phase.OPEN)]
    assert (listed(), asked) == (first, [])
    assert listed(made.closes_at) == [("night-buses", Phase.CLOSED)]
    assert asked
    build_engagement(both_units, "everywhere")
    assert len(listed()) == 2
    with both_units.writing(SYSTEM) as unit:
        unpublish(unit, engagement_by_slug(unit.session, "everywhere"))
    assert listed() == first


def test_the_list_of_one_database_is_not_that_of_another(
    units: Units, migrated_sqlite: Path, tmp_path: Path
) -> None:
    (tmp_path / "other.db").write_bytes(migrated_sqlite.read_bytes())
    other = make_units(settings_for(f"sqlite:///{tmp_path / 'other.db'}", tmp_path), units.clock)
    build_engagement(units)
    build_engagement(other, "libraries")
    for _ in range(2):
        for one, slug in ((units, "night-buses"), (other, "libraries")):
            with one.reading(SYSTEM) as unit:
                version = content_version(unit.session, SITE_SCOPE)
                (found,) = listed_engagements(unit.session, NOON, version)
            assert found.slug == slug
