"""Real databases of both kinds, a clock that is moved by hand, and staff to sign in."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from engage.accounts import passwords
from engage.audit.service import append_notes
from engage.core.clock import FixedClock
from engage.core.db import Base, Database
from engage.core.settings import Settings, load_settings
from engage.core.unit import UnitHooks, Units
from tests.accounts.factories import Staff


@pytest.fixture(autouse=True)
def cheap_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same algorithm at its lowest cost; what the real cost is has a test of its own."""
    lowest = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr(passwords, "hasher", lowest)


@pytest.fixture
def staff_clock() -> FixedClock:
    return FixedClock(datetime(2026, 3, 2, 17, 0, 5, tzinfo=UTC))


@pytest.fixture(params=["sqlite", "postgresql"])
def staff_database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path / 'staff.db'}"
    else:
        url = request.getfixturevalue("postgresql_database")
    database = Database(url)
    Base.metadata.create_all(database.engine)
    yield database
    database.dispose()


@pytest.fixture
def staff_settings(tmp_path: Path) -> Settings:
    notices = tmp_path / "notices"
    notices.mkdir()
    return load_settings(
        {
            "ENGAGE_VAR_DIR": str(tmp_path / "var"),
            "ENGAGE_NOTICES_DIR": str(notices),
            "ENGAGE_STAFF_DOMAINS": "gov.bc.ca",
        }
    )


@pytest.fixture
def staff_units(
    staff_database: Database, staff_settings: Settings, staff_clock: FixedClock
) -> Units:
    hooks = UnitHooks(insert_jobs=lambda unit: None, append_audit=append_notes)
    return Units(staff_database, staff_settings, staff_clock, hooks)


@pytest.fixture
def staff(staff_units: Units, staff_clock: FixedClock) -> Staff:
    return Staff(staff_units, staff_clock)
