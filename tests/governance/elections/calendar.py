"""One election for all tests, and who acts in it: called in March, the cabinet sworn in in May."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import select

from engage.accounts.models import Person, PersonRole
from engage.core.permissions import SYSTEM, Actor, ActorKind, Grant, Role
from engage.core.unit import Units
from engage.governance.elections.models import ElectionException, HeldItem
from engage.governance.elections.rules import Ground
from engage.governance.elections.service import (
    Asked,
    Dates,
    ask_exception,
    grant_exception,
    set_period,
)
from engage.governance.outbound import Outbound
from tests.app_fixtures import NOON

# NOON of the tests is 2 March 2026: before the call, so that things can be set up in peace.
CALL = datetime(2026, 3, 10, 18, 0, tzinfo=UTC)
VOTED = datetime(2026, 4, 8, 7, 0, tzinfo=UTC)
SWORN = datetime(2026, 5, 6, 19, 0, tzinfo=UTC)
IN_INTERREGNUM = CALL + timedelta(days=3)
IN_TRANSITION = VOTED + timedelta(days=3)
AFTER = SWORN + timedelta(days=1)
DATES = Dates(CALL, VOTED, SWORN)
assert NOON < CALL


def set_election(units: Units, dates: Dates = DATES) -> int:
    with units.writing(SYSTEM) as unit:
        return set_period(unit, dates).id


def director(units: Units, ministry_id: int | None = None, email: str = "") -> Actor:
    return with_role(units, Role.COMMUNICATIONS_DIRECTOR, ministry_id, email)


def executive(units: Units, ministry_id: int | None = None, email: str = "") -> Actor:
    return with_role(units, Role.EXECUTIVE_DIRECTOR_ENGAGEMENT, ministry_id, email)


def with_role(units: Units, role: Role, ministry_id: int | None, email: str = "") -> Actor:
    """The person with this role, for one ministry or (None) for all; without a password, which
    would only take time."""
    email = email or f"{role.value}-{ministry_id}@gov.bc.ca"
    with units.writing(SYSTEM) as unit:
        person = unit.session.scalar(select(Person).where(Person.email == email))
        if person is None:
            person = Person(email=email, name=f"The {role.value}", created_at=unit.now)
            unit.session.add(person)
            unit.session.flush()
            unit.session.add(PersonRole(person_id=person.id, role=role, ministry_id=ministry_id))
    return Actor(ActorKind.PERSON, person.id, frozenset({Grant(role, ministry_id)}))


def asked_for(period_id: int, engagement_id: int, kind: Outbound) -> Asked:
    return Asked(
        period_id=period_id,
        engagement_id=engagement_id,
        kind=kind.value,
        ground=Ground.EMERGENCY.value,
        authority="",
        program="",
        reason="The river is rising and people must be told.",
    )


def granted(units: Units, period_id: int, engagement_id: int, kind: Outbound) -> ElectionException:
    """An exception by both directors, in force."""
    with units.writing(director(units)) as unit:
        row = ask_exception(unit, asked_for(period_id, engagement_id, kind))
    with units.writing(executive(units)) as unit:
        return grant_exception(unit, row.id, "I read it and agree.")


def held_items(units: Units) -> list[HeldItem]:
    with units.reading(SYSTEM) as unit:
        return list(unit.session.query(HeldItem).order_by(HeldItem.id))


def kinds_held(units: Units) -> list[str]:
    return [item.kind for item in held_items(units) if item.outcome == ""]
