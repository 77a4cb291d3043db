"""Names in reports that wait for the second person (R85)."""

from collections.abc import Iterator

from engage.core.permissions import Role
from engage.core.unit import Unit
from engage.desk.rules import Waiting
from engage.reports.passing.queries import WaitingPasses, waiting_passes
from engage.reports.passing.rules import Ground

NOTHING: frozenset[int] = frozenset()
BY_LEADS = tuple(ground for ground in Ground if ground is not Ground.NEEDED)


def name_duties(unit: Unit) -> Iterator[Waiting]:
    """A privacy officer decides about each, a lead about those that name nobody."""
    found: dict[str, WaitingPasses] = {}
    for role, grounds in ((Role.ENGAGEMENT_LEAD, BY_LEADS), (Role.PRIVACY_OFFICER, tuple(Ground))):
        within = unit.actor.ministries((role,))
        if within != NOTHING:
            waiting = waiting_passes(unit.session, within, unit.actor.person_id, grounds)
            found.update((one.slug, one) for one in waiting)
    for one in found.values():
        href = f"/staff/engagements/{one.slug}/report/names"
        yield Waiting(one.since, "Reports", names_words(one.count, one.title), href)


def names_words(count: int, title: str) -> str:
    """'1 name to pass or not: Small ferries', '3 names to pass or not: Small ferries'"""
    return f"{count:,} name{'' if count == 1 else 's'} to pass or not: {title}"
