"""The job that deletes removed words on their date, and with them what SQLite still remembers.

Pages as they were before a deletion stay in SQLite's write-ahead log until it is cut off, which
readers under way may prevent: then the job comes again soon. What was purged is purged already.
"""

from typing import Final

from engage.core.permissions import SYSTEM
from engage.jobs.handlers import JobContext, Later
from engage.moderation.service import purge_due
from engage.moderation.service.purging import BATCH

PURGE: Final = "moderation.purge"
AGAIN_AFTER: Final = 60.0


def purge(context: JobContext) -> None:
    """Batch by batch, each in a transaction of its own, so that nobody waits for long."""
    is_full = True
    while is_full:
        context.renew()
        with context.units.writing(SYSTEM, now=context.now) as unit:
            is_full = purge_due(unit) == BATCH
    if not context.units.database.truncate_log():
        raise Later(AGAIN_AFTER)
