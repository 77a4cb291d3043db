"""SIGKILL under load: what a person was told has happened, has happened; nothing else is half done.

Comments are sent to a real `engage serve` by eight people at once while its processes are killed.
"""

from pathlib import Path

import pytest

from engage.comments.rules import State
from engage.core.permissions import SYSTEM
from engage.core.unit import Units
from tests.app_fixtures import MakeEngagement
from tests.faults.served import (
    Kill,
    assert_file_is_sound,
    assert_nothing_is_lost_or_torn,
    crowd,
    kill_everything,
    kill_one_web_process,
    kill_web_server,
    open_engagement,
    serving,
)


def one_life(database_url: str, folder: Path, kill: Kill) -> list[str]:
    """Serves, kills under load, and gives the receipts that people were shown."""
    with serving(database_url, folder) as (server, port), crowd(port) as people:
        people.wait_for(25)
        kill(server)
        people.wait_for_trouble()
    return people.receipts


def rounds_on_sqlite(folder: Path, kills: list[Kill]) -> None:
    """Each round is served from the database that the one before it fell on."""
    database_url = f"sqlite:///{folder / 'engage.db'}"
    units = open_engagement(database_url, folder)
    receipts: list[str] = []
    for kill in kills:
        receipts += one_life(database_url, folder, kill)
        assert_file_is_sound(folder / "engage.db")
        assert_nothing_is_lost_or_torn(units, receipts)
    units.database.dispose()


def test_a_killed_web_server_loses_no_comment_that_was_acknowledged(tmp_path: Path) -> None:
    rounds_on_sqlite(tmp_path, [kill_web_server, kill_everything])


def test_a_killed_web_process_is_replaced_and_loses_nothing(tmp_path: Path) -> None:
    database_url = f"sqlite:///{tmp_path / 'engage.db'}"
    units = open_engagement(database_url, tmp_path)
    with serving(database_url, tmp_path) as (server, port), crowd(port) as people:
        for _ in range(3):
            people.wait_for(15)
            kill_one_web_process(server)
        # People are served on.
        people.wait_for(30)
        assert server.is_alive
    assert_file_is_sound(tmp_path / "engage.db")
    assert_nothing_is_lost_or_torn(units, people.receipts)
    units.database.dispose()


def test_the_same_on_postgresql(postgresql_database: str, tmp_path: Path) -> None:
    units = open_engagement(postgresql_database, tmp_path)
    receipts = one_life(postgresql_database, tmp_path, kill_web_server)
    assert_nothing_is_lost_or_torn(units, receipts)
    units.database.dispose()


@pytest.mark.soak
def test_twenty_falls_in_a_row_lose_nothing(tmp_path: Path) -> None:
    rounds_on_sqlite(tmp_path, [kill_web_server, kill_everything] * 10)


def test_a_lost_receipt_and_a_wrong_count_are_noticed(
    units: Units, make_engagement: MakeEngagement
) -> None:
    """The test of the tests."""
    made = make_engagement()
    assert_nothing_is_lost_or_torn(units, [])
    with pytest.raises(AssertionError):
        assert_nothing_is_lost_or_torn(units, ["0000-0000-0000-0000"])
    with units.writing(SYSTEM) as unit:
        unit.count(made.scope, State.WAITING, 1)
    with pytest.raises(AssertionError):
        assert_nothing_is_lost_or_torn(units, [])
