"""Setting periods and granting exceptions: who may, what is refused, what is written down."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from engage.audit.models import AuditEntry
from engage.core.clock import FixedClock
from engage.core.errors import Conflict, NotAllowed, NotFound, Refused
from engage.core.permissions import CITIZEN, SYSTEM, Role
from engage.core.unit import Units
from engage.governance.elections.models import ElectionException
from engage.governance.elections.queries import grants_of, is_on
from engage.governance.elections.rules import HELD_KINDS, item_kind
from engage.governance.elections.service import (
    Dates,
    ask_exception,
    change_period,
    grant_exception,
    revoke_exception,
    set_period,
    withdraw_period,
)
from engage.governance.elections.words import KIND_WORDS
from engage.governance.outbound import Action, Outbound
from engage.governance.service import outbound_guard
from tests.app_fixtures import NOON, build_engagement
from tests.governance.elections.calendar import (
    AFTER,
    CALL,
    DATES,
    IN_INTERREGNUM,
    SWORN,
    VOTED,
    asked_for,
    director,
    executive,
    granted,
    set_election,
    with_role,
)

PROMOTE = Outbound.PROMOTE


def goes(units: Units, engagement_id: int, kind: Outbound = PROMOTE) -> bool:
    with units.writing(SYSTEM) as unit:
        return outbound_guard(unit, Action(kind, engagement_id)).allowed


def audited(units: Units, action: str) -> list[str]:
    with units.reading(SYSTEM) as unit:
        rows = unit.session.scalars(select(AuditEntry.detail).where(AuditEntry.action == action))
        return list(rows)


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.COMMUNICATIONS_DIRECTOR])
def test_who_answers_for_everything_sets_a_period_and_it_is_audited(
    both_units: Units, clock: FixedClock, role: Role
) -> None:
    with both_units.writing(with_role(both_units, role, None)) as unit:
        set_period(unit, DATES)
    assert CALL.isoformat() in audited(both_units, "election.set")[0]
    clock.instant = CALL
    with both_units.reading(SYSTEM) as unit:
        assert is_on(unit.session, unit.now)


def test_nobody_else_sets_one(units: Units) -> None:
    ministry = build_engagement(units).ministry_id
    others = [with_role(units, role, None) for role in (Role.ENGAGEMENT_LEAD, Role.MODERATOR)]
    others += [director(units, ministry), with_role(units, Role.ADMINISTRATOR, ministry), CITIZEN]
    for actor in others:
        with pytest.raises(NotAllowed), units.writing(actor) as unit:
            set_period(unit, DATES)


def test_periods_that_overlap_are_refused(both_units: Units) -> None:
    set_election(both_units)
    inside = Dates(CALL + timedelta(days=1), VOTED + timedelta(days=1))
    with pytest.raises(Refused, match="Another election"):
        set_election(both_units, inside)
    set_election(both_units, Dates(SWORN, SWORN + timedelta(days=28)))


def test_a_change_says_what_it_was_before_and_the_second_of_two_is_told(
    both_units: Units, clock: FixedClock
) -> None:
    number = set_election(both_units, Dates(CALL, VOTED))
    clock.instant = SWORN + timedelta(days=3)
    with both_units.writing(SYSTEM) as unit:
        assert is_on(unit.session, unit.now)
        change_period(unit, number, DATES, seen_version=1)
        assert not is_on(unit.session, unit.now)
    (detail,) = audited(both_units, "election.changed")
    assert SWORN.isoformat() in detail
    with pytest.raises(Conflict, match="meanwhile"), both_units.writing(SYSTEM) as unit:
        change_period(unit, number, Dates(CALL, VOTED), seen_version=1)


def test_a_period_is_taken_back_before_its_call_alone(units: Units, clock: FixedClock) -> None:
    number = set_election(units)
    clock.instant = CALL
    with pytest.raises(Refused, match="called already"), units.writing(SYSTEM) as unit:
        withdraw_period(unit, number, seen_version=1)
    clock.instant = NOON
    with units.writing(SYSTEM) as unit:
        withdraw_period(unit, number, seen_version=1)
    clock.instant = CALL
    with units.reading(SYSTEM) as unit:
        assert not is_on(unit.session, unit.now)
    with pytest.raises(NotFound), units.writing(SYSTEM) as unit:
        change_period(unit, number, DATES, seen_version=2)


# --- exceptions ----------------------------------------------------------------------------------


def test_an_exception_needs_both_directors_and_ends_with_the_period(
    both_units: Units, clock: FixedClock
) -> None:
    engagement = build_engagement(both_units)
    period = set_election(both_units)
    clock.instant = IN_INTERREGNUM
    first = director(both_units, engagement.ministry_id)
    second = executive(both_units, engagement.ministry_id)
    with both_units.writing(first) as unit:
        row = ask_exception(unit, asked_for(period, engagement.id, PROMOTE))
    assert not goes(both_units, engagement.id)
    with both_units.writing(second) as unit:
        grant_exception(unit, row.id, "The highway is closed.")
    assert goes(both_units, engagement.id)
    assert not goes(both_units, engagement.id, Outbound.PUBLISH_RESULTS)
    assert len(audited(both_units, "election.exception_granted")) == 2
    clock.instant = AFTER
    with pytest.raises(Refused, match="over"), both_units.writing(first) as unit:
        ask_exception(unit, asked_for(period, engagement.id, Outbound.SEND_MAIL))


def test_one_person_in_both_roles_is_not_two(units: Units, clock: FixedClock) -> None:
    engagement = build_engagement(units)
    period = set_election(units)
    both = director(units)
    with units.writing(both) as unit:
        row = ask_exception(unit, asked_for(period, engagement.id, PROMOTE))
    grants = both.grants | executive(units).grants
    with (
        pytest.raises(NotAllowed, match="another person"),
        units.writing(type(both)(both.kind, both.person_id, grants)) as unit,
    ):
        grant_exception(unit, row.id, "I agree with myself.")


def test_the_same_role_twice_is_not_two(units: Units) -> None:
    engagement = build_engagement(units)
    period = set_election(units)
    with units.writing(director(units)) as unit:
        row = ask_exception(unit, asked_for(period, engagement.id, PROMOTE))
    with pytest.raises(NotAllowed), units.writing(director(units, email="b@gov.bc.ca")) as unit:
        grant_exception(unit, row.id, "So do I.")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"reason": "  "}, "reason"),
        ({"reason": "x" * 5000}, "reason"),
        ({"ground": "because"}, "ground"),
        ({"kind": "take_down"}, "kind"),
        ({"program": "nonsense"}, "program"),
        ({"ground": "statutory_advertising"}, "authority"),
        ({"period_id": 99}, "period"),
        ({"engagement_id": 99}, "engagement"),
    ],
)
def test_what_is_wrong_is_told_at_its_field(
    units: Units, changes: dict[str, object], field: str
) -> None:
    engagement = build_engagement(units)
    period = set_election(units)
    asked = replace(asked_for(period, engagement.id, PROMOTE), **changes)  # type: ignore[arg-type]
    with pytest.raises(Refused) as refused, units.writing(director(units)) as unit:
        ask_exception(unit, asked)
    assert refused.value.field == field


def test_directors_of_another_ministry_know_nothing_of_it(units: Units) -> None:
    engagement = build_engagement(units)
    other = build_engagement(units, "other", ministry="HLTH").ministry_id
    period = set_election(units)
    stranger, asked = director(units, other), asked_for(period, engagement.id, PROMOTE)
    with pytest.raises(Refused, match="your ministry"), units.writing(stranger) as unit:
        ask_exception(unit, asked)
    with units.writing(director(units)) as unit:
        row = ask_exception(unit, asked)
    with pytest.raises(NotFound), units.writing(executive(units, other)) as unit:
        grant_exception(unit, row.id, "From far away.")


def test_a_revoked_exception_lets_nothing_more_out(units: Units, clock: FixedClock) -> None:
    engagement = build_engagement(units)
    period = set_election(units)
    clock.instant = IN_INTERREGNUM
    row = granted(units, period, engagement.id, PROMOTE)
    with units.writing(executive(units)) as unit:
        revoke_exception(unit, row.id)
    assert not goes(units, engagement.id)
    with pytest.raises(Conflict), units.writing(executive(units)) as unit:
        revoke_exception(unit, row.id)
    with units.writing(director(units)) as unit:  # and it can be asked for again
        again = ask_exception(unit, asked_for(period, engagement.id, PROMOTE))
        assert not grants_of(unit.session.get_one(ElectionException, again.id)).is_in_force
    with pytest.raises(Refused, match="already"), units.writing(director(units)) as unit:
        ask_exception(unit, asked_for(period, engagement.id, PROMOTE))


def test_every_held_kind_has_words_for_staff() -> None:
    assert {item_kind(kind) for kind in HELD_KINDS} == set(KIND_WORDS)
