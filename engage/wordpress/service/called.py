"""WordPress says that something changed there: it is looked at soon, once for a burst of calls."""

from datetime import timedelta
from typing import Final

from sqlalchemy import exists, select, text

from engage.core.unit import Unit
from engage.jobs.models import OPEN, Job
from engage.jobs.rules import EPOCH, JobState, slot
from engage.jobs.service import enqueue
from engage.wordpress.service.kinds import COMPARE, PULL_COMMENTS, PULL_POSTS, PULLS

GATHERED: Final = timedelta(seconds=5)
"""How long calls are gathered: also the shortest distance between two looks that they cause."""

LOOKS: Final = {
    "comments": (PULL_COMMENTS, COMPARE),
    "posts": (PULL_POSTS, COMPARE),
    "all": PULLS,
}


def look_soon(unit: Unit, event: str) -> None:
    """A job of each kind that the event asks for, unless one waits that will look after now.

    The job runs at the end of the interval in which the call came: so whatever was called within
    it, before the job looks, is seen by it.
    """
    due = unit.now + GATHERED - (unit.now - EPOCH) % GATHERED
    for kind in LOOKS[event]:
        if not _one_waits(unit, kind):
            enqueue(unit, kind, {}, run_at=due, key=f"{kind}!{slot(unit.now, GATHERED)}")


def _one_waits(unit: Unit, kind: str) -> bool:
    waits = exists().where(text(OPEN), Job.kind == kind, Job.state == JobState.WAITING)
    return bool(unit.session.scalar(select(waits)))
