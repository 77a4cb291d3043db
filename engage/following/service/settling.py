"""What becomes of a subscription: confirmed, changed, ended. `_end` is the only way out, and it
erases the address in the same breath."""

from typing import Final

from sqlalchemy import select

from engage.core.errors import Conflict
from engage.core.unit import Unit
from engage.following import queries
from engage.following.models import Subscription
from engage.following.rules import (
    KEPT_AFTER_RESULTS,
    PENDING_LIFE,
    Choice,
    Ending,
    State,
    is_lapsed,
)

AT_ONCE: Final = 500
"""So many rows are erased in one transaction."""
LAPSED: Final = "This was not confirmed within seven days, so the address is erased. Ask again."
GONE: Final = "This was ended in the meantime."


def confirm(unit: Unit, row: Subscription, choice: Choice) -> None:
    """Begins to follow, or changes how; the caller holds the row. Raises Conflict for one that is
    over. What happened before is no news."""
    if row.state == State.ENDED:
        raise Conflict(GONE)
    if is_lapsed(row.state, row.asked_at, unit.now):
        raise Conflict(LAPSED)
    before = (row.state, row.pace, row.language)
    if row.state == State.PENDING:
        row.state, row.confirmed_at = State.ACTIVE, unit.now
        row.told_item_id = queries.last_item_id(unit.session, row.engagement_id)
    row.pace, row.language = choice.pace, choice.language
    if before == (row.state, row.pace, row.language):
        return
    unit.session.flush()
    unit.audit(
        "subscription.confirmed" if before[0] == State.PENDING else "subscription.changed",
        f"subscription:{row.id}",
        engagement=row.engagement_id,
        before=",".join(before),
        after=",".join((row.state, row.pace, row.language)),
    )


def end(unit: Unit, row: Subscription) -> None:
    """Its owner ends it; again changes nothing. The caller holds the row."""
    if row.state != State.ENDED:
        _end(unit, row, Ending.OWNER)


def end_for(unit: Unit, email_index: str) -> int:
    """Ends everything that an address follows, because mail to it came back for good.

    `email_index`: the blind index of the address for the purpose EMAIL_INDEX. Says how many.
    """
    rows = unit.session.scalars(
        select(Subscription)
        .where(Subscription.email_index == email_index)
        .order_by(Subscription.id)
        .with_for_update()
    ).all()
    for row in rows:
        _end(unit, row, Ending.BOUNCED)
    return len(rows)


def erase_overdue(unit: Unit) -> bool:
    """Erases what was never confirmed, and what was kept for as long as the notice says; whether
    there may be more."""
    lapsed = queries.lapsed(unit.session, unit.now - PENDING_LIFE, AT_ONCE)
    for row in lapsed:
        _end(unit, row, Ending.LAPSED)
    over = queries.kept_too_long(unit.session, unit.now - KEPT_AFTER_RESULTS, AT_ONCE)
    for row in over:
        _end(unit, row, Ending.OVER)
    return AT_ONCE in (len(lapsed), len(over))


def _end(unit: Unit, row: Subscription, why: Ending) -> None:
    before = row.state
    row.state, row.ended_at, row.ended_why = State.ENDED, unit.now, why
    row.email_cipher = row.email_index = None
    unit.session.flush()
    unit.audit(
        "subscription.ended",
        f"subscription:{row.id}",
        engagement=row.engagement_id,
        before=before,
        why=why,
    )
