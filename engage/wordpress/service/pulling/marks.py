"""How far the pulling has come, and that one worker pulls at a time.

Pages come newest first, so the mark can move only when the last of them is stored: whoever dies
before that reads them again, and knows what it stored by then. It follows the newest comment that
is there, downwards too: after a restore, numbers are given anew.
"""

from dataclasses import dataclass
from typing import Final

from sqlalchemy import select

from engage.core.ledgers import upsert
from engage.core.unit import Unit
from engage.wordpress.models import WordPressMark, WordPressRun
from engage.wordpress.plans import RunKind
from engage.wordpress.queries import is_running
from engage.wordpress.service.runs import finish_run, start_run

COMMENTS: Final = "comments"


@dataclass(frozen=True)
class Begun:
    """A run of this worker's own; `mark`: up to which number everything was read before."""

    run_id: int
    mark: int


def begin(unit: Unit, kind: RunKind, job_id: int, mark_name: str = COMMENTS) -> Begun | None:
    """A run, or None while another worker is at one."""
    mark = locked_mark(unit, mark_name)
    others = unit.session.scalars(
        select(WordPressRun.job_id).where(
            WordPressRun.kind == kind,
            WordPressRun.finished_at.is_(None),
            WordPressRun.job_id != job_id,
        )
    )
    if any(other is not None and is_running(unit.session, other, unit.now) for other in others):
        return None
    return Begun(start_run(unit, kind, job_id), mark.number)


def locked_mark(unit: Unit, name: str = COMMENTS) -> WordPressMark:
    """The mark's row; until the commit nobody else stores what was read."""
    statement = upsert(unit.session.get_bind().dialect, WordPressMark).values(name=name)
    unit.session.execute(statement.on_conflict_do_nothing())
    return unit.session.get_one(WordPressMark, name, with_for_update=True, populate_existing=True)


def end(
    unit: Unit,
    begun: Begun,
    found: dict[str, int],
    *,
    newest: int | None,
    done: int,
    requests: int,
) -> None:
    """Everything down to the former mark is stored; `newest` None: nothing is there at all."""
    mark = locked_mark(unit)
    if newest is not None:
        mark.number = newest
    mark.instant = unit.now
    finish_run(unit, begun.run_id, found=found, done=done, requests=requests)
