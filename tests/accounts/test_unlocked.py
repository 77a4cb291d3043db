"""While argon2 works nobody waits for us: no transaction is open, on either database."""

from typing import Literal

import pytest
from argon2 import PasswordHasher
from sqlalchemy import update

from engage.accounts import passwords
from engage.accounts.models import Person
from engage.accounts.service import Attempt, live_session, sign_in
from engage.accounts.service.changing import PasswordChange, change_password
from engage.core.permissions import SYSTEM
from engage.core.unit import Units
from tests.accounts.factories import OFFICE, PASSWORD, Staff

NEW = "orbit lantern mossy crate"


class Bystander(PasswordHasher):
    """Whenever it works, somebody else writes to the same rows: that must not have to wait."""

    def __init__(self, units: Units, person_id: int) -> None:
        super().__init__(time_cost=1, memory_cost=8, parallelism=1)
        self.units = units
        self.person_id = person_id
        self.wrote = 0

    def hash(self, password: str | bytes, *, salt: bytes | None = None) -> str:
        self._write()
        return super().hash(password, salt=salt)

    def verify(self, hash: str | bytes, password: str | bytes) -> Literal[True]:
        self._write()
        return super().verify(hash, password)

    def _write(self) -> None:
        with self.units.writing(SYSTEM) as unit:
            if not self.units.database.is_sqlite:
                unit.session.connection().exec_driver_sql("SET LOCAL lock_timeout = '2s'")
            unit.session.execute(
                update(Person).where(Person.id == self.person_id).values(name="Robin Renamed")
            )
        self.wrote += 1


def test_signing_in_keeps_nobody_waiting(
    staff: Staff, staff_units: Units, monkeypatch: pytest.MonkeyPatch
) -> None:
    member = staff.member()
    bystander = Bystander(staff_units, member.id)
    monkeypatch.setattr(passwords, "hasher", bystander)
    attempt = Attempt(member.person.email, PASSWORD, member.code(staff.clock), OFFICE)
    assert sign_in(staff_units, attempt).token is not None
    assert bystander.wrote == 1


def test_changing_the_password_keeps_nobody_waiting(
    staff: Staff, staff_units: Units, monkeypatch: pytest.MonkeyPatch
) -> None:
    member = staff.member()
    token = staff.token(member)
    with staff_units.reading(SYSTEM) as unit:
        live = live_session(unit, token)
    assert live is not None
    bystander = Bystander(staff_units, member.id)
    monkeypatch.setattr(passwords, "hasher", bystander)
    change = PasswordChange(live.actor, token, PASSWORD, NEW, OFFICE)
    renewed = change_password(staff_units, change, staff.clock.now())
    assert bystander.wrote == 2
    assert renewed != token
