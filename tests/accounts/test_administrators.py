"""There is always an administrator, and not too many: whichever way and at whatever moment."""

import threading
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engage.accounts.administrators import Administrators, grant_key, grant_of
from engage.accounts.models import Person, PersonRole
from engage.accounts.people_queries import administrators, roles_of
from engage.accounts.queries import grants_of
from engage.accounts.service.people import (
    create_person,
    disable_person,
    enable_person,
    person_of,
    set_grants,
)
from engage.core.errors import Conflict, NotAllowed, Refused
from engage.core.permissions import SYSTEM, Actor, ActorKind, Grant, Role
from engage.core.unit import Unit, Units
from tests.accounts.factories import Member, Staff

ADMINISTRATOR = Grant(Role.ADMINISTRATOR)
MODERATOR = Grant(Role.MODERATOR)
PEOPLE = st.frozensets(st.integers(1, 4))


def acting(member: Member) -> Actor:
    return Actor(ActorKind.PERSON, member.id, frozenset({ADMINISTRATOR}))


def disable(unit: Unit, member: Member) -> None:
    disable_person(unit, person_of(unit, member.id))


def demote(unit: Unit, member: Member) -> None:
    set_grants(unit, person_of(unit, member.id), [MODERATOR])


def in_use(units: Units) -> frozenset[int]:
    with units.reading(SYSTEM) as unit:
        return administrators(unit.session).in_use


@given(able=PEOPLE, invited=PEOPLE, person=st.integers(1, 4))
def test_taking_away_who_is_not_the_last_leaves_somebody(
    able: frozenset[int], invited: frozenset[int], person: int
) -> None:
    found = Administrators(able | invited, able)
    if person in found.able and not found.is_last(person):
        assert found.able - {person}
    if person not in found.in_use:
        assert not found.is_last(person)


@given(role=st.sampled_from(Role), ministry=st.none() | st.integers(1, 10**6))
def test_a_grant_and_its_key_are_the_same(role: Role, ministry: int | None) -> None:
    assert grant_of(grant_key(Grant(role, ministry))) == Grant(role, ministry)


@pytest.mark.parametrize("key", ["", "boss", "moderator@", "moderator@x", "moderator@-1", "@3"])
def test_what_is_no_key_is_no_grant(key: str) -> None:
    assert grant_of(key) is None


@pytest.mark.parametrize("change", [disable, demote])
def test_the_last_administrator_stays(
    staff: Staff, staff_units: Units, change: Callable[[Unit, Member], None]
) -> None:
    last = staff.member("", ADMINISTRATOR)
    with staff_units.writing(SYSTEM) as unit, pytest.raises(Refused):
        change(unit, last)
    assert in_use(staff_units) == {last.id}


def test_somebody_who_has_not_joined_does_not_count_as_the_other_one(
    staff: Staff, staff_units: Units
) -> None:
    last = staff.member("", ADMINISTRATOR)
    with staff_units.writing(SYSTEM) as unit:
        create_person(unit, "new@gov.bc.ca", "New Sample", None, [ADMINISTRATOR])
    with staff_units.writing(SYSTEM) as unit, pytest.raises(Refused):
        disable(unit, last)


@pytest.mark.parametrize("change", [disable, demote])
def test_two_administrators_cannot_take_each_other_away_at_one_moment(
    staff: Staff, staff_units: Units, change: Callable[[Unit, Member], None]
) -> None:
    """Each acts on what was true when the request began; the second finds that it is no longer."""
    one, other = staff.member("", ADMINISTRATOR), staff.member("", ADMINISTRATOR)
    together, outcomes = threading.Barrier(2), []

    def take_away(actor: Member, target: Member) -> None:
        together.wait()
        try:
            with staff_units.writing(acting(actor)) as unit:
                change(unit, target)
            outcomes.append("done")
        except (NotAllowed, Refused) as refusal:
            outcomes.append(type(refusal).__name__)

    threads = [
        threading.Thread(target=take_away, args=pair) for pair in ((one, other), (other, one))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) in (["NotAllowed", "done"], ["Refused", "done"])
    assert len(in_use(staff_units)) == 1


def test_nobody_changes_the_own_roles_or_disables_themself(
    staff: Staff, staff_units: Units
) -> None:
    one = staff.member("", ADMINISTRATOR)
    staff.member("", ADMINISTRATOR)
    for change in (disable, demote):
        with staff_units.writing(acting(one)) as unit, pytest.raises(Refused):
            change(unit, one)


