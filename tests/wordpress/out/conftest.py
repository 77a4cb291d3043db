"""Both sides, with WordPress in memory, on both databases."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from engage.core.clock import FixedClock
from tests.wordpress.out.scene import Scene, scene


@pytest.fixture
def at(database_url: str, tmp_path: Path, clock: FixedClock) -> Iterator[Scene]:
    with scene(database_url, tmp_path, clock) as made:
        yield made
