"""Signing in: what lets a person in, and the one answer to everything else."""

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Literal

import pytest
from argon2 import PasswordHasher
from sqlalchemy import event, func, select

from engage.accounts import passwords
from engage.accounts.models import Person, SignInAttempt, StaffSession
from engage.accounts.rules import ATTEMPTS_PER_ACCOUNT, ATTEMPTS_PER_ADDRESS
from engage.accounts.service import (
    Attempt,
    SignInOutcome,
    disable_person,
    enrol_totp,
    forget_attempts,
    sign_in,
)
from engage.audit.models import AuditEntry
from engage.core.permissions import SYSTEM
from engage.core.unit import Units
from tests.accounts.factories import HOME, OFFICE, PASSWORD, Member, Staff

WRONG = "Those sign-in details are not right."


def attempts(units: Units) -> int:
    """Rows counted against somebody; two for each attempt (account and address)."""
    with units.reading(SYSTEM) as unit:
        return unit.session.scalar(select(func.count()).select_from(SignInAttempt)) or 0


def audited(units: Units) -> list[tuple[str, str, str]]:
    with units.reading(SYSTEM) as unit:
        rows = unit.session.execute(
            select(AuditEntry.actor, AuditEntry.action, AuditEntry.subject).order_by(AuditEntry.seq)
        )
        return [(row.actor, row.action, row.subject) for row in rows]


def is_refused(outcome: SignInOutcome) -> bool:
    return (
        outcome.token is None
        and not outcome.must_wait
        and outcome.refusal is not None
        and (outcome.refusal.field, outcome.refusal.message) == ("", WRONG)
    )


def must_wait(outcome: SignInOutcome) -> bool:
    return outcome.token is None and outcome.must_wait


