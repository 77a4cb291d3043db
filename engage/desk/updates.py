"""Updates that did not become public as they were planned, for those who write there."""

from collections.abc import Iterator

from engage.core.unit import Unit
from engage.desk.rules import Waiting
from engage.engagements.reach import EDITING_ROLES
from engage.updates.queries import not_published_as_planned
from engage.updates.rules import ENDED_WORDS, PlanState

NOTHING: frozenset[int] = frozenset()


def update_duties(unit: Unit) -> Iterator[Waiting]:
    within = unit.actor.ministries(EDITING_ROLES)
    if within == NOTHING:
        return
    for update, slug, planned_at in not_published_as_planned(unit.session, within):
        why = f"It was not published, because {ENDED_WORDS[PlanState(update.plan_state)]}."
        href = f"/staff/engagements/{slug}/updates/{update.slug}/plan"
        yield Waiting(planned_at, "Planned update", update.title, href, (why,))
