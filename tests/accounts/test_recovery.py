"""Recovery codes: ten, in place of the app's code, each once."""

import threading

import pytest
from sqlalchemy import func, select

from engage.accounts.models import RecoveryCode
from engage.accounts.queries import recovery_codes_left
from engage.accounts.rules import RECOVERY_ALPHABET, SignInMethod, plain_recovery_code
from engage.accounts.service import make_recovery_codes
from engage.core.errors import NotFound
from engage.core.permissions import SYSTEM, Actor, ActorKind
from engage.core.unit import Units
from tests.accounts import audited
from tests.accounts.factories import Member, Staff, said


def codes_of(units: Units, member: Member) -> tuple[str, ...]:
    with units.writing(Actor(ActorKind.PERSON, member.id)) as unit:
        return make_recovery_codes(unit, member.id)


def left(units: Units, member: Member) -> int:
    with units.reading(SYSTEM) as unit:
        return recovery_codes_left(unit.session, member.id)


def test_ten_different_codes_of_eighty_random_bits_in_readable_groups(
    staff: Staff, staff_units: Units
) -> None:
    codes = codes_of(staff_units, staff.member())
    assert len(set(codes)) == 10
    for code in codes:
        assert [len(group) for group in code.split("-")] == [4, 4, 4, 4]
        assert set(code) <= set(RECOVERY_ALPHABET) | {"-"}
    assert len(RECOVERY_ALPHABET) == 32


def test_a_recovery_code_signs_in_once_in_place_of_the_apps_code(
    staff: Staff, staff_units: Units
) -> None:
    member = staff.member()
    first, *_ = codes_of(staff_units, member)
    outcome = staff.sign_in(member, code=first)
    assert outcome.token is not None
    assert outcome.method is SignInMethod.RECOVERY
    assert left(staff_units, member) == 9
    assert staff.sign_in(member, code=first).token is None
    assert '"left":9' in audited.last(staff_units, "staff.recovery_code_used").detail.replace(
        " ", ""
    )


def test_a_code_may_be_typed_as_people_copy_it(staff: Staff, staff_units: Units) -> None:
    member = staff.member()
    first, second, *_ = codes_of(staff_units, member)
    assert staff.sign_in(member, code=f" {first.upper().replace('-', ' ')} ").token is not None
    assert staff.sign_in(member, code=second.replace("-", "").replace("0", "O")).token is not None


def test_the_code_of_somebody_else_is_refused_like_any_wrong_one(
    staff: Staff, staff_units: Units
) -> None:
    member, colleague = staff.member(), staff.member()
    of_colleague = codes_of(staff_units, colleague)[0]
    refused = staff.sign_in(member, code=of_colleague)
    assert said(refused) == said(staff.sign_in(member, code="000000"))
    assert left(staff_units, colleague) == 10


def test_a_wrong_password_does_not_use_up_the_code(staff: Staff, staff_units: Units) -> None:
    member = staff.member()
    code = codes_of(staff_units, member)[0]
    assert staff.sign_in(member, password="wrong", code=code).token is None
    assert left(staff_units, member) == 10
    assert staff.sign_in(member, code=code).token is not None


def test_new_codes_void_the_old(staff: Staff, staff_units: Units) -> None:
    member = staff.member()
    old = codes_of(staff_units, member)
    new = codes_of(staff_units, member)
    assert left(staff_units, member) == 10
    assert staff.sign_in(member, code=old[3]).token is None
    assert staff.sign_in(member, code=new[3]).token is not None


def test_one_code_sent_by_many_at_once_lets_one_in(staff: Staff, staff_units: Units) -> None:
    member = staff.member()
    code = codes_of(staff_units, member)[0]
    barrier, outcomes = threading.Barrier(4), []

    def run() -> None:
        barrier.wait()
        outcomes.append(staff.sign_in(member, code=code))

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(outcome.token is not None for outcome in outcomes) == 1
    assert left(staff_units, member) == 9


def test_codes_made_twice_at_once_are_ten_and_not_twenty(staff: Staff, staff_units: Units) -> None:
    member = staff.member()
    barrier = threading.Barrier(2)

    def run() -> None:
        barrier.wait()
        codes_of(staff_units, member)

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert left(staff_units, member) == 10


def test_nobody_makes_the_codes_of_somebody_else(staff: Staff, staff_units: Units) -> None:
    member, colleague = staff.member(), staff.member()
    with (
        staff_units.writing(Actor(ActorKind.PERSON, colleague.id)) as unit,
        pytest.raises(NotFound),
    ):
        make_recovery_codes(unit, member.id)


def test_no_code_stands_readable_in_the_database(staff: Staff, staff_units: Units) -> None:
    member = staff.member()
    codes = codes_of(staff_units, member)
    with staff_units.reading(SYSTEM) as unit:
        stored = " ".join(unit.session.scalars(select(RecoveryCode.code_hash)))
        assert unit.session.scalar(select(func.count()).select_from(RecoveryCode)) == 10
    for code in codes:
        assert str(plain_recovery_code(code)) not in stored
