"""Editing a notice's file is a change to publish, like any other (R24)."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from engage.core.clock import FixedClock
from engage.core.permissions import SYSTEM, Actor, Role
from engage.core.unit import Units
from engage.engagements.queries import engagement_by_slug
from engage.notices.service import current_version
from engage.wiring import make_units
from tests.app_fixtures import build_engagement, settings_for
from tests.approving import approved
from tests.comments.citizen import FORM, Citizen
from tests.engagements.pages import send

BASE = "/staff/engagements/night-buses"
NOTHING = "There is nothing to publish"
CHANGED = "The collection notice changed"


@pytest.fixture
def notices(tmp_path: Path) -> Path:
    """A folder of notices that a test may edit."""
    return Path(shutil.copytree("notices", tmp_path / "notices"))


@pytest.fixture
def units(sqlite_url: str, tmp_path: Path, clock: FixedClock, notices: Path) -> Iterator[Units]:
    made = make_units(settings_for(sqlite_url, tmp_path, ENGAGE_NOTICES_DIR=str(notices)), clock)
    yield made
    made.database.dispose()


def edit(notices: Path) -> None:
    file = notices / "engagement-comments.md"
    file.write_text(file.read_text().replace("**Why.**", "**Why, said anew.**"))


def version(units: Units) -> int:
    with units.reading(SYSTEM) as unit:
        found = current_version(unit, engagement_by_slug(unit.session, "night-buses").id)
    assert found is not None
    return found.number


def test_an_edited_notice_is_published_as_the_next_version(
    client: FlaskClient, units: Units, notices: Path, sign_in: Callable[..., Actor]
) -> None:
    build_engagement(units)
    sign_in(Role.ENGAGEMENT_LEAD)
    citizen = Citizen.of(units)
    form = citizen.filled()
    assert NOTHING in client.get(f"{BASE}/publish").text
    assert "changes that are not public" not in client.get(BASE).text

    edit(notices)
    review = client.get(f"{BASE}/publish").text
    assert CHANGED in review
    assert "Why, said anew." in review
    assert NOTHING not in review
    assert "changes that are not public" in client.get(BASE).text
    assert "Changes, not ready" in client.get("/staff/").text
    assert version(units) == 1

    assert "What is collected changed" in client.get(f"{BASE}/publish").text
    approved(units)
    assert send(client, f"{BASE}/publish").status_code == 303
    assert version(units) == 2
    assert NOTHING in client.get(f"{BASE}/publish").text
    assert "Changes" not in client.get("/staff/").text
    refused = citizen.post(FORM, form)
    assert refused.status == 422
    assert "read version 2" in refused.words


def test_a_first_publishing_speaks_of_no_changed_notice(
    client: FlaskClient, units: Units, notices: Path, sign_in: Callable[..., Actor]
) -> None:
    build_engagement(units, published=False)
    sign_in(Role.ENGAGEMENT_LEAD)
    edit(notices)
    assert CHANGED not in client.get(f"{BASE}/publish").text


def test_a_notice_whose_file_is_gone_is_missing_and_not_changed(
    client: FlaskClient, units: Units, notices: Path, sign_in: Callable[..., Actor]
) -> None:
    build_engagement(units)
    sign_in(Role.ENGAGEMENT_LEAD)
    (notices / "engagement-comments.md").unlink()
    review = client.get(f"{BASE}/publish").text
    assert CHANGED not in review
    assert "Choose a collection notice" in review
