"""The transaction: everything or nothing, notes included, on both databases."""

import threading

import pytest
from sqlalchemy import func, select

from engage.audit.models import AuditEntry
from engage.core.events import CommentReceived
from engage.core.ledgers import content_version, counts
from engage.core.permissions import SYSTEM
from engage.core.unit import Unit, Units
from engage.jobs.models import Job


def note_everything(unit: Unit) -> None:
    unit.audit("test.noted", "thing:1", outcome="yes")
    unit.count("queue", "waiting", 2)
    unit.touch("site")


def test_what_is_noted_is_written_with_the_commit(both_units: Units) -> None:
    with both_units.writing(SYSTEM) as unit:
        note_everything(unit)
    with both_units.reading(SYSTEM) as unit:
        assert unit.session.scalar(select(AuditEntry.action)) == "test.noted"
        assert counts(unit.session, "queue") == {"waiting": 2}
        assert content_version(unit.session, "site") == 1


def test_raising_leaves_nothing(both_units: Units) -> None:
    with pytest.raises(ZeroDivisionError), both_units.writing(SYSTEM) as unit:
        note_everything(unit)
        unit.session.flush()
        raise ZeroDivisionError
    with both_units.reading(SYSTEM) as unit:
        assert unit.session.scalar(select(func.count()).select_from(AuditEntry)) == 0
        assert counts(unit.session, "queue") == {}


def test_a_refused_attempt_takes_its_notes_with_it(both_units: Units) -> None:
    with both_units.writing(SYSTEM) as unit:
        unit.count("queue", "waiting", 1)
        with pytest.raises(ZeroDivisionError), unit.attempt():
            note_everything(unit)
            unit.emit(CommentReceived(1))
            raise ZeroDivisionError
        assert unit.events == []
    with both_units.reading(SYSTEM) as unit:
        assert counts(unit.session, "queue") == {"waiting": 1}
        assert unit.session.scalar(select(func.count()).select_from(AuditEntry)) == 0
        assert unit.session.scalar(select(func.count()).select_from(Job)) == 0


def test_many_writers_lose_no_count(both_units: Units) -> None:
    def write() -> None:
        for _ in range(10):
            with both_units.writing(SYSTEM) as unit:
                note_everything(unit)

    threads = [threading.Thread(target=write) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with both_units.reading(SYSTEM) as unit:
        assert counts(unit.session, "queue") == {"waiting": 80}
        assert content_version(unit.session, "site") == 40
        last = unit.session.scalar(select(func.max(AuditEntry.seq)))
        assert last == 40


def test_a_reading_unit_commits_nothing(both_units: Units) -> None:
    with both_units.reading(SYSTEM) as unit:
        unit.count("queue", "waiting", 1)
    with both_units.reading(SYSTEM) as unit:
        assert counts(unit.session, "queue") == {}
