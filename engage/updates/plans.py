"""How the plan to publish an update changes: set, held, ended. Nothing else sets these columns.

Every change takes a new number, so that of two who change a plan the second is told, and that a job
of an older plan finds that it is not meant.
"""

from datetime import datetime

from engage.core.dates import iso
from engage.core.unit import Unit
from engage.updates.models import EngagementUpdate
from engage.updates.rules import PlanState


def set_plan(unit: Unit, update: EngagementUpdate, planned_at: datetime) -> None:
    """The draft as it is now shall become public then."""
    before = _when(update)
    update.planned_at = planned_at
    update.planned_revision_id = update.draft_revision_id
    update.planned_by = unit.actor.person_id
    _move(update, PlanState.PLANNED)
    unit.audit(
        "update.planned",
        update.scope,
        engagement=update.engagement_id,
        before=before,
        after=_when(update),
        revision=update.planned_revision_id,
    )


def hold_plan(unit: Unit, update: EngagementUpdate) -> None:
    """Its time has come, and an election holds it."""
    if update.plan_state != PlanState.HELD:
        _move(update, PlanState.HELD)
        unit.audit(
            "update.plan_held", update.scope, engagement=update.engagement_id, at=_when(update)
        )


def end_plan(unit: Unit, update: EngagementUpdate, why: PlanState = PlanState.NONE) -> bool:
    """It will not become public by itself; `why` is kept for those who planned it, and NONE
    forgets all of it. Whether there was anything to end."""
    before = update.plan_state
    if before == why or not (update.is_planned or why is PlanState.NONE):
        return False
    _move(update, why)
    unit.audit(
        "update.plan_ended",
        update.scope,
        engagement=update.engagement_id,
        before=before,
        after=why.value,
        at=_when(update),
    )
    if why is PlanState.NONE:
        update.planned_at = update.planned_revision_id = update.planned_by = None
    return True


def _move(update: EngagementUpdate, state: PlanState) -> None:
    update.plan_state = state
    update.plan_number += 1


def _when(update: EngagementUpdate) -> str | None:
    return iso(update.planned_at) if update.planned_at else None
