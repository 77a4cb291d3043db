"""Accounts: who gets one, which roles it carries, and what is kept of it."""

import pytest
from sqlalchemy import text

from engage.accounts.models import Person
from engage.accounts.queries import grants_of, person_by_email
from engage.accounts.service import (
    acting_person,
    create_person,
    disable_person,
    ensure_ministry,
    ensure_person,
    live_session,
    set_grants,
    set_password,
)
from engage.audit.service import verify
from engage.core.db import Base
from engage.core.errors import NotAllowed, Refused
from engage.core.permissions import SYSTEM, Actor, ActorKind, Grant, Role
from engage.core.unit import Units
from tests.accounts.factories import OFFICE, PASSWORD, Staff

MODERATOR = Actor(ActorKind.PERSON, 1, frozenset({Grant(Role.MODERATOR)}))


def test_roles_become_the_actors_grants(staff: Staff, staff_units: Units) -> None:
    with staff_units.writing(SYSTEM) as unit:
        ministry = ensure_ministry(unit, "HLTH", "Ministry of Health")
    grants = {Grant(Role.ENGAGEMENT_LEAD, ministry.id), Grant(Role.MODERATOR)}
    member = staff.member("", *grants)
    token = staff.token(member)
    with staff_units.reading(SYSTEM) as unit:
        live = live_session(unit, token)
    assert live is not None
    actor = live.actor
    assert actor == Actor(ActorKind.PERSON, member.id, frozenset(grants))
    assert actor.may(Role.ENGAGEMENT_LEAD, ministry.id)
    assert not actor.may(Role.ENGAGEMENT_LEAD, ministry.id + 1)
    assert actor.may(Role.MODERATOR, ministry.id + 1)


def test_an_address_outside_government_gets_no_account(staff_units: Units) -> None:
    with staff_units.writing(SYSTEM) as unit:
        with pytest.raises(Refused) as refused:
            create_person(unit, "robin@example.com", "Robin Sample", PASSWORD)
        assert refused.value.field == "email"


def test_one_address_gets_one_account_in_any_spelling(staff: Staff, staff_units: Units) -> None:
    staff.member("robin@gov.bc.ca")
    with staff_units.writing(SYSTEM) as unit:
        with pytest.raises(Refused) as refused:
            create_person(unit, " ROBIN@gov.bc.ca", "Robin Other", PASSWORD)
        assert refused.value.field == "email"
        assert "robin" not in refused.value.message.lower()
    with staff_units.reading(SYSTEM) as unit:
        assert person_by_email(unit.session, "Robin@Gov.BC.ca") is not None


def test_a_weak_password_makes_no_account(staff_units: Units) -> None:
    with staff_units.writing(SYSTEM) as unit, pytest.raises(Refused) as refused:
        create_person(unit, "robin@gov.bc.ca", "Robin Sample", "government2026!")
    assert refused.value.field == "password"


@pytest.mark.parametrize("name", ["", "   ", "a\x00b", "n" * 121])
def test_a_person_needs_a_readable_name(staff_units: Units, name: str) -> None:
    with staff_units.writing(SYSTEM) as unit, pytest.raises(Refused) as refused:
        create_person(unit, "robin@gov.bc.ca", name, PASSWORD)
    assert refused.value.field == "name"


def test_a_moderator_makes_no_accounts(staff: Staff, staff_units: Units) -> None:
    member = staff.member()
    with staff_units.writing(MODERATOR) as unit:
        with pytest.raises(NotAllowed):
            create_person(unit, "robin@gov.bc.ca", "Robin Sample", PASSWORD)
        with pytest.raises(NotAllowed):
            set_grants(unit, member.person, [Grant(Role.ADMINISTRATOR)])
        with pytest.raises(NotAllowed):
            disable_person(unit, member.person)


def test_an_administrator_of_one_ministry_makes_no_accounts(staff_units: Units) -> None:
    scoped = Actor(ActorKind.PERSON, 1, frozenset({Grant(Role.ADMINISTRATOR, 3)}))
    with staff_units.writing(scoped) as unit, pytest.raises(NotAllowed):
        create_person(unit, "robin@gov.bc.ca", "Robin Sample", PASSWORD)


