"""What waits, by every filter, a page at a time, on both databases."""

import shutil
from datetime import timedelta
from itertools import chain, combinations
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from engage.comments.models import Comment
from engage.comments.queries import Cursor
from engage.comments.rules import Hold
from engage.core.clock import FixedClock
from engage.core.permissions import SYSTEM
from engage.core.unit import Units
from engage.engagements.models import Engagement
from engage.engagements.queries import topics_of
from engage.moderation import search
from engage.moderation.queries.waiting import (
    Filters,
    count_overdue,
    waiting_for_review,
    waiting_numbers,
)
from engage.wiring import make_units
from tests.app_fixtures import NOON, build_engagement, settings_for
from tests.moderation.senders import put_in_queue, send

PLACES = (("night-buses", "routes"), ("night-buses", "fares"), ("clinics", "routes"))


@pytest.fixture
def units(both_units: Units) -> Units:
    build_engagement(both_units)
    build_engagement(both_units, "clinics", ministry="HLTH")
    return both_units


@pytest.fixture
def everything(units: Units, clock: FixedClock) -> list[dict[str, Any]]:
    """Comments of every kind, two of them at each moment, the oldest first."""
    made = []
    for n in range(18):
        slug, topic = PLACES[n % 3]
        number, _ = send(units, f"Bus number {n}", slug=slug, topic=topic)
        hold = (Hold.ORDINARY, Hold.ORDINARY, Hold.PRIVACY)[n // 3 % 3]
        put_in_queue(units, number, hold)
        with units.writing(SYSTEM) as unit:
            comment = unit.session.get_one(Comment, number)
            comment.channel = "web" if n % 4 else "email"
            comment.language = "en" if n % 5 else "fr"
            search.index(unit, number, f"Bus number {n}")
            made.append(
                {
                    "id": number,
                    "part": hold,
                    "engagement_id": comment.engagement_id,
                    "topic_id": comment.topic_id,
                    "channel": comment.channel,
                    "language": comment.language,
                    "at": comment.waiting_since,
                }
            )
        clock.advance(hours=n % 2)
    return made


NAMES = ("part", "engagement_id", "topic_id", "channel", "language")
SOME = list(chain.from_iterable(combinations(NAMES, width) for width in (0, 1, 2, 5)))


def test_each_filter_and_all_together_give_what_they_say_in_order(
    units: Units, everything: list[dict[str, Any]]
) -> None:
    wanted = everything[0]
    with units.reading(SYSTEM) as unit:
        for names in SOME:
            chosen = {name: wanted[name] for name in names}
            filters = Filters(**({"part": None} | chosen))
            expected = [
                one["id"]
                for one in everything
                if all(one[name] == value for name, value in chosen.items())
            ]
            found = waiting_numbers(unit.session, within=None, limit=50, filters=filters)
            assert found == expected, names


def test_pages_of_a_filtered_list_leave_no_gap(
    units: Units, everything: list[dict[str, Any]]
) -> None:
    filters = Filters(part=Hold.ORDINARY, channel="web")
    with units.reading(SYSTEM) as unit:
        whole = waiting_numbers(unit.session, within=None, limit=50, filters=filters)
        seen: list[int] = []
        after: Cursor | None = None
        while True:
            rows = waiting_for_review(
                unit.session, within=None, limit=2, after=after, filters=filters
            )
            if not rows:
                break
            seen += [row.id for row in rows]
            after = rows[-1].waits_at
    assert seen == whole


def test_a_ministry_sees_its_own_in_the_same_order(
    units: Units, everything: list[dict[str, Any]]
) -> None:
    with units.reading(SYSTEM) as unit:
        engagement_id = everything[0]["engagement_id"]
        ministry = unit.session.get_one(Engagement, engagement_id).ministry_id
        for part in (None, Hold.ORDINARY):
            found = waiting_numbers(
                unit.session, within=frozenset({ministry}), limit=50, filters=Filters(part=part)
            )
            assert found == [
                one["id"]
                for one in everything
                if one["engagement_id"] == engagement_id and part in (None, one["part"])
            ]
        other = next(one for one in everything if one["engagement_id"] != engagement_id)
        hidden = Filters(part=None, engagement_id=other["engagement_id"])
        within = frozenset({ministry})
        assert waiting_numbers(unit.session, within=within, limit=5, filters=hidden) == []
        assert waiting_numbers(unit.session, within=frozenset(), limit=5) == []


def test_age_and_words_limit_the_list_too(units: Units, everything: list[dict[str, Any]]) -> None:
    until = NOON + timedelta(hours=3)
    with units.reading(SYSTEM) as unit:
        old = [one["id"] for one in everything if one["at"] <= until]
        assert count_overdue(unit.session, within=None, until=until) == len(old)
        late = waiting_numbers(
            unit.session, within=None, limit=50, filters=Filters(part=None, since=until)
        )
        assert late == [one["id"] for one in everything if one["at"] >= until]
        found = Filters(part=None, sought=search.wanted("number 7"))
        assert waiting_numbers(unit.session, within=None, limit=9, filters=found) == [
            everything[7]["id"]
        ]
        paged = Filters(part=Hold.ORDINARY, sought=search.wanted("bus"))
        first = waiting_for_review(unit.session, within=None, limit=3, filters=paged)
        rest = waiting_for_review(
            unit.session, within=None, limit=50, after=first[-1].waits_at, filters=paged
        )
        assert [row.id for row in first + rest] == [
            one["id"] for one in everything if one["part"] == Hold.ORDINARY
        ]


@pytest.fixture(scope="module")
def sqlite_units(migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Units:
    folder = tmp_path_factory.mktemp("plans")
    shutil.copy(migrated_sqlite, folder / "engage.db")
    units = make_units(settings_for(f"sqlite:///{folder}/engage.db", folder))
    build_engagement(units)
    return units


@pytest.mark.parametrize("names", SOME)
def test_an_index_has_every_list_in_its_order(sqlite_units: Units, names: tuple[str, ...]) -> None:
    """A plan that sorts would read all that waits for each page."""
    given: dict[str, Any] = {
        "part": Hold.ORDINARY,
        "engagement_id": 1,
        "channel": "web",
        "language": "fr",
    }
    with sqlite_units.reading(SYSTEM) as unit:
        given["topic_id"] = topics_of(unit.session, 1)[0].id
        asked: list[tuple[str, Any]] = []
        event.listen(
            sqlite_units.database.engine,
            "before_cursor_execute",
            lambda *call: asked.append((call[2], call[3])),
        )
        chosen = {name: given[name] for name in names if name != "part"} | {"part": Hold.ORDINARY}
        waiting_numbers(
            unit.session,
            within=None,
            limit=26,
            after=Cursor(NOON, 3),
            filters=Filters(**chosen),
        )
        statement, values = asked[-1]
        driver = unit.session.connection().connection.driver_connection
        assert driver is not None
        plans = [row[3] for row in driver.execute(f"EXPLAIN QUERY PLAN {statement}", values)]
    assert plans
    assert all("SCAN" not in plan and "B-TREE" not in plan for plan in plans), plans
