"""A standing approval: two people, a time, an end, and what a conflict of interest takes out."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from engage.audit.models import AuditEntry
from engage.core.clock import FixedClock
from engage.core.errors import Conflict, NotAllowed, NotFound, Refused
from engage.core.permissions import SYSTEM, Actor, Role
from engage.core.unit import Units
from engage.engagements.models import Engagement
from engage.governance.approvals.delegating import delegate
from engage.governance.conduct.models import StandingApproval
from engage.governance.conduct.queries import approval_in_force, ending_before
from engage.governance.conduct.rules import Covered, Period
from engage.governance.conduct.service import (
    InConflict,
    countersign,
    end_approval,
    give_approval,
    record_conflict,
)
from engage.governance.conduct.service.conflicts import Subject
from tests.app_fixtures import NOON, build_engagement, make_person

WHY = "Speakers answer about what is published already."
PERIOD = Period(NOON, NOON + timedelta(days=90))


def give(
    units: Units, actor: Actor, engagement: Engagement, *, whole: bool = False, **more: object
) -> int:
    values = {"period": PERIOD, "reason": WHY} | more
    with units.writing(actor) as unit:
        return give_approval(
            unit,
            ministry_id=engagement.ministry_id,
            engagement_id=None if whole else engagement.id,
            **values,  # type: ignore[arg-type]
        ).id


def sign(units: Units, actor: Actor, number: int) -> None:
    with units.writing(actor) as unit:
        countersign(unit, number)


def stands(units: Units, engagement: Engagement) -> bool:
    with units.reading(SYSTEM) as unit:
        return (
            approval_in_force(
                unit.session,
                kind=Covered.REPLIES,
                ministry_id=engagement.ministry_id,
                engagement_id=engagement.id,
                now=unit.now,
            )
            is not None
        )


def both(units: Units) -> tuple[Actor, Actor]:
    return (
        make_person(units, Role.COMMUNICATIONS_DIRECTOR, ministry="TRAN"),
        make_person(units, Role.EXECUTIVE_DIRECTOR_ENGAGEMENT),
    )


def test_it_holds_from_the_second_signature_to_its_end(
    both_units: Units, clock: FixedClock
) -> None:
    engagement = build_engagement(both_units)
    other = build_engagement(both_units, "ferries")
    director, executive = both(both_units)
    number = give(both_units, director, engagement)
    assert not stands(both_units, engagement)
    sign(both_units, executive, number)
    assert stands(both_units, engagement)
    assert not stands(both_units, other)
    clock.advance(days=90, seconds=-1)
    assert stands(both_units, engagement)
    clock.advance(seconds=1)
    assert not stands(both_units, engagement)


def test_one_for_the_ministry_covers_its_engagements_and_no_others(both_units: Units) -> None:
    engagement = build_engagement(both_units)
    health = build_engagement(both_units, "clinics", ministry="HLTH")
    director, executive = both(both_units)
    sign(both_units, executive, give(both_units, director, engagement, whole=True))
    assert stands(both_units, engagement)
    assert not stands(both_units, health)


def test_one_person_never_signs_twice(both_units: Units) -> None:
    engagement = build_engagement(both_units)
    double = make_person(
        both_units, Role.COMMUNICATIONS_DIRECTOR, Role.EXECUTIVE_DIRECTOR_ENGAGEMENT
    )
    number = give(both_units, double, engagement)
    with pytest.raises(NotAllowed):
        sign(both_units, double, number)
    _, executive = both(both_units)
    sign(both_units, executive, number)
    with pytest.raises(Conflict):
        sign(both_units, executive, number)


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.ENGAGEMENT_LEAD, Role.MODERATOR])
def test_other_roles_sign_nothing(units: Units, role: Role) -> None:
    engagement = build_engagement(units)
    director, _ = both(units)
    other = make_person(units, role)
    with pytest.raises(NotAllowed):
        give(units, other, engagement)
    with pytest.raises((NotAllowed, NotFound)):
        sign(units, other, give(units, director, engagement))


def test_a_director_of_another_ministry_gives_none_and_ends_none(units: Units) -> None:
    engagement = build_engagement(units)
    director, executive = both(units)
    stranger = make_person(
        units, Role.COMMUNICATIONS_DIRECTOR, ministry="HLTH", email="hc@gov.bc.ca"
    )
    with pytest.raises(NotAllowed):
        give(units, stranger, engagement)
    number = give(units, director, engagement)
    with pytest.raises(NotFound), units.writing(stranger) as unit:
        end_approval(unit, number, "They may not end this.")
    sign(units, executive, number)


def test_a_delegate_signs_for_who_is_away_but_not_what_they_gave(both_units: Units) -> None:
    engagement = build_engagement(both_units)
    director, executive = both(both_units)
    _delegate(both_units, executive, director)
    own = give(both_units, director, engagement)
    with pytest.raises(NotAllowed):
        sign(both_units, director, own)
    stand_in = make_person(both_units, Role.MINISTRY_VIEWER)
    _delegate(both_units, executive, stand_in)
    sign(both_units, stand_in, own)
    with both_units.reading(SYSTEM) as unit:
        row = unit.session.get_one(StandingApproval, own)
        assert (row.countersigned_by, row.countersigned_for) == (
            stand_in.person_id,
            executive.person_id,
        )
    assert stands(both_units, engagement)


def test_it_covers_nothing_that_a_signer_keeps_off(both_units: Units) -> None:
    engagement = build_engagement(both_units)
    other = build_engagement(both_units, "ferries")
    director, executive = both(both_units)
    sign(both_units, executive, give(both_units, director, engagement, whole=True))
    with both_units.writing(director) as unit:
        subject = Subject(engagement.ministry_id, engagement.id)
        record_conflict(unit, subject, "My brother runs the company.")
    assert not stands(both_units, engagement)
    assert stands(both_units, other)
    with pytest.raises(InConflict):
        give(both_units, director, engagement)


def test_it_can_be_ended_and_the_audit_says_by_whom(both_units: Units) -> None:
    engagement = build_engagement(both_units)
    director, executive = both(both_units)
    number = give(both_units, director, engagement)
    sign(both_units, executive, number)
    with pytest.raises(Refused) as refusal, both_units.writing(executive) as unit:
        end_approval(unit, number, "")
    assert refusal.value.field == "reason"
    with both_units.writing(executive) as unit:
        end_approval(unit, number, "Two replies went wrong last week.")
    assert not stands(both_units, engagement)
    with pytest.raises(Conflict), both_units.writing(director) as unit:
        end_approval(unit, number, "Two replies went wrong last week.")
    with both_units.reading(SYSTEM) as unit:
        entries = unit.session.scalars(
            select(AuditEntry).where(AuditEntry.subject == f"standing_approval:{number}")
        ).all()
        assert [one.action.partition(".")[2] for one in entries] == [
            "given",
            "countersigned",
            "ended",
        ]
        assert "wrong" not in str([one.detail for one in entries])


def test_what_ends_soon_is_named_until_a_longer_one_was_given(units: Units) -> None:
    engagement = build_engagement(units)
    director, executive = both(units)
    number = give(units, director, engagement)
    sign(units, executive, number)
    soon = NOON + timedelta(days=91)
    with units.reading(SYSTEM) as unit:
        values = {"within": None, "now": unit.now, "before": soon}
        assert [one.id for one in ending_before(unit.session, **values)] == [number]
    longer = Period(NOON, NOON + timedelta(days=300))
    give(units, director, engagement, whole=True, period=longer)
    with units.reading(SYSTEM) as unit:
        assert not ending_before(unit.session, **values)


def _delegate(units: Units, absent: Actor, stand_in: Actor) -> None:
    with units.writing(absent) as unit:
        delegate(
            unit,
            person_id=absent.person_id or 0,
            delegate_id=stand_in.person_id or 0,
            role=Role.EXECUTIVE_DIRECTOR_ENGAGEMENT,
            starts_at=unit.now,
            ends_at=unit.now + timedelta(days=14),
            reason="On leave",
        )
