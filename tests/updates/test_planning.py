"""Updates that become public at a time of their own, on both databases."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from engage.audit.models import AuditEntry
from engage.core.clock import FixedClock
from engage.core.dates import from_local
from engage.core.errors import Conflict, NotAllowed, Refused
from engage.core.permissions import SYSTEM, Role
from engage.core.unit import Unit, Units
from engage.engagements.models import Engagement
from engage.engagements.queries import engagement_by_slug
from engage.engagements.service import NotReady, unpublish
from engage.governance.approvals.models import Approval
from engage.governance.approvals.rules import Verdict
from engage.governance.approvals.service import withdraw_request
from engage.governance.elections.rules import Outcome
from engage.governance.elections.service import approve_again, drop_item
from engage.governance.outbound import Outbound
from engage.governance.service import Held, lift_hold, place_hold
from engage.jobs.models import Job
from engage.jobs.service import claim
from engage.jobs.worker import run_due
from engage.updates import queries
from engage.updates.approving import update_subject
from engage.updates.models import EngagementUpdate
from engage.updates.planning import (
    PUBLISH_PLANNED,
    Came,
    cancel_plan,
    plan_update,
    publish_planned,
)
from engage.updates.rules import PlanState, UpdateContent
from engage.updates.service import add_update, publish_update, save_update, withdraw_update
from engage.updates.tasks import HANDLERS
from engage.wiring.jobs import HANDLERS as ALL_HANDLERS
from tests.app_fixtures import NOON, build_engagement, make_person
from tests.governance.elections.calendar import (
    AFTER,
    CALL,
    IN_INTERREGNUM,
    director,
    granted,
    held_items,
    set_election,
)
from tests.updates.writing import WORDS, shown_update, stamp_update

THEN = NOON + timedelta(days=3)
CHANGED = UpdateContent(WORDS.title, "Two night buses ran.", WORDS.body)


def both(unit: Unit) -> tuple[Engagement, EngagementUpdate]:
    engagement = engagement_by_slug(unit.session, "night-buses")
    return engagement, queries.update_by_slug(unit.session, engagement.id, "the-first-night")


def plan(unit: Unit, planned_at: datetime | None = THEN) -> EngagementUpdate:
    engagement, update = both(unit)
    plan_update(
        unit,
        engagement,
        update,
        planned_at,
        seen_revision_id=update.draft_revision_id,
        seen_plan=update.plan_number,
    )
    return update


def planned(units: Units, planned_at: datetime = THEN) -> None:
    build_engagement(units)
    with units.writing(SYSTEM) as unit:
        engagement = engagement_by_slug(unit.session, "night-buses")
        stamp_update(unit, engagement, add_update(unit, engagement, WORDS))
        plan(unit, planned_at)


def public(units: Units) -> list[str]:
    with units.reading(SYSTEM) as unit:
        engagement = engagement_by_slug(unit.session, "night-buses")
        shown = queries.public_updates(unit.session, engagement.id, most=9)
        return [content.summary for _, content in shown]


def state(units: Units) -> PlanState:
    with units.reading(SYSTEM) as unit:
        return PlanState(both(unit)[1].plan_state)


def actions(units: Units) -> list[str]:
    with units.reading(SYSTEM) as unit:
        return list(unit.session.scalars(select(AuditEntry.action).order_by(AuditEntry.seq)))


def work(units: Units) -> int:
    return run_due(units, HANDLERS)


def test_it_becomes_public_when_its_time_has_come_and_not_before(
    both_units: Units, clock: FixedClock
) -> None:
    planned(both_units)
    clock.instant = THEN - timedelta(seconds=1)
    assert work(both_units) == 0
    assert public(both_units) == []
    clock.instant = THEN
    work(both_units)
    assert public(both_units) == [WORDS.summary]
    with both_units.reading(SYSTEM) as unit:
        _, update = both(unit)
        assert (update.published_at, update.planned_at, update.is_planned) == (THEN, None, False)
    assert actions(both_units).count("update.published") == 1


def test_a_worker_that_comes_back_late_publishes_and_the_date_is_the_true_one(
    units: Units, clock: FixedClock
) -> None:
    planned(units)
    clock.instant = THEN + timedelta(hours=9)
    work(units)
    with units.reading(SYSTEM) as unit:
        assert both(unit)[1].published_at == THEN + timedelta(hours=9)


def test_two_workers_and_one_that_is_killed_publish_once(
    both_units: Units, clock: FixedClock
) -> None:
    planned(both_units)
    clock.instant = THEN
    with both_units.writing(SYSTEM) as unit:
        # The first takes the job and is killed: nothing of what it did is committed.
        [held] = claim(unit, [PUBLISH_PLANNED])
    dying = both_units.open(SYSTEM, writes=True)
    assert publish_planned(dying, int(held.payload["update_id"]), int(held.payload["plan"])) is (
        Came.PUBLISHED
    )
    dying.close()
    assert public(both_units) == []
    assert work(both_units) == 0
    clock.instant = THEN + timedelta(minutes=2)
    assert work(both_units) == 1
    with both_units.writing(SYSTEM) as unit:
        payload = held.payload
        again = publish_planned(unit, int(payload["update_id"]), int(payload["plan"]))
        assert again is Came.NOT_MEANT
    assert actions(both_units).count("update.published") == 1


def test_what_is_not_approved_cannot_be_planned(both_units: Units) -> None:
    build_engagement(both_units)
    with both_units.writing(SYSTEM) as unit:
        engagement = engagement_by_slug(unit.session, "night-buses")
        add_update(unit, engagement, WORDS)
        with pytest.raises(NotReady):
            plan(unit)
        assert unit.session.scalar(select(Job).where(Job.kind == PUBLISH_PLANNED)) is None


@pytest.mark.parametrize("planned_at", [None, NOON, NOON - timedelta(1), NOON + timedelta(800)])
def test_a_time_that_cannot_be_is_refused_at_its_field(
    units: Units, planned_at: datetime | None
) -> None:
    planned(units)
    with units.writing(SYSTEM) as unit:
        with pytest.raises(Refused) as caught:
            plan(unit, planned_at)
        assert caught.value.field == "planned_at"
        assert both(unit)[1].planned_at == THEN


def test_a_time_of_the_wall_clock_means_one_instant_on_the_night_of_the_change(
    units: Units, clock: FixedClock
) -> None:
    # Of an hour that the clock leaves out or has twice nothing goes out early.
    night = datetime(2026, 3, 8)
    then = from_local(night.date(), datetime(2026, 3, 8, 2, 30).time())
    planned(units, then)
    clock.instant = datetime.fromisoformat("2026-03-08T10:29:59+00:00")
    work(units)
    assert public(units) == []
    clock.instant = datetime.fromisoformat("2026-03-08T10:30:00+00:00")
    work(units)
    assert public(units) == [WORDS.summary]


def test_a_changed_plan_leaves_nothing_of_the_old_one(units: Units, clock: FixedClock) -> None:
    planned(units)
    with units.writing(SYSTEM) as unit:
        plan(unit, THEN + timedelta(days=1))
    clock.instant = THEN
    assert work(units) == 1
    assert public(units) == []
    clock.instant = THEN + timedelta(days=1)
    work(units)
    assert public(units) == [WORDS.summary]


def test_of_two_who_change_a_plan_the_second_is_told(both_units: Units) -> None:
    planned(both_units)
    with both_units.reading(SYSTEM) as unit:
        seen = both(unit)[1].plan_number
    with both_units.writing(SYSTEM) as unit:
        plan(unit, THEN + timedelta(days=1))
    with both_units.writing(SYSTEM) as unit:
        engagement, update = both(unit)
        revision = update.draft_revision_id
        with pytest.raises(Conflict, match="changed the plan"):
            plan_update(unit, engagement, update, THEN, seen_revision_id=revision, seen_plan=seen)
        with pytest.raises(Conflict, match="changed the plan"):
            cancel_plan(unit, engagement, update, seen_plan=seen)
        assert update.planned_at == THEN + timedelta(days=1)


def test_a_cancelled_plan_publishes_nothing(units: Units, clock: FixedClock) -> None:
    planned(units)
    with units.writing(SYSTEM) as unit:
        engagement, update = both(unit)
        cancel_plan(unit, engagement, update, seen_plan=update.plan_number)
        with pytest.raises(Refused, match="Nothing is planned"):
            cancel_plan(unit, engagement, update, seen_plan=update.plan_number)
    clock.instant = THEN
    work(units)
    assert public(units) == []


def test_an_edit_ends_the_plan_and_the_same_words_do_not(
    both_units: Units, clock: FixedClock
) -> None:
    planned(both_units)
    with both_units.writing(SYSTEM) as unit:
        engagement, update = both(unit)
        save_update(unit, engagement, update, WORDS, seen_revision_id=update.draft_revision_id)
        assert update.is_planned
        save_update(unit, engagement, update, CHANGED, seen_revision_id=update.draft_revision_id)
        assert update.plan_state == PlanState.CHANGED
        withdraw_request(unit, update_subject(unit, engagement, update))
        stamp_update(unit, engagement, update)
    clock.instant = THEN
    work(both_units)
    assert public(both_units) == []
    with both_units.writing(SYSTEM) as unit:
        engagement, update = both(unit)
        plan(unit, THEN + timedelta(days=1))
    clock.instant = THEN + timedelta(days=1)
    work(both_units)
    assert public(both_units) == [CHANGED.summary]


def test_publishing_by_hand_is_what_was_planned(units: Units, clock: FixedClock) -> None:
    planned(units)
    with units.writing(SYSTEM) as unit:
        engagement, update = both(unit)
        publish_update(unit, engagement, update, seen_revision_id=update.draft_revision_id)
    clock.instant = THEN
    work(units)
    assert actions(units).count("update.published") == 1


def test_what_was_taken_from_view_does_not_come_back_by_a_plan(
    units: Units, clock: FixedClock
) -> None:
    build_engagement(units)
    with units.writing(SYSTEM) as unit:
        engagement = engagement_by_slug(unit.session, "night-buses")
        update = shown_update(unit, engagement)
        save_update(unit, engagement, update, CHANGED, seen_revision_id=update.draft_revision_id)
        stamp_update(unit, engagement, update)
        plan(unit)
        withdraw_update(unit, engagement, update)
    clock.instant = THEN
    work(units)
    assert public(units) == []


def test_of_an_engagement_that_is_out_of_view_nothing_is_published_and_staff_read_why(
    both_units: Units, clock: FixedClock
) -> None:
    planned(both_units)
    with both_units.writing(SYSTEM) as unit:
        unpublish(unit, both(unit)[0])
    clock.instant = THEN
    work(both_units)
    assert state(both_units) is PlanState.NOT_PUBLIC
    assert "update.plan_ended" in actions(both_units)


def test_an_approval_that_was_taken_back_ends_the_plan_when_its_time_comes(
    both_units: Units, clock: FixedClock
) -> None:
    planned(both_units)
    with both_units.writing(SYSTEM) as unit:
        last = unit.session.scalars(select(Approval).order_by(Approval.id.desc())).first()
        assert last is not None
        values = {
            name: getattr(last, name)
            for name in ("subject_kind", "subject_id", "step", "person_id", "content_hash", "parts")
        }
        unit.session.add(
            Approval(
                **values,
                verdict=Verdict.RETURNED,
                reason="Wait.",
                decided_at=unit.now,
                snapshot=last.snapshot,
            )
        )
    clock.instant = THEN
    work(both_units)
    assert public(both_units) == []
    assert state(both_units) is PlanState.UNAPPROVED


def test_a_stop_puts_it_off_until_it_is_lifted(units: Units, clock: FixedClock) -> None:
    planned(units)
    with units.writing(SYSTEM) as unit:
        place_hold(unit, "Breaking news.")
    clock.instant = THEN
    work(units)
    assert public(units) == []
    assert state(units) is PlanState.PLANNED
    with units.writing(SYSTEM) as unit:
        lift_hold(unit)
    clock.instant = THEN + timedelta(minutes=5)
    work(units)
    assert public(units) == [WORDS.summary]


@pytest.fixture
def in_election(both_units: Units, clock: FixedClock) -> Units:
    """Planned before the call, for a day within the period; that day has come."""
    planned(both_units, IN_INTERREGNUM)
    set_election(both_units)
    clock.instant = IN_INTERREGNUM
    work(both_units)
    return both_units


def test_an_election_holds_what_was_planned_until_it_is_approved_again(
    in_election: Units, clock: FixedClock
) -> None:
    assert CALL <= IN_INTERREGNUM
    assert public(in_election) == []
    assert state(in_election) is PlanState.HELD
    [item] = held_items(in_election)
    assert (item.kind, item.outcome) == (Outbound.PUBLISH_CHANGES, Outcome.WAITING)
    clock.instant = AFTER
    work(in_election)
    assert public(in_election) == []
    with in_election.writing(SYSTEM) as unit:
        engagement, update = both(unit)
        # Nor by hand: it is the same thing.
        with pytest.raises(Held):
            publish_update(unit, engagement, update, seen_revision_id=update.draft_revision_id)
    with in_election.writing(director(in_election)) as unit:
        approve_again(unit, item.id)
    work(in_election)
    assert public(in_election) == [WORDS.summary]
    assert state(in_election) is PlanState.NONE


def test_what_was_dropped_after_the_election_is_planned_no_more(
    in_election: Units, clock: FixedClock
) -> None:
    clock.instant = AFTER
    [item] = held_items(in_election)
    with in_election.writing(director(in_election)) as unit:
        drop_item(unit, item.id)
    work(in_election)
    assert public(in_election) == []
    assert state(in_election) is PlanState.DROPPED


def test_an_exception_for_changes_lets_a_planned_one_go_too(
    units: Units, clock: FixedClock
) -> None:
    planned(units, IN_INTERREGNUM)
    period = set_election(units)
    clock.instant = CALL
    with units.reading(SYSTEM) as unit:
        engagement_id = both(unit)[0].id
    granted(units, period, engagement_id, Outbound.PUBLISH_CHANGES)
    clock.instant = IN_INTERREGNUM
    work(units)
    assert public(units) == [WORDS.summary]


def test_who_does_not_edit_there_plans_nothing(units: Units) -> None:
    planned(units)
    moderator = make_person(units, Role.MODERATOR)
    elsewhere = make_person(units, Role.ENGAGEMENT_LEAD, ministry="HLTH")
    acts: list[Callable[[Unit], object]] = [
        plan,
        lambda unit: cancel_plan(unit, *both(unit), seen_plan=1),
    ]
    for actor in (moderator, elsewhere):
        for act in acts:
            with units.reading(actor) as unit, pytest.raises(NotAllowed):
                act(unit)


def test_the_jobs_of_updates_are_among_those_that_workers_do() -> None:
    assert HANDLERS.items() <= ALL_HANDLERS.items()
