"""Who works the mailbox, and how it went: one worker at a time, known to be alive by its lease.

Two at once would do no harm, as each message has one row; they would only do everything twice.
"""

from datetime import timedelta
from typing import Final

from sqlalchemy import ColumnElement, or_, update

from engage.core.ledgers import upsert
from engage.core.unit import Unit
from engage.mail.incoming.models import MailboxWatch

INCOMING: Final = "incoming"
LEASE: Final = timedelta(seconds=60)
RENEW_EVERY: Final = LEASE / 3


def take_watch(unit: Unit, holder: str) -> bool:
    """Whether the mailbox is this worker's now; `holder` is a random word of its own."""
    statement = upsert(unit.session.get_bind().dialect, MailboxWatch).values(name=INCOMING)
    unit.session.execute(statement.on_conflict_do_nothing())
    is_free = or_(
        MailboxWatch.holder.in_(["", holder]),
        MailboxWatch.held_until.is_(None),
        MailboxWatch.held_until <= unit.now,
    )
    return _changed(unit, is_free, holder=holder, held_until=unit.now + LEASE)


def renew_watch(unit: Unit, holder: str) -> bool:
    """False when it is another's by now."""
    return _changed(unit, MailboxWatch.holder == holder, held_until=unit.now + LEASE)


def end_watch(unit: Unit, holder: str, trouble: str) -> None:
    """Gives the mailbox free, and notes how this look at it went; a change is on record."""
    row = unit.session.get(MailboxWatch, INCOMING, with_for_update=True, populate_existing=True)
    if row is None or row.holder != holder:
        return
    row.holder, row.held_until = "", None
    if not trouble:
        row.fetched_at = unit.now
    if trouble != row.trouble:
        unit.audit("mailbox.changed", "mailbox:1", before=row.trouble, after=trouble)
        row.trouble_since = (row.trouble_since or unit.now) if trouble else None
        row.trouble = trouble


def _changed(unit: Unit, condition: ColumnElement[bool], **values: object) -> bool:
    changed = unit.session.scalar(
        update(MailboxWatch)
        .where(MailboxWatch.name == INCOMING, condition)
        .values(**values)
        .returning(MailboxWatch.name)
        .execution_options(synchronize_session=False)
    )
    return changed is not None
