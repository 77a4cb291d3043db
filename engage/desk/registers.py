"""What waits in the registers of tools, accounts and sites: proposals, and what is a year old."""

from collections.abc import Iterator

from engage.core.unit import Unit
from engage.desk.rules import Waiting
from engage.outreach.queries import proposals, unchecked_entries, unchecked_tools
from engage.outreach.rules import PROPOSING_ROLES, keeps

NOTHING: frozenset[int] = frozenset()


def register_duties(unit: Unit) -> Iterator[Waiting]:
    """R2, R3: for who keeps the registers, and for each ministry its own entries."""
    if keeps(unit.actor):
        count, since = proposals(unit.session)
        if since is not None:
            yield Waiting(since, "Registers", _proposals_words(count), "/staff/connect")
        count, since = unchecked_tools(unit.session, unit.now)
        if since is not None:
            yield Waiting(since, "Registers", _tools_words(count), "/staff/tools")
    within = unit.actor.ministries(PROPOSING_ROLES)
    if within == NOTHING:
        return
    count, since = unchecked_entries(unit.session, unit.now, within)
    if since is not None:
        yield Waiting(since, "Registers", _entries_words(count), "/staff/connect")


def _proposals_words(count: int) -> str:
    one = "1 account or site waits to be listed on the Connect page"
    return one if count == 1 else f"{count:,} accounts or sites wait to be listed on Connect"


def _tools_words(count: int) -> str:
    one = "1 tool was not confirmed for a year"
    return one if count == 1 else f"{count:,} tools were not confirmed for a year"


def _entries_words(count: int) -> str:
    one = "1 account or site was not confirmed for a year"
    return one if count == 1 else f"{count:,} accounts or sites were not confirmed for a year"
