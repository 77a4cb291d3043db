"""`engage election`: how things stand, and a period set from a terminal."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from engage.accounts.models import Person, PersonRole
from engage.cli import main
from engage.core.permissions import SYSTEM, Role
from engage.wiring import make_units
from tests.app_fixtures import settings_for

DATES = ("--called", "2040-09-22 14:00", "--voting-day", "2040-10-20")


@pytest.fixture
def people(sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An administrator and a lead."""
    monkeypatch.setenv("ENGAGE_DATABASE_URL", sqlite_url)
    monkeypatch.setenv("ENGAGE_VAR_DIR", str(tmp_path))
    units = make_units(settings_for(sqlite_url, tmp_path))
    with units.writing(SYSTEM) as unit:
        for role in (Role.ADMINISTRATOR, Role.ENGAGEMENT_LEAD):
            person = Person(email=f"{role}@gov.bc.ca", name="Sam Staff", created_at=unit.now)
            unit.session.add(person)
            unit.session.flush()
            unit.session.add(PersonRole(person_id=person.id, role=role))
    units.database.dispose()


def engage(*words: str) -> Result:
    return CliRunner().invoke(main, ["election", *words])


def test_a_period_is_set_shown_and_not_set_twice(people: None) -> None:
    assert "none is set" in engage("show").output
    done = engage("set", *DATES, "--as", "administrator@gov.bc.ca")
    assert done.exit_code == 0, done.output
    shown = engage("show").output
    assert "The next begins Saturday, 22 September 2040, 2 pm Pacific time." in shown
    assert "voting day Saturday, 20 October 2040" in shown
    again = engage("set", *DATES, "--as", "administrator@gov.bc.ca")
    assert again.exit_code == 1
    assert "Another election period" in again.output or "sworn in" in again.output


def test_a_lead_sets_none(people: None) -> None:
    done = engage("set", *DATES, "--as", "engagement_lead@gov.bc.ca")
    assert done.exit_code == 1
    assert "none is set" in engage("show").output
