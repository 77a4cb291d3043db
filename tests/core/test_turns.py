"""Writers on SQLite take turns: nobody is lost, and nobody waits for ever."""

import threading

import pytest
from sqlalchemy.exc import OperationalError

from engage.core import db
from engage.core.ledgers import counts
from engage.core.permissions import SYSTEM
from engage.core.unit import Units

WRITERS, TIMES = 6, 5


def test_writers_at_once_all_get_their_turn(units: Units) -> None:
    together = threading.Barrier(WRITERS)

    def write() -> None:
        together.wait()
        for _ in range(TIMES):
            with units.writing(SYSTEM) as unit:
                # The session's first use is what begins the transaction.
                assert counts(unit.session, "turns") is not None
                unit.count("turns", "taken", 1)

    writers = [threading.Thread(target=write) for _ in range(WRITERS)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()

    with units.reading(SYSTEM) as unit:
        assert counts(unit.session, "turns") == {"taken": WRITERS * TIMES}


def test_a_turn_that_never_comes_is_refused(units: Units, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(db, "BUSY_TIMEOUT_MS", 20)
    with units.writing(SYSTEM) as first:
        first.session.connection()
        with (
            pytest.raises(OperationalError, match="locked"),
            units.writing(SYSTEM) as second,
        ):
            second.session.connection()


def test_after_a_refused_turn_the_next_one_comes(
    units: Units, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(db, "BUSY_TIMEOUT_MS", 20)
    with units.writing(SYSTEM) as first:
        first.session.connection()
        with pytest.raises(OperationalError), units.writing(SYSTEM) as second:
            second.session.connection()
    with units.writing(SYSTEM) as third:
        third.count("turns", "taken", 1)
    with units.reading(SYSTEM) as unit:
        assert counts(unit.session, "turns") == {"taken": 1}


def test_waiting_for_a_turn_leaves_the_timeout_of_other_statements_alone(units: Units) -> None:
    with units.writing(SYSTEM) as unit:
        asked = unit.session.connection().exec_driver_sql("PRAGMA busy_timeout")
        assert asked.scalar_one() == db.BUSY_TIMEOUT_MS
