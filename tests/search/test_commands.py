"""`engage search`: in step, out of step, and made anew, from a terminal."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import text

from engage.cli import main
from engage.core.permissions import Role
from engage.core.unit import Units
from tests.app_fixtures import build_engagement, make_person


def engage(*words: str) -> Result:
    return CliRunner().invoke(main, ["search", *words])


@pytest.fixture
def filled(units: Units, sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Units:
    monkeypatch.setenv("ENGAGE_DATABASE_URL", sqlite_url)
    monkeypatch.setenv("ENGAGE_VAR_DIR", str(tmp_path))
    build_engagement(units)
    make_person(units, Role.ADMINISTRATOR, email="ada@gov.bc.ca")
    return units


def test_an_index_is_compared_and_made_anew(filled: Units) -> None:
    done = engage("check")
    assert (done.exit_code, done.output) == (0, "The index is in step: 3 texts.\n")
    with filled.database.engine.execution_options(engage_writes=True).begin() as connection:
        connection.execute(text("DELETE FROM public_search"))
    done = engage("check")
    assert done.exit_code == 1
    assert "topic: 2 missing or wrong" in done.output
    assert "engagement: 1 missing or wrong" in done.output
    done = engage("rebuild", "--as", "ada@gov.bc.ca")
    assert (done.exit_code, done.output) == (
        0,
        "The index was made anew: 3 texts were looked at.\n",
    )
    assert engage("check").exit_code == 0
