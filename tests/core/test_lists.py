"""Lists in one parameter say the same as one by one, on both databases."""

from datetime import UTC, datetime, timedelta, timezone
from typing import cast

import pytest
from sqlalchemy import Table, insert, select

from engage.core.lists import insert_rows, inserting, is_in, listed
from engage.core.permissions import SYSTEM
from engage.core.unit import Units
from engage.wordpress.models import WordPressMark

AT = datetime(2026, 3, 4, 5, 6, 7, 89, tzinfo=UTC)
PACIFIC = timezone(timedelta(hours=-8))
NAMES = [
    "",
    "plain",
    'it\'s "quoted" \\ $[0] %s ? :x',
    "é ᐃᓄ \U0001f600 \u202e",
    "two\nlines\t",
    "12",
]
MARK = cast(Table, WordPressMark.__table__)


def _marks(units: Units) -> dict[str, tuple[int, datetime | None]]:
    with units.reading(SYSTEM) as unit:
        rows = unit.session.scalars(select(WordPressMark))
        return {row.name: (row.number, row.instant) for row in rows}


def test_rows_of_a_list_are_what_single_ones_would_be(both_units: Units) -> None:
    rows = [(name, at, AT if at % 2 else None) for at, name in enumerate(NAMES)]
    with both_units.writing(SYSTEM) as unit:
        unit.session.execute(insert(MARK), [{"name": "one", "number": 7, "instant": AT}])
        insert_rows(unit.session, MARK, ("name", "number", "instant"), rows)
    assert _marks(both_units) == {"one": (7, AT)} | {name: (n, at) for name, n, at in rows}


def test_what_is_the_same_stands_once_and_what_is_not_named_gets_its_default(
    both_units: Units,
) -> None:
    with both_units.writing(SYSTEM) as unit:
        insert_rows(unit.session, MARK, ("name",), [("a",), ("b",)], {"instant": AT})
    assert _marks(both_units) == {"a": (0, AT), "b": (0, AT)}


def test_an_instant_of_another_zone_stays_the_instant_and_one_of_none_is_refused(
    both_units: Units,
) -> None:
    with both_units.writing(SYSTEM) as unit:
        rows = [("a", AT.astimezone(PACIFIC))]
        insert_rows(unit.session, MARK, ("name", "instant"), rows)
        with pytest.raises(ValueError, match="aware"):
            insert_rows(unit.session, MARK, ("name", "instant"), [("b", AT.replace(tzinfo=None))])
    assert _marks(both_units) == {"a": (0, AT)}


def test_what_is_there_can_be_passed_over_and_what_came_be_returned(both_units: Units) -> None:
    with both_units.writing(SYSTEM) as unit:
        insert_rows(unit.session, MARK, ("name", "number"), [("a", 1)])
        dialect = unit.session.get_bind().dialect.name
        statement = inserting(dialect, MARK, ("name",), ("number",))
        new = unit.session.execute(
            statement.on_conflict_do_nothing().returning(MARK.c.name),
            listed([("a",), ("b",), ("b",)], {"number": 2}),
        )
        assert [name for (name,) in new] == ["b"]
    assert _marks(both_units) == {"a": (1, None), "b": (2, None)}


def test_members_of_a_list_are_found_by_text_and_by_number(both_units: Units) -> None:
    mark, rows = (
        WordPressMark,
        [*((name, at) for at, name in enumerate(NAMES)), ("most", 2**31 - 1)],
    )
    with both_units.writing(SYSTEM) as unit:
        insert_rows(unit.session, MARK, ("name", "number"), rows)
        named = is_in(unit.session, mark.name, [*NAMES[1:], "nobody", "'"])
        numbered = is_in(unit.session, mark.number, [0, 3, 2**31 - 1, 2**40, -1])
        assert {*unit.session.scalars(select(mark.name).where(named))} == {*NAMES[1:]}
        found = unit.session.scalars(select(mark.number).where(numbered))
        assert sorted(found) == [0, 3, 2**31 - 1]
        for none in (is_in(unit.session, mark.name, []), is_in(unit.session, mark.number, [])):
            assert unit.session.scalars(select(mark.name).where(none)).all() == []
