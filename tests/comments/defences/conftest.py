"""A citizen before a form whose defences are awake: three an hour, three seconds to write."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from engage.core.clock import FixedClock
from engage.core.unit import Units
from engage.wiring import make_units
from tests.app_fixtures import build_engagement, settings_for
from tests.comments.citizen import Citizen


@pytest.fixture
def guarded(database_url: str, tmp_path: Path, clock: FixedClock) -> Iterator[Units]:
    awake = {"ENGAGE_HOURLY_COMMENTS": "3", "ENGAGE_QUICK_SECONDS": "3"}
    made = make_units(settings_for(database_url, tmp_path, **awake), clock)
    build_engagement(made)
    yield made
    made.database.dispose()


@pytest.fixture
def citizen(guarded: Units) -> Citizen:
    return Citizen.of(guarded)