def test_roles_are_replaced_as_a_whole(staff: Staff, staff_units: Units) -> None:
    member = staff.member("", Grant(Role.MODERATOR), Grant(Role.PRIVACY_OFFICER))
    with staff_units.writing(SYSTEM) as unit:
        set_grants(unit, member.person, [Grant(Role.MODERATOR), Grant(Role.SECURITY_OFFICER)])
        [note] = unit.audit_notes
    assert note.action == "person.roles_changed"
    assert note.detail["before"] == "moderator, privacy_officer"
    assert note.detail["after"] == "moderator, security_officer"
    with staff_units.reading(SYSTEM) as unit:
        assert grants_of(unit.session, member.id) == {
            Grant(Role.MODERATOR),
            Grant(Role.SECURITY_OFFICER),
        }


def test_the_seed_can_be_sown_twice(staff: Staff, staff_units: Units) -> None:
    first = staff.member("robin@gov.bc.ca")
    token = staff.token(first)
    with staff_units.writing(SYSTEM) as unit:
        person, secret = ensure_person(
            unit, "robin@gov.bc.ca", "Robin Sample", [Grant(Role.MODERATOR)], PASSWORD
        )
        assert (person.id, secret) == (first.id, first.secret)
        assert unit.audit_notes == []
    with staff_units.reading(SYSTEM) as unit:
        assert live_session(unit, token) is not None


def test_a_new_password_ends_every_session(staff: Staff, staff_units: Units) -> None:
    member = staff.member()
    token = staff.token(member)
    with staff_units.writing(SYSTEM) as unit:
        person = unit.session.get_one(Person, member.id)
        set_password(unit, person, "orbit lantern mossy crate")
    with staff_units.reading(SYSTEM) as unit:
        assert live_session(unit, token) is None
    staff.clock.advance(seconds=30)
    assert staff.sign_in(member).token is None
    assert staff.sign_in(member, password="orbit lantern mossy crate").token is not None


def test_a_command_acts_for_a_named_person_or_the_first_administrator(
    staff: Staff, staff_units: Units
) -> None:
    staff.member("first@gov.bc.ca")
    administrator = staff.member("boss@gov.bc.ca", Grant(Role.ADMINISTRATOR))
    staff.member("second.boss@gov.bc.ca", Grant(Role.ADMINISTRATOR))
    with staff_units.reading(SYSTEM) as unit:
        assert acting_person(unit, None).person_id == administrator.id
        assert acting_person(unit, "BOSS@gov.bc.ca").person_id == administrator.id
        with pytest.raises(Refused):
            acting_person(unit, "nobody@gov.bc.ca")


def test_a_disabled_person_is_acted_for_by_no_command(staff: Staff, staff_units: Units) -> None:
    member = staff.member("boss@gov.bc.ca", Grant(Role.ADMINISTRATOR))
    other = staff.member("other.boss@gov.bc.ca", Grant(Role.ADMINISTRATOR))
    with staff_units.writing(SYSTEM) as unit:
        disable_person(unit, unit.session.get_one(Person, member.id))
    with staff_units.reading(SYSTEM) as unit:
        with pytest.raises(Refused):
            acting_person(unit, "boss@gov.bc.ca")
        assert acting_person(unit, None).person_id == other.id


def test_no_secret_stands_readable_in_the_database(staff: Staff, staff_units: Units) -> None:
    member = staff.member()
    token = staff.token(member)
    staff.sign_in(member, password="wrong but remembered")
    with staff_units.reading(SYSTEM) as unit:
        stored = "\n".join(
            str(row)
            for table in Base.metadata.sorted_tables
            for row in unit.session.execute(text(f'SELECT * FROM "{table.name}"'))
        )
    assert member.person.email in stored
    for secret in (PASSWORD, "wrong but remembered", member.secret, token.value, OFFICE):
        assert secret not in stored


def test_what_happens_to_accounts_is_chained(staff: Staff, staff_units: Units) -> None:
    member = staff.member()
    staff.token(member)
    staff.sign_in(member, password="wrong")
    with staff_units.reading(SYSTEM) as unit:
        entries, faults = verify(unit.session, unit.keyring)
    assert (entries, faults) == (5, [])
