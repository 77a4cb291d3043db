"""What becomes of a subscription: confirmed, changed, ended. `_end` is the only way out, and it
erases the address in the same breath."""

from typing import Final

from sqlalchemy import select

from engage.core.errors import Conflict
from engage.core.language import marked
from engage.core.unit import Unit
from engage.engagements.models import Engagement
from engage.following import queries
from engage.following.models import Subscription
from engage.following.rules import (
    KEPT_AFTER_RESULTS,
    PENDING_LIFE,
    Choice,
    Ending,
    State,
    is_kept_no_longer,
    is_lapsed,
)

AT_ONCE: Final = 500
"""So many rows are erased in one transaction."""
LAPSED: Final = marked(
    "This was not confirmed within seven days, so the address is erased. Ask again."
)
GONE: Final = marked("This was ended in the meantime.")


def confirm(unit: Unit, row: Subscription, choice: Choice) -> None:
    """Begins to follow, or changes how; the caller holds the row. Raises Conflict for one that is
    over. What happened before is no news."""
    if row.state == State.ENDED:
        raise Conflict(GONE)
    if is_lapsed(row.state, row.asked_at, unit.now):
        raise Conflict(LAPSED)
    if row.state == State.PENDING:
        row.state, row.confirmed_at = State.ACTIVE, unit.now
        row.told_item_id = queries.last_item_id(unit.session, row.engagement_id)
        row.pace, row.language = choice.pace, choice.language
        unit.session.flush()
        unit.audit(
            "subscription.confirmed",
            f"subscription:{row.id}",
            engagement=row.engagement_id,
            before=State.PENDING,
            after=State.ACTIVE,
        )
    elif (row.pace, row.language) != (choice.pace, choice.language):
        before = f"{row.pace},{row.language}"
        row.pace, row.language = choice.pace, choice.language
        unit.session.flush()
        unit.audit(
            "subscription.changed",
            f"subscription:{row.id}",
            engagement=row.engagement_id,
            before=before,
            after=f"{row.pace},{row.language}",
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


def is_offered(unit: Unit, engagement: Engagement) -> bool:
    """Whether a public engagement can be followed: mail is sent from here, and the time for which
    addresses of its followers are kept is not over."""
    is_over = is_kept_no_longer(engagement.closes_at, engagement.results_at, unit.now)
    return unit.settings.mail is not None and not is_over


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
