"""The alarm over all failures: once in a window, shown to administrators, and locking nobody."""

import threading
from dataclasses import replace

import pytest
from sqlalchemy import select

from engage.accounts import rules
from engage.accounts.models import Person, SignInAlarm
from engage.accounts.rules import AlarmKind
from engage.accounts.service.alarm import see_alarm
from engage.core.errors import Conflict, NotAllowed, NotFound
from engage.core.permissions import SYSTEM, Actor, ActorKind, Grant, Role
from engage.core.settings import LocalSignIn
from engage.core.unit import Units
from engage.desk.duties import duties
from tests.accounts import audited
from tests.accounts.factories import Member, Staff, said
from tests.accounts.visits import Visits

ADMINISTRATOR = Actor(ActorKind.PERSON, 1, frozenset({Grant(Role.ADMINISTRATOR)}))
MANY = 6


@pytest.fixture(autouse=True)
def few_are_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "ALARMING_FAILURES", MANY)


def alarms(units: Units) -> list[SignInAlarm]:
    with units.reading(SYSTEM) as unit:
        return list(unit.session.scalars(select(SignInAlarm).order_by(SignInAlarm.id)))


def fail(staff: Staff, member: Member, number: int) -> None:
    """From an address of its own each time, so that no count of an address notices."""
    staff.sign_in(member, password="wrong", address=f"198.51.100.{number}")


def test_failures_from_everywhere_raise_one_alarm_in_a_window(
    staff: Staff, staff_units: Units
) -> None:
    member = staff.member()
    for number in range(MANY - 1):
        fail(staff, member, number)
    assert alarms(staff_units) == []
    for number in range(MANY):
        fail(staff, member, 100 + number)
    raised = alarms(staff_units)
    assert [(each.kind, each.failures) for each in raised] == [(AlarmKind.FAILURES, MANY)]
    assert audited.actions(staff_units).count("staff.sign_in_alarm") == 1


def test_the_alarm_locks_nobody(staff: Staff) -> None:
    member = staff.member()
    for number in range(MANY + 2):
        fail(staff, member, number)
    assert staff.sign_in(member).token is not None


def test_the_next_window_raises_its_own(staff: Staff, staff_units: Units) -> None:
    member = staff.member()
    for window in range(2):
        for number in range(MANY):
            fail(staff, member, window * 50 + number)
        staff.clock.advance(minutes=15)
    assert len(alarms(staff_units)) == 2


def test_failures_at_one_moment_raise_one_alarm(staff: Staff, staff_units: Units) -> None:
    member = staff.member()
    barrier = threading.Barrier(MANY + 2)

    def run(number: int) -> None:
        barrier.wait()
        fail(staff, member, number)

    threads = [threading.Thread(target=run, args=(number,)) for number in range(MANY + 2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(alarms(staff_units)) == 1


def test_one_administrator_looks_at_it_and_the_second_is_told(
    staff: Staff, staff_units: Units
) -> None:
    member = staff.member("boss@gov.bc.ca", Grant(Role.ADMINISTRATOR))
    for number in range(MANY):
        fail(staff, member, number)
    (alarm,) = alarms(staff_units)
    with staff_units.reading(ADMINISTRATOR) as unit:
        assert [each.href for each in duties(unit)] == ["/staff/alarms"]
    with staff_units.writing(ADMINISTRATOR) as unit:
        see_alarm(unit, alarm.id)
    assert alarms(staff_units)[0].seen_by == member.id
    with staff_units.writing(ADMINISTRATOR) as unit:
        with pytest.raises(Conflict):
            see_alarm(unit, alarm.id)
        with pytest.raises(NotFound):
            see_alarm(unit, alarm.id + 1)
    with staff_units.reading(ADMINISTRATOR) as unit:
        assert list(duties(unit)) == []
    assert audited.last(staff_units, "staff.sign_in_alarm_seen").actor == f"person:{member.id}"


def test_only_administrators_of_everything_look_at_alarms(staff_units: Units) -> None:
    for grant in (Grant(Role.ADMINISTRATOR, 3), Grant(Role.SECURITY_OFFICER)):
        with (
            staff_units.writing(Actor(ActorKind.PERSON, 1, frozenset({grant}))) as unit,
            pytest.raises(NotAllowed),
        ):
            see_alarm(unit, 1)


def break_glass(staff: Staff, units: Units) -> Member:
    member = staff.member("emergency@gov.bc.ca", Grant(Role.ADMINISTRATOR))
    with units.writing(SYSTEM) as unit:
        unit.session.get_one(Person, member.id).is_break_glass = True
    return member


def test_every_use_of_the_account_for_emergencies_is_told(staff: Staff, staff_units: Units) -> None:
    member = break_glass(staff, staff_units)
    for _ in range(2):
        staff.token(member)
    told = alarms(staff_units)
    assert [(each.kind, each.person_id) for each in told] == [
        (AlarmKind.BREAK_GLASS, member.id)
    ] * 2
    assert audited.actions(staff_units).count("staff.break_glass_used") == 2


def test_with_the_provider_alone_only_emergencies_come_in_by_password(
    staff: Staff, staff_units: Units
) -> None:
    emergency, member = break_glass(staff, staff_units), staff.member()
    staff_units.settings = replace(staff_units.settings, local_sign_in=LocalSignIn.BREAK_GLASS)
    refused = staff.sign_in(member)
    assert said(refused) == said(staff.sign_in(member, email="nobody@gov.bc.ca"))
    assert staff.sign_in(emergency).token is not None


@pytest.mark.parametrize("staff_database", ["sqlite"], indirect=True)
def test_the_page_of_alarms(staff: Staff, staff_units: Units) -> None:
    member = break_glass(staff, staff_units)
    visit = Visits(staff).signed_in(member)
    page = visit.get("/staff/alarms")
    assert "The account for emergencies of Robin Sample1 was used" in page.text
    (alarm,) = alarms(staff_units)
    answer = visit.post(f"/staff/alarms/{alarm.id}/seen", page="/staff/alarms")
    assert answer.status_code == 303
    assert "Robin Sample1, " in visit.get("/staff/alarms").text
    again = visit.post(f"/staff/alarms/{alarm.id}/seen", page="/staff/account")
    assert again.status_code == 409


@pytest.mark.parametrize("staff_database", ["sqlite"], indirect=True)
def test_the_page_of_alarms_is_not_open_to_others(staff: Staff, staff_units: Units) -> None:
    visits = Visits(staff)
    for grant in (Grant(Role.MODERATOR), Grant(Role.PRIVACY_OFFICER)):
        visit = visits.signed_in(staff.member("", grant))
        assert visit.get("/staff/alarms").status_code == 403
