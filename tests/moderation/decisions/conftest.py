"""An engagement, its people and a moderator's hand, on both databases."""

import pytest

from engage.core.permissions import Actor, Role
from engage.core.unit import Units
from engage.engagements.models import Engagement
from tests.app_fixtures import build_engagement, make_person


@pytest.fixture
def units(both_units: Units) -> Units:
    """Every test of this folder that changes rows runs on SQLite and on PostgreSQL."""
    return both_units


@pytest.fixture
def engagement(units: Units) -> Engagement:
    return build_engagement(units)


@pytest.fixture
def moderator(units: Units, engagement: Engagement) -> Actor:
    return make_person(units, Role.MODERATOR)


@pytest.fixture
def officer(units: Units, engagement: Engagement) -> Actor:
    return make_person(units, Role.PRIVACY_OFFICER, email="privacy.officer@gov.bc.ca")
