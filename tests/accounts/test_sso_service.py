"""Whom the provider names: found, made, linked, and kept as it says, on both databases."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from engage.accounts.inviting import InvitationKind
from engage.accounts.models import Invitation, Person, StaffSession
from engage.accounts.service import (
    create_person,
    disable_person,
    ensure_ministry,
    live_session,
    set_grants,
)
from engage.accounts.service.sso import Entered, attempt_of, enter, new_state, spend
from engage.accounts.sso_rules import Identity, SsoFailed, Trouble
from engage.core.clock import FixedClock
from engage.core.permissions import SYSTEM, Grant, Role
from engage.core.unit import Units
from engage.wiring import make_units
from tests.accounts.sso import audited, people, roles
from tests.app_fixtures import PASSWORD, settings_for

ROLES = (
    "mod=moderator,lead=engagement_lead:TRAN,admin=administrator,"
    "far=privacy_officer:NOWHERE,boss=deputy_minister:TRAN"
)
EVERYTHING = ("administrator", None, "sso")
# What does not depend on the database is tested on the quicker one.
on_sqlite = pytest.mark.parametrize("staff_database", ["sqlite"], indirect=True)
ROBIN = Identity("A" * 32, "Sample, Robin", "robin.sample@gov.bc.ca", frozenset({"mod"}))


@pytest.fixture
def units(staff_database: str, tmp_path: Path, staff_clock: FixedClock) -> Iterator[Units]:
    settings = settings_for(
        staff_database,
        tmp_path,
        ENGAGE_OIDC_ISSUER="https://sso.example/realm",
        ENGAGE_OIDC_CLIENT_ID="engage",
        ENGAGE_OIDC_CLIENT_SECRET="secret",
        ENGAGE_OIDC_ROLES=ROLES,
    )
    made = make_units(settings, staff_clock)
    with made.writing(SYSTEM) as unit:
        ensure_ministry(unit, "TRAN", "Ministry of Transportation and Transit")
    yield made
    made.database.dispose()


def come_in(units: Units, identity: Identity = ROBIN) -> Entered:
    return enter(units, identity, units.clock.now(), browser="Firefox, Linux")


def is_refused(units: Units, identity: Identity = ROBIN) -> bool:
    with pytest.raises(SsoFailed) as caught:
        come_in(units, identity)
    return caught.value.trouble is Trouble.NO_ACCESS


def actions(units: Units) -> list[str]:
    return [action for _, action, _, _ in audited(units)]


def test_a_colleague_with_a_role_gets_an_account_and_a_session(units: Units) -> None:
    entered = come_in(units)
    (robin,) = people(units)
    assert (robin.sso_subject, robin.email, robin.name) == (
        ROBIN.subject,
        ROBIN.email,
        "Sample, Robin",
    )
    assert (robin.password_hash, robin.totp_secret_cipher) == (None, None)
    assert roles(units, robin.id) == {("moderator", None, "sso")}
    with units.reading(SYSTEM) as unit:
        live = live_session(unit, entered.token)
        row = unit.session.scalars(select(StaffSession)).one()
        assert (row.method, row.browser) == ("sso", "Firefox, Linux")
    assert live is not None
    assert live.confirmed_at == units.clock.now()
    assert [(actor, action) for actor, action, _, _ in audited(units)] == [
        ("system", "person.created"),
        ("system", "person.role_given"),
        (f"person:{robin.id}", "staff.signed_in"),
    ]


@on_sqlite
def test_the_guid_is_the_person_whatever_name_and_address_become(units: Units) -> None:
    come_in(units)
    come_in(units, replace(ROBIN, name="Robin Married", email="robin.married@gov.bc.ca"))
    (robin,) = people(units)
    assert (robin.name, robin.email) == ("Robin Married", "robin.married@gov.bc.ca")
    assert actions(units).count("person.name_changed") == 1
    assert actions(units).count("person.email_changed") == 1
    assert "married" not in str(audited(units)).casefold()


def test_an_address_that_cannot_be_taken_over_leaves_the_old_one_and_is_audited(
    units: Units,
) -> None:
    with units.writing(SYSTEM) as unit:
        create_person(unit, "taken@gov.bc.ca", "Kim Other", PASSWORD)
    come_in(units)
    come_in(units, replace(ROBIN, email="taken@gov.bc.ca", name="Robin New"))
    come_in(units, replace(ROBIN, email="robin@example.com", name="Robin New"))
    robin = next(one for one in people(units) if one.sso_subject)
    assert (robin.email, robin.name) == (ROBIN.email, "Robin New")
    kept = [detail for _, action, _, detail in audited(units) if action == "person.email_kept"]
    assert ["address_in_use" in detail for detail in kept] == [True, False]


def test_roles_become_exactly_what_the_provider_says_and_local_ones_stay(units: Units) -> None:
    come_in(units, replace(ROBIN, roles=frozenset({"mod", "lead", "unknown"})))
    (robin,) = people(units)
    with units.writing(SYSTEM) as unit:
        person = unit.session.get_one(Person, robin.id)
        set_grants(unit, person, [Grant(Role.PRIVACY_OFFICER), Grant(Role.MODERATOR)])
    come_in(units, replace(ROBIN, roles=frozenset({"boss"})))
    with units.reading(SYSTEM) as unit:
        tran = ensure_ministry(unit, "TRAN", "Ministry of Transportation and Transit").id
    held = roles(units, robin.id)
    assert {one for one in held if one[2] == "sso"} >= {("deputy_minister", tran, "sso")}
    assert ("engagement_lead", tran, "sso") not in held
    assert ("privacy_officer", None, "local") in held
    given = [detail for _, action, _, detail in audited(units) if action == "person.role_given"]
    taken = [detail for _, action, _, detail in audited(units) if action == "person.role_taken"]
    assert len(given) == 3
    assert any('"role":"engagement_lead"' in detail for detail in taken)


@on_sqlite
def test_the_same_roles_again_change_nothing(units: Units) -> None:
    come_in(units)
    before = actions(units)
    come_in(units)
    assert actions(units) == [*before, "staff.signed_in"]


@on_sqlite
def test_an_unknown_ministry_gives_nothing_rather_than_everything(units: Units) -> None:
    assert is_refused(units, replace(ROBIN, roles=frozenset({"far"})))
    assert people(units) == []
    assert "sso.ministry_unknown" in actions(units)


@on_sqlite
@pytest.mark.parametrize(
    "identity",
    [
        replace(ROBIN, roles=frozenset()),
        replace(ROBIN, roles=frozenset({"administrator"})),
        replace(ROBIN, email="robin@example.com"),
        replace(ROBIN, email="robin@gov.bc.ca.example.com"),
        replace(ROBIN, email=""),
    ],
)
def test_a_stranger_is_refused_and_leaves_no_account(units: Units, identity: Identity) -> None:
    assert is_refused(units, identity)
    assert people(units) == []
    ((actor, action, subject, detail),) = audited(units)
    assert (actor, action, subject) == ("system", "staff.sign_in_failed", "person:unknown")
    assert identity.subject not in detail


@on_sqlite
def test_who_lost_every_role_is_refused_and_what_the_provider_gave_is_gone(units: Units) -> None:
    elsewhere = come_in(units)
    assert is_refused(units, replace(ROBIN, roles=frozenset()))
    (robin,) = people(units)
    assert roles(units, robin.id) == set()
    with units.reading(SYSTEM) as unit:
        assert live_session(unit, elsewhere.token) is None


@on_sqlite
def test_a_leaver_stays_out_and_nothing_about_the_account_changes(units: Units) -> None:
    come_in(units)
    (robin,) = people(units)
    with units.writing(SYSTEM) as unit:
        disable_person(unit, unit.session.get_one(Person, robin.id))
    assert is_refused(units, replace(ROBIN, name="Robin New", roles=frozenset({"lead"})))
    assert people(units)[0].name == robin.name
    assert roles(units, robin.id) == {("moderator", None, "sso")}


def invited(units: Units, *, password: str | None = None, age: timedelta = timedelta()) -> int:
    with units.writing(SYSTEM) as unit:
        person = create_person(unit, ROBIN.email, "Robin S", password, [Grant(Role.MODERATOR)])
        unit.session.add(
            Invitation(
                person_id=person.id,
                kind=InvitationKind.JOIN,
                made_at=unit.now - age,
                expires_at=unit.now - age + timedelta(days=7),
            )
        )
        return person.id


def test_an_invited_colleague_joins_by_idir_and_the_link_ends(units: Units) -> None:
    person_id = invited(units)
    come_in(units, replace(ROBIN, roles=frozenset()))
    (robin,) = people(units)
    assert (robin.id, robin.sso_subject, robin.name) == (person_id, ROBIN.subject, ROBIN.name)
    assert roles(units, person_id) == {("moderator", None, "local")}
    with units.reading(SYSTEM) as unit:
        assert unit.session.scalars(select(Invitation.used_at)).one() is not None


@on_sqlite
def test_an_account_in_use_is_never_taken_over_by_its_address(units: Units) -> None:
    invited(units, password=PASSWORD)
    assert is_refused(units)
    assert people(units)[0].sso_subject is None


@on_sqlite
def test_an_invitation_that_ran_out_links_nobody(units: Units) -> None:
    invited(units, age=timedelta(days=7))
    assert is_refused(units)
    assert people(units)[0].sso_subject is None


def test_the_next_owner_of_an_address_is_not_the_last_one(units: Units) -> None:
    come_in(units)
    assert is_refused(units, replace(ROBIN, subject="B" * 32))
    assert [one.sso_subject for one in people(units)] == [ROBIN.subject]


def test_a_third_administrator_is_not_made_by_a_mapping(units: Units) -> None:
    admins = frozenset({"admin", "mod"})
    come_in(units, replace(ROBIN, subject="1" * 32, email="one@gov.bc.ca", roles=admins))
    come_in(units, replace(ROBIN, subject="2" * 32, email="two@gov.bc.ca", roles=admins))
    come_in(units, replace(ROBIN, subject="3" * 32, email="three@gov.bc.ca", roles=admins))
    one, two, three = people(units)
    assert EVERYTHING in roles(units, one.id) & roles(units, two.id)
    assert roles(units, three.id) == {("moderator", None, "sso")}
    assert actions(units).count("person.role_refused") == 1
    # Those who are administrators already stay it.
    come_in(units, replace(ROBIN, subject="2" * 32, email="two@gov.bc.ca", roles=admins))
    assert EVERYTHING in roles(units, two.id)


def test_the_last_administrator_keeps_that_role_alone_whatever_the_provider_says(
    units: Units,
) -> None:
    come_in(units, replace(ROBIN, roles=frozenset({"admin", "mod"})))
    come_in(units, replace(ROBIN, roles=frozenset()))
    (robin,) = people(units)
    assert roles(units, robin.id) == {EVERYTHING}
    assert actions(units).count("person.role_kept") == 1
    assert actions(units).count("person.role_taken") == 1


@on_sqlite
def test_who_was_the_last_administrator_loses_the_role_once_another_is_there(units: Units) -> None:
    come_in(units, replace(ROBIN, roles=frozenset({"admin"})))
    come_in(units, replace(ROBIN, roles=frozenset()))
    with units.writing(SYSTEM) as unit:
        create_person(unit, "kim@gov.bc.ca", "Kim Other", PASSWORD, [Grant(Role.ADMINISTRATOR)])
    assert is_refused(units, replace(ROBIN, roles=frozenset()))
    assert roles(units, people(units)[0].id) == set()


@on_sqlite
def test_an_administrator_who_has_not_joined_lets_nobody_take_the_last_one_away(
    units: Units,
) -> None:
    come_in(units, replace(ROBIN, roles=frozenset({"admin"})))
    with units.writing(SYSTEM) as unit:
        create_person(unit, "kim@gov.bc.ca", "Kim Other", None, [Grant(Role.ADMINISTRATOR)])
    come_in(units, replace(ROBIN, roles=frozenset({"mod"})))
    assert roles(units, people(units)[0].id) == {EVERYTHING, ("moderator", None, "sso")}


def test_two_administrators_whom_the_provider_drops_at_one_moment_leave_one(units: Units) -> None:
    two = [replace(ROBIN, subject=one * 32, email=f"a{one}@gov.bc.ca") for one in "12"]
    for identity in two:
        come_in(units, replace(identity, roles=frozenset({"admin"})))
    barrier = threading.Barrier(2)

    def drop(identity: Identity) -> None:
        barrier.wait()
        come_in(units, replace(identity, roles=frozenset({"mod"})))

    threads = [threading.Thread(target=drop, args=(identity,)) for identity in two]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    held = [roles(units, person.id) for person in people(units)]
    assert sum(EVERYTHING in one for one in held) == 1
    assert actions(units).count("person.role_kept") == 1


def test_two_first_sign_ins_at_once_make_one_account(units: Units) -> None:
    barrier, entered = threading.Barrier(2), []

    def run() -> None:
        barrier.wait()
        entered.append(come_in(units))

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(entered) == 2
    assert len(people(units)) == 1


@on_sqlite
def test_signing_in_ends_what_this_browser_was_signed_in_to(units: Units) -> None:
    first = come_in(units)
    enter(units, ROBIN, units.clock.now(), before=first.token)
    with units.reading(SYSTEM) as unit:
        assert live_session(unit, first.token) is None


def test_an_attempt_is_spent_once_even_at_the_same_moment(units: Units) -> None:
    state, barrier, results = new_state(), threading.Barrier(3), []

    def run() -> None:
        barrier.wait()
        try:
            spend(units, state, units.clock.now())
            results.append("spent")
        except SsoFailed as failure:
            results.append(failure.trouble)

    threads = [threading.Thread(target=run) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results, key=str) == ["spent", Trouble.USED_BEFORE, Trouble.USED_BEFORE]


@on_sqlite
def test_nonce_and_verifier_are_of_one_attempt_and_not_each_other(units: Units) -> None:
    first, second = (attempt_of(units.settings, state) for state in ("a", "b"))
    assert len({first.nonce, first.verifier, second.nonce, second.verifier}) == 4
    assert first == attempt_of(units.settings, "a")
    assert first.verifier not in repr(first)
