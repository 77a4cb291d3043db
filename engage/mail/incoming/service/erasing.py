"""What must not be kept any longer: originals of purged comments, and what was kept for a while.

When words of a comment are purged (R30), the message that brought them is deleted from the mailbox
too, as its words stand there untouched. An address that its owner deletes, or whose comment is
purged, goes at once, whether a mailbox can be reached or not. What was kept of other messages so
that a person could make a comment of it goes after as many days as words that were taken out;
correspondence is a record.
"""

from datetime import timedelta
from typing import Final

from sqlalchemy import ColumnElement, and_, or_, select

from engage.comments.attachments.rules import HolderKind
from engage.comments.attachments.service import erase
from engage.core.crypto import Undecryptable
from engage.core.unit import Unit
from engage.mail.incoming.models import IncomingMail
from engage.mail.incoming.places import Wanted
from engage.mail.incoming.queries.lookup import mails_of_comment
from engage.mail.incoming.rules import Outcome, Reason
from engage.mail.incoming.sealing import opened

BATCH: Final = 200
DAY: Final = timedelta(days=1)
ERASED: Final = ""
"""The `folder` of a message that lies nowhere any more."""
BECAME: Final = (Outcome.COMMENT, Outcome.WITHDRAWAL)


def originals(unit: Unit, comment_id: int) -> dict[int, Wanted]:
    """The messages that brought a comment, or were about it, as they are found in the mailbox."""
    return {
        row.id: Wanted(_message_id(unit, row), row.size, row.arrived_at)
        for row in mails_of_comment(unit.session, comment_id)
        if row.folder != ERASED
    }


def _message_id(unit: Unit, row: IncomingMail) -> str:
    try:
        return opened(unit.keyring, row.id, "message_id", row.message_id_cipher)
    except Undecryptable:
        return ""


def record_erased(unit: Unit, mail_ids: list[int]) -> None:
    """The originals are gone: nothing of what they said stays here either."""
    for mail_id in sorted(mail_ids):
        row = unit.session.get(IncomingMail, mail_id, with_for_update=True, populate_existing=True)
        if row is None or row.folder == ERASED:
            continue
        _forget(unit, row)
        row.message_id_cipher, row.folder = None, ERASED
        unit.audit("mail.incoming_erased", f"incoming_mail:{row.id}", comment=row.comment_id)


def forget_sender(unit: Unit, comment_id: int) -> None:
    """Who sent what became a comment is not kept any longer, nor with a second copy of it."""
    rows = mails_of_comment(unit.session, comment_id)
    indexes = {row.sender_index for row in rows if row.sender_index is not None}
    copies = unit.session.scalars(
        select(IncomingMail).where(
            IncomingMail.sender_index.in_(indexes), IncomingMail.reason == Reason.DUPLICATE
        )
    ).all()
    for mail_id in sorted({row.id for row in (*rows, *copies)}):
        row = unit.session.get_one(
            IncomingMail, mail_id, with_for_update=True, populate_existing=True
        )
        if row.sender_cipher is not None or row.sender_index is not None:
            row.sender_cipher = row.sender_index = None
            unit.audit("mail.sender_forgotten", f"incoming_mail:{row.id}", comment=comment_id)
    unit.session.flush()


def forget_old(unit: Unit) -> bool:
    """Deletes what was kept for a while and is no longer needed; whether there may be more."""
    rows = unit.session.scalars(
        select(IncomingMail)
        .where(_is_old(unit), _says_something())
        .order_by(IncomingMail.id)
        .limit(BATCH)
        .with_for_update(skip_locked=True)
    ).all()
    for row in rows:
        _forget(unit, row)
        if row.comment_id is None:
            row.message_id_cipher = None
        unit.audit("mail.incoming_forgotten", f"incoming_mail:{row.id}", outcome=row.outcome)
    unit.session.flush()
    return len(rows) == BATCH


def _is_old(unit: Unit) -> ColumnElement[bool]:
    """Settled, filed, or a comment, for long enough. What waits for a person stays, and so does
    correspondence."""
    before = unit.now - unit.settings.quarantine_days * DAY
    by_itself = and_(
        IncomingMail.outcome.in_([Outcome.FILED, *BECAME]), IncomingMail.recorded_at <= before
    )
    return and_(
        IncomingMail.outcome != Outcome.CORRESPONDENCE,
        or_(by_itself, IncomingMail.settled_at <= before),
        or_(IncomingMail.settled_at.is_(None), IncomingMail.settled_at <= before),
    )


def _says_something() -> ColumnElement[bool]:
    return or_(
        IncomingMail.sender_index.is_not(None),
        IncomingMail.sender_cipher.is_not(None),
        IncomingMail.body_cipher.is_not(None),
        IncomingMail.subject_cipher.is_not(None),
        IncomingMail.cut_cipher.is_not(None),
    )


def _forget(unit: Unit, row: IncomingMail) -> None:
    row.sender_cipher = row.sender_index = None
    row.subject_cipher = row.body_cipher = row.cut_cipher = None
    erase(unit, HolderKind.INCOMING_MAIL, row.id)
