"""The audit chain names each entry that was edited, removed or inserted."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from engage.audit.service import verify
from engage.core.permissions import SYSTEM
from engage.core.unit import Units


def write_entries(units: Units, number: int = 6) -> None:
    for index in range(number):
        with units.writing(SYSTEM) as unit:
            unit.audit("test.done", f"thing:{index}", index=index)


def tamper(units: Units, *statements: str) -> None:
    """What somebody with the database's password could do: triggers off, then write."""
    sqlite = units.database.is_sqlite
    with units.writing(SYSTEM) as unit:
        if sqlite:
            for action in ("update", "delete"):
                unit.session.execute(text(f"DROP TRIGGER IF EXISTS audit_entry_no_{action}"))
        else:
            unit.session.execute(text("ALTER TABLE audit_entry DISABLE TRIGGER ALL"))
        for statement in statements:
            unit.session.execute(text(statement))


def faults(units: Units) -> list[str]:
    with units.reading(SYSTEM) as unit:
        return [fault.message for fault in verify(unit.session, unit.keyring)[1]]


def test_an_untouched_chain_is_unbroken(both_units: Units) -> None:
    write_entries(both_units)
    with both_units.reading(SYSTEM) as unit:
        assert verify(unit.session, unit.keyring) == (6, [])


@pytest.mark.parametrize("column", ["actor", "action", "subject", "detail", "at"])
def test_an_edited_entry_is_named(both_units: Units, column: str) -> None:
    write_entries(both_units)
    value = "'2020-01-01 00:00:00.000000'" if column == "at" else "'forged'"
    tamper(both_units, f"UPDATE audit_entry SET {column} = {value} WHERE seq = 3")
    found = faults(both_units)
    assert len(found) == 1
    assert "entry 3 was edited" in found[0]


def test_a_removed_entry_is_named(both_units: Units) -> None:
    write_entries(both_units)
    tamper(both_units, "DELETE FROM audit_entry WHERE seq = 4")
    assert faults(both_units) == ["entry 4 was removed"]


def test_removed_last_entries_are_named(both_units: Units) -> None:
    write_entries(both_units)
    tamper(both_units, "DELETE FROM audit_entry WHERE seq > 4")
    assert faults(both_units) == ["entries 5 to 6 were removed at the end"]


def test_cutting_the_end_off_and_moving_the_head_back_is_seen(both_units: Units) -> None:
    write_entries(both_units)
    tamper(
        both_units,
        "DELETE FROM audit_entry WHERE seq > 4",
        "UPDATE audit_head SET seq = 4, seal = (SELECT seal FROM audit_entry WHERE seq = 4)",
    )
    assert faults(both_units) == ["the head was moved by hand: what followed 4 may be gone"]


def test_verifying_while_entries_arrive_raises_no_alarm(both_units: Units) -> None:
    write_entries(both_units)
    with both_units.reading(SYSTEM, snapshot=True) as unit:
        unit.session.execute(text("SELECT seq FROM audit_head"))
        write_entries(both_units, 2)
        assert verify(unit.session, unit.keyring) == (6, [])


def test_an_inserted_entry_is_named(both_units: Units) -> None:
    write_entries(both_units)
    tamper(
        both_units,
        "DELETE FROM audit_entry WHERE seq = 4",
        "INSERT INTO audit_entry (seq, at, actor, action, subject, detail, key_id, previous, seal)"
        " SELECT 4, at, actor, 'forged', subject, detail, key_id, previous, seal"
        " FROM audit_entry WHERE seq = 3",
    )
    assert faults(both_units) == ["entry 4 was edited or inserted: its seal is wrong"]


def test_an_inserted_entry_is_named_though_the_later_ones_were_moved_down(
    both_units: Units,
) -> None:
    write_entries(both_units)
    tamper(
        both_units,
        "UPDATE audit_entry SET seq = -seq WHERE seq >= 4",
        "UPDATE audit_entry SET seq = 1 - seq WHERE seq < 0",
        "INSERT INTO audit_entry (seq, at, actor, action, subject, detail, key_id, previous, seal)"
        " SELECT 4, at, actor, 'forged', subject, detail, key_id, previous, seal"
        " FROM audit_entry WHERE seq = 3",
    )
    assert faults(both_units) == ["entry 4 was inserted"]


def test_an_entry_appended_by_hand_is_named(both_units: Units) -> None:
    write_entries(both_units)
    tamper(
        both_units,
        "INSERT INTO audit_entry (seq, at, actor, action, subject, detail, key_id, previous, seal)"
        " SELECT 7, at, actor, 'forged', subject, detail, key_id, seal, seal"
        " FROM audit_entry WHERE seq = 6",
    )
    assert faults(both_units) == ["entries from 7 on were inserted at the end"]


@pytest.mark.parametrize(
    "statement",
    ["UPDATE audit_entry SET actor = 'x' WHERE seq = 1", "DELETE FROM audit_entry WHERE seq = 1"],
)
def test_the_database_itself_refuses_changes(both_units: Units, statement: str) -> None:
    write_entries(both_units, 1)
    with (
        pytest.raises(DatabaseError, match="append-only"),
        both_units.writing(SYSTEM) as unit,
    ):
        unit.session.execute(text(statement))
