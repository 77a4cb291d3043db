"""One application for many tests that must store nothing: making one is most of what they cost."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from engage.core.clock import FixedClock
from engage.core.unit import Units
from engage.wiring import make_units
from tests.app_fixtures import NOON, build_engagement, settings_for
from tests.comments.citizen import Citizen, stored


@pytest.fixture(scope="module")
def shared_units(
    migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Units]:
    folder = tmp_path_factory.mktemp("refused")
    shutil.copy(migrated_sqlite, folder / "engage.db")
    units = make_units(settings_for(f"sqlite:///{folder / 'engage.db'}", folder), FixedClock(NOON))
    build_engagement(units)
    yield units
    units.database.dispose()


@pytest.fixture(scope="module")
def shared_citizen(shared_units: Units) -> Citizen:
    return Citizen.of(shared_units)


@pytest.fixture
def refused_citizen(shared_citizen: Citizen, shared_units: Units) -> Iterator[Citizen]:
    """A citizen who sends what must not be stored; the test fails if anything was."""
    yield shared_citizen
    assert stored(shared_units) == 0