def all_at_once(count: int, act: Callable[[], SignInOutcome]) -> list[SignInOutcome]:
    barrier, outcomes = threading.Barrier(count), []

    def run() -> None:
        barrier.wait()
        outcomes.append(act())

    threads = [threading.Thread(target=run) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


def test_the_right_details_begin_a_session(staff: Staff, staff_units: Units) -> None:
    member = staff.member("robin@gov.bc.ca")
    outcome = staff.sign_in(member, email=" Robin@GOV.bc.ca ")
    assert outcome.refusal is None
    assert outcome.token is not None
    assert audited(staff_units)[-1] == (
        f"person:{member.id}",
        "staff.signed_in",
        f"person:{member.id}",
    )
    assert attempts(staff_units) == 0


def test_a_code_may_be_typed_with_the_space_that_the_app_shows(staff: Staff) -> None:
    member = staff.member()
    code = member.code(staff.clock)
    assert staff.sign_in(member, code=f" {code[:3]} {code[3:]} ").token is not None


@pytest.mark.parametrize("step", [-1, 1])
def test_a_clock_that_is_one_step_off_is_forgiven(staff: Staff, step: int) -> None:
    member = staff.member()
    assert staff.sign_in(member, code=member.code(staff.clock, step)).token is not None


@pytest.mark.parametrize(
    "changes",
    [
        {"email": "nobody@gov.bc.ca"},
        {"email": "not an address\x00"},
        {"email": ""},
        {"password": "wrong"},
        {"password": ""},
        {"password": PASSWORD + " " * 5000},
        {"code": "000000"},
        {"code": ""},
        {"code": "\uff11\uff12\uff13\uff14\uff15\uff16"},
    ],
)
def test_every_wrong_detail_gets_the_same_answer(staff: Staff, changes: dict[str, str]) -> None:
    member = staff.member()
    assert is_refused(staff.sign_in(member, **changes))
    assert staff.sign_in(member).token is not None


@pytest.mark.parametrize("step", [-2, 2])
def test_a_code_of_another_time_is_refused(staff: Staff, step: int) -> None:
    member = staff.member()
    assert is_refused(staff.sign_in(member, code=member.code(staff.clock, step)))


def test_a_disabled_person_is_refused_like_anyone(staff: Staff, staff_units: Units) -> None:
    member = staff.member()
    with staff_units.writing(SYSTEM) as unit:
        disable_person(unit, unit.session.get_one(Person, member.id))
    assert is_refused(staff.sign_in(member))


def test_without_second_factor_nobody_signs_in(staff: Staff, staff_units: Units) -> None:
    member = staff.member()
    with staff_units.writing(SYSTEM) as unit:
        unit.session.get_one(Person, member.id).totp_secret_cipher = None
    assert is_refused(staff.sign_in(member))
    assert is_refused(staff.sign_in(member, code=""))


def test_a_new_second_factor_voids_the_one_before(staff: Staff, staff_units: Units) -> None:
    member = staff.member()
    with staff_units.writing(SYSTEM) as unit:
        secret = enrol_totp(unit, unit.session.get_one(Person, member.id))
    assert is_refused(staff.sign_in(member))
    assert staff.sign_in(Member(member.person, secret)).token is not None


def test_a_used_code_is_refused(staff: Staff) -> None:
    member = staff.member()
    assert staff.sign_in(member).token is not None
    assert is_refused(staff.sign_in(member))
    assert is_refused(staff.sign_in(member, code=member.code(staff.clock, -1)))
    staff.clock.advance(seconds=30)
    assert staff.sign_in(member).token is not None


def test_one_code_sent_twice_at_once_signs_in_once(staff: Staff, staff_units: Units) -> None:
    member = staff.member()
    outcomes = all_at_once(4, lambda: staff.sign_in(member))
    assert sum(outcome.token is not None for outcome in outcomes) == 1
    assert sum(map(is_refused, outcomes)) == 3
    with staff_units.reading(SYSTEM) as unit:
        assert unit.session.scalar(select(func.count()).select_from(StaffSession)) == 1


def test_a_wrong_password_does_not_use_up_the_code(staff: Staff) -> None:
    member = staff.member()
    assert is_refused(staff.sign_in(member, password="wrong"))
    assert staff.sign_in(member).token is not None


class CountingHasher(PasswordHasher):
    """Notes the cost of each hash that it is asked to verify."""

    def __init__(self) -> None:
        super().__init__(time_cost=1, memory_cost=8, parallelism=1)
        self.verified: list[str] = []

    def verify(self, hash: str | bytes, password: str | bytes) -> Literal[True]:
        self.verified.append(str(hash).rsplit("$", 2)[0])
        return super().verify(hash, password)


@contextmanager
def statements(units: Units) -> Iterator[list[str]]:
    """What the database is asked meanwhile, without the values."""
    asked: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        asked.append(statement)

    event.listen(units.database.engine, "before_cursor_execute", note)
    yield asked
    event.remove(units.database.engine, "before_cursor_execute", note)


def test_whoever_is_refused_costs_the_same_work(
    staff: Staff, staff_units: Units, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Known, unknown, not joined yet, disabled: with the code of an app or a recovery code."""
    known, waiting, gone = (staff.member() for _ in range(3))
    with staff_units.writing(SYSTEM) as unit:
        unit.session.get_one(Person, waiting.id).password_hash = None
        unit.session.get_one(Person, waiting.id).totp_secret_cipher = None
        disable_person(unit, unit.session.get_one(Person, gone.id))
    counting, asked = CountingHasher(), []
    monkeypatch.setattr(passwords, "hasher", counting)
    for email in (known.person.email, "nobody@gov.bc.ca", waiting.person.email, gone.person.email):
        for code in ("000000", "k7dm-3q9x-0a2b-vw5t"):
            with statements(staff_units) as seen:
                outcome = staff.sign_in(known, email=email, password="wrong", code=code)
            assert is_refused(outcome)
            asked.append(tuple(seen))
    assert len(counting.verified) == 8
    assert len(set(counting.verified)) == 1
    assert len(set(asked)) == 1


def test_a_failed_attempt_stays_counted_and_audited(staff: Staff, staff_units: Units) -> None:
    member = staff.member()
    assert is_refused(staff.sign_in(member, password="wrong"))
    assert attempts(staff_units) == 2
    assert audited(staff_units)[-1] == ("citizen", "staff.sign_in_failed", f"person:{member.id}")


def test_the_audit_does_not_keep_an_unknown_address(staff: Staff, staff_units: Units) -> None:
    staff.sign_in(staff.member(), email="nobody@gov.bc.ca")
    assert audited(staff_units)[-1] == ("citizen", "staff.sign_in_failed", "person:unknown")
    with staff_units.reading(SYSTEM) as unit:
        assert not any("nobody" in detail for detail in unit.session.scalars(
            select(AuditEntry.detail)
        ))  # fmt: skip


def test_after_too_many_attempts_even_the_right_details_wait(
    staff: Staff, staff_units: Units
) -> None:
    member = staff.member()
    for _ in range(ATTEMPTS_PER_ACCOUNT):
        assert is_refused(staff.sign_in(member, password="wrong"))
    assert must_wait(staff.sign_in(member))
    assert attempts(staff_units) == 2 * ATTEMPTS_PER_ACCOUNT
    staff.clock.advance(minutes=15)
    assert staff.sign_in(member).token is not None


def test_an_attacker_shuts_out_his_own_address_and_not_the_person(staff: Staff) -> None:
    member = staff.member()
    for _ in range(ATTEMPTS_PER_ACCOUNT):
        staff.sign_in(member, password="wrong", address=HOME)
    assert must_wait(staff.sign_in(member, address=HOME))
    assert staff.sign_in(member, address=OFFICE).token is not None


def test_a_colleague_at_the_same_address_is_not_shut_out(staff: Staff) -> None:
    member, colleague = staff.member(), staff.member()
    for _ in range(ATTEMPTS_PER_ACCOUNT):
        staff.sign_in(member, password="wrong")
    assert must_wait(staff.sign_in(member))
    assert staff.sign_in(colleague).token is not None


def test_an_unknown_account_is_throttled_like_a_known_one(staff: Staff) -> None:
    member = staff.member()
    for _ in range(ATTEMPTS_PER_ACCOUNT):
        assert is_refused(staff.sign_in(member, email="nobody@gov.bc.ca"))
    assert must_wait(staff.sign_in(member, email="Nobody@gov.bc.ca"))


def test_guessing_at_many_accounts_exhausts_the_address(staff: Staff) -> None:
    member = staff.member()
    for number in range(ATTEMPTS_PER_ADDRESS):
        assert is_refused(staff.sign_in(member, email=f"nobody{number}@gov.bc.ca", address=HOME))
    assert must_wait(staff.sign_in(member, address=HOME))
    assert staff.sign_in(member, address=OFFICE).token is not None


def test_many_guesses_at_once_are_counted_one_by_one(staff: Staff, staff_units: Units) -> None:
    member = staff.member()
    outcomes = all_at_once(
        ATTEMPTS_PER_ACCOUNT + 4, lambda: staff.sign_in(member, password="wrong")
    )
    assert sum(map(is_refused, outcomes)) == ATTEMPTS_PER_ACCOUNT
    assert sum(map(must_wait, outcomes)) == 4
    assert attempts(staff_units) == 2 * ATTEMPTS_PER_ACCOUNT


def test_old_attempts_are_forgotten(staff: Staff, staff_units: Units) -> None:
    member = staff.member()
    staff.sign_in(member, password="wrong")
    staff.clock.advance(minutes=10)
    staff.sign_in(member, password="wrong")
    staff.clock.advance(minutes=5)
    with staff_units.writing(SYSTEM) as unit:
        assert forget_attempts(unit) == 2
    assert attempts(staff_units) == 2


def test_nothing_secret_is_shown_or_logged(
    staff: Staff, staff_units: Units, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    member = staff.member()
    attempt = staff.attempt(member)
    wrong = sign_in(staff_units, staff.attempt(member, password="wrong but remembered"))
    right = sign_in(staff_units, attempt)
    assert right.token is not None
    shown = " ".join([repr(attempt), repr(wrong), repr(right), repr(member.person), caplog.text])
    secrets = [PASSWORD, "wrong but remembered", attempt.code, member.secret, right.token.value]
    for secret in [*secrets, OFFICE]:
        assert secret not in shown
    assert isinstance(attempt, Attempt)
