"""The queue of who keeps off a topic is read from an index too; SQLite tells its plan."""

from typing import Any

from sqlalchemy import event

from engage.core.permissions import Role
from engage.core.unit import Units
from engage.governance.conduct.queries import conflicts_of
from engage.moderation.queries.waiting import Filters, waiting_numbers
from tests.app_fixtures import build_engagement, make_person
from tests.moderation.keeping_off import keep_off
from tests.moderation.senders import send_looked_at


def test_the_walks_around_it_read_an_index_in_its_order(units: Units) -> None:
    """A plan that sorts, or that reads what is kept off, would cost by how much of it waits."""
    engagement, mo = build_engagement(units), make_person(units, Role.MODERATOR)
    send_looked_at(units, topic="fares")
    keep_off(units, mo, engagement, "routes")
    asked: list[tuple[str, Any]] = []
    with units.reading(mo) as unit:
        filters = Filters(without=conflicts_of(unit.session, mo.person_id))
        event.listen(
            units.database.engine,
            "before_cursor_execute",
            lambda *told: asked.append((told[2], told[3])),
        )
        waiting_numbers(unit.session, within=None, limit=26, filters=filters)
        statement, values = asked[-1]
        driver = unit.session.connection().connection.driver_connection
        assert driver is not None
        plans = [row[3] for row in driver.execute(f"EXPLAIN QUERY PLAN {statement}", values)]
    assert any("ix_comment_topic_partition" in plan for plan in plans), plans
    assert not any("B-TREE" in plan or "SCAN comment" in plan for plan in plans), plans
