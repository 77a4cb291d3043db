"""The job that deletes removed words on their date, and with them what SQLite still remembers.

The index for searching keeps a deleted word beside its deletion until the two are merged. Pages as
they were before a deletion stay in SQLite's write-ahead log until it is cut off, which readers
under way may prevent: then the job comes again soon. What was purged is purged already.
"""

from typing import Final

from engage.core.permissions import SYSTEM
from engage.jobs.handlers import JobContext, Later
from engage.moderation.search import tidy
from engage.moderation.service import purge_due
from engage.moderation.service.purging import BATCH, has_traces

PURGE: Final = "moderation.purge"
AGAIN_AFTER: Final = 60.0
PAGES: Final = 500


def purge(context: JobContext) -> None:
    """Batch by batch, each in a transaction of its own, so that nobody waits for long."""
    is_full = True
    while is_full:
        context.renew()
        with context.units.writing(SYSTEM, now=context.now) as unit:
            is_full = purge_due(unit) == BATCH
            must_tidy = not is_full and has_traces(unit)
    begins = True
    while must_tidy:
        context.renew()
        with context.units.writing(SYSTEM) as unit:
            must_tidy = not tidy(unit, PAGES, begins=begins)
        begins = False
    if not context.units.database.truncate_log():
        raise Later(AGAIN_AFTER)
