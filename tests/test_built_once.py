"""Rows that are copied are those that the use cases leave, and are copied nowhere else."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import MetaData, select

from engage.audit.service import verify
from engage.core.clock import FixedClock
from engage.core.permissions import SYSTEM, Role
from engage.core.unit import Units
from engage.wiring import make_units
from tests import app_fixtures
from tests.app_fixtures import NOON, build_engagement, make_person, settings_for
from tests.built_once import COMMON, copied

Cells = dict[str, str]


@pytest.fixture
def another(
    request: pytest.FixtureRequest, tmp_path: Path, both_units: Units
) -> Callable[..., Units]:
    """Makes another migrated database of the same kind."""

    def make(**more: str) -> Units:
        folder = tmp_path / "another"
        folder.mkdir()
        if both_units.database.is_sqlite:
            path = folder / "engage.db"
            path.write_bytes(request.getfixturevalue("migrated_sqlite").read_bytes())
            url = f"sqlite:///{path}"
        else:
            server = request.getfixturevalue("postgresql_server")
            url = server.create("another", request.getfixturevalue("migrated_postgresql"))
            request.addfinalizer(lambda: server.drop("another"))
        made = make_units(settings_for(url, folder, **more), FixedClock(NOON))
        request.addfinalizer(made.database.dispose)
        return made

    return make


@pytest.fixture
def steps(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Builds without copying."""

    def go(units: Units, **asked: object) -> None:
        with monkeypatch.context() as patch:
            patch.setattr(app_fixtures, "copied", lambda *_: False)
            build_engagement(units, **asked)  # type: ignore[arg-type]

    return go


def cells(units: Units) -> Cells:
    """Everything that is kept: `table/row/column`."""
    found: Cells = {}
    kept = MetaData()
    kept.reflect(units.database.engine)
    with units.reading(SYSTEM) as unit:
        for table in kept.sorted_tables:
            rows = unit.session.execute(select(table).order_by(*table.primary_key)).mappings()
            for number, row in enumerate(rows):
                found |= {f"{table}/{number}/{name}": repr(value) for name, value in row.items()}
    return found


@pytest.mark.parametrize(
    ("asked", "more"), COMMON, ids=["published", "with mail", "with a mailbox", "draft"]
)
def test_what_is_copied_is_what_the_steps_leave(
    both_units: Units,
    another: Callable[..., Units],
    steps: Callable[..., None],
    asked: Mapping[str, object],
    more: Mapping[str, str],
) -> None:
    url, folder = both_units.settings.database_url, both_units.settings.var_dir
    both_units.settings = settings_for(url, folder, **more)
    assert copied(both_units, asked)
    gone = another(**more)
    steps(gone, **asked)
    mine, theirs = cells(both_units), cells(gone)
    assert mine.keys() == theirs.keys()
    assert {key for key, value in mine.items() if value != theirs[key]} == set()


def test_work_goes_on_where_the_steps_would_have_left_it(
    both_units: Units, another: Callable[..., Units], steps: Callable[..., None]
) -> None:
    """Numbers go on, and so does the audit's chain."""
    assert copied(both_units, {})
    gone = another()
    steps(gone)
    for units in (both_units, gone):
        build_engagement(units, "ferries", topics=("fares",))
    mine, theirs = cells(both_units), cells(gone)
    assert {key for key, value in mine.items() if value != theirs[key]} == set()
    with both_units.reading(SYSTEM) as unit:
        entries, faults = verify(unit.session, unit.keyring)
    assert entries > 0
    assert faults == []


def test_who_has_the_database_open_already_reads_what_was_copied(both_units: Units) -> None:
    before = cells(both_units)
    assert "engagement/0/slug" not in before
    assert copied(both_units, {})
    after = cells(both_units)
    assert after["engagement/0/slug"] == repr("night-buses")
    build_engagement(both_units, "ferries")
    assert cells(both_units).items() >= {"engagement/0/slug": repr("night-buses")}.items()


def test_nothing_is_copied_over_what_was_written(both_units: Units) -> None:
    make_person(both_units, Role.MODERATOR)
    before = cells(both_units)
    assert not copied(both_units, {})
    assert cells(both_units) == before
    build_engagement(both_units)
    assert not copied(both_units, {})


def test_nothing_is_copied_for_another_day_or_other_settings(
    both_units: Units, clock: FixedClock
) -> None:
    both_units.settings = replace(both_units.settings, base_url="https://engage.example")
    assert not copied(both_units, {})
    both_units.settings = replace(both_units.settings, base_url="http://localhost")
    clock.advance(days=1)
    assert not copied(both_units, {})


def test_nothing_is_copied_for_who_asks_for_something_else(both_units: Units) -> None:
    assert not copied(both_units, {"slug": "ferries"})
    assert cells(both_units)["alembic_version/0/version_num"]
