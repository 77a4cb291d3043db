"""One topic with a question of each kind for all tests in which nothing may be stored."""

import pytest

from engage.core.unit import Units
from tests.comments.answers.asking import ALL, ask
from tests.comments.citizen import Citizen


@pytest.fixture(scope="module")
def shared_citizen(shared_units: Units) -> Citizen:
    ask(shared_units, *ALL)
    return Citizen.of(shared_units)
