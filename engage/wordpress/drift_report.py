"""A drift and the plan to repair it as JSON: whole for the command, its beginning for a run's row.

Numbers and counts alone: neither side's words get in.
"""

from typing import Any, Final

from engage.wordpress.drift import NO_DRIFT, Drift, EngagementDrift, Finding
from engage.wordpress.repair import RepairPlan, Step

ENGAGEMENTS: Final = 20
IDS: Final = 3
STEPS: Final = 40

Json = dict[str, Any]


def whole(drift: Drift, plan: RepairPlan) -> Json:
    return _report(drift, plan, len(drift.engagements), None, None)


def beginning(drift: Drift, plan: RepairPlan) -> Json:
    """Bounded whatever was found: engagements that drifted first, the first numbers of each."""
    return _report(drift, plan, ENGAGEMENTS, IDS, STEPS)


def _report(
    drift: Drift, plan: RepairPlan, engagements: int, ids: int | None, steps: int | None
) -> Json:
    rows = sorted(drift.engagements, key=lambda one: (one.is_in_step, one.engagement_id))
    return {
        "in_step": drift.is_in_step,
        "requests": drift.requests,
        "counts": {finding.value: count for finding, count in drift.counts.items()},
        "engagements": [_row(one, ids) for one in rows[:engagements]],
        "engagements_in_all": len(rows),
        "plan": {
            "digest": plan.digest,
            "counts": {action.value: count for action, count in plan.counts.items()},
            "steps": [_step(one) for one in plan.steps[:steps]],
            "steps_in_all": len(plan.steps),
        },
    }


def _row(one: EngagementDrift, ids: int | None) -> Json:
    return {
        "engagement": one.engagement_id,
        "slug": one.slug,
        "public_here": one.ours,
        "in_view_there": one.theirs,
        "in_step": one.is_in_step,
        "counts": {finding.value: count for finding, count in one.counts.items()},
        "found": {
            finding.value: [
                {"thing": found.thing.value, "here": found.local_id, "there": found.remote_id}
                for found in one.found
                if found.finding is finding
            ][:ids]
            for finding in Finding
            if finding not in NO_DRIFT and finding in one.counts
        },
    }


def _step(one: Step) -> Json:
    return {
        "action": one.action.value,
        "engagement": one.engagement_id,
        "thing": one.thing.value,
        "here": one.local_id,
        "there": one.remote_id,
    }
