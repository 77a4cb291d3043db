"""A page of a long discussion asks no database for more than the page: every question goes along an
index from where the last page ended, and nothing is sorted as a whole."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import event

from engage.core.permissions import SYSTEM
from engage.core.unit import Units
from tests.app_fixtures import build_engagement
from tests.benchmarks.discussion_rows import add_discussion, analyze
from tests.comments.citizen import TOPIC, Citizen

COMMENTS = 5_000
MANY_ROWS = ("comment", "comment_text", "comment_thread", "comment_person")
A_PAGE = 1_000
"""Rows that a step may look at: a page of two hundred, with what hangs on them."""
ORDERS = ("", "?sort=oldest", "?sort=replied")


def questions_of(units: Units, path: str) -> tuple[list[tuple[str, Any]], str]:
    """What a page asks of comments, and the address of the next page."""
    asked: list[tuple[str, Any]] = []

    def note(_c: Any, _cursor: Any, statement: str, values: Any, _ctx: Any, many: bool) -> None:
        if statement.startswith("SELECT") and "comment" in statement and not many:
            asked.append((statement, values))

    citizen = Citizen.of(units)
    event.listen(units.database.engine, "before_cursor_execute", note)
    try:
        page = citizen.get(path)
    finally:
        event.remove(units.database.engine, "before_cursor_execute", note)
    assert page.status == 200
    more = page.tree.find(".//a[@rel='next']")
    assert more is not None
    return asked, more.get("href", "")


def steps(plan: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    yield plan
    for below in plan.get("Plans", ()):
        yield from steps(below)


def faults_on_postgresql(units: Units, statement: str, values: Any) -> list[str]:
    """Steps that read or sort more than a page has."""
    with units.reading(SYSTEM) as unit:
        driver = unit.session.connection().connection.driver_connection
        assert driver is not None
        cursor = driver.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {statement}", values)
        (plan,) = cursor.fetchone()
    plan = json.loads(plan) if isinstance(plan, str) else plan
    found = []
    for step in steps(plan[0]["Plan"]):
        rows = step["Actual Rows"] * step["Actual Loops"] + step.get("Rows Removed by Filter", 0)
        if rows > A_PAGE:
            found.append(f"{step['Node Type']} of {rows} rows")
    return found


def faults_on_sqlite(units: Units, statement: str, values: Any) -> list[str]:
    """Tables of many rows that are read whole; sorting is looked at where a page is asked for."""
    with units.reading(SYSTEM) as unit:
        rows = unit.session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)
        told = [row[3] for row in rows]
    read_whole = [one for one in told if one.startswith("SCAN") and one.split()[1] in MANY_ROWS]
    pages = " LIMIT " in statement.replace("\n", " ") and "IN (SELECT" not in statement
    return read_whole + [one for one in told if "TEMP B-TREE" in one and pages]


def test_no_page_reads_or_sorts_the_whole_discussion(both_units: Units) -> None:
    engagement = build_engagement(both_units, topics=("routes",))
    add_discussion(both_units, engagement, COMMENTS)
    analyze(both_units)
    judge = faults_on_sqlite if both_units.database.is_sqlite else faults_on_postgresql
    for order in ORDERS:
        path = f"{TOPIC}{order}"
        for _ in range(2):
            asked, path = questions_of(both_units, path)
            assert asked
            for statement, values in asked:
                assert judge(both_units, statement, values) == [], statement
    whole = "SELECT id FROM comment ORDER BY version, signals, hold LIMIT 5"
    assert judge(both_units, whole, ()), "a sort of everything would have been seen"
