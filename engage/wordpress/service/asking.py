"""What staff ask for: a look whether the way is clear, a drift report, a repair as it was read.

Each is a job with its run, which shows from the first moment who asked and how far it is. Asked for
twice at once it is one.
"""

from typing import Final

from sqlalchemy import select

from engage.core.errors import Conflict
from engage.core.unit import Unit
from engage.jobs.service import Payload, enqueue
from engage.wordpress.models import WordPressRun
from engage.wordpress.plans import RunKind
from engage.wordpress.queries.runs import Run, last_run
from engage.wordpress.service.contact import CONFIGURING_ROLES
from engage.wordpress.service.kinds import CHECK, COMPARE, DRIFT, REPAIR
from engage.wordpress.service.pulling.marks import locked_mark
from engage.wordpress.service.runs import start_run

ASKING: Final = "asking"
"""The row that is locked while somebody asks."""
NO_REPORT: Final = "Compare both sides first: there is no report to repair from."
OTHER_REPORT: Final = (
    "There is a newer report than the one you read. Read it, and confirm what it would do."
)
UNDER_WAY: Final = "A repair is under way already."


def ask_check(unit: Unit) -> int:
    """The number of the run."""
    unit.actor.require(*CONFIGURING_ROLES)
    under_way = _under_way(unit, RunKind.CHECK)
    if under_way is not None:
        return under_way.id
    unit.audit("wordpress.check_asked", "wordpress")
    return _begun(unit, RunKind.CHECK, CHECK, {})


def ask_drift(unit: Unit) -> int:
    unit.actor.require(*CONFIGURING_ROLES)
    under_way = _under_way(unit, RunKind.DRIFT)
    if under_way is not None:
        return under_way.id
    unit.audit("wordpress.drift_asked", "wordpress")
    return _begun(unit, RunKind.DRIFT, DRIFT, {})


def ask_repair(unit: Unit, digest: str) -> int:
    """Conflict unless the last report's plan has this digest, or while a repair goes on."""
    unit.actor.require(*CONFIGURING_ROLES)
    if _under_way(unit, RunKind.REPAIR) is not None:
        raise Conflict(UNDER_WAY)
    report = newest_report(unit)
    if report is None:
        raise Conflict(NO_REPORT)
    if report.found["plan"]["digest"] != digest:
        raise Conflict(OTHER_REPORT)
    unit.audit("wordpress.repair_asked", "wordpress", plan=digest)
    return _begun(unit, RunKind.REPAIR, REPAIR, {"plan": digest})


def newest_report(unit: Unit) -> Run | None:
    """That of the last comparison or the last repair, which compares too."""
    found = [
        run
        for kind in (RunKind.DRIFT, RunKind.REPAIR)
        if (run := last_run(unit.session, kind, unit.now, finished=True)) and "plan" in run.found
    ]
    return max(found, key=lambda run: run.id, default=None)


def ask_taking_down(unit: Unit, alarm_id: int) -> None:
    """A person has seen that much was taken down there at once, and wants it so here: the next
    comparison follows. Conflict when the alarm is not the last one, or was answered already."""
    unit.actor.require(*CONFIGURING_ROLES)
    locked_mark(unit, ASKING)
    last = unit.session.scalar(
        select(WordPressRun)
        .where(WordPressRun.kind == RunKind.COMPARE, WordPressRun.finished_at.is_not(None))
        .order_by(WordPressRun.id.desc())
        .limit(1)
    )
    if last is None or last.id != alarm_id:
        raise Conflict("There was another comparison meanwhile. Look at what it found.")
    job_id = enqueue(unit, COMPARE, {"confirmed": 1}, key=f"wordpress.confirmed-{alarm_id}")
    if job_id is None:
        raise Conflict("Somebody confirmed this already.")
    unit.audit("wordpress.taking_down_confirmed", f"wordpress_run:{alarm_id}")


def _under_way(unit: Unit, kind: RunKind) -> Run | None:
    """Asked behind a lock, so that of two who ask at once the second sees the first."""
    locked_mark(unit, ASKING)
    last = last_run(unit.session, kind, unit.now)
    return last if last is not None and last.is_under_way else None


def _begun(unit: Unit, kind: RunKind, job_kind: str, payload: Payload) -> int:
    return start_run(unit, kind, enqueue(unit, job_kind, payload))
