"""Jobs of the search: what many changes at once left to do, and words that were taken out.

SQLite's index holds what was taken out of it until its parts are merged, and the write-ahead log
holds pages as they were before. Both are cleared away within the hour, and at once after words were
purged: afterwards they are in no file.
"""

from datetime import timedelta
from typing import Final

from engage.core.permissions import SYSTEM
from engage.jobs.handlers import Handler, JobContext, Later, networked
from engage.jobs.schedule import Recurring
from engage.search.service import clear_traces, follow_part, forget_traces, traces

FOLLOW_PUBLIC: Final = "search.follow"
CLEAR_TRACES: Final = "search.clear_traces"
CLEAR_PURGED: Final = "search.clear_purged"
AGAIN_AFTER: Final = 60.0
PAGES: Final = 500


def follow_public(context: JobContext) -> None:
    """Part by part, each in a transaction of its own, so that nobody waits for long."""
    has_more = True
    while has_more:
        context.renew()
        with context.units.writing(SYSTEM) as unit:
            has_more = follow_part(unit)


def clear_away(context: JobContext) -> None:
    with context.units.reading(SYSTEM) as unit:
        seen = traces(unit.session)
    if seen is None:
        return
    begins, is_left = True, True
    while is_left:
        context.renew()
        with context.units.writing(SYSTEM) as unit:
            is_left = not clear_traces(unit, PAGES, begins=begins)
        begins = False
    if not context.units.database.truncate_log():
        raise Later(AGAIN_AFTER)
    with context.units.writing(SYSTEM) as unit:
        forget_traces(unit, seen)


HANDLERS: Final[dict[str, Handler]] = {
    # Not that they leave the machine: their leases are renewed, however long they take.
    FOLLOW_PUBLIC: networked(follow_public),
    CLEAR_TRACES: networked(clear_away),
    CLEAR_PURGED: networked(clear_away),
}
RECURRING: Final = (
    Recurring(FOLLOW_PUBLIC, timedelta(minutes=1)),
    Recurring(CLEAR_TRACES, timedelta(hours=1)),
)
