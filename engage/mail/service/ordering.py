"""A mail that is owed: its row, in the transaction of its cause, and one job for many rows.

The job says only that there is something to deliver. A row whose job was lost is found by the
recurring one, so nothing hangs on it.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import and_, or_, select, text

from engage.core.ledgers import upsert
from engage.core.unit import Unit
from engage.jobs.models import OPEN, Job
from engage.jobs.rules import JobState
from engage.jobs.service import enqueue
from engage.mail.models import OutgoingMail
from engage.mail.rules import MailState, Order

DELIVER: Final = "mail.deliver"
SLOT: Final = timedelta(seconds=5)
"""Mails that come due within so long of each other share a job."""
CHUNK: Final = 500


def order_mail(unit: Unit, order: Order) -> int | None:
    """Writes down that a mail is owed; its number, or None when it was ordered before."""
    found = order_mails(unit, [order])
    return found[0] if found else None


def order_mails(unit: Unit, orders: Sequence[Order]) -> list[int]:
    """The same for many at once; the numbers of those that were not ordered before."""
    if unit.settings.mail is None or not orders:
        return []
    statement = (
        upsert(unit.session.get_bind().dialect, OutgoingMail)
        .on_conflict_do_nothing(index_elements=["key"])
        .returning(OutgoingMail.id)
    )
    made: list[int] = []
    for at in range(0, len(orders), CHUNK):
        rows = [_row(unit, order) for order in orders[at : at + CHUNK]]
        made += unit.session.scalars(statement, rows)
    if made:
        for due_at in sorted({order.due_at or unit.now for order in orders}):
            wake(unit, due_at)
    return made


def _row(unit: Unit, order: Order) -> dict[str, Any]:
    return {
        "kind": order.kind,
        "recipient_kind": order.recipient_kind,
        "recipient_id": order.recipient_id,
        "subject_kind": order.subject_kind,
        "subject_id": order.subject_id,
        "step": order.step,
        "language": order.language,
        "key": order.key,
        "state": MailState.WAITING,
        "attempts": 0,
        "created_at": unit.now,
        "next_at": order.due_at or unit.now,
    }


def wake(unit: Unit, at: datetime) -> None:
    """Sees to it that somebody delivers at that time, with as few jobs as will do.

    Who delivers now goes on until nothing is due, so a job that runs is as good as one that waits.
    """
    is_now = at <= unit.now
    waits = and_(
        Job.state == JobState.WAITING,
        Job.run_at <= unit.now if is_now else Job.run_at.between(at, at + SLOT),
    )
    runs = and_(Job.state == JobState.RUNNING, Job.lease_until > unit.now)
    known = select(Job.id).where(
        Job.kind == DELIVER, text(OPEN), or_(waits, runs) if is_now else waits
    )
    if unit.session.scalar(known.limit(1)) is None:
        enqueue(unit, DELIVER, {}, run_at=unit.now if is_now else at + SLOT)
