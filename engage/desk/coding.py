"""What waits in themes: comments that two people coded differently."""

from collections.abc import Iterator

from engage.coding.queries.waiting import disputed_within
from engage.coding.rules.codebook import CODING_ROLES, KEEPING_ROLES
from engage.core.unit import Unit
from engage.desk.rules import Waiting
from engage.governance.conduct.queries import conflicts_of

NOTHING: frozenset[int] = frozenset()


def coding_duties(unit: Unit) -> Iterator[Waiting]:
    """For whoever codes there: a third person or a lead settles it."""
    within = unit.actor.ministries(CODING_ROLES)
    if within == NOTHING:
        return
    conflicts = conflicts_of(unit.session, unit.actor.person_id)
    found = disputed_within(
        unit.session,
        within,
        conflicts,
        person_id=unit.actor.person_id,
        leads=unit.actor.ministries(KEEPING_ROLES),
    )
    for one in found:
        words = "1 comment" if one.comments == 1 else f"{one.comments:,} comments"
        href = f"/staff/engagements/{one.slug}/themes/agreement"
        yield Waiting(one.since, f"Coded differently: {words}", one.title, href)
