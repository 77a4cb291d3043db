"""Earlier passwords: the last 24 do not come back, and nobody can read or try them."""

import threading

import pytest
from sqlalchemy import select

from engage.accounts.models import EarlierPassword, Person
from engage.accounts.rules import EARLIER_PASSWORDS
from engage.accounts.service import prepare_password, set_password, store_password
from engage.core.errors import Conflict, NotAllowed, Refused
from engage.core.permissions import SYSTEM, Actor, ActorKind
from engage.core.unit import Units
from tests.accounts.factories import PASSWORD, Member, Staff


def numbered(number: int) -> str:
    return f"orbit lantern mossy crate {number}"


def change(units: Units, member: Member, password: str) -> None:
    with units.writing(SYSTEM) as unit:
        set_password(unit, unit.session.get_one(Person, member.id), password)


def fingerprints(units: Units) -> list[str]:
    with units.reading(SYSTEM) as unit:
        return list(unit.session.scalars(select(EarlierPassword.fingerprint)))


def test_the_last_24_are_refused_and_the_one_before_is_not(
    staff: Staff, staff_units: Units
) -> None:
    member = staff.member()
    for number in range(EARLIER_PASSWORDS):
        change(staff_units, member, numbered(number))
    for number in (0, 11, EARLIER_PASSWORDS - 1):
        with pytest.raises(Refused) as refused:
            change(staff_units, member, numbered(number))
        assert refused.value.field == "password"
    assert len(fingerprints(staff_units)) == EARLIER_PASSWORDS
    change(staff_units, member, PASSWORD)  # the 25th before
    staff.clock.advance(seconds=30)
    assert staff.sign_in(member).token is not None


def test_a_refused_password_leaves_everything_as_it_was(staff: Staff, staff_units: Units) -> None:
    member = staff.member()
    before = fingerprints(staff_units)
    with pytest.raises(Refused):
        change(staff_units, member, PASSWORD)
    assert fingerprints(staff_units) == before
    assert staff.sign_in(member).token is not None


def test_two_people_may_have_one_password(staff: Staff, staff_units: Units) -> None:
    member, colleague = staff.member(), staff.member()
    change(staff_units, member, numbered(1))
    change(staff_units, colleague, numbered(1))
    assert len(set(fingerprints(staff_units))) == 4


def test_a_fingerprint_is_worth_nothing_without_the_data_key(
    staff: Staff, staff_units: Units
) -> None:
    member = staff.member()
    with staff_units.reading(SYSTEM) as unit:
        person = unit.session.get_one(Person, member.id)
        made = prepare_password(person.password_salt, PASSWORD, person.email, person.name)
    assert made.password_hash == member.person.password_hash
    (kept,) = fingerprints(staff_units)
    assert made.digest not in kept
    assert kept not in made.password_hash


def test_of_two_first_passwords_at_once_one_is_told(staff: Staff, staff_units: Units) -> None:
    """Both were prepared under a salt of their own, before either was stored."""
    member = staff.member()
    with staff_units.writing(SYSTEM) as unit:
        person = unit.session.get_one(Person, member.id)
        person.password_salt = None
    prepared = [
        prepare_password(None, numbered(number), person.email, person.name) for number in range(2)
    ]
    barrier, told = threading.Barrier(2), []

    def run(number: int) -> None:
        barrier.wait()
        try:
            with staff_units.writing(SYSTEM) as unit:
                store_password(unit, unit.session.get_one(Person, member.id), prepared[number])
        except Conflict as conflict:
            told.append(conflict)

    threads = [threading.Thread(target=run, args=(number,)) for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(told) == 1


def test_nobody_stores_the_password_of_somebody_else(staff: Staff, staff_units: Units) -> None:
    member, colleague = staff.member(), staff.member()
    made = prepare_password(member.person.password_salt, numbered(1), "x@gov.bc.ca", "X Y")
    with (
        staff_units.writing(Actor(ActorKind.PERSON, colleague.id)) as unit,
        pytest.raises(NotAllowed),
    ):
        store_password(unit, unit.session.get_one(Person, member.id), made)
