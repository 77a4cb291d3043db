"""Sessions: how long they last, and that the server can end them."""

import threading
from datetime import timedelta

import pytest
from sqlalchemy import select

from engage.accounts.models import Person, StaffSession
from engage.accounts.service import (
    SessionToken,
    confirm_session,
    disable_person,
    end_all_sessions,
    end_session,
    live_session,
    load_session,
    set_grants,
    touch_session,
)
from engage.accounts.tasks import forget
from engage.core.permissions import SYSTEM, Actor, ActorKind, Grant, Role
from engage.core.unit import Units
from tests.accounts.factories import Staff


def is_live(units: Units, token: SessionToken) -> bool:
    """Asks without using the session, so that asking does not keep it alive."""
    with units.reading(SYSTEM) as unit:
        return live_session(unit, token) is not None


def test_an_unknown_token_is_nobody(staff: Staff, staff_units: Units) -> None:
    staff.token(staff.member())
    for value in ("", "x" * 43, "\udcff"):
        assert load_session(staff_units, SessionToken(value)) is None


def test_a_session_ends_after_thirty_idle_minutes(staff: Staff, staff_units: Units) -> None:
    token = staff.token(staff.member())
    staff.clock.advance(minutes=29, seconds=59)
    assert is_live(staff_units, token)
    staff.clock.advance(seconds=1)
    assert not is_live(staff_units, token)
    assert load_session(staff_units, token) is None


def test_a_session_in_use_ends_after_twelve_hours(staff: Staff, staff_units: Units) -> None:
    token = staff.token(staff.member())
    for _ in range(36 - 1):
        staff.clock.advance(minutes=20)
        assert load_session(staff_units, token) is not None
    staff.clock.advance(minutes=19, seconds=59)
    assert load_session(staff_units, token) is not None
    staff.clock.advance(seconds=1)
    assert load_session(staff_units, token) is None


@pytest.mark.parametrize(("seconds", "moved"), [(59, False), (60, True)])
def test_use_is_noted_once_a_minute(
    staff: Staff, staff_units: Units, seconds: int, moved: bool
) -> None:
    token = staff.token(staff.member())
    begun = staff.clock.now()
    staff.clock.advance(seconds=seconds)
    load_session(staff_units, token)
    with staff_units.reading(SYSTEM) as unit:
        seen = unit.session.scalars(select(StaffSession.last_seen_at)).one()
    assert seen == (begun + timedelta(seconds=seconds) if moved else begun)


def test_a_session_that_ran_out_is_not_touched_back_to_life(
    staff: Staff, staff_units: Units
) -> None:
    token = staff.token(staff.member())
    staff.clock.advance(minutes=30)
    with staff_units.writing(SYSTEM) as unit:
        touch_session(unit, token)
    assert not is_live(staff_units, token)


def test_signing_out_ends_this_session_only(staff: Staff, staff_units: Units) -> None:
    member = staff.member()
    here, there = staff.token(member), staff.token(member)
    with staff_units.writing(SYSTEM) as unit:
        end_session(unit, here)
    assert not is_live(staff_units, here)
    assert is_live(staff_units, there)


def test_all_sessions_of_one_person_end_together(staff: Staff, staff_units: Units) -> None:
    member, colleague = staff.member(), staff.member()
    tokens = [staff.token(member), staff.token(member)]
    other = staff.token(colleague)
    with staff_units.writing(SYSTEM) as unit:
        assert end_all_sessions(unit, member.id) == 2
    assert not any(is_live(staff_units, token) for token in tokens)
    assert is_live(staff_units, other)


def test_a_leaver_loses_every_session_at_once(staff: Staff, staff_units: Units) -> None:
    member = staff.member()
    tokens = [staff.token(member), staff.token(member)]
    with staff_units.writing(SYSTEM) as unit:
        disable_person(unit, unit.session.get_one(Person, member.id))
    assert not any(is_live(staff_units, token) for token in tokens)
    with staff_units.reading(SYSTEM) as unit:
        assert None not in unit.session.scalars(select(StaffSession.ended_at)).all()


def test_a_role_taken_away_is_gone_with_the_next_request(staff: Staff, staff_units: Units) -> None:
    member = staff.member("", Grant(Role.MODERATOR), Grant(Role.PRIVACY_OFFICER))
    token = staff.token(member)
    with staff_units.writing(SYSTEM) as unit:
        person = unit.session.get_one(Person, member.id)
        set_grants(unit, person, [Grant(Role.MODERATOR)])
    live = load_session(staff_units, token)
    assert live is not None
    assert not live.actor.may(Role.PRIVACY_OFFICER)


def test_confirming_revives_no_session_that_ran_out_and_takes_none_of_others(
    staff: Staff, staff_units: Units
) -> None:
    member, colleague = staff.member(), staff.member()
    token = staff.token(member)
    with staff_units.writing(Actor(ActorKind.PERSON, colleague.id)) as unit:
        assert confirm_session(unit, token) is None
    staff.clock.advance(minutes=30)
    with staff_units.writing(Actor(ActorKind.PERSON, member.id)) as unit:
        assert confirm_session(unit, token) is None
    assert not is_live(staff_units, token)


def test_of_two_confirmations_at_once_one_gets_the_new_token(
    staff: Staff, staff_units: Units
) -> None:
    member = staff.member()
    token = staff.token(member)
    barrier, renewed = threading.Barrier(2), []

    def run() -> None:
        barrier.wait()
        with staff_units.writing(Actor(ActorKind.PERSON, member.id)) as unit:
            renewed.append(confirm_session(unit, token))

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    (live,) = [each for each in renewed if each is not None]
    assert is_live(staff_units, live)
    assert not is_live(staff_units, token)


def test_what_is_over_for_a_month_is_forgotten_but_for_the_last_sign_in(
    staff: Staff, staff_units: Units
) -> None:
    often, once = staff.member(), staff.member()
    staff.token(often)
    staff.token(once)
    staff.clock.advance(days=1)
    kept = staff.token(often)
    staff.clock.advance(days=29)
    with staff_units.writing(SYSTEM) as unit:
        forget(unit, {})
        rows = unit.session.scalars(select(StaffSession.person_id)).all()
    assert sorted(rows) == sorted([often.id, once.id])
    staff.clock.advance(days=2)
    with staff_units.writing(SYSTEM) as unit:
        forget(unit, {})
        digests = unit.session.scalars(select(StaffSession.token_hash)).all()
    assert kept.digest in digests and len(digests) == 2
