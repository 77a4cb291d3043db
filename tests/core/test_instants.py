"""Instants go into the database and come back as they were, in UTC."""

from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Select, literal, select
from sqlalchemy.exc import StatementError

from engage.core.db import Database, UtcDateTime
from engage.core.permissions import CITIZEN
from engage.core.unit import Units

MOMENTS = st.datetimes(min_value=datetime(1900, 1, 2), max_value=datetime(2200, 1, 1)).map(
    lambda moment: moment.replace(tzinfo=timezone(timedelta(hours=-7)))
)


def asked(moment: datetime | None) -> Select[datetime | None]:
    return select(literal(moment, UtcDateTime()))


@pytest.fixture(scope="module")
def sqlite(tmp_path_factory: pytest.TempPathFactory) -> Database:
    folder: Path = tmp_path_factory.mktemp("instants")
    return Database(f"sqlite:///{folder / 'engage.db'}")


@given(MOMENTS)
def test_sqlite_gives_back_what_it_was_given(sqlite: Database, moment: datetime) -> None:
    with sqlite.session(writes=False) as session:
        found = session.scalars(asked(moment)).one()
    assert found == moment
    assert found is not None
    assert found.tzinfo is UTC


@pytest.mark.parametrize("moment", [datetime(2026, 3, 2, 12, tzinfo=UTC), None])
def test_both_databases_give_instants_in_utc(both_units: Units, moment: datetime | None) -> None:
    with both_units.reading(CITIZEN) as unit:
        found = unit.session.scalars(asked(moment)).one()
    assert found == moment
    assert found is None or found.tzinfo is UTC


def test_an_instant_without_its_zone_is_refused(sqlite: Database) -> None:
    with sqlite.session(writes=False) as session, pytest.raises(StatementError, match="naive"):
        session.scalars(asked(datetime(2026, 3, 2))).one()