def test_a_third_administrator_needs_a_reason_that_is_kept(
    staff: Staff, staff_units: Units
) -> None:
    staff.member("", ADMINISTRATOR)
    staff.member("", ADMINISTRATOR)
    third = staff.member("", MODERATOR)
    with staff_units.writing(SYSTEM) as unit:
        with pytest.raises(Refused) as refused:
            set_grants(unit, third.person, [ADMINISTRATOR])
        assert refused.value.field == "reason"
        with pytest.raises(Refused) as refused:
            set_grants(unit, third.person, [ADMINISTRATOR], reason="x" * 301)
        assert refused.value.field == "reason"
    with staff_units.writing(SYSTEM) as unit:
        set_grants(unit, third.person, [ADMINISTRATOR, MODERATOR], reason=" On leave. ")
        kept = {row.role: row.reason for row in roles_of(unit.session, third.id)}
        assert kept == {"administrator": "On leave.", "moderator": ""}


def test_an_administrator_of_one_ministry_is_no_third_one(
    staff: Staff, staff_units: Units, ministry_id: int
) -> None:
    staff.member("", ADMINISTRATOR)
    staff.member("", ADMINISTRATOR)
    staff.member("", Grant(Role.ADMINISTRATOR, ministry_id))
    assert len(in_use(staff_units)) == 2


def test_enabling_a_third_administrator_needs_a_reason_too(
    staff: Staff, staff_units: Units
) -> None:
    first, second = staff.member("", ADMINISTRATOR), staff.member("", ADMINISTRATOR)
    with staff_units.writing(SYSTEM) as unit:
        disable(unit, first)
    staff.member("", ADMINISTRATOR)
    with staff_units.writing(SYSTEM) as unit:
        with pytest.raises(Refused) as refused, unit.attempt():
            enable_person(unit, person_of(unit, first.id))
        assert refused.value.field == "reason"
        assert person_of(unit, first.id).disabled_at is not None
        enable_person(unit, person_of(unit, first.id), reason="Two are on leave.")
    assert first.id in in_use(staff_units)
    assert second.id in in_use(staff_units)


def test_roles_that_changed_meanwhile_are_not_written_over(
    staff: Staff, staff_units: Units
) -> None:
    member = staff.member("", MODERATOR)
    with staff_units.writing(SYSTEM) as unit:
        set_grants(unit, member.person, [Grant(Role.PRIVACY_OFFICER)], seen=[MODERATOR])
    with staff_units.writing(SYSTEM) as unit, pytest.raises(Conflict):
        set_grants(unit, member.person, [MODERATOR], seen=[MODERATOR])
    with staff_units.reading(SYSTEM) as unit:
        assert grants_of(unit.session, member.id) == {Grant(Role.PRIVACY_OFFICER)}


def test_roles_of_the_identity_provider_are_left_to_it(staff: Staff, staff_units: Units) -> None:
    member = staff.member("", MODERATOR)
    given = Grant(Role.PRIVACY_OFFICER)
    with staff_units.writing(SYSTEM) as unit:
        unit.session.add(PersonRole(person_id=member.id, role=given.role, source="sso"))
    with staff_units.writing(SYSTEM) as unit:
        set_grants(unit, member.person, [], seen=[MODERATOR])
        assert grants_of(unit.session, member.id) == {given}


def test_a_role_for_a_ministry_that_is_none_is_refused(staff: Staff, staff_units: Units) -> None:
    member = staff.member("", MODERATOR)
    with staff_units.writing(SYSTEM) as unit, pytest.raises(Refused):
        set_grants(unit, member.person, [Grant(Role.MODERATOR, 999)])


def test_an_administrator_who_lost_the_role_meanwhile_changes_nothing(
    staff: Staff, staff_units: Units
) -> None:
    one, other = staff.member("", ADMINISTRATOR), staff.member("", ADMINISTRATOR)
    member = staff.member("", MODERATOR)
    with staff_units.writing(SYSTEM) as unit:
        demote(unit, one)
    for change in (disable, demote):
        with staff_units.writing(acting(one)) as unit, pytest.raises(NotAllowed):
            change(unit, member)
    with staff_units.writing(acting(other)) as unit:
        disable(unit, member)
    with staff_units.reading(SYSTEM) as unit:
        assert unit.session.get_one(Person, member.id).disabled_at is not None
