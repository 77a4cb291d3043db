"""Use cases of updates that are published at a time of their own.

Approvals are asked when the plan is made, and everything is asked again when its time has come:
the same service publishes then as when a person does. A plan is for one revision. A later edit ends
it, and so does taking the update from view. Where the worker is late, the update becomes public
late, and its date is that on which the public could read it first.
"""

from datetime import datetime
from enum import StrEnum
from typing import Final

from engage.core.errors import Conflict, Refused
from engage.core.unit import Unit
from engage.engagements.models import Engagement
from engage.engagements.queries import engagement_by_id, engagement_to_change
from engage.engagements.reach import EDITING_ROLES
from engage.engagements.service.publishing import NotReady
from engage.engagements.service.revising import refuse_changed
from engage.governance.approvals.service import unapproved
from engage.governance.elections.queries import last_outcome, periods
from engage.governance.elections.rules import Outcome, item_key, period_on
from engage.governance.elections.service.holding import write_down
from engage.governance.service import Action, Held, Outbound
from engage.jobs.service import enqueue
from engage.updates import queries
from engage.updates.approving import update_subject
from engage.updates.models import EngagementUpdate
from engage.updates.plans import end_plan, hold_plan, set_plan
from engage.updates.rules import PlanState, plan_fault
from engage.updates.service import publish_update, whats_missing

PUBLISH_PLANNED: Final = "updates.publish_planned"
CHANGED_MEANWHILE: Final = (
    "Somebody changed the plan while you were reading. Look at what is planned now."
)
NO_PLAN: Final = "Nothing is planned for this update."


class Came(StrEnum):
    """What became of a plan when its time came."""

    PUBLISHED = "published"
    STOPPED = "stopped"
    """An administrator's stop: it is tried again."""
    HELD = "held"
    ENDED = "ended"
    NOT_MEANT = "not meant"
    """The plan was changed, or done, meanwhile."""


def plan_update(
    unit: Unit,
    engagement: Engagement,
    update: EngagementUpdate,
    planned_at: datetime | None,
    *,
    seen_revision_id: int | None,
    seen_plan: int | None,
) -> None:
    """The draft becomes public then, by itself. Raises NotReady naming all that is missing,
    Conflict when draft or plan are others than were seen."""
    unit.actor.require(*EDITING_ROLES, ministry_id=engagement.ministry_id)
    refuse_changed(update.draft_revision_id, seen_revision_id)
    _refuse_other_plan(update, seen_plan)
    fault = plan_fault(planned_at, unit.now)
    if fault or planned_at is None:
        raise Refused("planned_at", fault or "")
    if update.is_public and update.draft_revision_id == update.published_revision_id:
        raise Refused("", "The public has this update already, just as it is.")
    missing = (
        *whats_missing(unit, engagement, update),
        *unapproved(unit, update_subject(unit, engagement, update)),
    )
    if missing:
        raise NotReady(missing)
    set_plan(unit, update, planned_at)
    enqueue(
        unit,
        PUBLISH_PLANNED,
        {"update_id": update.id, "plan": update.plan_number},
        run_at=planned_at,
        key=f"{PUBLISH_PLANNED}:{update.id}:{update.plan_number}",
    )


def cancel_plan(
    unit: Unit, engagement: Engagement, update: EngagementUpdate, *, seen_plan: int | None
) -> None:
    """It does not become public by itself; of one that ended, that this was read."""
    unit.actor.require(*EDITING_ROLES, ministry_id=engagement.ministry_id)
    _refuse_other_plan(update, seen_plan)
    if not end_plan(unit, update):
        raise Refused("", NO_PLAN)


def is_election_known(unit: Unit, moment: datetime) -> bool:
    """Whether a period that is set already will hold what is planned for then."""
    return period_on(periods(unit.session), moment) is not None


def publish_planned(unit: Unit, update_id: int, plan_number: int) -> Came:
    """What the job does when the time has come: everything is asked again, under the engagement's
    lock. The same plan again does nothing."""
    update, engagement = _locked(unit, update_id)
    if not update.is_planned or update.plan_number != plan_number:
        return Came.NOT_MEANT
    seen = update.planned_revision_id
    try:
        with unit.attempt():
            publish_update(
                unit, engagement, update, seen_revision_id=seen, kind=Outbound.PUBLISH_SCHEDULED
            )
    except Held as held:
        return _held(unit, update) if held.verdict.by_election else Came.STOPPED
    except NotReady:
        why = PlanState.UNAPPROVED
        if engagement.published_at is None:
            why = PlanState.NOT_PUBLIC
        elif whats_missing(unit, engagement, update):
            why = PlanState.INCOMPLETE
    except Conflict:
        why = PlanState.CHANGED
    except Refused:
        # The public has it, just as it is.
        why = PlanState.NONE
    else:
        return Came.PUBLISHED
    end_plan(unit, update, why)
    return Came.ENDED


def publish_released(unit: Unit, update_id: int) -> Came:
    """What an election held was approved again, or may go by an exception."""
    update, _ = _locked(unit, update_id)
    if update.plan_state != PlanState.HELD:
        return Came.NOT_MEANT
    return publish_planned(unit, update_id, update.plan_number)


def drop_held(unit: Unit, update_id: int) -> None:
    """What an election held shall not go out."""
    update, _ = _locked(unit, update_id)
    if update.plan_state == PlanState.HELD:
        end_plan(unit, update, PlanState.DROPPED)


def _held(unit: Unit, update: EngagementUpdate) -> Came:
    """Written down in this very transaction: the guard leaves its record behind, and a worker that
    is killed in between would leave a plan that nobody can let go."""
    action = Action(Outbound.PUBLISH_SCHEDULED, update.engagement_id, update.id)
    period = period_on(periods(unit.session), unit.now)
    key = item_key(action.kind, action.engagement_id, action.subject_id)
    if period is not None:
        write_down(unit, action, period.id)
    elif last_outcome(unit.session, key) is Outcome.DROPPED:
        end_plan(unit, update, PlanState.DROPPED)
        return Came.ENDED
    hold_plan(unit, update)
    return Came.HELD


def _locked(unit: Unit, update_id: int) -> tuple[EngagementUpdate, Engagement]:
    """The update with its engagement's row held, both as they stand now."""
    update = queries.update_by_id(unit.session, update_id)
    slug = engagement_by_id(unit.session, update.engagement_id).slug
    engagement = engagement_to_change(unit.session, slug)
    unit.session.refresh(engagement)
    unit.session.refresh(update)
    return update, engagement


def _refuse_other_plan(update: EngagementUpdate, seen_plan: int | None) -> None:
    if update.plan_number != (seen_plan or 0):
        raise Conflict(CHANGED_MEANWHILE)
