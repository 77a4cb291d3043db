"""Real databases of both kinds, a clock that is moved by hand, and staff to sign in."""

import uuid
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from engage.accounts.service.people import ensure_ministry
from engage.core.clock import FixedClock
from engage.core.permissions import SYSTEM
from engage.core.unit import Units
from engage.wiring import make_units
from tests.accounts.factories import Staff
from tests.app_fixtures import settings_for
from tests.services.postgresql import PostgresqlServer


@pytest.fixture
def staff_clock() -> FixedClock:
    return FixedClock(datetime(2026, 3, 2, 17, 0, 5, tzinfo=UTC))


@pytest.fixture(params=["sqlite", "postgresql"])
def staff_database(request: pytest.FixtureRequest) -> Iterator[str]:
    """The URL of a migrated database without rows."""
    if request.param == "sqlite":
        yield request.getfixturevalue("sqlite_url")
        return
    server: PostgresqlServer = request.getfixturevalue("postgresql_server")
    name = f"staff_{uuid.uuid4().hex}"
    yield server.create(name, request.getfixturevalue("migrated_postgresql"))
    server.drop(name)


@pytest.fixture
def staff_units(staff_database: str, staff_clock: FixedClock, tmp_path: Path) -> Iterator[Units]:
    units = make_units(settings_for(staff_database, tmp_path), staff_clock)
    yield units
    units.database.dispose()


@pytest.fixture
def staff(staff_units: Units, staff_clock: FixedClock) -> Staff:
    return Staff(staff_units, staff_clock)


@pytest.fixture
def ministry_id(staff_units: Units) -> int:
    with staff_units.writing(SYSTEM) as unit:
        return ensure_ministry(unit, "HLTH", "Ministry of Health").id
