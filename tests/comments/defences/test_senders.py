"""Counting senders without keeping who they are."""

from datetime import timedelta

from sqlalchemy import func, select, text

from engage.comments.defences.models import SenderCount, SenderSalt, UsedProof
from engage.comments.defences.senders import forget, mark, marks_of, sender_at
from engage.comments.tasks import FORGET_SENDERS, forget_senders
from engage.core.clock import FixedClock
from engage.core.permissions import CITIZEN, SYSTEM
from engage.core.unit import Units
from engage.wiring.jobs import HANDLERS, RECURRING

ADDRESS = "203.0.113.77"


def count(units: Units, purpose: str, address: str = ADDRESS) -> int:
    with units.writing(CITIZEN) as unit:
        return mark(unit, sender_at(unit.session, address, unit.now), purpose)


def counted(units: Units, purpose: str, address: str = ADDRESS) -> int:
    with units.reading(CITIZEN) as unit:
        return marks_of(unit.session, sender_at(unit.session, address, unit.now), purpose)


def test_marks_are_counted_for_each_purpose_and_address(both_units: Units) -> None:
    assert [count(both_units, "comment:1") for _ in range(3)] == [1, 2, 3]
    assert count(both_units, "comment:2") == 1
    assert count(both_units, "comment:1", "203.0.113.78") == 1
    assert counted(both_units, "comment:1") == 3
    assert counted(both_units, "comment:3") == 0


def test_one_customer_of_ipv6_is_one_sender(both_units: Units) -> None:
    count(both_units, "comment:1", "2001:db8:1:2:aaaa::1")
    assert counted(both_units, "comment:1", "2001:db8:1:2:bbbb::9") == 1
    assert counted(both_units, "comment:1", "2001:db8:1:3::1") == 0


def test_a_machine_without_an_address_is_not_counted(both_units: Units) -> None:
    assert count(both_units, "comment:1", "") == 0
    with both_units.reading(SYSTEM) as unit:
        assert unit.session.scalar(select(func.count()).select_from(SenderCount)) == 0


def test_each_hour_begins_anew_with_another_salt(both_units: Units, clock: FixedClock) -> None:
    count(both_units, "comment:1")
    clock.advance(hours=1)
    assert counted(both_units, "comment:1") == 0
    assert count(both_units, "comment:1") == 1
    with both_units.reading(SYSTEM) as unit:
        assert len(set(unit.session.scalars(select(SenderSalt.salt)))) == 2
        assert len(set(unit.session.scalars(select(SenderCount.bucket)))) == 2


def test_salts_and_counts_of_past_hours_are_deleted(both_units: Units, clock: FixedClock) -> None:
    count(both_units, "comment:1")
    with both_units.writing(SYSTEM) as unit:
        unit.session.add(UsedProof(digest="a", expires_at=unit.now + timedelta(minutes=30)))
    clock.advance(minutes=59)
    with both_units.writing(SYSTEM) as unit:
        forget(unit)
    assert counted(both_units, "comment:1") == 1
    clock.advance(minutes=1)
    with both_units.writing(SYSTEM) as unit:
        forget_senders(unit, {})
    with both_units.reading(SYSTEM) as unit:
        for table in (SenderSalt, SenderCount, UsedProof):
            assert unit.session.scalar(select(func.count()).select_from(table)) == 0


def test_forgetting_recurs() -> None:
    assert FORGET_SENDERS in HANDLERS
    assert any(
        each.kind == FORGET_SENDERS and each.every <= timedelta(hours=1) for each in RECURRING
    )


def test_no_table_holds_the_address(units: Units) -> None:
    count(units, "comment:1")
    with units.reading(SYSTEM) as unit:
        for table in ("sender_salt", "sender_count"):
            for row in unit.session.execute(text(f"SELECT * FROM {table}")):
                assert ADDRESS not in str(row)
