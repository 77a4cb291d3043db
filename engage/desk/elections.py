"""What waits because of an election: held items, and exceptions that lack the second director."""

from collections.abc import Iterator

from engage.core.unit import Unit
from engage.desk.rules import Waiting
from engage.governance.elections.listing import count_waiting, exceptions_waiting
from engage.governance.elections.queries import is_on
from engage.governance.elections.rules import RELEASING_ROLES
from engage.governance.elections.words import KIND_WORDS, held_words
from engage.governance.outbound import Outbound

NOTHING: frozenset[int] = frozenset()


def election_duties(unit: Unit) -> Iterator[Waiting]:
    """R57: what a communications director can approve again; R56: what waits for this director."""
    within = unit.actor.ministries(RELEASING_ROLES)
    if within != NOTHING and not is_on(unit.session, unit.now):
        count, since = count_waiting(unit.session, within)
        if since is not None:
            yield Waiting(since, "Elections", held_words(count), "/staff/elections")
    for row in exceptions_waiting(unit.session, unit.actor, unit.now):
        what = KIND_WORDS[Outbound(row.exception.kind)]
        title = f"An exception waits for your decision: {what}, {row.place.title}"
        href = f"/staff/elections/exceptions/{row.exception.id}"
        yield Waiting(row.exception.asked_at, "Elections", title, href)
