"""Units whose notices lie in a folder that a test may edit."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from engage.core.clock import FixedClock
from engage.core.unit import Units
from engage.wiring import make_units
from tests.app_fixtures import settings_for
from tests.notices.folder import copied


@pytest.fixture
def notices(tmp_path: Path) -> Path:
    return copied(tmp_path)


@pytest.fixture
def units(sqlite_url: str, tmp_path: Path, clock: FixedClock, notices: Path) -> Iterator[Units]:
    made = make_units(settings_for(sqlite_url, tmp_path, ENGAGE_NOTICES_DIR=str(notices)), clock)
    yield made
    made.database.dispose()


@pytest.fixture
def both_units(
    database_url: str, tmp_path: Path, clock: FixedClock, notices: Path
) -> Iterator[Units]:
    made = make_units(settings_for(database_url, tmp_path, ENGAGE_NOTICES_DIR=str(notices)), clock)
    yield made
    made.database.dispose()
